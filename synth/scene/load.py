"""From a YAML file or a plain mapping to a checked scene, and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from synth.core.errors import SpecError
from synth.scene.messages import SceneProblem, at, spec_error
from synth.scene.model import Model
from synth.scene.ranges import TAGS
from synth.scene.read import read_yaml

S = TypeVar("S", bound=Model)


def checked_scene(
    model: type[S], problems: Callable[[S], Iterable[SceneProblem]], mapping: Mapping[str, Any], where: str
) -> S:
    """A mapping as a scene of `model`; SpecError for the first thing that the model or `problems` finds wrong."""
    try:
        scene = model.model_validate(dict(mapping))
    except ValidationError as error:
        raise spec_error(error, where) from None
    for problem in problems(scene):
        raise SpecError(at(where, problem.path), problem.got, problem.allowed)
    return scene


def opened_scene(source: str | Path | Mapping[str, Any], where: str | None) -> tuple[dict[str, Any], str]:
    """The mapping of a scene, from a file or as given, and how messages about it begin."""
    if isinstance(source, Mapping):
        mapping, where = dict(source), where or "scene"
    else:
        mapping, where = read_yaml(source), where or str(source)
    _check_texts(mapping, where, ())
    return mapping, where


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


def with_changes(mapping: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A scene's mapping with other leaves, as they stand in another scene: a range is replaced, a section is changed
    below."""
    result = dict(mapping)
    for name, value in changes.items():
        before = result.get(name)
        if isinstance(before, Mapping) and isinstance(value, Mapping) and not set(TAGS) & set(value):
            value = with_changes(before, value)
        result[name] = value
    return result


def scene_mapping(scene: Model) -> dict[str, Any]:
    """The scene as plain JSON values, every default written out; `load_scene` of it gives an equal scene.

    Order matters (it gives category ids and painting order), so write it without sorting keys.
    """
    return scene.model_dump(mode="json", exclude_none=True)


def entry_orders(scene: Model) -> dict[str, list[str]]:
    """Dotted path -> names, in order, of every section whose entries have names of the scene's own.

    A folder's identity is compared with its keys sorted, so that it holds these beside the scene: the order of objects
    gives category ids, that of templates and quotas what is drawn.
    """
    return dict(_orders(scene, ()))


def _orders(node: object, path: tuple[str, ...]) -> Iterator[tuple[str, list[str]]]:
    if isinstance(node, Mapping):
        yield ".".join(path), [str(name) for name in node]
        inner: Iterable[tuple[object, object]] = node.items()
    elif isinstance(node, Model):
        inner = ((name, getattr(node, name)) for name in type(node).model_fields)
    elif isinstance(node, list | tuple):
        inner = enumerate(node)
    else:
        return
    for name, value in inner:
        yield from _orders(value, (*path, str(name)))


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
