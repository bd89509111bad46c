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
        self._sizes: list[int] = []
        self._first: dict[bytes, int] = {}

    def add(self, keys: Iterable[str]) -> int:
        """The number of the next sample, which is tied to all before it that have one of the keys."""
        number = len(self._parents)
        self._parents.append(number)
        self._sizes.append(1)
        for key in keys:
            self._join(self.root(self._first.setdefault(digest(key), number)), self.root(number))
        return number

    def unite(self, members: Iterable[int], most: int) -> None:
        """Tie samples to each other, unless their group had more than `most` samples then."""
        roots = {self.root(number) for number in members}
        if len(roots) > 1 and sum(self._sizes[root] for root in roots) <= most:
            first = roots.pop()
            for root in roots:
                self._join(root, first)

    def _join(self, root: int, other: int) -> None:
        """Put the group of one root under another root."""
        if root != other:
            self._parents[root] = other
            self._sizes[other] += self._sizes[root]

    def root(self, number: int) -> int:
        """The sample that stands for the group of a sample."""
        parents = self._parents
        while parents[number] != number:
            parents[number] = parents[parents[number]]
            number = parents[number]
        return number
