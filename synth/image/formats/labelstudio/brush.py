"""Label Studio's run lengths of a brush: bits of a picture of four bytes a pixel, of which the last says what is drawn.

The head is 32 bits for the number of bytes, 5 for the bits of a value less one, and four times 4 bits for the widths of
a length less one. A run is a bit for its kind, 2 bits that choose a width, a length less one, and the value that
repeats, or as many values as the length says (@thi.ng/rle-pack, which Label Studio uses).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from synth.core.errors import DataError, Unquoted

if TYPE_CHECKING:
    from jaxtyping import Bool, UInt8

CHANNELS, FULL = 4, 255

_WIDTHS = (3, 4, 8, 16)
"""Bits of a length, as we write them."""

_LONGEST = 1 << _WIDTHS[-1]


def brush_of(bits: Bool[np.ndarray, "h w"]) -> list[int]:
    """The run lengths, as bytes, of a picture whose drawn pixels are white and opaque."""
    flat = bits.ravel()
    edges = np.flatnonzero(np.diff(flat.view(np.int8))) + 1
    ends = [*(int(edge) for edge in edges), len(flat)]
    words = [f"{len(flat) * CHANNELS:032b}", f"{7:05b}", *(f"{width - 1:04b}" for width in _WIDTHS)]
    start = 0
    for end in ends:
        value, left = FULL * int(flat[start]), (end - start) * CHANNELS
        while left:
            length = min(left, _LONGEST)
            choice = next(at for at, width in enumerate(_WIDTHS) if length <= 1 << width)
            words.append(f"1{choice:02b}{length - 1:0{_WIDTHS[choice]}b}{value:08b}")
            left -= length
        start = end
    text = "".join(words)
    text += "0" * (-len(text) % 8)
    return [int(text[at : at + 8], 2) for at in range(0, len(text), 8)]


def bits_of_brush(rle: Sequence[object], width: int, height: int, where: str) -> Bool[np.ndarray, "h w"]:
    """The drawn pixels of a picture of that size in px. DataError for run lengths that are none, or of another size."""
    if not all(type(byte) is int and 0 <= byte <= FULL for byte in rle):
        raise DataError(where, rle[:8], "bytes: whole numbers from 0 to 255")
    stream = _Bits(np.unpackbits(np.array(rle, np.uint8)), where)
    size, word = stream.number(32), stream.number(5) + 1
    widths = [stream.number(4) + 1 for _ in range(4)]
    if size != width * height * CHANNELS:
        raise DataError(where, size, f"{width} x {height} x {CHANNELS} bytes, as the picture has them")
    if word != 8:
        raise DataError(where, word, "8 bits a value")
    found = np.zeros(size, np.uint8)
    at = 0
    while at < size:
        repeats = stream.number(1)
        length = stream.number(widths[stream.number(2)]) + 1
        if at + length > size:
            raise DataError(where, at + length, f"runs that add up to {size} bytes")
        found[at : at + length] = stream.number(8) if repeats else stream.values(length)
        at += length
    return found.reshape(height, width, CHANNELS)[..., -1] > 0


class _Bits:
    """A reading position in bits."""

    def __init__(self, bits: UInt8[np.ndarray, " n"], where: str) -> None:
        self._bits, self._at, self._where = bits, 0, where
        self._weights = 1 << np.arange(31, -1, -1, dtype=np.int64)

    def number(self, width: int) -> int:
        """The next `width` bits (at most 32) as a number."""
        return int(self._taken(width) @ self._weights[32 - width :])

    def values(self, number: int) -> UInt8[np.ndarray, " n"]:
        """The next `number` bytes."""
        return np.packbits(self._taken(number * 8))

    def _taken(self, width: int) -> UInt8[np.ndarray, " n"]:
        self._at += width
        if self._at > len(self._bits):
            raise DataError(self._where, Unquoted("run lengths that end too early"), "whole run lengths of a brush")
        return self._bits[self._at - width : self._at]
