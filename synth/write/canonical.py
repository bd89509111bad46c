"""Canonical JSON: one value, one text. Sorted keys, no spaces, ASCII, no NaN; the rounding of floats is stated here."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from hashlib import sha256

import numpy as np

DECIMALS = 6
"""Decimals of every float in a label file: finer than any check, coarser than the bits that platforms disagree on."""

_encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def canonical(value: object) -> str:
    """`value` as canonical JSON with floats rounded to `DECIMALS`; for labels. ValueError on NaN or a foreign type."""
    return _encode(plain(value, DECIMALS))


def canonical_exact(value: object) -> str:
    """`value` as canonical JSON with every float exact; for identities, where 1e-7 and 2e-7 are two different runs."""
    return _encode(plain(value, None))


def digest(value: object) -> str:
    """sha256 (hex) over the exact canonical JSON of `value`."""
    return sha256(canonical_exact(value).encode()).hexdigest()


def plain(value: object, decimals: int | None) -> object:
    """`value` in JSON's own types: mappings to dicts, sequences to lists, numpy scalars to numbers; floats rounded."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} has no place in a label file")
        return (value if decimals is None else round(value, decimals)) + 0.0  # + 0.0 turns -0.0 into 0.0
    if isinstance(value, Mapping):
        return {str(key): plain(item, decimals) for key, item in value.items()}
    if isinstance(value, np.ndarray):
        return plain(value.tolist(), decimals)
    if isinstance(value, Sequence | set | frozenset):
        items = sorted(value) if isinstance(value, set | frozenset) else value
        return [plain(item, decimals) for item in items]
    raise ValueError(f"{type(value).__name__} has no place in JSON")
