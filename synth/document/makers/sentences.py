"""Sentences with values in them: `it rose by {facts.change}` as the parts that a template prints, values as fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import Formatter

from synth.document.records import Record, Value

_FORMATTER = Formatter()


def paragraph(sentences: Sequence[str], values: Mapping[str, Value], space: str = " ") -> Record:
    """Sentences as one paragraph: `parts` with a `text` and the `key` of the value that it is, "" for plain words.

    A placeholder is the dotted path of a value in the record, as `values` has them.
    """
    parts: list[Record] = []
    for plain, key, _, _ in _FORMATTER.parse(space.join(sentences)):
        if plain:
            parts.append({"text": plain, "key": ""})
        if key is not None:
            parts.append({"text": values[key].text, "key": key})
    return {"parts": parts}


def filled(sentence: str, values: Mapping[str, Value]) -> str:
    """A sentence as plain text, its placeholders filled in."""
    return "".join(
        plain + (values[key].text if key is not None else "") for plain, key, _, _ in _FORMATTER.parse(sentence)
    )
