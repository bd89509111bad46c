"""The longest run of words that each of many texts has in common with any of many others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.text.formats.labelled import LabelledText
from synth.text.grammar.tokens import words_of

if TYPE_CHECKING:
    from jaxtyping import Bool, Int64

SEED_WORDS = 4
"""Words of a run, at least: shorter ones are everybody's."""

_DOUBLINGS = 8
"""Suffixes are sorted by their first 256 words: of runs that are longer, one of the longest may be missed."""


class Run(NamedTuple):
    """The longest run of words that a text has in common with real texts, and the place of one of them."""

    words: int
    said: str
    real: int


NO_RUN = Run(0, "", 0)


def longest_runs(real: Sequence[LabelledText], texts: Sequence[LabelledText]) -> list[Run]:
    """A run of each of `texts`, of four words or more, else none. Words are compared in lower case.

    In time that grows as n log n with the number of words: a suffix array by doubling (Manber and Myers 1993), in which
    the longest run that begins at a word is that in common with a neighbour.
    """
    words = [words_of(one.text.lower()) for one in (*real, *texts)]
    lengths = np.array([len(one) + 1 for one in words], np.int64)
    starts = np.cumsum(lengths) - lengths
    ranks = _ranks(_symbols(words, starts))
    is_real = np.arange(len(ranks[0])) < (starts[len(real)] if len(texts) else len(ranks[0]))
    length, other = _nearest(ranks, is_real)
    found = list[Run]()
    for number in range(len(real), len(words)):
        start = starts[number]
        mine = length[start : start + lengths[number]]
        at = int(mine.argmax())
        if mine[at] < SEED_WORDS:
            found.append(NO_RUN)
            continue
        said = " ".join(words[number][at : at + mine[at]])
        found.append(Run(int(mine[at]), said, int(np.searchsorted(starts, other[start + at], side="right")) - 1))
    return found


def _symbols(words: Sequence[Sequence[str]], starts: Int64[np.ndarray, " texts"]) -> Int64[np.ndarray, " n"]:
    """A number for each word, all texts after each other, each with an end of its own, so that no run crosses it."""
    numbers: dict[str, int] = {}
    symbols = np.empty(sum(len(one) + 1 for one in words), np.int64)
    for text, start in zip(words, starts, strict=True):
        symbols[start : start + len(text)] = [numbers.setdefault(word, len(numbers)) for word in text]
    ends = np.append(starts[1:], len(symbols)) - 1
    symbols[ends] = len(numbers) + np.arange(len(words))
    return symbols


def _ranks(symbols: Int64[np.ndarray, " n"]) -> list[Int64[np.ndarray, " n"]]:
    """For k = 0, 1 ...: the rank of every place by its next 2^k symbols, equal ones alike."""
    found, n = [symbols], len(symbols)
    for k in range(_DOUBLINGS):
        if int(found[-1].max()) + 1 == n:
            break
        after = np.full(n, -1, np.int64)
        after[: max(n - (1 << k), 0)] = found[-1][1 << k :]
        found.append(np.unique(found[-1] * (n + 1) + after + 1, return_inverse=True)[1])
    return found


def _nearest(
    ranks: Sequence[Int64[np.ndarray, " n"]], is_real: Bool[np.ndarray, " n"]
) -> tuple[Int64[np.ndarray, " n"], Int64[np.ndarray, " n"]]:
    """For each place that is not real: how many symbols it has in common with a real place, and which; 0 of others."""
    n = len(is_real)
    order = np.argsort(ranks[-1], kind="stable")
    real = is_real[order]
    before = np.maximum.accumulate(np.where(real, np.arange(n), -1))
    after = np.minimum.accumulate(np.where(real, np.arange(n), n)[::-1])[::-1]
    length, other = np.zeros(n, np.int64), np.zeros(n, np.int64)
    for neighbour in (before, after):
        at = np.flatnonzero(~real & (neighbour >= 0) & (neighbour < n))
        mine, theirs = order[at], order[neighbour[at]]
        common = _in_common(ranks, mine, theirs)
        better = common > length[mine]
        length[mine[better]], other[mine[better]] = common[better], theirs[better]
    return length, other


def _in_common(
    ranks: Sequence[Int64[np.ndarray, " n"]], one: Int64[np.ndarray, " m"], other: Int64[np.ndarray, " m"]
) -> Int64[np.ndarray, " m"]:
    """Symbols that are the same from two places on; every text has an end of its own, so that it is reached by none."""
    length, going = np.zeros(len(one), np.int64), np.arange(len(one))
    while len(going):
        whole = np.ones(len(going), np.bool_)
        for k in range(len(ranks) - 1, -1, -1):
            same = ranks[k][one[going] + length[going]] == ranks[k][other[going] + length[going]]
            length[going] += same * (1 << k)
            whole &= same
        going = going[whole]
    return length
