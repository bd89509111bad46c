"""Distinct-n: the share of runs of n tokens that are different (Li et al. 2016, arXiv:1510.03055)."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from synth.text.grammar.tokens import words_of

if TYPE_CHECKING:
    from jaxtyping import UInt64

MOST_TEXTS, MOST_TOKENS = 2_000, 200
"""Texts that are counted, evenly spread, and tokens from the start of each. The share falls with the number of texts,
so that all data sets of more texts are compared at this one."""

_BITS = 19
assert MOST_TEXTS * MOST_TOKENS < 1 << _BITS


class Variety:
    """Counts different n-grams of lower-cased tokens. An n-gram is a number of 19 bits for each of its tokens."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._tokens, self._lengths = array("Q"), array("q")

    @property
    def texts(self) -> int:
        return len(self._lengths)

    def add(self, text: str) -> None:
        """Count the n-grams of a text; ValueError beyond `MOST_TEXTS`."""
        if self.texts == MOST_TEXTS:
            raise ValueError(f"more than {MOST_TEXTS} texts")
        words, numbers = words_of(text.lower())[:MOST_TOKENS], self._numbers
        self._tokens.extend([numbers.setdefault(word, len(numbers)) for word in words])
        self._lengths.append(len(words))

    def distinct(self) -> Mapping[int, float]:
        """n -> different n-grams / all n-grams, for n of 1 to 3; 0 where there is none."""
        return {n: _share(self._grams(n)) for n in (1, 2, 3)}

    def _grams(self, n: int) -> UInt64[np.ndarray, " grams"]:
        """The n-grams of all texts; none reaches from one text into the next."""
        tokens = np.frombuffer(self._tokens, np.uint64)
        text_of = np.repeat(np.arange(self.texts), np.frombuffer(self._lengths, np.int64))
        count = max(len(tokens) - n + 1, 0)
        grams = np.zeros(count, np.uint64)
        for place in range(n):
            grams = grams << np.uint64(_BITS) | tokens[place : place + count]
        return grams[text_of[:count] == text_of[n - 1 : n - 1 + count]]


def _share(grams: np.ndarray) -> float:
    return len(np.unique(grams)) / len(grams) if len(grams) else 0.0
