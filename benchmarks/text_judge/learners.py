"""Standard models: a linear classifier over word and character n-grams, a linear-chain CRF over the usual features."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TypeAlias

import numpy as np
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.svm import LinearSVC

from synth.text.learn.features import ngram_counts
from synth.text.learn.tagger import fit_sentences
from synth.text.learn.words import Sentence, Words
from text_judge.examples import Example

Weighted: TypeAlias = tuple[Sequence[Example], float]
"""Examples, and how much each of them counts."""
Predict: TypeAlias = Callable[[Sequence[Example]], list[str | Words]]
Fit: TypeAlias = Callable[[Sequence[Weighted]], Predict]

_counts = cache(lambda text: ngram_counts([text]))


def _matrices(examples: Sequence[Example]) -> Iterator[csr_matrix]:
    rows = [_counts(str(example.given)) for example in examples]
    for column in range(2):
        yield csr_matrix(vstack([row[column] for row in rows]))


def fit_classifier(parts: Sequence[Weighted]) -> Predict:
    """A linear SVM over tf-idf of word pairs and of 2 to 5 characters; weights have the mean 1."""
    examples = [example for part, _ in parts for example in part]
    weights = np.concatenate([np.full(len(part), weight) for part, weight in parts])
    scales, blocks = [], []
    for counts in _matrices(examples):
        scales.append(TfidfTransformer(sublinear_tf=True).fit(counts))
        blocks.append(scales[-1].transform(counts))
    model = LinearSVC(class_weight="balanced", tol=0.01, random_state=0)
    model.fit(hstack(blocks, format="csr"), [str(e.wanted) for e in examples], sample_weight=weights / weights.mean())

    def predict(given: Sequence[Example]) -> list[str | Words]:
        tested = [scale.transform(counts) for scale, counts in zip(scales, _matrices(given), strict=True)]
        return [str(label) for label in model.predict(hstack(tested, format="csr"))]

    return predict


def fit_tagger(parts: Sequence[Weighted]) -> Predict:
    """A CRF (crfsuite, L-BFGS). It knows no weights: what counts more is repeated, by whole numbers."""
    least = min(weight for _, weight in parts)
    tagger = fit_sentences(
        Sentence(tuple(example.given), (), tuple(example.wanted))
        for part, weight in parts
        for example in part
        for _ in range(round(weight / least))
    )
    return lambda given: [tuple(tagger.tags(tuple(example.given))) for example in given]
