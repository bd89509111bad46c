"""What the standard models see of texts: features of words for a CRF, counts of n-grams for a linear classifier."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer

from synth.text.learn.words import Words

_KEPT_WORDS = 200_000
NGRAMS = 2**18
"""Columns of counts: n-grams are hashed."""

_COUNTED: dict[str, Any] = {"alternate_sign": False, "norm": None, "n_features": NGRAMS}
_WORD_PAIRS = HashingVectorizer(ngram_range=(1, 2), **_COUNTED)
_CHARACTERS = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), **_COUNTED)
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_REPEATED = re.compile(r"(.)\1\1+")


def word_features(words: Words) -> Iterator[list[str]]:
    """Of each word: itself, lower case, prefix, suffixes, shape; of its neighbours lower case, suffix, shape."""
    for place, word in enumerate(words):
        row = [*_of_word(word)[2]]
        for name, at in (("-", place - 1), ("+", place + 1), ("--", place - 2), ("++", place + 2)):
            if 0 <= at < len(words):
                low, shape, _ = _of_word(words[at])
                row += [f"{name}l={low}"] + [f"{name}h={shape}", f"{name}s3={low[-3:]}"] * (len(name) == 1)
            elif len(name) == 1:
                row.append(f"{name}edge")
        yield row


def ngram_counts(texts: Iterable[str]) -> tuple[csr_matrix, csr_matrix]:
    """Counts of words and word pairs, and of 2 to 5 characters within words: (texts, 2**18) each."""
    given = list(texts)
    return csr_matrix(_WORD_PAIRS.transform(given)), csr_matrix(_CHARACTERS.transform(given))


@lru_cache(_KEPT_WORDS)
def _of_word(word: str) -> tuple[str, str, tuple[str, ...]]:
    """Lower case, shape, and the features of a word by itself."""
    low, shape = word.lower(), _shape(word)
    return (
        low,
        shape,
        (f"w={word}", f"l={low}", f"p2={low[:2]}", *(f"s{n}={low[-n:]}" for n in (2, 3, 4)), f"h={shape}"),
    )


def _shape(word: str) -> str:
    kinds = _LETTER.sub(lambda m: "X" if m.group().isupper() else "x", _DIGIT.sub("d", word))
    return _REPEATED.sub(r"\1\1", kinds)
