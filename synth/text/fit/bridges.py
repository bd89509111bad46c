"""The words that fill the gaps of a pattern: k sources have them beside what stands before and after."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from synth.text.fit.counts import BEGIN, END, Grams, Words
from synth.text.fit.patterns import TELLING

_LONGEST = 3
"""Words of a filler."""
_MOST = 5
"""Fillers of a gap."""
_LEAST_LIKELY = 0.12
"""Of the likeliest filler's probability; what is less likely is left out."""
_MOSTLY = 0.5
"""Share of the sentences in which two words stand side by side, from which they do in the template."""
_LONGEST_THERE = 4
"""Words of a filler that a sentence has."""
_BEAM = 12
_TRIED = 25
_CONTEXT = 3
_CUTS = 4


class Run(NamedTuple):
    """Words that stand together in at least k sources."""

    words: Words


class Gap(NamedTuple):
    """One of the fillers, the likeliest first; an empty one is nothing."""

    fillers: tuple[Words, ...]


class Filled(NamedTuple):
    """Runs of words with gaps between them, from BEGIN to END; `sure`: every three words in a row are k sources'."""

    pieces: tuple[Run | Gap, ...]
    sure: bool


class Bridges:
    """Finds fillers for the patterns of one class.

    They are those that the pattern's own sentences have, where every three words in a row, from the two before the gap
    to the two behind it, stand in texts of at least k sources; where none does, the likeliest words of all texts of
    which that is true, or at last those of which every two words in a row are k sources'.
    """

    def __init__(self, own: Grams, everyone: Grams, weights: Mapping[str, float], everyday: Collection[str]) -> None:
        """`everyday`: words that say nothing of any class, which may be used where the class lacks them."""
        self._all, self._weights = everyone, weights
        self._allowed = (own.words | frozenset(everyday)) - {BEGIN, END}
        self._likely: dict[tuple[Words, Words, int], list[Words]] = {}

    def filled(self, pattern: Words, sentences: Sequence[Words]) -> Filled | None:
        """A pattern, and sentences that have it; None where it cannot be joined.

        A word of little weight beside a gap that nothing fills is left out.
        """
        words = [BEGIN, *(word for word in pattern if word not in (BEGIN, END)), END]
        for _ in range(_CUTS):
            between = _between(words, sentences)
            runs = self._runs(words, between)
            gaps, sure, at = list[Gap](), True, 0
            for left, right in pairwise(runs):
                at += len(left)
                fillers, safe = self._fillers(left, right, between[at - 1], words)
                if not fillers:
                    break
                gaps.append(Gap(fillers))
                sure = sure and safe
            else:
                rest = (piece for gap, run in zip(gaps, runs[1:], strict=True) for piece in (gap, Run(run)))
                return Filled((Run(runs[0]), *rest), sure)
            spare = [place for place in (at - 1, at) if words[place] not in (BEGIN, END)]
            lightest = min(spare, key=lambda place: self._weights[words[place]], default=None)
            if lightest is None or self._weights[words[lightest]] >= TELLING:
                return None
            del words[lightest]
        return None

    def _runs(self, words: Sequence[str], between: Sequence[Counter[Words]]) -> list[Words]:
        """Words that mostly stand side by side, two and two of them in texts of at least k sources."""
        runs = [[words[0]]]
        for word, found in zip(words[1:], between, strict=True):
            if found[()] >= _MOSTLY * found.total() and (runs[-1][-1], word) in self._all:
                runs[-1].append(word)
            else:
                runs.append([word])
        return [tuple(run) for run in runs]

    def _fillers(
        self, left: Words, right: Words, found: Counter[Words], words: Sequence[str]
    ) -> tuple[tuple[Words, ...], bool]:
        """The fillers of a gap, and whether every three words in a row are k sources'."""
        telling = {word for word in words if self._weights.get(word, 0) >= TELLING}

        def fits(filler: Words) -> bool:
            known = self._allowed.issuperset(filler) and telling.isdisjoint(filler)
            return known and not any(one == after for one, after in pairwise((left[-1], *filler, right[0])))

        there = [one for one, _ in found.most_common() if len(one) <= _LONGEST_THERE and fits(one)]
        safe = [one for one in there if self._joined(left[-2:], one, right[:2])]
        if safe:
            return tuple(safe[:_MOST]), True
        for least in (3, 2):
            key = left[-_CONTEXT:], right[:2], least
            if key not in self._likely:
                self._likely[key] = self._search(*key)
            likely = [one for one in self._likely[key] if fits(one) and (one or found[()])]
            if likely:
                return tuple(likely[:_MOST]), least == 3
        return (), False

    def _joined(self, left: Words, filler: Words, right: Words) -> bool:
        whole = (*left, *filler, *right)
        size = min(3, len(whole))
        return all(whole[start : start + size] in self._all for start in range(len(whole) - size + 1))

    def _search(self, left: Words, right: Words, least: int) -> list[Words]:
        """Fillers, the likeliest in all texts first; every `least` words in a row are k sources'."""
        found = list[tuple[float, Words]]()
        beam: list[tuple[float, Words]] = [(0.0, ())]
        for size in range(_LONGEST + 1):
            longer = list[tuple[float, Words]]()
            for score, filler in beam:
                context = (left + filler)[-_CONTEXT:]
                for _, gain in self._next(context, least, (right[0],)):
                    if least == 2 or len(right) == 1 or (context[-1], *right) in self._all:
                        found.append((score + gain, filler))
                if size < _LONGEST:
                    longer += [(score + gain, (*filler, word)) for word, gain in self._next(context, least, None)]
            beam = sorted(longer, reverse=True)[:_BEAM]
        found.sort(reverse=True)
        return [filler for score, filler in found if score >= found[0][0] + math.log(_LEAST_LIKELY)]

    def _next(self, context: Words, least: int, wanted: Words | None) -> Iterator[tuple[str, float]]:
        """Words after the longest end of a context that has any, and their log-probabilities."""
        shortest = min(least - 1, len(context))
        for start in range(len(context) - shortest + 1):
            known = context[start:]
            after = self._all.after.get(known)
            if not after:
                continue
            likely = () if wanted else sorted(after, key=lambda word, after=after: (-after[word], word))[:_TRIED]
            chosen = wanted or [word for word in likely if word in self._allowed]
            hits = [(word, math.log(after[word] / self._all.number[known])) for word in chosen if word in after]
            if hits:
                yield from hits
                return


def _between(words: Sequence[str], sentences: Sequence[Words]) -> list[Counter[Words]]:
    """What stands between each two of the words in the sentences, all of which have them in this order."""
    found = [Counter[Words]() for _ in words[1:]]
    for sentence in sentences:
        at, places = -1, list[int]()
        for word in words:
            at = sentence.index(word, at + 1)
        for word in reversed(words):
            while sentence[at] != word:
                at -= 1
            places.append(at)
            at -= 1
        for counts, (start, end) in zip(found, pairwise(reversed(places)), strict=True):
            counts[sentence[start + 1 : end]] += 1
    return found
