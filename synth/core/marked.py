"""Marked texts: every operation on the text keeps the labels on their characters."""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from synth.core.labels import NO_ATTRIBUTES, AttributeValue, Span, Token

POS = "pos:"
"""The prefix of labels that hold a word's part of speech."""

UNSEEN = frozenset(
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u2060\ufeff"
)
"""White space (`str.isspace`), and what has no width and joins nothing (zero-width space, byte order mark)."""


class Mark(NamedTuple):
    """A label on the code points [start, end) of a text; marks with equal `entity` name the same entity."""

    start: int
    end: int
    label: str
    entity: str
    attributes: Mapping[str, AttributeValue] = NO_ATTRIBUTES


class Edit(NamedTuple):
    """Replace the code points [start, end) by `text`."""

    start: int
    end: int
    text: str


class Marked:
    """An immutable text with marks. Any two marks are nested or disjoint; no mark is empty.

    Edits may leave white space at a mark's ends; no span has it (`spans`).
    """

    __slots__ = ("marks", "text")

    def __init__(self, text: str, marks: tuple[Mark, ...] = ()) -> None:
        self.text, self.marks = text, marks

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return f"Marked({self.text!r}, {self.marks!r})"

    def __len__(self) -> int:
        return len(self.text)

    def __eq__(self, other: object) -> bool:
        return self.text == (other.text if isinstance(other, Marked) else other)

    def __hash__(self) -> int:
        return hash(self.text)

    def labelled(self, label: str, entity: str, attributes: Mapping[str, AttributeValue] = NO_ATTRIBUTES) -> Marked:
        """The same text with one more label around all of it but white space at its ends; a blank one gets none."""
        start, end = seen_range(self.text)
        if start == end:
            return self
        return Marked(self.text, (Mark(start, end, label, entity, attributes), *self.marks))

    def mapped(self, change: Callable[[str], str]) -> Marked:
        """Applies `change` to each stretch between two borders of marks; lengths may change (`ß` to `SS`)."""
        if not self.marks:
            return Marked(change(self.text))
        borders = sorted({0, len(self.text), *(m.start for m in self.marks), *(m.end for m in self.marks)})
        pieces = [change(self.text[a:b]) for a, b in itertools.pairwise(borders)]
        moved, at = {borders[0]: 0}, 0
        for border, piece in zip(borders[1:], pieces, strict=True):
            at += len(piece)
            moved[border] = at
        return Marked("".join(pieces), _kept(m._replace(start=moved[m.start], end=moved[m.end]) for m in self.marks))

    def edited(self, edits: Sequence[Edit]) -> Marked:
        """The text after non-overlapping `edits` (sorted by start). ValueError where they overlap.

        A mark that covers all of a replaced stretch also covers the replacement; a mark that covers a part of it loses
        that part.
        An insertion at a border stays outside of the mark that ends there and of the one that starts there.
        """
        pieces: list[str] = []
        starts: list[int] = []
        moves: list[tuple[int, int, int]] = []  # end of the edit; its start and end in the new text
        at = length = 0
        for start, end, text in edits:
            if start < at or end < start:
                raise ValueError(f"{Edit(start, end, text)} overlaps the edit before it")
            pieces += (self.text[at:start], text)
            length += start - at
            starts.append(start)
            moves.append((end, length, length + len(text)))
            length += len(text)
            at = end
        pieces.append(self.text[at:])

        def opening(border: int) -> int:
            index = bisect_right(starts, border) - 1
            if index < 0:
                return border
            end, new_start, new_end = moves[index]
            if border == starts[index] < end:
                return new_start
            return new_end + max(border - end, 0)

        def closing(border: int) -> int:
            index = bisect_left(starts, border) - 1
            if index < 0:
                return border
            end, new_start, new_end = moves[index]
            return new_start if border < end else new_end + border - end

        return Marked(
            "".join(pieces),
            _kept(Mark(opening(a), closing(b), label, entity, more) for a, b, label, entity, more in self.marks),
        )

    def stripped(self) -> Marked:
        """Without white space at either end."""
        text = self.text
        start = len(text) - len(text.lstrip())
        end = len(text.rstrip())
        if end <= start:
            return Marked("")
        return self.sliced(start, end)

    def sliced(self, start: int, end: int) -> Marked:
        """The code points [start, end); marks are clipped to them."""
        cut = (m._replace(start=max(m.start, start) - start, end=min(m.end, end) - start) for m in self.marks)
        return Marked(self.text[start:end], _kept(cut))

    def entities(self) -> tuple[str, ...]:
        """The names of the entities of `spans`: that of `entity_id` 1 first."""
        marks = sorted(self.marks, key=lambda m: (m.start, -m.end))
        seen = (m for m in marks if not m.label.startswith(POS) and seen_range(self.text[m.start : m.end]) != (0, 0))
        return tuple(dict.fromkeys(mark.entity for mark in seen))

    def spans(self) -> tuple[tuple[Span, ...], tuple[Token, ...]]:
        """(spans, words with a part of speech), both sorted by start, outer spans first.

        Spans neither begin nor end with white space; a mark on nothing else gives none.
        """
        numbers: dict[str, int] = {}
        spans, words = [], []
        for mark in sorted(self.marks, key=lambda m: (m.start, -m.end)):
            if mark.label.startswith(POS):
                words.append(Token(mark.start, mark.end, "", mark.label.removeprefix(POS)))
                continue
            start, end, value = mark.start, mark.end, self.text[mark.start : mark.end]
            if value[0] in UNSEEN or value[-1] in UNSEEN:
                first, last = seen_range(value)
                start, end, value = start + first, start + last, value[first:last]
                if not value:
                    continue
            number = numbers.setdefault(mark.entity, len(numbers) + 1)
            spans.append(Span(start, end, mark.label, value, number, mark.attributes))
        return tuple(spans), tuple(words)


def seen_range(text: str) -> tuple[int, int]:
    """Where a text begins and ends without white space at its ends; (0, 0) where there is nothing else."""
    start, end = 0, len(text)
    while start < end and text[start] in UNSEEN:
        start += 1
    while start < end and text[end - 1] in UNSEEN:
        end -= 1
    return (start, end) if start < end else (0, 0)


def concat(pieces: Iterable[object]) -> Marked:
    """Concatenates texts, marked texts and numbers into one marked text."""
    texts: list[str] = []
    marks: list[Mark] = []
    at = 0
    for piece in pieces:
        if isinstance(piece, Marked):
            text = piece.text
            for start, end, label, entity, attributes in piece.marks:
                marks.append(Mark(start + at, end + at, label, entity, attributes))
        else:
            text = str(piece)
        texts.append(text)
        at += len(text)
    return Marked("".join(texts), tuple(marks))


def _kept(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(mark for mark in marks if mark.end > mark.start)
