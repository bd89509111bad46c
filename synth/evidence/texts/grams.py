"""Texts as rows of counts: which features each has, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    from jaxtyping import Int32, Int64

    Features: TypeAlias = Int32[np.ndarray, " n"]
    """Of a text, such as its words, by their numbers; one that is there twice counts twice."""


class Numbers:
    """Features by number, in the order in which they were first met: a text takes 4 bytes for each of its own."""

    def __init__(self) -> None:
        self._numbers = dict[str, int]()

    def of(self, names: Sequence[str]) -> Features:
        """The features of a text."""
        numbers = self._numbers
        return np.fromiter((numbers.setdefault(name, len(numbers)) for name in names), np.int32, len(names))

    @property
    def names(self) -> list[str]:
        """Number -> feature."""
        return list(self._numbers)


@dataclass(frozen=True, slots=True)
class Grams:
    """Some features as columns: `columns` by the number of the feature, -1 for those that are none, as the last is."""

    columns: Int32[np.ndarray, " f+1"]

    @property
    def numbers(self) -> Int64[np.ndarray, " columns"]:
        """The features that are columns."""
        return np.flatnonzero(self.columns >= 0)

    def counts(self, texts: Sequence[Features], *, binary: bool = False) -> csr_matrix:
        """(texts, columns) as float64; other features are left out. `binary`: there or not."""
        rows = [found[found >= 0] for one in texts for found in [self.columns[np.minimum(one, len(self.columns) - 1)]]]
        places, ends = np.concatenate(rows), np.cumsum([0, *map(len, rows)])
        shape = len(rows), int(self.columns.max()) + 1
        matrix = csr_matrix((np.ones(len(places)), places, ends), shape=shape)
        matrix.sum_duplicates()
        if binary:
            matrix.data[:] = 1
        return matrix


def grams_of(texts: Iterable[Features], least_texts: int = 1) -> Grams:
    """The features that so many of the texts have."""
    found = np.zeros(1, np.int32)
    for one in texts:
        different = np.unique(one)
        if len(different) and different[-1] >= len(found) - 1:
            found = np.append(found, np.zeros(len(found) + different[-1], np.int32))
        found[different] += 1
    kept = found >= least_texts
    return Grams(np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32))
