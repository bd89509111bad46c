"""Errors in a line of documents.jsonl: wrong values and keys of fields, shifted and scaled words, fields twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from synth.document.read import DOCUMENTS
from synth.quality.corrupt.error import Error
from synth.quality.finding import Edit

KINDS = ("wrong_value", "swapped", "duplicate", "shifted", "scaled")
OF_WORDS = ("shifted", "scaled")
"""Kinds of errors in words; the others are in fields."""

SHIFT_HEIGHTS = 1.2
SCALES = (0.5, 1.8)

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def put_in(record: dict[str, Any], place: int, kind: str, number: int, draws: np.random.Generator) -> Error | None:
    """Put an error into a field or a word of a document, by its number; None where it cannot have such a one."""
    part = "words" if kind in OF_WORDS else "fields"
    one = record[part][number]
    if kind == "duplicate":
        record[part].append(dict(one))
        number = len(record[part]) - 1
        edits = (Edit("remove", DOCUMENTS.file, "", place, f"{part}.{number}", one),)
        return _error(record, place, kind, f"{part}[{number}]", None, one["key"], edits)
    new = _changes(one, kind, record["fields"], draws)
    if new is None:
        return None
    before = {key: one[key] for key in new}
    one.update(new)
    edits = tuple(
        Edit("set", DOCUMENTS.file, "", place, f"{part}.{number}.{key}", new[key], value)
        for key, value in before.items()
    )
    key = next(iter(new))
    return _error(record, place, kind, f"{part}[{number}]", before[key], new[key], edits)


def _changes(
    one: Mapping[str, Any], kind: str, fields: Sequence[Mapping[str, Any]], draws: np.random.Generator
) -> dict[str, Any] | None:
    if kind == "wrong_value":
        value = _wrong(one["value"], draws)
        return {"value": value} if value else None
    if kind == "swapped":
        keys = sorted({each["key"] for each in fields if each["key"] != one["key"] and each["type"] == one["type"]})
        return {"key": keys[int(draws.integers(len(keys)))]} if keys else None
    quad = np.array(one["quad"], float).reshape(4, 2)
    if kind == "shifted":
        down = quad[3] - quad[0]
        return {"quad": _rounded(quad + SHIFT_HEIGHTS * down * draws.choice((-1, 1)))} | _without_polygon(one)
    centre = quad.mean(axis=0)
    return {"quad": _rounded(centre + (quad - centre) * draws.choice(SCALES))} | _without_polygon(one)


def _without_polygon(one: Mapping[str, Any]) -> dict[str, Any]:
    """The corners alone say where the word is now."""
    return {"polygon": []} if one.get("polygon") else {}


def _rounded(quad: np.ndarray) -> list[float]:
    return [round(float(number), 2) for number in quad.ravel()]


def _wrong(value: str, draws: np.random.Generator) -> str:
    """A digit is another one; a letter, where there is no digit."""
    for letters in ("0123456789", _LETTERS):
        places = [at for at, one in enumerate(value) if one in letters]
        if places:
            at = places[int(draws.integers(len(places)))]
            others = [one for one in letters if one != value[at]]
            return f"{value[:at]}{others[int(draws.integers(len(others)))]}{value[at + 1 :]}"
    return ""


def _error(
    record: Mapping[str, Any], place: int, kind: str, at: str, before: object, after: object, edits: tuple[Edit, ...]
) -> Error:
    where = f"{DOCUMENTS.file}:{place + 1}: {at}"
    return Error(kind, where, f"document {record['id']}", before, after, edits)
