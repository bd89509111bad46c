"""What a model is trained and tested on: tagged words, or a text with its class."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

Words: TypeAlias = tuple[str, ...]
Span: TypeAlias = tuple[int, int, str]
"""First character (or word), the one behind the last, label."""

OUTSIDE = "O"
_WORD = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)*|[@#]\w+|'\w{1,2}\b|\w+(?:[-.]\w+)*|[^\w\s]")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"'(])|\n+")


@dataclass(frozen=True, slots=True)
class Example:
    """`given` is a text, or the words of a sentence; `wanted` its class, or a tag for each word."""

    given: str | Words
    wanted: str | Words


def spans_of(tags: Iterable[str]) -> set[Span]:
    """The spans of BIO tags, in words; an I without its B begins a span."""
    spans: set[Span] = set()
    first, label = 0, ""
    for place, tag in enumerate([*tags, OUTSIDE]):
        if label and tag != f"I-{label}":
            spans.add((first, place, label))
            label = ""
        if tag != OUTSIDE and not label:
            first, label = place, tag[2:]
    return spans


def sentences(text: str, spans: Iterable[Span]) -> Iterator[Example]:
    """The sentences and lines of a text as words with BIO tags; a span (in characters) is never cut in two.

    Of spans that overlap the longest one counts.
    """
    kept: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(span[1] <= start or span[0] >= end for start, end, _ in kept):
            kept.append(span)
    ends = [m.end() for m in _SENTENCE_END.finditer(text) if not any(s < m.end() < e for s, e, _ in kept)]
    start = 0
    for end in [*ends, len(text)]:
        words = [m for part in _pieces(text, start, end, kept) for m in _WORD.finditer(text, *part)]
        if words:
            tags = tuple(_tag(word.start(), word.end(), kept) for word in words)
            yield Example(tuple(word.group() for word in words), tags)
        start = end


def _pieces(text: str, start: int, end: int, spans: Iterable[Span]) -> Iterator[tuple[int, int]]:
    """The range cut at the edges of spans, so that no word crosses one."""
    edges = sorted({start, end, *(e for s in spans for e in s[:2] if start < e < end)})
    yield from pairwise(edges)


def _tag(start: int, end: int, spans: Iterable[Span]) -> str:
    for first, last, label in spans:
        if first <= start and end <= last:
            return f"B-{label}" if start == first else f"I-{label}"
    return OUTSIDE


def renamed(tags: Iterable[str], names: Mapping[str, str]) -> Words:
    """BIO tags with other labels; a label without another name is outside."""
    return tuple(f"{tag[:2]}{names[tag[2:]]}" if tag[2:] in names else OUTSIDE for tag in tags)
