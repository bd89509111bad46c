"""Texts as rows of counts: which features each has, and how often."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from scipy.sparse import csr_matrix

if TYPE_CHECKING:
    from jaxtyping import Int64

    Features: TypeAlias = Int64[np.ndarray, " n"]
    """Of a text, such as its words, as 64-bit hashes; one that is there twice counts twice."""


def hashed(names: Sequence[str]) -> Features:
    """The features of a text. Their hashes are those of this process: features are compared, and kept nowhere."""
    return np.fromiter(map(hash, names), np.int64, len(names))


@dataclass(frozen=True, slots=True)
class Grams:
    """`known` features in ascending order, and the column of each; columns are in the order in which features were
    first met.
    """

    known: Int64[np.ndarray, " f"]
    columns: Int64[np.ndarray, " f"]

    def counts(self, texts: Iterable[Features], *, binary: bool = False) -> csr_matrix:
        """(texts, features) as float64; features that are not known are left out. `binary`: there or not."""
        given = list(texts)
        features, rows = np.concatenate(given), np.repeat(np.arange(len(given)), [len(one) for one in given])
        at = np.minimum(np.searchsorted(self.known, features), max(len(self.known) - 1, 0))
        there = self.known[at] == features if len(self.known) else np.zeros(len(features), np.bool_)
        columns = self.columns[at[there]]
        matrix = csr_matrix((np.ones(len(columns)), (rows[there], columns)), shape=(len(given), len(self.known)))
        if binary:
            matrix.data[:] = 1
        return matrix

    def in_order(self) -> Features:
        """The features in the order of the columns."""
        found = np.empty_like(self.known)
        found[self.columns] = self.known
        return found


def grams_of(texts: Iterable[Features], least_texts: int = 1) -> Grams:
    """The features that so many of the texts have."""
    given = list(texts)
    features, rows = np.concatenate(given), np.repeat(np.arange(len(given)), [len(one) for one in given])
    known, first, place = np.unique(features, return_index=True, return_inverse=True)
    if least_texts > 1:
        numbers = csr_matrix((np.ones(len(rows), np.bool_), (rows, place))).getnnz(axis=0)
        known, first = known[numbers >= least_texts], first[numbers >= least_texts]
    return Grams(known, np.argsort(np.argsort(first)))
