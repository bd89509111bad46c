"""Load and check a scene of kind `image`, and apply what its quotas `set`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from synth.core.errors import SpecError, suggest
from synth.image.scene.check import image_problems
from synth.image.scene.schema import Scene
from synth.scene.load import apply_overrides, checked_scene, opened_scene, scene_mapping

SETTABLE = ("background", "constraints", "negative_prompt", "objects", "prompt", "style")
"""First parts of the paths of leaves that a quota may `set`."""


def load_scene(source: str | Path | Mapping[str, Any], where: str | None = None) -> Scene:
    """A scene of kind `image` from a YAML file or a plain mapping.

    `where` begins every message (default: the file's name, or `scene`).
    Raises SpecError for the first problem: unreadable YAML, a key or value that the schema does not allow, an undefined
    name, a rule that can never hold.
    """
    mapping, where = opened_scene(source, where)
    scene = _checked(mapping, where)
    for name, quota in scene.quotas.items():
        if quota.set:
            _check_settable(quota.set, scene, f"{where}: quotas.{name}.set")
            _checked(_members_mapping(mapping, quota.set, where), f"{where}: quotas.{name}.set")
    return scene


def scene_for(scene: Scene, quotas: Iterable[str]) -> Scene:
    """The scene for the members of these quotas: the `set` of each is applied, in the order of the scene file."""
    chosen = set(quotas)
    if not any(scene.quotas[name].set for name in chosen):
        return scene
    mapping = scene_mapping(scene)
    for name, quota in scene.quotas.items():
        if name in chosen:
            mapping = apply_overrides(mapping, quota.set)
    return _checked(mapping, f"quotas {', '.join(sorted(chosen))}")


def _checked(mapping: Mapping[str, Any], where: str) -> Scene:
    return checked_scene(Scene, image_problems, mapping, where)


def _check_settable(overrides: Mapping[str, Any], scene: Scene, where: str) -> None:
    """Raise SpecError for a path that a quota may not `set`: new entries, and leaves that all samples must share."""
    for path in overrides:
        section, *rest = path.split(".")
        if section not in SETTABLE:
            raise SpecError(where, path, f"a quota may set leaves of {', '.join(SETTABLE)}")
        if section == "objects" and (len(rest) < 2 or rest[0] not in scene.objects):
            raise SpecError(
                where, path, "objects.<entry>.<leaf> is needed; " + suggest(".".join(rest[:1]), scene.objects)
            )


def _members_mapping(mapping: Mapping[str, Any], overrides: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The mapping with these overrides and without its quotas, so that a wrong `set` is reported at its quota."""
    return {key: value for key, value in apply_overrides(mapping, overrides, where).items() if key != "quotas"}
