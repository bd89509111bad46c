"""Inputs of the typesetter's modules, made by hand: no template is compiled and no font is opened."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from synth.document.labels import PageOutline, Word
from synth.document.typeset.letters import Fragment
from synth.document.typeset.marks import CellMark, Marks, WordMark
from synth.document.typeset.matching import fragments_of
from synth.document.typeset.pdf_page import LinkBox, PdfPage, TextPiece
from synth.document.typeset.words import WordPart

Box = tuple[float, float, float, float]


def quad(x0: float, y0: float, x1: float, y1: float) -> NDArray[np.float64]:
    """The corners of an upright box, (4, 2), clockwise from the top left."""
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float64)


def outline(x0: float, y0: float, x1: float, y1: float, page: int = 0) -> PageOutline:
    """An upright box as a place, px."""
    return PageOutline(page, quad(x0, y0, x1, y1).astype(np.float32))


def sides(one: PageOutline) -> Box:
    """x0, y0, x1, y1 of a place's hull."""
    (x0, y0), (x1, y1) = one.polygon.min(0).tolist(), one.polygon.max(0).tolist()
    return x0, y0, x1, y1


def turn(points: NDArray[np.floating], angle_deg: float) -> NDArray[np.float64]:
    """Points turned clockwise around the origin (y points down)."""
    cos, sin = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return (points @ np.array([[cos, sin], [-sin, cos]])).astype(np.float64)


def part(
    text: str, x0: float, x1: float, baseline: float = 100.0, *, word: int = 0, page: int = 0, size: float = 10.0,
    height: float | None = None, hyphen: bool = False, advance: tuple[float, float] | None = None,
) -> WordPart:  # fmt: skip
    """An upright part of a word: its ink is as tall as its size unless `height` says otherwise."""
    tall = size if height is None else height
    return WordPart(word, text, page, quad(x0, baseline - tall, x1, baseline), size, hyphen, advance or (x0, x1))


def word_mark(
    text: str,
    *,
    page: int = 0,
    y: float = 0.0,
    block: int = -1,
    cell: CellMark | None = None,
    handwritten: bool = False,
) -> WordMark:
    """A word of the template; words with the same text have the same target."""
    return WordMark(
        text=text, target=f"w::{text}", handwritten=handwritten, block=block, cell=cell, page=page, x=0.0, y=y
    )


def cell_mark(
    row: int = 0, column: int = 0, start: tuple[int, float, float] = (0, 0.0, 0.0),
    end: tuple[int, float, float] | None = None, *, header: bool = False, words: Sequence[int] = (),
    row_span: int = 1, column_span: int = 1,
) -> CellMark:  # fmt: skip
    """One appearance of a table's cell."""
    return CellMark(
        row=row, column=column, row_span=row_span, column_span=column_span, header=header, start=start, end=end,
        words=list(words),
    )  # fmt: skip


def marks_of(parts: Sequence[WordPart], blocks: Sequence[str] = (), block_of: Sequence[int] = ()) -> Marks:
    """Marks with one word for each number that the parts name; `block_of`: word -> block, -1 where it is left out."""
    number = max((one.word for one in parts), default=-1) + 1
    own = [*block_of, *[-1] * (number - len(block_of))]
    return Marks(words=[word_mark(str(word), block=own[word]) for word in range(number)], blocks=list(blocks))


def word(text: str, x0: float, y0: float, x1: float, y1: float, page: int = 0, *, glued: bool = False) -> Word:
    """A printed word in an upright box."""
    return Word(text, outline(x0, y0, x1, y1, page), glued=glued)


def hand_sheet(links: Sequence[LinkBox] = (), pieces: Sequence[tuple[TextPiece, str]] = ()) -> PdfPage:
    """A page that holds what it is given: link rectangles and pieces with their letters, in drawing order."""
    return PdfPage(
        width=600.0,
        height=800.0,
        links=list(links),
        pieces=[piece for piece, _ in pieces],
        texts={piece.key: text for piece, text in pieces},
    )


class Drawn:
    """Words as they are drawn, over pages."""

    def __init__(self, pages: int = 1) -> None:
        self._pieces: list[list[tuple[TextPiece, str]]] = [[] for _ in range(pages)]
        self._found: list[tuple[LinkBox, Fragment]] = []

    def draw(self, target: str, text: str | None = None, *, page: int = 0, y: float = 0.0) -> int:
        """Draw a fragment of the word `target` that spells `text` (None: all of it) down to y; its number."""
        key = len(self._found)
        piece = TextPiece(quad(0, y - 10, 20, y), 10.0, key)
        fragment = Fragment(page, (0.0, y - 10, 20.0, y), (piece,))
        self._pieces[page].append((piece, target if text is None else text))
        self._found.append((LinkBox(f"w::{target}", fragment.box), fragment))
        return key

    def matched(self, words: Sequence[WordMark]) -> list[list[int]]:
        """For each word the numbers of its fragments."""
        pdf_pages = [hand_sheet(pieces=pieces) for pieces in self._pieces]
        return [[one.pieces[0].key for one in own] for own in fragments_of(words, self._found, pdf_pages)]
