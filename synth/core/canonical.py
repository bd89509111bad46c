"""Canonical JSON: one value, one text. Sorted keys, no spaces, ASCII, no NaN; the rounding of floats is stated here."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import numpy as np

DECIMALS = 6
"""Decimals of every float in a label file: finer than any check, coarser than the bits that platforms disagree on."""

_AS_THEY_ARE = frozenset({str, int, bool, type(None)})

encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode
"""The text of a value of JSON's own types; ValueError on NaN."""

LINE_BREAKS = {character: f"\\u{ord(character):04x}" for character in "\x85\u2028\u2029"}
"""Characters at which some readers break lines -> how JSON escapes them, so that a line is a line for everyone."""

_encode_readable = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False, ensure_ascii=False).encode


def readable(value: object) -> str:
    """As `encode`, without ASCII escapes, so that other scripts stay legible. Always one line."""
    text = _encode_readable(value)
    for character, escape in LINE_BREAKS.items():
        text = text.replace(character, escape)
    return text


def canonical(value: object) -> str:
    """`value` as canonical JSON with floats rounded to `DECIMALS`; for labels. ValueError on NaN or a foreign type."""
    return encode(json_value(value, DECIMALS))


def canonical_exact(value: object) -> str:
    """`value` as canonical JSON with every float exact; for identities, where 1e-7 and 2e-7 are two different runs."""
    return encode(json_value(value, None))


def digest(value: object) -> str:
    """sha256 (hex) over the exact canonical JSON of `value`."""
    return sha256(canonical_exact(value).encode()).hexdigest()


def rounded(value: float) -> float:
    """A float as label files hold it."""
    return round(float(value), DECIMALS) + 0.0  # + 0.0 turns -0.0 into 0.0


def json_value(value: Any, decimals: int | None) -> object:
    """`value` in JSON's own types: mappings to dicts, sequences to lists, numpy scalars to numbers.

    Floats are rounded to `decimals` (None: exact). ValueError on NaN, infinity or a type without a JSON form.
    """
    kind = type(value)
    if kind is float:
        if not math.isfinite(value):
            raise ValueError(f"{value} has no place in a label file")
        return (value if decimals is None else round(value, decimals)) + 0.0  # as in `rounded`
    if kind in _AS_THEY_ARE:
        return value
    if kind is list or kind is tuple:
        return [json_value(item, decimals) for item in value]
    if kind is dict:
        return {str(key): json_value(item, decimals) for key, item in value.items()}
    return json_value(_builtin(value), decimals)


def _builtin(value: object) -> object:
    """A value of a foreign type as one of Python's own."""
    if isinstance(value, np.generic | np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    for kind in (str, int, float):
        if isinstance(value, kind):
            return kind(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
        return list(value)
    raise ValueError(f"{type(value).__name__} has no place in JSON")
