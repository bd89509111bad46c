"""A linear-chain CRF that marks spans (Lafferty et al. 2001; crfsuite, trained with L-BFGS)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pycrfsuite as _untyped

from synth.core.errors import DataError
from synth.text.learn.features import word_features
from synth.text.learn.words import OUTSIDE, Range, Sentence, Words, ranges_of, sentences

crfsuite: Any = _untyped  # it has no types, and its names come from C

OPTIONS = {"c1": 0.0, "c2": 0.1, "max_iterations": 50}
"""L-BFGS: crfsuite's faster trainings (averaged perceptron, passive-aggressive) shuffle without a seed, and with rare
labels that alone is worth several points."""

_KEPT_SENTENCES = 20_000  # folds and seeds train on the same sentences again


class MarkedRange(NamedTuple):
    """A span that a tagger found, [start, end) in code points.

    `score` is the least probability that any of its words has the tag it has, not calibrated.
    """

    start: int
    end: int
    label: str
    score: float


class Tagger:
    """A trained CRF; `model` are crfsuite's bytes. The same sentences in the same order train the same model."""

    def __init__(self, model: bytes) -> None:
        self.model = model
        self._tagger = crfsuite.Tagger()
        self._tagger.open_inmemory(model)
        self.labels = tuple(sorted({tag[2:] for tag in self._tagger.labels() if tag != OUTSIDE}))

    def tags(self, words: Words) -> list[str]:
        """The most probable BIO tags of a sentence's words."""
        return self._tagger.tag(_items(words))

    def probability(self, words: Words, tags: Sequence[str]) -> list[float]:
        """For each word, how probable its tag in `tags` is, the rest of the sentence being unknown (0 to 1).

        A tag that was not in the training data has 0.
        """
        marginal = self.marginals(words)
        return [marginal(tag, place) for place, tag in enumerate(tags)]

    def marginals(self, words: Words) -> Callable[[str, int], float]:
        """(tag, place) -> how probable the tag is for the word there, until the tagger is asked about other words.

        A tag that was not in the training data has 0.
        """
        known = set(self._tagger.labels())
        if words:
            self._tagger.set(_items(words))
        return lambda tag, place: self._tagger.marginal(tag, place) if tag in known else 0.0

    def ranges(self, text: str) -> list[MarkedRange]:
        """The spans of a text, in order."""
        found = list[MarkedRange]()
        for sentence in sentences(text):
            tags = self.tags(sentence.words)
            scores = self.probability(sentence.words, tags) if any(tag != OUTSIDE for tag in tags) else []
            for first, last, label in ranges_of(tags):
                start, end = sentence.places[first][0], sentence.places[last - 1][1]
                found.append(MarkedRange(start, end, label, min(scores[first:last])))
        return found


def fit_tagger(texts: Iterable[tuple[str, Sequence[Range]]]) -> Tagger:
    """Of texts and their labelled ranges. DataError where none of them has a labelled word."""
    return fit_sentences(sentence for text, ranges in texts for sentence in sentences(text, ranges))


def fit_sentences(given: Iterable[Sentence]) -> Tagger:
    """Of tagged sentences. DataError where none of them has a labelled word."""
    trainer = crfsuite.Trainer(algorithm="lbfgs", params=OPTIONS, verbose=False)
    labelled = 0
    for sentence in given:
        trainer.append(_items(sentence.words), sentence.tags)
        labelled += any(tag != OUTSIDE for tag in sentence.tags)
    if not labelled:
        raise DataError("training of a tagger", "no labelled word", "texts with labelled spans")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "crf"
        trainer.train(str(file))
        return Tagger(file.read_bytes())


@lru_cache(_KEPT_SENTENCES)
def _items(words: Words) -> Any:
    return crfsuite.ItemSequence(list(word_features(words)))
