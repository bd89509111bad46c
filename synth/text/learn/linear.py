"""A trained linear classifier as plain arrays: see `synth.text.learn.classifier`, whose probabilities these are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from jaxtyping import Float, Int
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.preprocessing import normalize

from synth.text.learn.classifier import Classifier
from synth.text.learn.features import NGRAMS, ngram_counts


@dataclass(frozen=True, kw_only=True)
class Linear:
    """`columns` are the n-grams that training saw, sorted, and `rarity` their inverse document frequencies.

    `unseen` is that of any other n-gram, of words and of characters.
    """

    classes: tuple[str, ...]
    columns: Int[np.ndarray, " n"] = field(repr=False)
    rarity: Float[np.ndarray, " n"] = field(repr=False)
    unseen: Float[np.ndarray, " 2"] = field(repr=False)
    weights: Float[np.ndarray, "classes n"] = field(repr=False)
    bias: Float[np.ndarray, " classes"] = field(repr=False)

    @classmethod
    def of_classifier(cls, trained: Classifier) -> Linear:
        """The arrays of a classifier."""
        coefficients, bias = np.asarray(trained.model.coef_), np.asarray(trained.model.intercept_)
        if len(coefficients) == 1:  # two classes are one row there, for the second of them
            coefficients, bias = np.vstack([0 * coefficients, coefficients]), np.array([0.0, bias[0]])
        rarity = np.concatenate([scale.idf_ for scale in trained.scales])
        unseen = np.array([scale.idf_.max() for scale in trained.scales], np.float32)
        return cls(
            classes=trained.classes,
            columns=trained.columns.astype(np.int32),
            rarity=rarity[trained.columns].astype(np.float32),
            unseen=unseen,
            weights=coefficients.astype(np.float32),
            bias=bias.astype(np.float32),
        )

    def probabilities(self, texts: Sequence[str]) -> Float[np.ndarray, "texts classes"]:
        """How probable each class is for each text; not calibrated."""
        if not texts:
            return np.zeros((0, len(self.classes)))
        rarity = np.repeat(self.unseen.astype(np.float64), NGRAMS)
        rarity[self.columns] = self.rarity
        blocks = list[csr_matrix]()
        for number, counts in enumerate(ngram_counts(texts)):
            scaled = csr_matrix(counts, dtype=np.float64)
            scaled.data = np.log(scaled.data) + 1
            scaled = scaled @ diags(rarity[number * NGRAMS : (number + 1) * NGRAMS])
            blocks.append(csr_matrix(normalize(scaled)))
        seen = csr_matrix(hstack(blocks, format="csr"))[:, self.columns]
        logits = seen @ self.weights.T.astype(np.float64) + self.bias
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)
