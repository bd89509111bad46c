"""A linear classifier that is quick to train with many classes: a support vector machine for each of them.

`synth compare` and the benchmarks of texts (`benchmarks/text_judge`) measure usefulness with it.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix, hstack

from synth.text.learn.features import NGRAMS, ngram_counts

if TYPE_CHECKING:
    from jaxtyping import Float

MOST_KEPT = 1 << 14
"""Texts whose features are kept from one training to the next."""


def fit_classes(
    texts: Sequence[str], classes: Sequence[str], weights: Float[np.ndarray, " n"] | None = None
) -> Callable[[Sequence[str]], list[str]]:
    """What says the classes of texts, learnt from texts of at least two classes; classes weigh alike. `weights`: how
    much each text counts, with the mean 1.

    Features: tf-idf of words and pairs of words, and of 2 to 5 characters within words.
    """
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.svm import LinearSVC

    counts = list(_matrices(texts))
    scales = [TfidfTransformer(sublinear_tf=True).fit(block) for block in counts]

    def features(blocks: Sequence[csr_matrix]) -> csr_matrix:
        """Of counts that are given up for it."""
        scaled = [scale.transform(block, copy=False) for scale, block in zip(scales, blocks, strict=True)]
        return csr_matrix(hstack(scaled, format="csr"))

    model = LinearSVC(class_weight="balanced", tol=0.01, random_state=0)
    with warnings.catch_warnings():  # a few texts of many classes are what is asked for
        warnings.filterwarnings("ignore", "The number of unique classes", UserWarning)
        model.fit(features(counts), classes, sample_weight=weights)
    return lambda tests: [str(one) for one in model.predict(features(list(_matrices(tests))))]


@lru_cache(maxsize=MOST_KEPT)
def _counts(text: str) -> tuple[tuple[np.ndarray, np.ndarray], ...]:
    """Columns and counts of each block, in 8 bytes for each n-gram."""
    return tuple((block.indices, block.data.astype(np.float32)) for block in ngram_counts([text]))


def _matrices(texts: Sequence[str]) -> Iterator[csr_matrix]:
    for block in range(2):
        columns, counts = zip(*(_counts(text)[block] for text in texts), strict=True)
        ends = np.cumsum([0, *map(len, columns)])
        data = np.concatenate(counts).astype(np.float64)
        yield csr_matrix((data, np.concatenate(columns), ends), shape=(len(texts), NGRAMS))
