"""The words that fill the gaps of a pattern: k sources have them beside what stands before and after."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
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
_SURE = 0.5
"""Probability of nothing from which a gap is none."""
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


class Bridges:
    """Finds fillers for the patterns of one class.

    Every filler, with the word before and the word after it, stands in texts of at least k sources, joint by joint:
    three words at a time where that can be had, else two.
    """

    def __init__(self, own: Grams, everyone: Grams, weights: Mapping[str, float], everyday: Collection[str]) -> None:
        """`everyday`: words that say nothing of any class, which may be used where the class lacks them."""
        self._own, self._all, self._weights = own, everyone, weights
        self._allowed = (own.words | frozenset(everyday)) - {BEGIN, END}
        self._found: dict[tuple[Words, Words], list[tuple[float, Words]]] = {}

    def filled(self, pattern: Words) -> tuple[Run | Gap, ...] | None:
        """A pattern as runs of words with gaps between them, from BEGIN to END; None where it cannot be joined."""
        words = [BEGIN, *(w for w in pattern if w not in (BEGIN, END)), END]
        for _ in range(_CUTS):
            runs = self._runs(words)
            pieces: list[Run | Gap] = [Run(runs[0])]
            for number, (left, right) in enumerate(pairwise(runs)):
                fillers = self._between(left, right, words)
                if not fillers:
                    break
                pieces += [Gap(fillers), Run(runs[number + 1])]
            else:
                return tuple(pieces)
            at = sum(map(len, runs[: number + 1]))
            spare = [place for place in (at - 1, at) if words[place] not in (BEGIN, END)]
            lightest = min(spare, key=lambda place: self._weights[words[place]], default=None)
            if lightest is None or self._weights[words[lightest]] >= TELLING:
                return None
            del words[lightest]
        return None

    def _runs(self, words: list[str]) -> list[Words]:
        """Cut wherever fewer than k sources of the class have two words, or all of a run, side by side."""
        runs = [[words[0]]]
        for word in words[1:]:
            if (*runs[-1][-_CONTEXT:], word) in self._own:
                runs[-1].append(word)
            else:
                runs.append([word])
        return [tuple(run) for run in runs]

    def _between(self, left: Words, right: Words, words: list[str]) -> tuple[Words, ...]:
        key = left[-_CONTEXT:], right[:2]
        if key not in self._found:
            self._found[key] = next((found for least in (3, 2) if (found := list(self._search(*key, least)))), [])
        telling = {word for word in words if self._weights.get(word, 0) >= TELLING}
        found = [one for one in self._found[key] if telling.isdisjoint(one[1]) and not _stutters(left, *one[1:], right)]
        if not found:
            return ()
        if found[0][1] == () and found[0][0] >= math.log(_SURE):
            return ((),)
        return tuple(filler for score, filler in found[:_MOST] if score >= found[0][0] + math.log(_LEAST_LIKELY))

    def _search(self, left: Words, right: Words, least: int) -> list[tuple[float, Words]]:
        """Log-probability and filler, the likeliest first; every `least` words in a row are k sources'."""
        found = list[tuple[float, Words]]()
        beam: list[tuple[float, Words]] = [(0.0, ())]
        for size in range(_LONGEST + 1):
            longer = list[tuple[float, Words]]()
            for score, filler in beam:
                context = (left + filler)[-_CONTEXT:]
                for end, gain in self._next(context, least, (right[0],)):
                    if least == 2 or len(right) == 1 or (context[-1], *right) in self._all:
                        whole = (left[-1], *filler, end)
                        found.append((score + gain + 0.5 * (whole in self._own), filler))
                if size < _LONGEST:
                    longer += [(score + gain, (*filler, word)) for word, gain in self._next(context, least, None)]
            beam = sorted(longer, reverse=True)[:_BEAM]
        return sorted(found, reverse=True)

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


def _stutters(left: Words, filler: Words, right: Words) -> bool:
    whole = (left[-1], *filler, right[0])
    return any(one == after for one, after in pairwise(whole))
