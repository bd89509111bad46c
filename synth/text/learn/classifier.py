"""A linear classifier of texts: multinomial logistic regression over tf-idf of words, word pairs and characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Float, Int
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression

from synth.core.errors import DataError
from synth.text.learn.features import ngram_counts

_INVERSE_REGULARISATION = 20.0


@dataclass(frozen=True, slots=True)
class Classifier:
    """A trained classifier; `classes` in sorted order, `columns` those of the n-grams that its texts had."""

    classes: tuple[str, ...]
    scales: tuple[TfidfTransformer, ...]
    columns: Int[np.ndarray, " columns"]
    model: LogisticRegression

    def probabilities(self, texts: Sequence[str]) -> Float[np.ndarray, "texts classes"]:
        """How probable each class is for each text; not calibrated."""
        if not texts:
            return np.zeros((0, len(self.classes)))
        return self.model.predict_proba(_scaled(self.scales, texts)[:, self.columns])

    def predict(self, texts: Sequence[str]) -> list[str]:
        """The most probable class of each text."""
        return [self.classes[place] for place in self.probabilities(texts).argmax(axis=1)]


def fit_classifier(texts: Sequence[str], classes: Sequence[str]) -> Classifier:
    """Classes weigh alike, however many texts each has. DataError where there are not at least two of them."""
    if len(set(classes)) < 2:
        raise DataError("training of a classifier", sorted(set(classes)), "at least two classes")
    scales = tuple(TfidfTransformer(sublinear_tf=True).fit(block) for block in ngram_counts(texts))
    model = LogisticRegression(C=_INVERSE_REGULARISATION, class_weight="balanced", max_iter=200, tol=1e-3)
    features = _scaled(scales, texts)
    columns = np.unique(features.indices)  # all others would weigh nothing, and L-BFGS takes 40 times as long with them
    model.fit(features[:, columns], classes)
    return Classifier(tuple(str(name) for name in model.classes_), scales, columns, model)


def _scaled(scales: Sequence[Any], texts: Sequence[str]) -> csr_matrix:
    blocks = [scale.transform(block) for scale, block in zip(scales, ngram_counts(texts), strict=True)]
    return csr_matrix(hstack(blocks, format="csr"))
