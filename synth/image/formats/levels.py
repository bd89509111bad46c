"""Pictures of more than 8 bits a value: one rule for a whole folder, so that its pictures stay comparable.

Unsigned values are divided by a power of two: the smallest that brings the folder's brightest value below 256, so
12-bit values in 16-bit files keep their contrast. Floating-point values from 0 to 1 span 0 to 255. All others
(signed, or floating-point of another range) are stretched from the folder's lowest to its highest value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Shaped, UInt8


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueRange:
    """The lowest and the highest value that a picture stores, and whether these are unsigned whole numbers."""

    low: float
    high: float
    unsigned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """Stored values from `low` on, in 256 steps over `span`, become 0 to 255."""

    low: float
    span: float

    def of(self, stored: Shaped[np.ndarray, ...]) -> UInt8[np.ndarray, ...]:
        """The 8-bit levels of stored values; those outside become 0 or 255."""
        steps = (stored.astype(np.float64) - self.low) * (256 / self.span)
        return np.clip(np.floor(steps), 0, 255).astype(np.uint8)

    def line(self, number: int) -> str:
        """What a person should know of it, where `number` pictures were scaled."""
        noun = "picture" if number == 1 else "pictures"
        return (
            f"scaled {number} {noun} to 8 bits: values of {self.low:g} up to {self.low + self.span:g} became 0 to 255"
        )


def levels_of(ranges: Iterable[ValueRange]) -> Levels:
    """The levels of pictures of one kind, unsigned or not; at least one is needed."""
    found = tuple(ranges)
    low, high = min(one.low for one in found), max(one.high for one in found)
    if all(one.unsigned for one in found):
        return Levels(low=0, span=2.0 ** max(int(high).bit_length(), 8))
    if low >= 0 and high <= 1:
        return Levels(low=0, span=1)
    return Levels(low=low, span=(high - low) or 1)


def range_of(stored: Shaped[np.ndarray, ...]) -> ValueRange:
    """The range of stored values; all are finite."""
    return ValueRange(low=float(stored.min()), high=float(stored.max()), unsigned=stored.dtype.kind in "ub")
