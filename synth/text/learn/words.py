"""Texts as sentences of words with BIO tags, and back: what a tagger is trained on and answers with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

Words: TypeAlias = tuple[str, ...]
Range: TypeAlias = tuple[int, int, str]
"""First character (or word), the one behind the last, label."""

OUTSIDE = "O"
_WORD = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)*|[@#]\w+|'\w{1,2}\b|\w+(?:[-.]\w+)*|[^\w\s]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])|\n+")


class Sentence(NamedTuple):
    """A sentence or line. `places` are the words' [start, end) in the text, in code points; `tags` their BIO tags."""

    words: Words
    places: tuple[tuple[int, int], ...]
    tags: tuple[str, ...]


def sentences(text: str, ranges: Iterable[Range] = ()) -> Iterator[Sentence]:
    """The sentences and lines of a text; a labelled range (in characters) is never cut in two.

    Of ranges that overlap the longest one counts.
    """
    kept = _longest(ranges)
    ends = [m.end() for m in _SENTENCE_END.finditer(text) if not any(s < m.end() < e for s, e, _ in kept)]
    start = 0
    for end in [*ends, len(text)]:
        words = [m for part in pairwise(_edges(start, end, kept)) for m in _WORD.finditer(text, *part)]
        if words:
            yield Sentence(
                tuple(word.group() for word in words),
                tuple(word.span() for word in words),
                tuple(_tag(*word.span(), kept) for word in words),
            )
        start = end


def ranges_of(tags: Sequence[str]) -> list[Range]:
    """The ranges of BIO tags, in words; an I without its B begins one."""
    found = list[Range]()
    first, label = 0, ""
    for place, tag in enumerate([*tags, OUTSIDE]):
        if label and tag != f"I-{label}":
            found.append((first, place, label))
            label = ""
        if tag != OUTSIDE and not label:
            first, label = place, tag[2:]
    return found


def _longest(ranges: Iterable[Range]) -> list[Range]:
    kept = list[Range]()
    for one in sorted(ranges, key=lambda one: (one[0] - one[1], one[0])):
        if all(one[1] <= start or one[0] >= end for start, end, _ in kept):
            kept.append(one)
    return kept


def _edges(start: int, end: int, ranges: Iterable[Range]) -> list[int]:
    """Where a sentence begins, ends and is cut, so that no word crosses the edge of a range."""
    return sorted({start, end, *(e for one in ranges for e in one[:2] if start < e < end)})


def _tag(start: int, end: int, ranges: Iterable[Range]) -> str:
    for first, last, label in ranges:
        if first <= start and end <= last:
            return f"B-{label}" if start == first else f"I-{label}"
    return OUTSIDE
