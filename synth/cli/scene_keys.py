"""The keys of a scene as `--help` lists them: each leaf that can be set without naming an entry of the scene."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from synth.cli.knobs import NEEDED
from synth.core.attribute_docs import attribute_docs
from synth.kinds import kind_of
from synth.scene.model import Model
from synth.scene.ranges import TAGS

WRITTEN = frozenset({"kind", "gone"})
"""Keys that nobody sets on a command line."""


SHORT = 12
"""Characters of a clause such as `name: range`, which says nothing alone."""


def scene_keys(kind: str) -> Iterator[tuple[str, object, str]]:
    """Dotted name, default (NEEDED where there is none) and meaning of the keys of a scene of that kind."""
    for key, default, meaning in _keys("scene", kind_of(kind).scene()):
        if key.removeprefix("scene.") not in WRITTEN:
            yield key, default, meaning


def _keys(prefix: str, model: type[BaseModel]) -> Iterator[tuple[str, object, str]]:
    """The plain keys first, then those of each section."""
    sections: list[tuple[str, type[BaseModel]]] = []
    for name, field in model.model_fields.items():
        default = field.get_default(call_default_factory=True, validated_data={})
        if _is_section(default):
            sections.append((name, type(default)))
        else:
            meaning = _first_clause(attribute_docs(model).get(name, ""))
            yield f"{prefix}.{name}", NEEDED if field.is_required() else _plain(default), meaning
    for name, inner in sections:
        yield from _keys(f"{prefix}.{name}", inner)


def _is_section(default: object) -> bool:
    """Whether a default is a part of a scene with keys of its own, and no range."""
    return isinstance(default, Model) and not any(tag in type(default).model_fields for tag in TAGS)


def _plain(default: Any) -> object:
    if isinstance(default, BaseModel):
        return default.model_dump(mode="json", exclude_none=True)
    return [_plain(part) for part in default] if isinstance(default, tuple) else default


def _first_clause(meaning: str) -> str:
    """The meaning of a key up to a semicolon, but not before it says something."""
    first, _, others = " ".join(meaning.split()).partition(";")
    return first if len(first) > SHORT or not others else f"{first};{others.partition(';')[0]}"
