"""The longest run of words that each of many texts has in common with any of many others."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.text.formats.labelled import LabelledText
from synth.text.grammar.tokens import words_of

if TYPE_CHECKING:
    from jaxtyping import Bool, Int64, UInt64

SEED_WORDS = 4
"""Words of a run, at least: shorter ones are everybody's."""

PART = 1 << 18
"""Places that are looked at together, about: those where the hash of `SEED_WORDS` words leaves the same remainder."""

_BASE, _MIX = 0x9E3779B97F4A7C15, np.uint64(0xD6E8FEB86659FD93)
"""Odd, so that they have an inverse modulo 2^64."""

_LOW = 12
"""Bits of a place whose powers stand in a table."""


class Run(NamedTuple):
    """The longest run that a text has in common with real texts: `words` of the text's `whole`, from the word `at` on,
    and the place of one of the real texts.
    """

    words: int
    whole: int
    at: int
    real: int


def longest_runs(real: Iterable[LabelledText], texts: Iterable[LabelledText]) -> list[Run]:
    """A run of each of `texts`, of four words or more, else one of no words. Words are compared in lower case, by
    64-bit hashes; of runs that are equally long, the first one of the text and the first real text that has it.

    In time that grows as n log n with the number of words n, and 9 bytes of memory for each: words are looked at in
    parts of about `PART` places, as only places with equal beginnings can have a run in common.
    """
    lengths, hashes = list[int](), array("q", [0])
    number = 0
    for part in (real, texts):
        number = len(lengths)
        for one in part:
            lengths.append(_add_words(hashes, one, len(lengths)))
    starts = np.cumsum([0, *(length + 1 for length in lengths)])
    best = np.zeros((len(lengths), 3), np.int64)  # words in common, place, real place
    longest = max(lengths[number:], default=0)
    for found in _common(_Windows(np.frombuffer(hashes, np.uint64)), int(starts[number]), longest):
        owners = np.searchsorted(starts, found[:, 1], side="right") - 1
        order = np.lexsort((found[:, 1], -found[:, 0], owners))
        owners, first = np.unique(owners[order], return_index=True)
        found, known = found[order[first]], best[owners]
        better = (found[:, 0] > known[:, 0]) | ((found[:, 0] == known[:, 0]) & (found[:, 1] < known[:, 1]))
        best[owners[better]] = found[better]
    reals = np.searchsorted(starts, best[:, 2], side="right") - 1
    return [
        Run(int(best[at, 0]), lengths[at], int(best[at, 1] - starts[at]) if best[at, 0] else 0, int(reals[at]))
        for at in range(number, len(lengths))
    ]


def _add_words(hashes: array[int], text: LabelledText, number: int) -> int:
    """Add the hashes of a text's words and an end that no other text has, so that no run crosses it; how many words."""
    before = len(hashes)
    hashes.extend(map(hash, words_of(text.text.lower())))
    length = len(hashes) - before
    hashes.append(hash(("end", number)))
    return length


class _Windows:
    """Hashes of the words from any place on, as many as are asked for: differences of sums of w[i] B^i, over the power
    at their place (Karp and Rabin 1987, modulo 2^64).
    """

    def __init__(self, words: UInt64[np.ndarray, " n+1"]) -> None:
        """The first of `words` is 0. The sums take their place."""
        inverse, blocks = pow(_BASE, -1, 1 << 64), (len(words) >> _LOW) + 1
        there, self._back = (
            (_powers(base, 1 << _LOW), _powers(pow(base, 1 << _LOW, 1 << 64), blocks)) for base in (_BASE, inverse)
        )
        self._sums = words
        for start in range(0, len(words), PART):
            some = words[start : start + PART]
            some *= _power(there, np.arange(start, start + len(some)))
            if start:
                some[:1] += words[start - 1 : start]
            np.cumsum(some, out=some)

    def __len__(self) -> int:
        return len(self._sums) - 1

    def of(self, places: Int64[np.ndarray, " m"], length: int) -> UInt64[np.ndarray, " m"]:
        """Windows that would reach beyond the last word are cut, and equal to no other."""
        ends = np.minimum(places + length, len(self))
        return (self._sums[ends] - self._sums[places]) * _power(self._back, places)


def _powers(base: int, number: int) -> UInt64[np.ndarray, " n"]:
    return np.cumprod(np.concatenate([np.ones(1, np.uint64), np.full(number - 1, base, np.uint64)]))


def _power(table: tuple[np.ndarray, np.ndarray], at: Int64[np.ndarray, " m"]) -> UInt64[np.ndarray, " m"]:
    return table[0][at & (1 << _LOW) - 1] * table[1][at >> _LOW]


def _common(windows: _Windows, number: int, longest: int) -> Iterator[Int64[np.ndarray, "m 3"]]:
    """For places from `number` on: how many words they have in common with a place before, at most `longest`, the
    place, and the first such one; a part of the places at a time, those with less than `SEED_WORDS` left out.
    """
    parts = min(len(windows) // PART + 1, 256)
    part_of = np.empty(len(windows), np.uint8)
    for start in range(0, len(windows), PART):
        at = np.arange(start, min(start + PART, len(windows)))
        part_of[at] = (windows.of(at, SEED_WORDS) >> np.uint64(32)) % np.uint64(parts)
    for part in range(parts):
        places = np.flatnonzero(part_of == part)
        yield _in_part(windows, places, places < number, longest)


def _in_part(
    windows: _Windows, place: Int64[np.ndarray, " m"], is_real: Bool[np.ndarray, " m"], longest: int
) -> Int64[np.ndarray, "q 3"]:
    """As `_common`, of places in order.

    Places are in groups that have their first `length` words in common, and both sorts of places in them. A step cuts
    each group by as many of the next words: where a piece has both sorts, it is a group of its own, with more words
    in common; the places that are not real of the other pieces stay, beside the first real place of each piece. Steps
    are halved, so that what is in common is found as the digits of a binary number are.
    """
    group, mixed = _pieces(windows.of(place, SEED_WORDS), is_real)
    kept = mixed[group]
    place, is_real, group = place[kept], is_real[kept], group[kept]
    length = np.full(len(place), SEED_WORDS)
    for step in (1 << bit for bit in reversed(range(longest.bit_length()))):
        piece, mixed = _pieces(windows.of(place + length, step) + group.astype(np.uint64) * _MIX, is_real)
        longer = np.flatnonzero(mixed[piece])
        stay = np.flatnonzero(~mixed[piece] & ~is_real)
        beside = np.flatnonzero(is_real & np.isin(group, group[stay]))
        beside = beside[np.sort(np.unique(piece[beside], return_index=True)[1])]
        rest = np.concatenate([stay, beside])
        length = np.concatenate([length[longer] + step, length[rest]])
        group = np.concatenate([piece[longer], len(mixed) + group[rest]])
        both = np.concatenate([longer, rest])
        place, is_real = place[both], is_real[both]
    groups, first = np.unique(group[is_real], return_index=True)
    theirs = place[is_real][first][np.searchsorted(groups, group[~is_real])]
    return np.column_stack([length[~is_real], place[~is_real], theirs])


def _pieces(
    keys: UInt64[np.ndarray, " m"], is_real: Bool[np.ndarray, " m"]
) -> tuple[Int64[np.ndarray, " m"], Bool[np.ndarray, " p"]]:
    """The number of the piece of each place, equal keys being one; whether a piece has places of both sorts."""
    values, piece = np.unique(keys, return_inverse=True)
    number = np.bincount(piece, minlength=len(values))
    real = np.bincount(piece[is_real], minlength=len(values))
    return piece, (real > 0) & (real < number)
