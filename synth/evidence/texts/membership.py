"""Which real texts a generator learnt from, by the synthetic texts alone: two attacks."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from math import log

import numpy as np

from synth.evidence.intervals import area_under_curve
from synth.evidence.membership import NO_HOLDOUT, Membership, membership
from synth.evidence.texts.sets import TextSets
from synth.text.formats.labelled import LabelledText
from synth.text.grammar.tokens import words_of

MOST_TEXTS = 4_000
"""Real and held-out texts that are tried."""

RUN = 5
"""Words of the runs that a text is compared by."""

LENGTHS = (1, 2, 3, RUN)

_WEIGHTS = (0.6, 0.3, 0.1)
"""Of trigrams, pairs and single words in the language model (Jelinek and Mercer 1980)."""


def text_membership(sets: TextSets) -> Membership:
    """Nothing but the reason where no holdout is given."""
    if not sets.given:
        return Membership(left_out=[NO_HOLDOUT])
    members, others = ([_words(one) for one in part.first(MOST_TEXTS)] for part in (sets.real, sets.held))
    seen = _Seen([*members, *others])
    for one in sets.synthetic.texts:
        seen.count(_words(one))
    attacks = {
        f"the runs of {RUN} words that synthetic texts have": seen.share,
        "the likelihood under a trigram model of the synthetic texts": seen.likelihood,
    }
    areas = {
        name: area_under_curve(*(np.array([score(one) for one in part], np.float64) for part in (members, others)))
        for name, score in attacks.items()
    }
    return membership("texts", areas, len(members), len(others))


def _words(text: LabelledText) -> list[str]:
    return words_of(text.text.lower())


class _Seen:
    """How often the synthetic texts have the words and the runs of words of the texts that are tried. No others are
    counted, so that memory does not grow with the synthetic texts.
    """

    def __init__(self, tried: Iterable[list[str]]) -> None:
        hashes = array("q")
        for words in tried:
            for n in LENGTHS:
                hashes.extend(_runs(words, n))
        self._known = np.unique(np.array(hashes, np.int64))
        self._numbers = np.zeros(len(self._known), np.int32)
        self._words, self._different = 0, set[int]()

    def count(self, words: list[str]) -> None:
        """Count a synthetic text."""
        self._words += len(words)
        self._different.update(map(hash, words))
        runs = np.fromiter((run for n in LENGTHS for run in _runs(words, n)), np.int64)
        at = np.minimum(np.searchsorted(self._known, runs), len(self._known) - 1)
        np.add.at(self._numbers, at[self._known[at] == runs], 1)

    def _of(self, words: list[str], n: int) -> list[int]:
        """How often each run of n words of a text that is tried was counted."""
        runs = np.fromiter(_runs(words, n), np.int64)
        return self._numbers[np.searchsorted(self._known, runs)].tolist()

    def share(self, words: list[str]) -> float:
        """Share of the runs of a text that a synthetic text has; 0 for a text without any."""
        numbers = self._of(words, RUN)
        return sum(number > 0 for number in numbers) / len(numbers) if numbers else 0.0

    def likelihood(self, words: list[str]) -> float:
        """Mean logarithm of the likelihood of the words under interpolated trigrams."""
        if not words:
            return 0.0
        one, two, three = (self._of(words, n) for n in (1, 2, 3))
        every, found = self._words + len(self._different) + 1, 0.0
        for at in range(len(words)):
            likely = _WEIGHTS[2] * (one[at] + 1) / every
            if at and (before := one[at - 1]):
                likely += _WEIGHTS[1] * two[at - 1] / before
            if at > 1 and (before := two[at - 2]):
                likely += _WEIGHTS[0] * three[at - 2] / before
            found += log(likely)
        return found / len(words)


def _runs(words: Sequence[str], n: int) -> Iterator[int]:
    """The runs of n words, as hashes."""
    return map(hash, zip(*(words[at:] for at in range(n)), strict=False))
