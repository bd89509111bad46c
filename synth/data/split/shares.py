"""The shares of a split, and how many samples each part gets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from synth.core.errors import SynthError

NAMES = ("train", "val", "test")
"""Of the parts, in the order of their shares."""

_SHARE = re.compile(r"0?\.\d{1,6}")
_UNIT = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """`parts` are millionths, one for each of two or three names; their sum is a million."""

    parts: tuple[int, ...]

    @property
    def names(self) -> tuple[str, ...]:
        return NAMES[: len(self.parts)]

    def counts(self, number: int) -> tuple[int, ...]:
        """How many of `number` samples each part gets, by the largest remainder; of equal ones the first."""
        whole = [number * part // _UNIT for part in self.parts]
        remainders = [number * part % _UNIT for part in self.parts]
        first = sorted(range(len(self.parts)), key=lambda place: (-remainders[place], place))
        for place in first[: number - sum(whole)]:
            whole[place] += 1
        return tuple(whole)


def parse_shares(text: str) -> Shares:
    """`0.8,0.1,0.1` as train, val and test, `0.9,0.1` as train and val. SynthError where they are not 1 together."""
    allowed = "two or three shares above 0 that are 1 together, as 0.8,0.1,0.1 (train,val,test) or 0.9,0.1 (train,val)"
    pieces = [piece.strip() for piece in text.split(",")]
    if not 2 <= len(pieces) <= len(NAMES) or not all(map(_SHARE.fullmatch, pieces)):
        raise SynthError("--split", text, allowed)
    parts = tuple(int(Decimal(piece) * _UNIT) for piece in pieces)
    if sum(parts) != _UNIT or 0 in parts:
        raise SynthError("--split", text, allowed)
    return Shares(parts=parts)
