"""A linear classifier that is quick to train with many classes: a support vector machine for each of them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence

from scipy.sparse import csr_matrix, hstack

from synth.text.learn.features import ngram_counts


def classes_of(texts: Sequence[str], classes: Sequence[str], tests: Sequence[str]) -> list[str]:
    """The classes of the tests, learnt from texts of at least two classes; classes weigh alike.

    Features: tf-idf of words and pairs of words, and of 2 to 5 characters within words.
    """
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.svm import LinearSVC

    scaled = [
        (scale.transform(block), scale.transform(other))
        for block, other in zip(ngram_counts(texts), ngram_counts(tests), strict=True)
        if (scale := TfidfTransformer(sublinear_tf=True).fit(block))
    ]
    model = LinearSVC(class_weight="balanced", tol=0.01, random_state=0)
    with warnings.catch_warnings():  # a few texts of many classes are what is asked for
        warnings.filterwarnings("ignore", "The number of unique classes", UserWarning)
        model.fit(csr_matrix(hstack([block for block, _ in scaled], format="csr")), classes)
    return [str(one) for one in model.predict(csr_matrix(hstack([block for _, block in scaled], format="csr")))]
