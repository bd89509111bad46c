"""What k sentences have in common, word by word and in order: patterns with gaps.

A pattern is the weighted longest common subsequence of a sentence and k-1 others of different sources, each chosen so
that the most is left in common (progressive alignment; Feng and Doolittle 1987). At least k sources have a pattern's
words in its order, by construction.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from synth.text.fit.counts import BEGIN, END, Grams, Words

MOST_SENTENCES = 600
"""Sentences of a class from which patterns are made; its n-grams are counted in all."""
_CANDIDATES = 12
_MOST_SEEDS = 4
TELLING = 0.7
"""Weight from which a word tells something of its class: twice as frequent in it as in all texts."""
_BORDER_WEIGHT = 0.3
_KEPT = 0.5
"""Share of a sentence's weight that its patterns have at least."""
_NEXT_TO_EACH_OTHER = 0.5
_LEAST_WEIGHT = 0.05


class Sentence(NamedTuple):
    """A sentence's words between BEGIN and END, its place in its text, whose it is, and which text of its class."""

    words: Words
    place: str
    source: str
    text: int


@dataclass(slots=True)
class Pattern:
    """`mass`: place -> sentences that it stands for, a sentence being shared among its patterns; `made_of`: numbers of
    these sentences; `held_by`: those of all sentences that have it; `support`: how many sources do.
    """

    words: Words
    mass: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    made_of: set[int] = field(default_factory=set)
    held_by: list[int] = field(default_factory=list)
    support: int = 0


def word_weights(own: Grams, everyone: Grams) -> dict[str, float]:
    """Of the words that k sources of a class have: the log of how much more frequent they are in it."""
    weights = {word: max(_LEAST_WEIGHT, math.log(rate / everyone.rate[word]) + 0.1) for word, rate in own.rate.items()}
    return {**weights, BEGIN: _BORDER_WEIGHT, END: _BORDER_WEIGHT}


def chosen_sentences(sentences: Sequence[Sentence]) -> list[int]:
    """The numbers of those that patterns are made of: of every text, or of one text in n."""
    step = -(-len(sentences) // MOST_SENTENCES)
    return [number for number, one in enumerate(sentences) if one.text % step == 0]


def patterns_of(sentences: Sequence[Sentence], weights: Mapping[str, float], k: int) -> list[Pattern]:
    """The patterns of a class's sentences, those that stand for most first."""
    known = [Sentence(tuple(w for w in one.words if w in weights), *one[1:]) for one in sentences]
    holding = defaultdict[str, set[int]](set)
    for number, one in enumerate(known):
        for word in one.words:
            holding[word].add(number)
    found: dict[Words, Pattern] = {}
    for number in chosen_sentences(sentences):
        made = list(_around(number, known, holding, weights, k))
        least = _KEPT * weight_of(known[number].words, weights)
        made = [words for words in made if weight_of(words, weights) >= least]
        for words in made:
            pattern = found.setdefault(words, Pattern(words))
            pattern.mass[known[number].place] += 1 / len(made)
            pattern.made_of.add(number)
    for pattern in found.values():
        both = set[int].intersection(*(holding[word] for word in pattern.words))
        pattern.held_by = sorted(number for number in both if _contains(known[number].words, pattern.words))
        pattern.support = len({known[number].source for number in pattern.held_by})
    return sorted(found.values(), key=lambda one: (-sum(one.mass.values()), one.words))


def weight_of(words: Words, weights: Mapping[str, float]) -> float:
    """How much the words of a sentence tell of its class, together."""
    return sum(weights[word] for word in words if word not in (BEGIN, END))


def _around(
    number: int,
    known: Sequence[Sentence],
    holding: Mapping[str, set[int]],
    weights: Mapping[str, float],
    k: int,
) -> Iterator[Words]:
    """The patterns of one sentence: one around each of its most telling words, or one where none tells anything."""
    own = set(known[number].words)
    telling = sorted((w for w in own if weights[w] >= TELLING), key=lambda w: (-weights[w], w))
    for seed in telling[:_MOST_SEEDS] or [END]:
        alike = [
            (-sum(weights[w] for w in own.intersection(known[other].words)), other)
            for other in holding[seed]
            if known[other].source != known[number].source
        ]
        pattern = _common(known, number, [other for _, other in sorted(alike)], {**weights, seed: 9.0}, k)
        if pattern is not None:
            yield pattern


def _common(
    known: Sequence[Sentence], number: int, alike: Sequence[int], weights: Mapping[str, float], k: int
) -> Words | None:
    """What a sentence has in common with k-1 of those alike, of as many sources; None where there are too few."""
    common, sources = known[number].words, {known[number].source}
    left = list(alike)
    for _ in range(k - 1):
        left = [other for other in left if known[other].source not in sources]
        if not left:
            return None
        best: tuple[float, int, Words] | None = None
        own = set(common)
        for other in left[:_CANDIDATES]:
            if best is not None and sum(weights[word] for word in own.intersection(known[other].words)) <= best[0]:
                continue  # repeated words aside, no more than this can be in common
            words = common if known[other].words == common else _subsequence(common, known[other].words, weights)
            score = sum(weights[word] for word in words)
            if best is None or score > best[0]:
                best = score, other, words
            if len(words) == len(common):
                break
        assert best is not None
        common = best[2]
        sources.add(known[best[1]].source)
    return common


def _subsequence(one: Words, other: Words, weights: Mapping[str, float]) -> Words:
    """The common subsequence of most weight; words that stand together in both weigh more."""
    rows, columns = len(one), len(other)
    best = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        row, below, word = best[i], best[i + 1], one[i]
        for j in range(columns - 1, -1, -1):
            value = max(below[j], row[j + 1])
            if word == other[j]:
                value = max(value, below[j + 1] + weights[word] + _bonus(one, other, i, j))
            row[j] = value
    i = j = 0
    words = list[str]()
    while i < rows and j < columns:
        if one[i] == other[j] and best[i][j] <= best[i + 1][j + 1] + weights[one[i]] + _bonus(one, other, i, j) + 1e-9:
            words.append(one[i])
            i, j = i + 1, j + 1
        elif best[i + 1][j] >= best[i][j + 1]:
            i += 1
        else:
            j += 1
    return tuple(words)


def _bonus(one: Words, other: Words, i: int, j: int) -> float:
    return _NEXT_TO_EACH_OTHER if one[i + 1 : i + 2] == other[j + 1 : j + 2] != () else 0.0


def _contains(words: Words, part: Words) -> bool:
    left = iter(words)
    return all(word in left for word in part)
