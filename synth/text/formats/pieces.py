"""A text cut without remainder, as spaCy and Prodigy count: tokens, each with a space or not, and other white space."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from synth.core.errors import DataError
from synth.text.read import TextSample


class TextPiece(NamedTuple):
    """Code points [start, end); `space` says that one more space follows, which belongs to no piece."""

    start: int
    end: int
    space: bool
    pos: str = ""


def pieces_of(sample: TextSample) -> list[TextPiece]:
    """The pieces of a text: joined, each with its space, they are the text; every span begins and ends with one."""
    text = sample.text
    starts, ends = {span.start for span in sample.spans}, {span.end for span in sample.spans}
    borders = starts | ends
    found: list[TextPiece] = []
    done = 0
    for start, end, _, pos in sample.tokens:
        found += _between(done, start, borders)
        done = end
        if text[end : end + 1] == " " and end not in starts and end + 1 not in ends:
            done = end + 1
        found.append(TextPiece(start, end, done > end, pos))
    found += _between(done, len(text), borders)
    return found


def piece_ranges(sample: TextSample, pieces: list[TextPiece]) -> list[tuple[int, int]]:
    """For each span its first piece and the one after its last; DataError where a border of it is inside a piece."""
    first = {piece.start: place for place, piece in enumerate(pieces)}
    after = {piece.end: place + 1 for place, piece in enumerate(pieces)}
    ranges = []
    for span in sample.spans:
        if span.start not in first or span.end not in after:
            raise DataError(f"text {sample.id}", span.value, f"tokens that begin and end with the {span.label} span")
        ranges.append((first[span.start], after[span.end]))
    return ranges


def _between(start: int, end: int, borders: set[int]) -> Iterator[TextPiece]:
    """What lies between two tokens, cut where a span begins or ends."""
    for at in range(start + 1, end + 1):
        if at == end or at in borders:
            yield TextPiece(start, at, False)
            start = at
