"""Random generators by name, never by order: a draw depends on (run seed, sample id, stage) and on nothing else."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from hashlib import blake2b, sha256
from struct import Struct
from typing import TypeVar

import numpy as np

T = TypeVar("T")

_WORDS = Struct(">8Q")


def seed_for(run_seed: int, sample_id: int, stage: str, bits: int = 128) -> int:
    """An unsigned integer of `bits` bits (a multiple of 8, at most 256), a pure function of the three names."""
    digest = sha256(f"{run_seed}/{sample_id}/{stage}".encode()).digest()
    return int.from_bytes(digest[: bits // 8], "big")


def scene_seed(run_seed: int, scene: str) -> int:
    """The seed of one scene's draws: at one run seed no two scenes share people, looks or places.

    Scenes that shall share people, as the papers of one case do, are given one name.
    """
    return seed_for(run_seed, 0, f"scene/{scene}", bits=64)


def rng_for(run_seed: int, sample_id: int, stage: str) -> np.random.Generator:
    """The generator of one stage of one sample."""
    return np.random.default_rng(seed_for(run_seed, sample_id, stage))


def draws_for(run_seed: int, sample_id: int, stage: str) -> Draws:
    """As `rng_for`, for the many small draws of a text: ten times as cheap to start."""
    return Draws(f"{run_seed}/{sample_id}/{stage}")


class Draws:
    """Uniform draws from a hash in counter mode: BLAKE2b (RFC 7693) of name and block number gives 8 64-bit words."""

    __slots__ = ("_block", "_name", "_words")

    def __init__(self, name: str) -> None:
        self._name, self._block = name.encode(), 0
        self._words: list[int] = []

    def bits(self) -> int:
        """64 random bits as an unsigned integer."""
        if not self._words:
            self._words = list(_WORDS.unpack(blake2b(self._name + self._block.to_bytes(8, "big")).digest()))
            self._block += 1
        return self._words.pop()

    def random(self) -> float:
        """A float in [0, 1)."""
        return (self.bits() >> 11) * 2.0**-53

    def below(self, number: int) -> int:
        """An integer in [0, number); `number` at least 1 and far below 2**64."""
        return self.bits() * number >> 64

    def between(self, low: int, high: int) -> int:
        """An integer from low to high, both included."""
        return low + self.below(high - low + 1)

    def chance(self, share: float) -> bool:
        """True in `share` of all draws."""
        return self.random() < share

    def pick(self, items: Sequence[T]) -> T:
        """One of `items`, evenly."""
        return items[self.bits() * len(items) >> 64]

    def weighted(self, totals: Sequence[float]) -> int:
        """An index, by the running totals of the weights."""
        return min(bisect_right(totals, self.random() * totals[-1]), len(totals) - 1)
