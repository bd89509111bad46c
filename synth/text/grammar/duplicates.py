"""Duplicate texts: equal texts are always found, near-duplicates on request."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable
from hashlib import blake2b

from synth.core.errors import SynthError
from synth.core.outcome import Rejection

SHINGLE_WORDS = 3
PERMUTATIONS = 128
"""Hash functions of a MinHash signature."""
FOUND = 0.99
"""Share of the pairs exactly at the limit that are found, at least; pairs above the limit are found more often."""

DUPLICATE, NEAR_DUPLICATE = "duplicate", "near_duplicate"
"""The checks that a text equals, or nearly equals, no other."""

_WORD = re.compile(r"\w+")


class Duplicates:
    """Remembers texts and rejects duplicates of them.

    Exact: 64-bit hashes in a table that is allocated once (16 to 32 bytes for each of `count` texts), so two different
    texts are taken for equal with a probability below count**2 / 2**65. Near (`near` is the Jaccard similarity of
    word 3-shingles from which a text is refused): candidates by MinHash and LSH are compared exactly; memory grows with
    the texts.
    """

    def __init__(self, count: int, near: float | None = None) -> None:
        slots = 1 << max(2 * count - 1, 7).bit_length()
        self._hashes = array("Q", bytes(8 * slots))  # 0: free
        self._last_slot = slots - 1
        self._free = slots - slots // 8
        self._similar = _near_index(near) if near is not None else None

    def seen(self, sample_id: int, key: int | str, attempt: int = 0) -> Rejection | None:
        """A rejection where an equal or nearly equal text was seen before; otherwise it is remembered.

        `key` is the text, or its `key_of` where only equal texts count.

        Refused texts are not remembered, so that what is known depends on the kept texts alone. SynthError where far
        more texts come than `count`.
        """
        hashed = key if isinstance(key, int) else key_of(key)
        slot = self._slot(hashed)
        if self._hashes[slot]:
            return Rejection(sample_id=sample_id, check=DUPLICATE, measured=1.0, limit=1.0, attempt=attempt)
        if self._similar and isinstance(key, str) and (found := self._similar(sample_id, key)):
            other, similarity, limit = found
            return Rejection(
                sample_id=sample_id,
                check=NEAR_DUPLICATE,
                measured=similarity,
                limit=limit,
                attempt=attempt,
                detail=f"like sample {other}",
            )
        if not self._free:
            slots = len(self._hashes)
            raise SynthError("duplicates", f"more than {slots - slots // 8} texts", "a larger count")
        self._free -= 1
        self._hashes[slot] = hashed
        return None

    def _slot(self, key: int) -> int:
        """The slot of a hash, or the free slot for it: open addressing, linear probing (Knuth, TAOCP vol. 3, 6.4)."""
        slot = key & self._last_slot
        while self._hashes[slot] not in (0, key):
            slot = slot + 1 & self._last_slot
        return slot


def key_of(text: str) -> int:
    """The 64-bit BLAKE2b hash by which equal texts are recognised; never 0."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big") or 1


def _near_index(near: float) -> Callable[[int, str], tuple[int, float, float] | None]:
    """(the sample that is at least `near` similar, similarity, `near`) of a text, or None; then it is remembered."""
    try:
        from datasketch import MinHash, MinHashLSH
    except ImportError as error:
        raise SynthError("duplicates.near", near, "null, or `pip install datasketch`") from error

    index = MinHashLSH(threshold=near, num_perm=PERMUTATIONS, params=_bands(near))
    known: dict[int, frozenset[bytes]] = {}
    empty = MinHash(num_perm=PERMUTATIONS, seed=1)

    def similar(sample_id: int, text: str) -> tuple[int, float, float] | None:
        runs = shingles(text)
        signature = empty.copy()
        signature.update_batch(runs)
        for other in sorted(known.keys() & set(index.query(signature))):
            similarity = len(runs & known[other]) / len(runs | known[other])
            if similarity >= near:
                return other, similarity, near
        index.insert(sample_id, signature)
        known[sample_id] = runs
        return None

    return similar


def _bands(near: float) -> tuple[int, int]:
    """(bands, rows): the longest bands, so the fewest candidates, that still find `FOUND` of the pairs at `near`.

    A pair of similarity s shares one of b bands of r rows with probability 1 - (1 - s**r)**b (Leskovec et al., Mining
    of Massive Datasets, section 3.4).
    """
    fitting = (rows for rows in range(PERMUTATIONS, 1, -1) if (1 - near**rows) ** (PERMUTATIONS // rows) <= 1 - FOUND)
    rows = next(fitting, 1)
    return PERMUTATIONS // rows, rows


def shingles(text: str) -> frozenset[bytes]:
    """Runs of three words, case and punctuation aside; a shorter text is one shingle."""
    words = _WORD.findall(text.lower())
    runs = range(max(len(words) - SHINGLE_WORDS + 1, 1))
    return frozenset(
        blake2b(" ".join(words[at : at + SHINGLE_WORDS]).encode("utf-8"), digest_size=8).digest() for at in runs
    )
