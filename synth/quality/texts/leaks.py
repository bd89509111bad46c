"""Texts of one set that are in another one, too: word for word, or nearly."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
from datasketch import MinHash, MinHashLSH
from jaxtyping import UInt64

from synth.core.canonical import encode
from synth.quality.finding import SURE, Finding
from synth.quality.texts.answers import of_line
from synth.quality.texts.copies import hash_of, labels_of
from synth.quality.texts.raw import Line, RawTexts
from synth.text.grammar.duplicates import shingles

NEAR = 0.8
"""Jaccard similarity of runs of three words, from which two texts are nearly one."""

BANDS, ROWS = 12, 5
"""Of a signature: 99 % of the pairs at `NEAR` share a band, and a third of those at 0.5, which are then compared."""

LEAST_RUNS = 6
"""Runs of three words, from which near is not equal."""


class _Known(NamedTuple):
    texts: str
    where: str
    text: bytes
    labels: bytes
    runs: UInt64[np.ndarray, " runs"]


class Leaks:
    """Knows the texts of the sets before; memory grows with them, some 2 KB a text."""

    def __init__(self) -> None:
        self._known = list[_Known]()
        self._equal = dict[bytes, int]()
        self._near = MinHashLSH(num_perm=BANDS * ROWS, params=(BANDS, ROWS))
        self._empty = MinHash(num_perm=BANDS * ROWS, seed=1)

    def judge(self, texts: RawTexts, line: Line) -> Iterator[Finding]:
        """Findings on a line whose text an earlier set has; of other texts the first line is remembered."""
        runs = shingles(line.text)
        numbers = np.array(sorted(int.from_bytes(one, "big") for one in runs), np.uint64)
        mine = _Known(texts.name, texts.where(line), hash_of(line.text), hash_of(encode(labels_of(line))), numbers)
        key = blake2b(numbers.tobytes(), digest_size=12).digest()
        found = self._equal.get(key)
        similarity, signature = 1.0, None
        if len(runs) >= LEAST_RUNS:
            signature = self._empty.copy()
            signature.update_batch(runs)
            if found is None:
                found, similarity = self._alike(signature, numbers)
        one = None if found is None else self._known[found]
        if one is None or (similarity < 1 and one.texts == texts.name):
            self._equal[key] = len(self._known)
            if signature is not None:
                self._near.insert(len(self._known), signature)
            self._known.append(mine)
        if one is None or one.texts == texts.name:
            return
        how = "this text" if similarity == 1 else f"a text that shares {similarity:.0%} of its runs of three words"
        yield of_line(texts, line, "leaked_text", line.subject, None, f"{one.texts}: {one.where} has {how}", (), SURE)
        if mine.text == one.text and mine.labels != one.labels:
            evidence = f"{one.texts}: {one.where} has this text with other labels"
            yield of_line(texts, line, "other_labels_of_text", labels_of(line), None, evidence)

    def _alike(self, signature: MinHash, numbers: UInt64[np.ndarray, " runs"]) -> tuple[int | None, float]:
        """The most similar text, if it is similar enough."""
        best, similarity = None, NEAR
        places: list[Any] = self._near.query(signature)
        for place in sorted(places):
            shared = len(np.intersect1d(numbers, self._known[place].runs, assume_unique=True))
            alike = shared / (len(numbers) + len(self._known[place].runs) - shared)
            if alike >= similarity:
                best, similarity = place, alike
        return best, similarity
