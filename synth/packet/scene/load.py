"""A checked scene of packets, with the scenes of its members in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from synth.core.errors import SpecError, suggest
from synth.core.inside import inside
from synth.core.paths import SCENES, SUFFIXES, shipped_scenes
from synth.kinds import KINDS, kind_of, load_any_scene
from synth.packet.scene.schema import MemberSpec, PacketScene, packet_problems
from synth.scene.load import apply_overrides, checked_scene, opened_scene
from synth.scene.model import SceneModel
from synth.scene.narrow import narrowed
from synth.scene.ranges import TAGS
from synth.scene.read import read_yaml
from synth.scene.templated import LOCALE


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
    """The member's scene with `set` and the packet's locales; shares over the data set are the packet's alone.

    SpecError for one of a kind that cannot be a member.
    """
    if member.spec is not None:
        return member.spec
    full = read_yaml(_file_of(member, at, where))
    kind = str(full.get("kind", "image"))
    if kind in KINDS and kind_of(kind).member is None:
        able = [name for name in KINDS if kind_of(name).member]
        raise SpecError(f"{at}.scene", f"a scene of kind {kind}", f"kinds of members: {', '.join(able)}")
    set_leaves = dict(_leaves(member.set, ""))
    composed = apply_overrides(full, {**set_leaves, LOCALE: scene.locale.model_dump(mode="json")}, at)
    spec = narrowed(full, composed, f"{at}.set")
    spec.pop("quotas", None)
    spec.pop("balance", None)
    return spec


def _file_of(member: MemberSpec, at: str, where: str) -> Path:
    if _is_file(member):
        return inside(
            Path(where).parent, member.scene, f"{at}.scene", SpecError, "a scene file beside the packet's own"
        )
    shipped = shipped_scenes()
    if member.scene not in shipped:
        raise SpecError(f"{at}.scene", member.scene, suggest(member.scene, shipped))
    return shipped[member.scene]


def _leaves(section: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    """Dotted path -> value; a range is one value."""
    for name, value in section.items():
        key = f"{path}.{name}" if path else str(name)
        if isinstance(value, Mapping) and value and not any(tag in value for tag in TAGS):
            yield from _leaves(value, key)
        else:
            yield key, value
