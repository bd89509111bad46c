"""What taggers that never saw a text say of its spans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import log

import numpy as np

from synth.core.seeds import rng_for
from synth.quality.texts.doubt.chosen import FOLDS, Judged
from synth.quality.texts.doubt.opinion import LEAST_PROBABILITY, Opinion, Opinions
from synth.text.learn.tagger import Tagger, fit_tagger
from synth.text.learn.words import OUTSIDE, Range, Sentence, ranges_of, sentences

LEAST_SPANS = 100
"""Spans of a set, and"""

LEAST_OF_LABEL = 10
"""spans of a label, from which models judge."""

LEARNT_WORK = 2_000_000
"""Characters of the texts that one model learns from, times its labels; the time that it takes goes with them."""

WRONG_DRAWS = 3
"""Labels made wrong on purpose for each given one: with another label, moved by a word, or where none is."""

_SWAPPED, _MOVED = 0.7, 0.9
_SMOOTHED = 0.5


def span_opinions(texts: Sequence[Judged]) -> Iterator[Opinions]:
    """Opinions on the spans, of such as lie in one another on the longest; none where the set has too few."""
    counts = Counter(label for one in texts for _, _, label in one.ranges)
    counts = Counter({label: number for label, number in counts.items() if number >= LEAST_OF_LABEL})
    if len(counts) < 2 or counts.total() < LEAST_SPANS:
        return
    judge = _Judge(counts, Counter((one.text[s:e].lower(), label) for one in texts for s, e, label in one.ranges))
    most = LEARNT_WORK // len(counts)
    for fold in range(FOLDS):
        tagger = fit_tagger((one.text, one.ranges) for one in learnt(texts, fold, most))
        for one in texts:
            if one.fold == fold and one.spans:
                judge.text(tagger, one)
    if judge.wrong and judge.given:
        yield Opinions(judge.given, judge.labels, np.array(judge.probabilities), np.array(judge.wrong))


def learnt(texts: Sequence[Judged], fold: int, most: int) -> Iterator[Judged]:
    """The texts that the tagger of a fold learns from: those of the others, up to so many characters."""
    characters = 0
    for one in texts:
        if one.fold != fold and characters < most:
            characters += len(one.text)
            yield one


class _Judge:
    """Collects opinions. `labels`: label -> how many spans have it; `words`: the same of (labelled words, label)."""

    def __init__(self, labels: Counter[str], words: Counter[tuple[str, str]]) -> None:
        self.given, self.wrong = list[Opinion](), list[tuple[float, float, float]]()
        self.probabilities = list[list[float]]()
        self.labels, self._words = sorted(labels), words
        self._shares = np.array([labels[label] for label in self.labels]) / labels.total()
        self._draws = rng_for(0, 0, "spans made wrong")

    def text(self, tagger: Tagger, text: Judged) -> None:
        """Opinions on the spans of a text that the tagger does not know."""
        spans = {(one.start, one.end): one for one in text.spans}
        for sentence in sentences(text.text, text.ranges):
            ranges = [one for one in ranges_of(sentence.tags) if one[2] in self.labels]
            scores = _Scores(tagger, sentence, self.labels) if ranges else None
            for first, last, label in ranges:
                start, end = sentence.places[first][0], sentence.places[last - 1][1]
                if scores is None or (start, end) not in spans:
                    continue
                span = spans[start, end]
                words = text.text[start:end].lower()
                margin, other = scores.margin(first, last, label)
                features = margin, self._by_words(words, label, label), scores.among_labels(first, last, label)
                key = f"spans.{span.number}.label"
                self.given.append(Opinion(text, span, key, label, other if margin < 0 else None, words, features))
                self.probabilities.append(scores.probabilities(first, last))
                for _ in range(WRONG_DRAWS):
                    self._make_wrong(scores, (first, last, label), words)

    def _make_wrong(self, scores: _Scores, given: Range, words: str) -> None:
        first, last, label = given
        kind = self._draws.random()
        if kind < _SWAPPED:
            other = self._another(label)
            by_words = self._by_words(words, other, label)
            self.wrong.append((
                scores.margin(first, last, other)[0], by_words, scores.among_labels(first, last, other)
            ))  # fmt: skip
            return
        if kind < _MOVED:
            sides = ((-1, 0), (0, 1), (1, 0), (0, -1))[self._draws.integers(4)]
            first, last = first + sides[0], last + sides[1]
        else:
            first = int(self._draws.integers(scores.size))
            last = first + 1 + int(self._draws.integers(2))
            label = self._another("")
        if 0 <= first < last <= scores.size and scores.is_free(first, last, given):
            margin, _ = scores.margin(first, last, label)
            by_words = self._by_words(scores.words(first, last), label, None)
            self.wrong.append((margin, by_words, scores.among_labels(first, last, label)))

    def _another(self, label: str) -> str:
        """Another label, as often as labels are given."""
        shares = np.where(np.array(self.labels) == label, 0.0, self._shares)
        return str(self._draws.choice(self.labels, p=shares / shares.sum()))

    def _by_words(self, words: str, label: str, given: str | None) -> float:
        """Log of how much more often these words have this label than the most frequent other one, the span itself
        aside, which is `given` its label.
        """
        counts = {one: self._words[words, one] - (one == given) for one in self.labels}
        mine = counts.pop(label)
        return log((mine + _SMOOTHED) / (max(counts.values()) + _SMOOTHED))


class _Scores:
    """How probable labels are at places of a sentence: the least marginal of the tags that a span would have there."""

    def __init__(self, tagger: Tagger, sentence: Sentence, labels: Sequence[str]) -> None:
        self.size = len(sentence.words)
        self._sentence, self._labels = sentence, labels
        self._given = ranges_of(sentence.tags)
        self._best = ranges_of(tagger.tags(sentence.words))
        self._marginal = tagger.marginals(sentence.words)
        self._scores = dict[Range, float]()

    def margin(self, first: int, last: int, label: str) -> tuple[float, str | None]:
        """(log of how much more probable a label is than the best alternative, its label).

        Alternatives are other labels, no label, and the spans that the tagger sees across the borders of this one;
        the label is None for these.
        """
        others: list[tuple[float, str | None]] = [
            (self._score((first, last, other)), other) for other in self._labels if other != label
        ]
        others.append((self._score((first, last, OUTSIDE)), None))
        others += [
            (self._score(one), None)
            for one in self._best
            if one[0] < last and first < one[1] and one[:2] != (first, last)
        ]
        best, other = max(others, key=lambda one: one[0])
        return log(self._score((first, last, label)) / best), other

    def among_labels(self, first: int, last: int, label: str) -> float:
        """Log of how much more probable a label is than the best other label of the same place."""
        best = max(self._score((first, last, other)) for other in self._labels if other != label)
        return log(self._score((first, last, label)) / best)

    def probabilities(self, first: int, last: int) -> list[float]:
        """Of each label at a place; they sum to 1."""
        scores = [self._score((first, last, label)) for label in self._labels]
        return [score / sum(scores) for score in scores]

    def is_free(self, first: int, last: int, given: Range) -> bool:
        """Whether no other span than this one lies there."""
        return all(one == given or one[0] >= last or first >= one[1] for one in self._given)

    def words(self, first: int, last: int) -> str:
        """In small letters, with a blank between them."""
        return " ".join(self._sentence.words[first:last]).lower()

    def _score(self, one: Range) -> float:
        if one not in self._scores:
            self._scores[one] = max(LEAST_PROBABILITY, min(self._tags(one)))
        return self._scores[one]

    def _tags(self, one: Range) -> Iterator[float]:
        first, last, label = one
        marginal = self._marginal
        if label == OUTSIDE:
            yield from (marginal(OUTSIDE, place) for place in range(first, last))
            return
        yield marginal(f"B-{label}", first)
        yield from (marginal(f"I-{label}", place) for place in range(first + 1, last))
        if last < self.size:
            yield 1 - marginal(f"I-{label}", last)
