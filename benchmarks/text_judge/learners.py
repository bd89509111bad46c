"""Standard models: a linear classifier over word and character n-grams, a linear-chain CRF over the usual features."""

# pyright: reportMissingImports=false
# scikit-learn and python-crfsuite are an extra (`bench`): the checks pass without them too.

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pycrfsuite
from scipy.sparse import csr_matrix, hstack, vstack
from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer
from sklearn.svm import LinearSVC

from text_judge.examples import Example, Words

Weighted: TypeAlias = tuple[Sequence[Example], float]
"""Examples, and how much each of them counts."""
Predict: TypeAlias = Callable[[Sequence[Example]], list[str | Words]]
Fit: TypeAlias = Callable[[Sequence[Weighted]], Predict]

CRF_OPTIONS = {"c1": 0.0, "c2": 0.1, "max_iterations": 50}
"""L-BFGS: crfsuite's faster trainings (averaged perceptron, passive-aggressive) shuffle without a seed, and with rare
labels that alone is worth several points."""
_WORD_PAIRS = HashingVectorizer(ngram_range=(1, 2), alternate_sign=False, norm=None, n_features=2**18)
_CHARACTERS = HashingVectorizer(
    analyzer="char_wb", ngram_range=(2, 5), alternate_sign=False, norm=None, n_features=2**18
)


@cache
def _counts(text: str) -> tuple[csr_matrix, csr_matrix]:
    return _WORD_PAIRS.transform([text]), _CHARACTERS.transform([text])


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


def _shape(word: str) -> str:
    kinds = re.sub(r"[^\W\d_]", lambda m: "X" if m.group().isupper() else "x", re.sub(r"\d", "d", word))
    return re.sub(r"(.)\1\1+", r"\1\1", kinds)


@cache
def _of_word(word: str) -> tuple[str, str, tuple[str, ...]]:
    """Lower case, shape, and the features of a word by itself."""
    low, shape = word.lower(), _shape(word)
    return (
        low,
        shape,
        (f"w={word}", f"l={low}", f"p2={low[:2]}", *(f"s{n}={low[-n:]}" for n in (2, 3, 4)), f"h={shape}"),
    )


@cache
def features(words: Words) -> pycrfsuite.ItemSequence:
    """Of a word: itself, lower case, suffixes of 2 to 4, prefix, shape; of its neighbours lower case, suffix, shape."""
    found = []
    for place, word in enumerate(words):
        row = [*_of_word(word)[2]]
        for name, at in (("-", place - 1), ("+", place + 1), ("--", place - 2), ("++", place + 2)):
            if 0 <= at < len(words):
                low, shape, _ = _of_word(words[at])
                row += [f"{name}l={low}"] + [f"{name}h={shape}", f"{name}s3={low[-3:]}"] * (len(name) == 1)
            elif len(name) == 1:
                row.append(f"{name}edge")
        found.append(row)
    return pycrfsuite.ItemSequence(found)


def fit_tagger(parts: Sequence[Weighted]) -> Predict:
    """A CRF (crfsuite, L-BFGS). It knows no weights: what counts more is repeated, by whole numbers."""
    least = min(weight for _, weight in parts)
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=CRF_OPTIONS, verbose=False)
    for part, weight in parts:
        for example in part:
            for _ in range(round(weight / least)):
                trainer.append(features(tuple(example.given)), example.wanted)
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "crf")
        trainer.train(file)
        tagger = pycrfsuite.Tagger()
        tagger.open(file)

    return lambda given: [tuple(tagger.tag(features(tuple(example.given)))) for example in given]
