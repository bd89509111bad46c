"""The keys of a scene as `--help` lists them: each leaf that can be set without naming an entry of the scene."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from synth.cli.knobs import NEEDED
from synth.kinds import kind_of
from synth.scene.model import Model
from synth.scene.ranges import TAGS

WRITTEN = frozenset({"kind", "gone"})
"""Keys that nobody sets on a command line."""


SHORT = 12
"""Characters of a clause such as `name: range`, which says nothing alone."""


def scene_keys(kind: str) -> Iterator[tuple[str, object, str]]:
    """Dotted name, default (NEEDED where there is none) and meaning of the keys of a scene of that kind."""
    fields = kind_of(kind).scene().model_fields.items()
    yield from _keys("scene", [(name, field) for name, field in fields if name not in WRITTEN])


def _keys(prefix: str, fields: list[tuple[str, FieldInfo]]) -> Iterator[tuple[str, object, str]]:
    """The plain keys first, then those of each section."""
    sections = []
    for name, field in fields:
        default = field.get_default(call_default_factory=True, validated_data={})
        if _is_section(default):
            sections.append((name, list(type(default).model_fields.items())))
        else:
            yield f"{prefix}.{name}", NEEDED if field.is_required() else _plain(default), _first_clause(field)
    for name, inner in sections:
        yield from _keys(f"{prefix}.{name}", inner)


def _is_section(default: object) -> bool:
    """Whether a default is a part of a scene with keys of its own, and no range."""
    return isinstance(default, Model) and not any(tag in type(default).model_fields for tag in TAGS)


def _plain(default: Any) -> object:
    if isinstance(default, BaseModel):
        return default.model_dump(mode="json", exclude_none=True)
    return list(default) if isinstance(default, tuple) else default


def _first_clause(field: FieldInfo) -> str:
    """The meaning of a key up to a semicolon, but not before it says something."""
    first, _, others = " ".join((field.description or "").split()).partition(";")
    return first if len(first) > SHORT or not others else f"{first};{others.partition(';')[0]}"
