"""What sets of texts do otherwise than one another: tokens, borders of spans, labels of the same strings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple, TypeVar

from synth.data.vocabulary.meaning import are_one_tag
from synth.data.vocabulary.spelling import folded
from synth.quality.finding import Finding
from synth.quality.texts.raw import Line

LEAST_MET, AGREE = 20, 0.9
"""How often each set meets a case, and the share of times that it must do the same."""

LEAST_STRINGS, SHOWN_STRINGS = 3, 5
"""Strings with other labels, from which two labels are asked about; strings that the question names."""

ASKED = 0.8
"""Confidence: two sets differ, but either may be right."""

TOKENS = {
    "a word with a hyphen": re.compile(r"\b[^\W\d_]+-[^\W\d_]+\b"),
    "a contraction": re.compile(r"\b[^\W\d_]+['’](?:s|t|re|ve|ll|d|m)\b"),
    "an amount with its sign": re.compile(r"[$€£]\d+(?:[.,]\d+)*"),
    "a percentage": re.compile(r"\b\d+(?:\.\d+)?%"),
    "a number with a comma": re.compile(r"\b\d{1,3}(?:,\d{3})+\b"),
}
"""What tokenisers cut or keep whole."""


Case = TypeVar("Case", bound=Hashable)


class Habits(NamedTuple):
    """How a set does things: case -> (how often one way, how often the other way); `labels`: string -> its label."""

    name: str
    tokens: Mapping[str, tuple[int, int]]
    borders: Mapping[tuple[str, str], tuple[int, int]]
    labels: Mapping[str, str]


class Tokens:
    """Counts what the tokens of a set keep whole, and what they cut."""

    def __init__(self) -> None:
        self._counts = Counter[tuple[str, bool]]()

    def learn(self, line: Line) -> None:
        """Count the cases of a line that states where its tokens lie."""
        tokens = line.record.get("tokens")
        if not isinstance(tokens, list) or not all(isinstance(one, list) and len(one) == 2 for one in tokens):
            return
        whole = {(start, end) for start, end in tokens}
        starts, ends = {start for start, _ in whole}, {end for _, end in whole}
        for case, pattern in TOKENS.items():
            for found in pattern.finditer(line.text):
                if found.start() in starts and found.end() in ends:
                    self._counts[case, found.span() in whole] += 1

    def cases(self) -> dict[str, tuple[int, int]]:
        """Case -> (kept whole, cut)."""
        return {case: (self._counts[case, True], self._counts[case, False]) for case in TOKENS}


def differences(sets: Sequence[Habits]) -> Iterator[Finding]:
    """Questions on the later of each two sets that differ."""
    for one, other in combinations(sets, 2):
        for case, (first, second) in _opposite(one.tokens, other.tokens):
            words = ("a token", "several tokens")
            yield _finding("tokenisation", other, one, case, words[second], words[first])
        for (label, what), (first, second) in _opposite(one.borders, other.borders):
            words = ("inside", "outside")
            yield _finding("other_boundary", other, one, f"{what} of {label}", words[second], words[first])
        yield from _labels(one, other)


def _opposite(
    one: Mapping[Case, tuple[int, int]], other: Mapping[Case, tuple[int, int]]
) -> Iterator[tuple[Case, tuple[int, int]]]:
    """Case, and the ways of two sets that do it otherwise."""
    for case in one:
        first, second = _way(one[case]), _way(other.get(case, (0, 0)))
        if first is not None and second is not None and first != second:
            yield case, (first, second)


def _way(counts: tuple[int, int]) -> int | None:
    """0 or 1, as nearly all do it; None where they do not agree, or are few."""
    total = sum(counts)
    return next((way for way in (0, 1) if total >= LEAST_MET and counts[way] >= AGREE * total), None)


def _labels(one: Habits, other: Habits) -> Iterator[Finding]:
    """Strings that nearly always have one label here and another one there, where both sets know both labels."""
    strings = defaultdict[tuple[str, str], list[str]](list)
    for value in one.labels.keys() & other.labels.keys():
        first, second = one.labels[value], other.labels[value]
        if folded(first) != folded(second) and not are_one_tag(first, second):
            strings[first, second].append(value)
    for (first, second), values in sorted(strings.items()):
        if len(values) >= LEAST_STRINGS:
            shown = ", ".join(map(repr, sorted(values)[:SHOWN_STRINGS]))
            yield _finding("other_label_between", other, one, f"{len(values)} strings: {shown}", second, first)


def _finding(check: str, here: Habits, there: Habits, subject: str, given: str, suggested: str) -> Finding:
    return Finding(
        check=check, data_set=here.name, where="the whole set", subject=subject, given=given, suggested=suggested,
        confidence=ASKED, evidence=f"{suggested} in {there.name}, {given} here: which is meant?",
    )  # fmt: skip
