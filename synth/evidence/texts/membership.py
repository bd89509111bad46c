"""Which real texts a generator learnt from, by the synthetic texts alone: two attacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
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

_WEIGHTS = (0.6, 0.3, 0.1)
"""Of trigrams, pairs and single words in the language model (Jelinek and Mercer 1980)."""


def text_membership(sets: TextSets) -> Membership:
    """Nothing but the reason where no holdout is given."""
    if not sets.given:
        return Membership(left_out=[NO_HOLDOUT])
    members, others = ([_words(one) for one in part.first(MOST_TEXTS)] for part in (sets.real, sets.held))
    ours = [_words(one) for one in sets.synthetic.texts]
    runs, model = _Runs(ours), _Model(ours)
    attacks = {
        f"the runs of {RUN} words that synthetic texts have": (runs.share, members, others),
        "the likelihood under a trigram model of the synthetic texts": (model.score, members, others),
    }
    areas = {
        name: area_under_curve(*(np.array([score(one) for one in part], np.float64) for part in parts))
        for name, (score, *parts) in attacks.items()
    }
    return membership("texts", areas, len(members), len(others))


def _words(text: LabelledText) -> list[str]:
    return words_of(text.text.lower())


class _Runs:
    """The runs of words of all synthetic texts, as hashes."""

    def __init__(self, texts: Sequence[list[str]]) -> None:
        self._known = np.unique(np.fromiter((one for text in texts for one in _hashes(text)), np.int64))

    def share(self, text: list[str]) -> float:
        """Share of the runs of a text that a synthetic text has; 0 for a text without any."""
        mine = np.fromiter(_hashes(text), np.int64)
        if not len(mine) or not len(self._known):
            return 0.0
        at = np.minimum(np.searchsorted(self._known, mine), len(self._known) - 1)
        return float((self._known[at] == mine).mean())


def _hashes(words: Sequence[str]) -> Iterator[int]:
    for at in range(len(words) - RUN + 1):
        yield hash(tuple(words[at : at + RUN]))


class _Model:
    """Interpolated trigrams of words."""

    def __init__(self, texts: Sequence[list[str]]) -> None:
        self._one, self._two, self._three = Counter[str](), Counter[tuple[str, str]](), Counter[tuple[str, str, str]]()
        for words in texts:
            self._one.update(words)
            self._two.update(pairwise(words))
            self._three.update(zip(words, words[1:], words[2:], strict=False))
        self._all = self._one.total() + len(self._one) + 1

    def score(self, text: list[str]) -> float:
        """Mean logarithm of the likelihood of its words."""
        if not text:
            return 0.0
        found = 0.0
        for at, word in enumerate(text):
            likely = _WEIGHTS[2] * (self._one[word] + 1) / self._all
            if at and (before := self._one[text[at - 1]]):
                likely += _WEIGHTS[1] * self._two[text[at - 1], word] / before
            if at > 1 and (before := self._two[text[at - 2], text[at - 1]]):
                likely += _WEIGHTS[0] * self._three[text[at - 2], text[at - 1], word] / before
            found += log(likely)
        return found / len(text)
