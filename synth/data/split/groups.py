"""Samples that a split must not divide: those that share a key, and those that share one with them."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

_BYTES = 16


def digest(text: str) -> bytes:
    """A name or a key in 16 bytes, so that memory does not grow with its length."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_BYTES).digest()


class Groups:
    """A disjoint-set forest (Tarjan 1975) over samples, which are numbered in the order in which they come."""

    def __init__(self) -> None:
        self._parents: list[int] = []
        self._first: dict[bytes, int] = {}

    def add(self, keys: Iterable[str]) -> int:
        """The number of the next sample, which is tied to all before it that have one of the keys."""
        number = len(self._parents)
        self._parents.append(number)
        for key in keys:
            other = self._first.setdefault(digest(key), number)
            self._parents[self.root(other)] = self.root(number)
        return number

    def root(self, number: int) -> int:
        """The sample that stands for the group of a sample."""
        parents = self._parents
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number
