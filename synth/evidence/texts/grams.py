"""Texts as rows of counts: which features each has, and how often."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

Features = Sequence[str]
"""Of a text, such as its words; one that is there twice counts twice."""


@dataclass(frozen=True, slots=True)
class Grams:
    """Features in the order in which they were first met."""

    places: dict[str, int]

    @property
    def names(self) -> list[str]:
        """The features in the order of the columns."""
        return list(self.places)

    def counts(self, texts: Iterable[Features], *, binary: bool = False) -> csr_matrix:
        """(texts, features) as float64; features that are not known are left out. `binary`: there or not."""
        rows, columns, values = array("l"), array("l"), array("l")
        number_of_texts = 0
        for row, text in enumerate(texts):
            number_of_texts = row + 1
            for name, number in Counter(text).items():
                if name in self.places:
                    rows.append(row)
                    columns.append(self.places[name])
                    values.append(1 if binary else number)
        return csr_matrix((np.array(values, np.float64), (rows, columns)), shape=(number_of_texts, len(self.places)))


def grams_of(texts: Iterable[Features], least_texts: int = 1) -> Grams:
    """The features that so many of the texts have."""
    found = Counter(name for text in texts for name in dict.fromkeys(text))
    names = [name for name, number in found.items() if number >= least_texts]
    return Grams({name: at for at, name in enumerate(names)})
