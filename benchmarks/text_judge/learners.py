"""Standard models: a linear classifier over word and character n-grams, a linear-chain CRF over the usual features."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

import numpy as np

from synth.evidence.texts.classify import fit_classes
from synth.text.learn.tagger import fit_sentences
from synth.text.learn.words import Sentence, Words
from text_judge.examples import Example

Weighted: TypeAlias = tuple[Sequence[Example], float]
"""Examples, and how much each of them counts."""
Predict: TypeAlias = Callable[[Sequence[Example]], list[str | Words]]
Fit: TypeAlias = Callable[[Sequence[Weighted]], Predict]


def fit_classifier(parts: Sequence[Weighted]) -> Predict:
    """The classifier of `synth compare`; weights have the mean 1."""
    examples = [example for part, _ in parts for example in part]
    weights = np.concatenate([np.full(len(part), weight) for part, weight in parts])
    predict = fit_classes(
        [str(one.given) for one in examples], [str(one.wanted) for one in examples], weights / weights.mean()
    )
    return lambda given: [*predict([str(one.given) for one in given])]


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
