"""JSON of unknown origin: the only reader. Repeated keys, NaN, numbers beyond 64 bits, deep nesting are refused."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from synth.core.errors import SynthError, Unquoted
from synth.core.plain_file import plain_text

DEEPEST = 64
"""Lists and objects within one another, and the values in the innermost."""

LARGEST_INT = 2**63 - 1

_NEEDED = "plain JSON is needed"


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"a second key {next(key for at, key in enumerate(keys) if key in keys[:at])!r}")
    return found


def _constant(name: str) -> float:
    raise ValueError(f"{name}, which is no number in JSON")


DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
"""Raises ValueError or RecursionError. What it decodes is still to be given to `check_value`."""


def parse_json(text: str, where: str, error: type[SynthError]) -> Any:
    """The value of a JSON text; `error`, in one line at `where`, for whatever is no plain JSON."""
    value = decoded_json(text, where, error)
    check_value(value, where, error)
    return value


def decoded_json(text: str, where: str, error: type[SynthError]) -> Any:
    """As `parse_json`, in half the time, without `check_value`."""
    try:
        return DECODER.decode(text)
    except (ValueError, RecursionError) as problem:
        raise error(where, fault_of(problem), _NEEDED) from None


def check_value(value: Any, where: str, error: type[SynthError]) -> None:
    """`error` for what `DECODER` lets pass: nesting deeper than `DEEPEST`, numbers beyond 64 bits, half characters."""
    level, texts = [value], list[str]()
    for _ in range(DEEPEST):
        inner: list[Any] = []
        for one in level:
            kind = type(one)
            if kind is str:
                texts.append(one)
            elif kind is list:
                inner += one
            elif kind is dict:
                texts += one
                inner += one.values()
            elif (kind is int and abs(one) > LARGEST_INT) or (kind is float and not math.isfinite(one)):
                raise error(where, Unquoted("a number beyond 64 bits"), _NEEDED)
        level = inner
    if level:
        raise error(where, Unquoted(f"nesting deeper than {DEEPEST}"), _NEEDED)
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        raise error(where, Unquoted("half of a surrogate pair"), "a text of Unicode characters is needed") from None


def fault_of(problem: Exception) -> Unquoted:
    """What is wrong with a JSON text, in a few words."""
    if isinstance(problem, RecursionError):
        return Unquoted(f"nesting deeper than {DEEPEST}")
    if isinstance(problem, json.JSONDecodeError):
        return Unquoted(f"broken JSON ({problem.msg} at line {problem.lineno} column {problem.colno})")
    return Unquoted(str(problem))


def read_json(path: Path, error: type[SynthError], needed: str = "a JSON file is needed", *, most: int) -> Any:
    """The value in a JSON file of at most `most` bytes; `error`, in one line, for whatever is no plain JSON."""
    return parse_json(plain_text(path, error, needed, most=most), str(path), error)


def read_object(path: Path, error: type[SynthError], needed: str, *, most: int) -> dict[str, Any]:
    """As `read_json`, of a JSON object; `needed` says in the message what it should be."""
    found = read_json(path, error, needed, most=most)
    if not isinstance(found, dict):
        raise error(str(path), found, needed)
    return found
