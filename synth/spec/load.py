"""From a YAML file or a plain mapping to a checked scene, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from synth.errors import SpecError, suggest
from synth.spec.check import Finding, scene_findings
from synth.spec.document import DocumentScene, document_findings
from synth.spec.messages import at, spec_error
from synth.spec.read import read_yaml
from synth.spec.schema import Scene
from synth.spec.text import TextFinding, TextScene, text_findings

SETTABLE = ("background", "constraints", "negative_prompt", "objects", "prompt", "style")
"""First parts of the leaves that a quota may `set`."""


AnyScene = Scene | TextScene | DocumentScene
S = TypeVar("S", TextScene, DocumentScene)


def load_any_scene(mapping: Mapping[str, Any], where: str) -> AnyScene:
    """A scene of whichever kind the mapping says; SpecError as `load_scene` and for an unknown kind."""
    kind = mapping.get("kind", "image")
    if not isinstance(kind, str) or kind not in KINDS:
        raise SpecError(f"{where}: kind", kind, suggest(str(kind), KINDS))
    return KINDS[kind](mapping, where)


def load_text_scene(source: str | Path | Mapping[str, Any], where: str | None = None) -> TextScene:
    """A scene of kind `text`, as `load_scene`. Its templates are read by `synth.grammar`."""
    return _loaded(TextScene, text_findings, source, where)


def load_document_scene(source: str | Path | Mapping[str, Any], where: str | None = None) -> DocumentScene:
    """A scene of kind `document`, as `load_scene`. Its templates are read by `synth.typeset`."""
    return _loaded(DocumentScene, document_findings, source, where)


def _loaded(
    model: type[S],
    findings: Callable[[S], Iterable[TextFinding]],
    source: str | Path | Mapping[str, Any],
    where: str | None,
) -> S:
    mapping, where = _opened(source, where)
    try:
        scene = model.model_validate(mapping)
    except ValidationError as error:
        raise spec_error(error, where) from None
    for found in findings(scene):
        raise SpecError(at(where, found.path), found.got, found.allowed)
    return scene


def _opened(source: str | Path | Mapping[str, Any], where: str | None) -> tuple[dict[str, Any], str]:
    """The mapping of a scene and how its messages begin."""
    if isinstance(source, Mapping):
        mapping, where = dict(source), where or "scene"
    else:
        mapping, where = read_yaml(source), where or str(source)
    _check_texts(mapping, where, ())
    return mapping, where


def load_scene(source: str | Path | Mapping[str, Any], where: str | None = None) -> Scene:
    """A scene of kind `image` from a YAML file or a plain mapping.

    `where` opens messages (default: the file's name, or `scene`).
    Raises SpecError for the first thing that is wrong: unreadable YAML, a key or value that the schema does not know,
    a name that is defined nowhere, a rule that can never hold.
    """
    mapping, where = _opened(source, where)
    scene = _checked(mapping, where)
    for name, quota in scene.quotas.items():
        if quota.set:
            _check_settable(quota.set, scene, f"{where}: quotas.{name}.set")
            _checked(_members_mapping(mapping, quota.set, where), f"{where}: quotas.{name}.set")
    return scene


KINDS: Mapping[str, Callable[[Mapping[str, Any], str], AnyScene]] = {
    "image": load_scene,
    "text": load_text_scene,
    "document": load_document_scene,
}
"""Kind of a scene -> who checks it."""


def apply_overrides(mapping: Mapping[str, Any], overrides: Mapping[str, Any], where: str = "scene") -> dict[str, Any]:
    """A copy of a scene's mapping in which each `a.b.c: value` replaces that leaf as a whole.

    Sections that the mapping leaves out are made; a path through something that is not a mapping is a SpecError.
    """
    result: dict[str, Any] = deepcopy(dict(mapping))
    for path, value in overrides.items():
        *parents, leaf = path.split(".")
        section: Any = result
        for depth, part in enumerate(parents):
            section = section.setdefault(part, {})
            if not isinstance(section, dict):
                raise SpecError(at(where, parents[: depth + 1]), section, f"no mapping, so it has no `{path}`")
        section[leaf] = deepcopy(value)
    return result


def scene_for(scene: Scene, quotas: Iterable[str]) -> Scene:
    """The scene as the members of these quotas see it: each one's `set` applied, in the order of the scene file."""
    chosen = set(quotas)
    if not any(scene.quotas[name].set for name in chosen):
        return scene
    mapping = scene_mapping(scene)
    for name, quota in scene.quotas.items():
        if name in chosen:
            mapping = apply_overrides(mapping, quota.set)
    return _checked(mapping, f"quotas {', '.join(sorted(chosen))}")


def scene_mapping(scene: AnyScene) -> dict[str, Any]:
    """The scene as plain JSON values, every default written out; `load_scene` of it gives an equal scene.

    Order matters (it gives category ids and painting order), so write it without sorting keys.
    """
    return scene.model_dump(mode="json", exclude_none=True)


def scene_hash(scene: AnyScene) -> str:
    """sha256 (hex) of the scene's canonical JSON, order of entries included."""
    text = json.dumps(scene_mapping(scene), sort_keys=False, separators=(",", ":"), ensure_ascii=True)
    return sha256(text.encode()).hexdigest()


def _checked(mapping: Mapping[str, Any], where: str) -> Scene:
    try:
        scene = Scene.model_validate(dict(mapping))
    except ValidationError as error:
        raise spec_error(error, where) from None
    first: Finding | None = next(scene_findings(scene), None)
    if first is not None:
        raise SpecError(at(where, first.path), first.got, first.allowed)
    return scene


def _check_texts(node: Any, where: str, path: tuple[object, ...]) -> None:
    """Refuse texts that are no Unicode (lone surrogates), which no file could hold."""
    if isinstance(node, Mapping):
        for key, value in node.items():
            _check_texts(key, where, path)
            _check_texts(value, where, (*path, key))
    elif isinstance(node, list | tuple):
        for index, value in enumerate(node):
            _check_texts(value, where, (*path, index))
    elif isinstance(node, str) and any("\ud800" <= character <= "\udfff" for character in node):
        raise SpecError(at(where, path), node, "a text of Unicode characters is needed")


def _check_settable(overrides: Mapping[str, Any], scene: Scene, where: str) -> None:
    """A quota changes what is there: it makes no entries and touches nothing that all samples must share."""
    for path in overrides:
        section, *rest = path.split(".")
        if section not in SETTABLE:
            raise SpecError(where, path, f"a quota may set leaves of {', '.join(SETTABLE)}")
        if section == "objects" and (len(rest) < 2 or rest[0] not in scene.objects):
            raise SpecError(
                where, path, "objects.<entry>.<leaf> is needed; " + suggest(".".join(rest[:1]), scene.objects)
            )


def _members_mapping(mapping: Mapping[str, Any], overrides: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The mapping without its quotas, so that a wrong `set` is reported as the quota's."""
    return {key: value for key, value in apply_overrides(mapping, overrides, where).items() if key != "quotas"}
