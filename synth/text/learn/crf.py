"""A trained CRF as plain arrays, decoded here: a model of unknown origin is data, never code or a parser's input.

Viterbi decoding and forward-backward sums as in Lafferty et al. 2001 (sections 3 and 4); sentences of similar length
are decoded side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from jaxtyping import Float, Int
from scipy.sparse import csr_matrix

from synth.text.learn.features import word_features
from synth.text.learn.words import OUTSIDE, Sentence, Words, ranges_of

_SIDE_BY_SIDE = 64


class ScoredRange(NamedTuple):
    """Words [first, last) with a label, and the probability (0 to 1) of exactly this range with this label.

    `other` is the likeliest other tag of its first word, with its probability.
    """

    first: int
    last: int
    label: str
    score: float
    other: tuple[str, float]


class Sums(NamedTuple):
    """Forward-backward of one sentence in logarithms: `before` ends in a tag at a word, `after` begins behind it."""

    scores: Float[np.ndarray, "words tags"]
    before: Float[np.ndarray, "words tags"]
    after: Float[np.ndarray, "words tags"]
    whole: float


@dataclass(frozen=True, kw_only=True)
class Crf:
    """`tags` in the order of the arrays; `transitions[i, j]` is the weight of tag i before tag j, `weights` those of a
    feature with a tag; `features` name the rows.
    """

    tags: tuple[str, ...]
    features: tuple[str, ...] = field(repr=False)
    transitions: Float[np.ndarray, "tags tags"] = field(repr=False)
    weights: csr_matrix = field(repr=False)

    @classmethod
    def of_crfsuite(cls, model: bytes) -> Crf:
        """The arrays of a model of ours in crfsuite's own form."""
        from synth.text.learn.tagger import crfsuite

        tagger = crfsuite.Tagger()
        tagger.open_inmemory(model)
        tags, found = tuple(tagger.labels()), tagger.info()
        place = {tag: number for number, tag in enumerate(tags)}
        transitions = np.zeros((len(tags), len(tags)), np.float32)
        for (first, second), weight in found.transitions.items():
            transitions[place[first], place[second]] = weight
        features = tuple(sorted({feature for feature, _ in found.state_features}))
        row = {feature: number for number, feature in enumerate(features)}
        pairs = [(row[feature], place[tag], weight) for (feature, tag), weight in found.state_features.items()]
        rows, columns, values = zip(*pairs, strict=True)
        weights = csr_matrix(
            (np.array(values, np.float32), (rows, columns)), shape=(len(features), len(tags)), dtype=np.float32
        )
        weights.sort_indices()
        return cls(tags=tags, features=features, transitions=transitions, weights=weights)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that a range may have."""
        return tuple(sorted({tag[2:] for tag in self.tags if tag != OUTSIDE}))

    def tagged(self, given: Sequence[Sentence]) -> list[tuple[list[str], list[ScoredRange]]]:
        """The most probable tags of each sentence, and its ranges with their probabilities."""
        scores = self.scores([sentence.words for sentence in given])
        found: list[tuple[list[str], list[ScoredRange]]] = [([], [])] * len(given)
        for places in _alike([len(one) for one in scores]):
            block = _padded([scores[place] for place in places])
            lengths = [len(scores[place]) for place in places]
            for place, path in zip(places, self._paths(block, lengths), strict=True):
                tags = [self.tags[number] for number in path]
                marked = any(tag != OUTSIDE for tag in tags)
                found[place] = (tags, self._ranges(tags, self.sums(scores[place])) if marked else [])
        return found

    def reasons(self, words: Words, first: int, label: str, most: int) -> list[str]:
        """The features of a word that speak most for a range of `label` to begin there, the strongest first."""
        tag = self.tags.index(f"B-{label}" if f"B-{label}" in self.tags else f"I-{label}")
        rows = [
            (self.weights[row, tag], name)
            for name in list(word_features(words))[first]
            if (row := self._rows.get(name)) is not None
        ]
        return [name for weight, name in sorted(rows, reverse=True)[:most] if weight > 0]

    def sums(self, scores: Float[np.ndarray, "words tags"]) -> Sums:
        """Forward-backward of one sentence."""
        words = len(scores)
        before, after = np.empty_like(scores), np.zeros_like(scores)
        before[0] = scores[0]
        for at in range(1, words):
            before[at] = _log_sum(before[at - 1][:, None] + self._moves, axis=0) + scores[at]
        for at in range(words - 2, -1, -1):
            after[at] = _log_sum(self._moves + (scores[at + 1] + after[at + 1])[None, :], axis=1)
        return Sums(scores, before, after, float(_log_sum(before[-1], axis=0)))

    def marginals(self, sums: Sums) -> Float[np.ndarray, "words tags"]:
        """How probable each tag is at each word."""
        return np.exp(sums.before + sums.after - sums.whole)

    @cached_property
    def _rows(self) -> Mapping[str, int]:
        return {name: number for number, name in enumerate(self.features)}

    @cached_property
    def _moves(self) -> Float[np.ndarray, "tags tags"]:
        return self.transitions.astype(np.float64)

    def scores(self, given: Sequence[Words]) -> list[Float[np.ndarray, "words tags"]]:
        """What the features of each word say of each tag."""
        rows, ends = list[int](), [0]
        for words in given:
            for names in word_features(words):
                rows += [row for name in names if (row := self._rows.get(name)) is not None]
                ends.append(len(rows))
        size = (len(ends) - 1, len(self.features))
        chosen = csr_matrix((np.ones(len(rows), np.float32), rows, ends), shape=size)
        scores = csr_matrix(chosen @ self.weights).toarray().astype(np.float64)
        return np.split(scores, np.cumsum([len(words) for words in given])[:-1]) if given else []

    def _paths(self, block: Float[np.ndarray, "sentences words tags"], lengths: Sequence[int]) -> list[list[int]]:
        """Viterbi of several sentences, padded behind their ends."""
        best, back = block[:, 0], list[Int[np.ndarray, "sentences tags"]]()
        ends = [best]
        for at in range(1, block.shape[1]):
            ways = best[:, :, None] + self._moves
            back.append(ways.argmax(axis=1))
            best = ways.max(axis=1) + block[:, at]
            ends.append(best)
        paths = list[list[int]]()
        for number, length in enumerate(lengths):
            path = [int(ends[length - 1][number].argmax())]
            for at in range(length - 2, -1, -1):
                path.append(int(back[at][number, path[-1]]))
            paths.append(path[::-1])
        return paths

    def _ranges(self, tags: Sequence[str], sums: Sums) -> list[ScoredRange]:
        marginals = self.marginals(sums)
        return [
            ScoredRange(
                first,
                last,
                label,
                self.probability(sums, first, last, tags[first:last]),
                self._other(label, marginals[first]),
            )
            for first, last, label in ranges_of(tags)
        ]

    def probability(self, sums: Sums, first: int, last: int, tags: Sequence[str]) -> float:
        """Of exactly these tags from word `first` on, and of no further word of the same range at `last`, behind them.

        0 where a tag was not in the training data.
        """
        if not set(tags) <= set(self.tags):
            return 0.0
        path = [self.tags.index(tag) for tag in tags]
        log = sums.before[first, path[0]]
        for at, (one, two) in enumerate(pairwise(path), start=first + 1):
            log += self._moves[one, two] + sums.scores[at, two]
        if last < len(sums.scores):
            ways = self._moves[path[-1]] + sums.scores[last] + sums.after[last]
            inside = f"I-{tags[0][2:]}"
            log += _log_sum(np.array([way for tag, way in zip(self.tags, ways, strict=True) if tag != inside]), axis=0)
        return float(min(1.0, np.exp(log - sums.whole)))

    def _other(self, label: str, marginals: Float[np.ndarray, " tags"]) -> tuple[str, float]:
        """The likeliest tag that is not of `label`, by the name of its label."""
        order = np.argsort(-marginals, kind="stable")
        number = next((int(one) for one in order if self.tags[one][2:] != label), int(order[0]))
        return self.tags[number][2:], float(marginals[number])


def _log_sum(values: np.ndarray, axis: int) -> np.ndarray:
    """Logarithm of the sum of exponentials."""
    top = values.max(axis=axis, keepdims=True)
    return np.log(np.exp(values - top).sum(axis=axis)) + np.squeeze(top, axis=axis)


def _alike(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Places of sentences of similar length."""
    order = sorted((place for place, length in enumerate(lengths) if length), key=lengths.__getitem__)
    for start in range(0, len(order), _SIDE_BY_SIDE):
        yield order[start : start + _SIDE_BY_SIDE]


def _padded(scores: Sequence[Float[np.ndarray, "words tags"]]) -> Float[np.ndarray, "sentences words tags"]:
    longest, tags = max(len(one) for one in scores), scores[0].shape[1]
    block = np.zeros((len(scores), longest, tags))
    for number, one in enumerate(scores):
        block[number, : len(one)] = one
    return block
