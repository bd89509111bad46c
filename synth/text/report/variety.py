"""Distinct-n: the share of runs of n tokens that are different (Li et al. 2016, arXiv:1510.03055)."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from itertools import pairwise

import numpy as np

from synth.text.grammar.tokens import words_of

MOST_TEXTS, MOST_TOKENS = 2_000, 200
"""Texts that are counted, evenly spread, and tokens from the start of each. The share falls with the number of texts,
so that all data sets of more texts are compared at this one."""

_BITS = 19
_MASK = (1 << _BITS) - 1
assert MOST_TEXTS * MOST_TOKENS < 1 << _BITS


class Variety:
    """Counts different n-grams of lower-cased tokens. An n-gram is a number of 19 bits for each of its tokens."""

    def __init__(self) -> None:
        self.texts = 0
        self._numbers: dict[str, int] = {}
        self._grams = {n: array("Q") for n in (1, 2, 3)}

    def add(self, text: str) -> None:
        """Count the n-grams of a text; ValueError beyond `MOST_TEXTS`."""
        if self.texts == MOST_TEXTS:
            raise ValueError(f"more than {MOST_TEXTS} texts")
        self.texts += 1
        words = words_of(text.lower())[:MOST_TOKENS]
        ids = [self._numbers.setdefault(word, len(self._numbers)) for word in words]
        self._grams[1].extend(ids)
        pairs = [one << _BITS | other for one, other in pairwise(ids)]
        self._grams[2].extend(pairs)
        self._grams[3].extend(pair << _BITS | last for pair, last in zip(pairs, ids[2:], strict=False))

    def distinct(self) -> Mapping[int, float]:
        """n -> different n-grams / all n-grams, for n of 1 to 3; 0 where there is none."""
        return {n: _share(np.frombuffer(grams, np.uint64)) for n, grams in self._grams.items()}


def _share(grams: np.ndarray) -> float:
    return len(np.unique(grams)) / len(grams) if len(grams) else 0.0
