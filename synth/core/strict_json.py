"""JSON of unknown origin: the only reader. Repeated keys, NaN, numbers beyond 64 bits, deep nesting are refused."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any

from synth.core.errors import SynthError, Unquoted
from synth.core.plain_file import plain_text

DEEPEST = 64
"""Lists and objects within one another."""

LARGEST_INT = 2**63 - 1

_NEEDED = "plain JSON is needed"
_CONTAINERS = frozenset({dict, list})
_SUSPICIOUS = re.compile(r"[0-9]{19}|[eE]\+?[0-9]{3}|\\u[dD][89a-fA-F]")
"""What every number beyond 64 bits has, and every half of a surrogate pair."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"a second key {next(key for at, key in enumerate(keys) if key in keys[:at])!r}")
    return found


def _float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text}, a number beyond 64 bits")
    return value


def _int(text: str) -> int:
    if len(text) > 20 or abs(value := int(text)) > LARGEST_INT:
        raise ValueError(f"{text[:20]}{'...' * (len(text) > 20)}, a number beyond 64 bits")
    return value


def _constant(name: str) -> float:
    raise ValueError(f"{name}, which is no number in JSON")


DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant)
"""Raises ValueError or RecursionError. What it decodes is still to be given to `check_value`."""

_CAREFUL = json.JSONDecoder(parse_float=_float, parse_int=_int)


def parse_json(text: str, where: str, error: type[SynthError]) -> Any:
    """The value of a JSON text; `error`, in one line at `where`, for whatever is no plain JSON."""
    try:
        value = DECODER.decode(text)
    except (ValueError, RecursionError) as problem:
        raise error(where, fault_of(problem), _NEEDED) from None
    check_value(value, text, where, error)
    return value


def check_value(value: Any, text: str, where: str, error: type[SynthError]) -> None:
    """`error` for what `DECODER` lets pass: nesting deeper than `DEEPEST`, numbers beyond 64 bits, half characters.

    `text` is the JSON of `value`; it is searched first, since decoding number by number takes twice as long.
    """
    level = [value] if type(value) in _CONTAINERS else []
    for _ in range(DEEPEST):
        if not level:
            break
        inner = (part for one in level for part in (one.values() if type(one) is dict else one))
        level = [part for part in inner if type(part) in _CONTAINERS]
    if level:
        raise error(where, Unquoted(f"nesting deeper than {DEEPEST}"), _NEEDED)
    if _SUSPICIOUS.search(text):
        try:
            json.dumps(_CAREFUL.decode(text), ensure_ascii=False).encode()
        except UnicodeEncodeError:
            raise error(where, Unquoted("half of a surrogate pair"), "a text of Unicode characters is needed") from None
        except ValueError as problem:
            raise error(where, fault_of(problem), _NEEDED) from None


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
