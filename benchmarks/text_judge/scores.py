"""Scores in points (0-100): accuracy, F1 of exact spans, F1 of each label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from synth.text.learn.words import Words, ranges_of
from text_judge.examples import Example


def label_counts(kind: str, tests: Sequence[Example]) -> Counter[str]:
    """How many tests each label has: of words or texts, or of spans."""
    if kind == "accuracy":
        return Counter(t for e in tests for t in ([e.wanted] if isinstance(e.wanted, str) else e.wanted))
    return Counter(label for e in tests for _, _, label in ranges_of(e.wanted))


def _hits(wanted: Iterable[object], read: Iterable[object]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Of each label: right ones, wanted ones, read ones."""
    right, asked, given = Counter[str](), Counter[str](), Counter[str]()
    for true, found in zip(wanted, read, strict=True):
        asked[str(true)] += 1
        given[str(found)] += 1
        right[str(true)] += true == found
    return right, asked, given


def _span_hits(tests: Sequence[Example], read: Sequence[Words]) -> tuple[Counter[str], Counter[str], Counter[str]]:
    right, asked, given = Counter[str](), Counter[str](), Counter[str]()
    for example, tags in zip(tests, read, strict=True):
        true, found = set(ranges_of(example.wanted)), set(ranges_of(tags))
        for counter, spans in ((right, true & found), (asked, true), (given, found)):
            counter.update(label for _, _, label in spans)
    return right, asked, given


def points(kind: str, tests: Sequence[Example], read: Sequence[str | Words]) -> dict[str, float]:
    """Under "" the score of the task, under each label its F1."""
    if kind == "accuracy":
        flat = [t for e in tests for t in ([e.wanted] if isinstance(e.wanted, str) else e.wanted)]
        found = [t for tags in read for t in ([tags] if isinstance(tags, str) else tags)]
        right, asked, given = _hits(flat, found)
        overall = right.total() / max(asked.total(), 1)
    else:
        right, asked, given = _span_hits(tests, [tuple(tags) for tags in read])
        overall = 2 * right.total() / max(asked.total() + given.total(), 1)
    return {"": 100 * overall} | {n: 200 * right[n] / (asked[n] + given[n]) for n in sorted(asked)}
