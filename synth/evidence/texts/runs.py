"""The longest run of words that a text has in common with any of many texts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from synth.text.formats.labelled import LabelledText
from synth.text.grammar.tokens import words_of

SEED_WORDS = 4
"""Words of a run, at least: shorter ones are everybody's."""

_MOST_PLACES = 100
"""Of a run that is very common, that are looked at."""


class Run(NamedTuple):
    """The longest run of words that a text has in common with real texts, and the place of one of them."""

    words: int
    said: str
    real: int


class Runs:
    """Finds the longest run of words that a text has in common with any of the texts."""

    def __init__(self, texts: Sequence[LabelledText]) -> None:
        self._words = [words_of(one.text.lower()) for one in texts]
        self._places: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, words in enumerate(self._words):
            for at in range(len(words) - SEED_WORDS + 1):
                self._places[hash(tuple(words[at : at + SEED_WORDS]))].append((number, at))

    def longest(self, text: str) -> Run:
        """Runs of fewer than four words count as none; of a run that is very common a hundred places are looked at."""
        words = words_of(text.lower())
        best, at = Run(0, "", 0), 0
        while at <= len(words) - max(SEED_WORDS, best.words):
            key = hash(tuple(words[at : at + SEED_WORDS]))
            for number, place in self._places.get(key, ())[:_MOST_PLACES]:
                length = self._length(words, at, self._words[number], place)
                if length > best.words:
                    best = Run(length, " ".join(words[at : at + length]), number)
            at += 1
        return best

    @staticmethod
    def _length(one: Sequence[str], at: int, other: Sequence[str], place: int) -> int:
        length = 0
        while at + length < len(one) and place + length < len(other) and one[at + length] == other[place + length]:
            length += 1
        return length if length >= SEED_WORDS else 0
