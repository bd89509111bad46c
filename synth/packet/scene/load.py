"""A checked scene of packets, with the scenes of its members in it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from synth.core.errors import SpecError, suggest
from synth.core.inside import inside
from synth.core.paths import SCENES, SUFFIXES, shipped_scenes
from synth.kinds import KINDS, kind_of, load_any_scene
from synth.packet.scene.schema import MemberSpec, PacketScene, packet_problems
from synth.scene.load import checked_scene, opened_scene, scene_mapping, with_changes
from synth.scene.model import SceneModel
from synth.scene.narrow import narrowed
from synth.scene.read import read_yaml


def load_packet_scene(source: str | Path | Mapping[str, Any], where: str | None = None) -> PacketScene:
    """A scene of kind `packet` from a YAML file or a plain mapping.

    The scenes of members that lie beside the packet's own file are looked for in the folder of `where`. SpecError for
    the first thing that is wrong, in the packet's scene or in one of a member.
    """
    mapping, where = opened_scene(source, where)
    scene = checked_scene(PacketScene, packet_problems, mapping, where)
    specs = {name: _spec_of(scene, member, f"{where}: members.{name}", where) for name, member in scene.members.items()}
    members = {name: member.model_copy(update={"spec": specs[name]}) for name, member in scene.members.items()}
    loaded = scene.model_copy(update={"members": members})
    member_scenes(loaded, where)
    return loaded


def member_scenes(scene: PacketScene, where: str = "scene") -> dict[str, SceneModel]:
    """The checked scene of each member. SpecError for one that is wrong."""
    found: dict[str, SceneModel] = {}
    for name, member in scene.members.items():
        at = f"{where}: members.{name}"
        assert member.spec is not None, "a scene that was read has the scenes of its members"
        found[name] = load_any_scene(member.spec, f"{at} ({member.scene})")
    return found


def folder_of(member: MemberSpec, scene_folder: Path) -> Path:
    """The folder of a member's scene file; `scene_folder` is that of the packet's own."""
    return SCENES if not _is_file(member) else (scene_folder / member.scene).parent


def _is_file(member: MemberSpec) -> bool:
    return member.scene.endswith(SUFFIXES)


def _spec_of(scene: PacketScene, member: MemberSpec, at: str, where: str) -> dict[str, Any]:
    """The member's checked scene with `set`, as its kind makes it a packet's, in JSON's own types.

    SpecError for one of a kind that cannot be a member.
    """
    full = read_yaml(_file_of(member, at, where)) if member.spec is None else member.spec
    kind = str(full.get("kind", "image"))
    if kind not in KINDS:
        raise SpecError(f"{at} ({member.scene}): kind", kind, suggest(kind, KINDS))
    if kind_of(kind).member is None:
        able = [name for name in KINDS if kind_of(name).member]
        raise SpecError(f"{at}.scene", f"a scene of kind {kind}", f"kinds of members: {', '.join(able)}")
    if member.spec is not None:
        return member.spec
    changed = with_changes(full, member.set)
    composed = kind_of(kind).member_scene(changed, scene.locale.model_dump(mode="json"))
    return scene_mapping(load_any_scene(narrowed(full, composed, f"{at}.set"), f"{at} ({member.scene})"))


def _file_of(member: MemberSpec, at: str, where: str) -> Path:
    if _is_file(member):
        return inside(
            Path(where).parent, member.scene, f"{at}.scene", SpecError, "a scene file beside the packet's own"
        )
    shipped = shipped_scenes()
    if member.scene not in shipped:
        raise SpecError(f"{at}.scene", member.scene, suggest(member.scene, shipped))
    return shipped[member.scene]
