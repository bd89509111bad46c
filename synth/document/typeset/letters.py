"""Letters on the page: which of them were drawn for which link, and what they spell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from synth.document.typeset.pdf_page import Box, LinkBox, PdfPage, TextPiece
from synth.document.unseen import visible

_SLACK_PT = 0.6
_SLACK_EM = 0.4
"""Marks above and below letters may stand outside of their word: an Arabic tanwin, a vowel below a conjunct."""

_WHOLE = 0.9
_NEXT = 4
"""Letters go on in the same link or in one of the next few: not every word leaves letters."""

_AHEAD = 40
"""Links that letters may skip at once; letters that fit none of these are stray."""

_UNSEEN = re.compile("[ \u202a-\u202e\u2066-\u2069]")
"""Blanks and isolates of direction that PDFium adds to what it reads."""

SOFT_HYPHEN = "\u00ad"
HYPHENS = ("-", "\u2010", SOFT_HYPHEN)


class Fragment(NamedTuple):
    """The part of a word that stands on one line: page from 0, its link's box (advances, not ink), its letters."""

    page: int
    box: Box
    pieces: tuple[TextPiece, ...]


class LostLetterError(Exception):
    """Letters and words that do not fit together; the document cannot be labelled.

    `source` is the mark of the word or field that is lost (see `synth.document.typeset.source`).
    """

    def __init__(self, message: str, source: str = "") -> None:
        super().__init__(message)
        self.source = source


def lettered(pdf_page: PdfPage, number: int) -> tuple[list[tuple[LinkBox, Fragment]], list[TextPiece]]:
    """(each link of a page with its letters, letters of no link).

    Links and letters come in the same drawing order, so a letter belongs to the next link whose rectangle holds its
    centre. That also separates what overlaps, such as a stamp over a line.
    """
    links, extents = pdf_page.links, _extents(pdf_page.pieces)
    held: list[list[int]] = [[] for _ in links]
    stray, at = [], 0
    for key, extent in enumerate(extents):
        done = bool(links) and bool(held[at]) and _turned(extent, extents[held[at][-1]])
        owner = _owner(extent, links, at + done)
        if owner is None:
            stray.append(pdf_page.pieces[key])
        else:
            held[owner].append(key)
            at = owner
    pairs = zip(links, held, strict=True)
    return [
        (link, Fragment(number, link.box, tuple(pdf_page.pieces[key] for key in keys))) for link, keys in pairs if keys
    ], stray


class _Extent(NamedTuple):
    """A piece's upright box, font size, and its upper edge with its length; pt."""

    box: Box
    size: float
    edge: tuple[float, float, float]


def _extents(pieces: Sequence[TextPiece]) -> list[_Extent]:
    quads = np.array([piece.quad for piece in pieces]).reshape(-1, 4, 2)
    across, down = (quads[:, 1] - quads[:, 0]).T
    edges = np.stack([across, down, np.hypot(across, down)], 1).tolist()
    boxes = np.concatenate([quads.min(1), quads.max(1)], 1).tolist()
    return [
        _Extent((x0, y0, x1, y1), piece.size, (across, down, length))
        for (x0, y0, x1, y1), (across, down, length), piece in zip(boxes, edges, pieces, strict=True)
    ]


def _turned(one: _Extent, other: _Extent) -> bool:
    """Whether two pieces run in different directions, by more than half a degree; those of one word do not."""
    (ax, ay, length), (bx, by, other_length) = one.edge, other.edge
    return abs(ax * by - ay * bx) > 0.01 * length * other_length


def _owner(piece: _Extent, links: Sequence[LinkBox], at: int) -> int | None:
    """The link, from `at` on, that a piece belongs to: one of the next few, else one further ahead.

    Turned words have wide rectangles, so that a stamp's must not take letters of the words that it is stamped over.
    """
    following = range(at, min(at + _NEXT, len(links)))
    near = _holder(piece, links, following, _SLACK_PT)
    if near is None:
        near = _holder(piece, links, following, _SLACK_EM * piece.size)
    if near is not None:
        return near
    return _holder(piece, links, range(at + _NEXT, min(at + _AHEAD, len(links))), _SLACK_PT)


def _holder(piece: _Extent, links: Sequence[LinkBox], numbers: range, slack: float) -> int | None:
    """Of some links the first that holds all of a piece, else the one that holds most.

    Only links that hold its middle come into question; None where there is none.
    """
    left, top, right, bottom = piece.box
    x, y = (left + right) / 2, (top + bottom) / 2
    best, most = None, 0.0
    for number in numbers:
        x0, y0, x1, y1 = links[number].box
        x0, y0, x1, y1 = x0 - slack, y0 - slack, x1 + slack, y1 + slack
        if not (x0 <= x <= x1 and y0 <= y <= y1):
            continue
        across = (min(right, x1) - max(left, x0)) / max(right - left, 1e-6)
        down = (min(bottom, y1) - max(top, y0)) / max(bottom - top, 1e-6)
        if across * down > _WHOLE:
            return number
        if across * down > most:
            best, most = number, across * down
    return best


def spells(piece: str, text: str) -> bool:
    """Whether letters spell a text; in right-to-left lines PDFium turns the parts of a Latin word round (`L/mmol`)."""
    return piece == text or (len(piece) == len(text) and sorted(piece) == sorted(text))


def spelling_of(pdf_page: PdfPage, fragments: Sequence[Fragment]) -> str:
    """The text of fragments of one page by the PDF; PDFium writes hyphens at a line's end as other characters.

    In a right-to-left line that is the first character. A soft hyphen leaves ink at a line's end alone, which only the
    end of the fragments can be.
    """
    text = _UNSEEN.sub("", "".join(pdf_page.text_of([piece for one in fragments for piece in one.pieces])))
    text = text.replace("\x02", "-").replace("\ufffe", "-")
    end = text[-1:]
    return visible(text[:-1]) + (end if end in HYPHENS else visible(end))
