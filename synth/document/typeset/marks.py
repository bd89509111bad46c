"""The marks of a document, in document order: words with what they belong to, fields, cells, blocks, drawings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from synth.document.typeset.compile import TypstMark
from synth.document.typeset.mark_forms import ForgedMarkError, check_form
from synth.document.unseen import visible

_PREFIX = "w:"


@dataclass(slots=True, kw_only=True)
class Drawing:
    """A drawing: its kind, the attributes given by the template, its corners (pt), from its own top left on."""

    kind: str
    attributes: dict[str, Any]
    page: int
    corners: list[tuple[float, float]]
    words: list[int] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class CellMark:
    """One appearance of a table's cell: where it begins and ends (page, x, y in pt)."""

    row: int
    column: int
    row_span: int
    column_span: int
    header: bool
    start: tuple[int, float, float]
    end: tuple[int, float, float] | None = None
    words: list[int] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class TableMark:
    """A table's cells in the order in which they were set; those of a repeated header appear again."""

    header_rows: int
    cells: list[CellMark] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class WordMark:
    """A word as the template has it: its text, the block and cell it stands in (-1: none), where its link begins."""

    text: str
    target: str
    handwritten: bool
    block: int
    cell: CellMark | None
    page: int
    x: float
    y: float


@dataclass(slots=True, kw_only=True)
class Mention:
    """One appearance of a field or of its question: its text and value where the template gave them, and its words.

    `page` is where its mark stands, `at` how many words come before it in the document.
    """

    key: str
    page: int
    at: int
    text: str | None = None
    value: str | None = None
    words: list[int] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Marks:
    """All marks of a document. `blocks` are the categories of its layout blocks; words name them by number."""

    words: list[WordMark] = field(default_factory=list)
    fields: list[Mention] = field(default_factory=list)
    questions: list[Mention] = field(default_factory=list)
    blocks: list[str] = field(default_factory=list)
    tables: list[TableMark] = field(default_factory=list)
    table_blocks: list[int] = field(default_factory=list)
    drawings: list[Drawing] = field(default_factory=list)


OUTER = ("Page-header", "Page-footer", "Table", "List-item", "Caption", "Picture", "Title", "Section-header", "Formula")
"""Blocks that keep the words of blocks inside of them; those of APART are always their own."""

APART = ("Footnote", "Page-header", "Page-footer")
"""Blocks that stand in the middle of others where these go on on the next page."""


class _Reader:
    """Reads the marks once, with stacks of the blocks, tables and mentions that are open."""

    def __init__(self) -> None:
        self.found = Marks()
        self._blocks: list[int] = []
        self._tables: list[TableMark] = []
        self._cells: list[CellMark] = []
        self._drawings: list[Drawing] = []
        self._mentions: dict[str, Mention] = {}

    @property
    def open_cells(self) -> int:
        return len(self._cells)

    def word(self, mark: TypstMark, target: str) -> None:
        tags, text = _split(target)
        if not text:
            return
        number = len(self.found.words)
        if self._cells:
            self._cells[-1].words.append(number)
        for drawing in self._drawings:
            drawing.words.append(number)
        for tag in dict.fromkeys(tags):
            if tag in self._mentions:
                self._mentions[tag].words.append(number)
        self.found.words.append(
            WordMark(
                text=text,
                target=target,
                handwritten="h=1" in tags,
                block=self._block(),
                cell=self._cells[-1] if self._cells else None,
                page=mark.page,
                x=mark.x,
                y=mark.y,
            )
        )

    def _block(self) -> int:
        """A word's block: one of APART, else the outermost that keeps its words, else the outermost."""
        categories = self.found.blocks
        for block in reversed(self._blocks):
            if categories[block] in APART:
                return block
        for block in self._blocks:
            if categories[block] in OUTER:
                return block
        return self._blocks[0] if self._blocks else -1

    def read_metadata(self, mark: TypstMark, metadata: dict[str, Any]) -> None:
        if "open" in metadata:
            self._open(metadata["open"], metadata.get("header", 0))
        elif "close" in metadata:
            _expect(self._blocks)
            if self.found.blocks[self._blocks.pop()] == "Table":
                self._tables.pop()
        elif "field" in metadata:
            mention = self._mention(mark, metadata["field"], metadata["text"], metadata["value"])
            self._mentions[f"f={mention.key}"] = mention
            self.found.fields.append(mention)
        elif "question" in metadata:
            mention = self._mention(mark, metadata["question"])
            self._mentions[f"q={mention.key}"] = mention
            self.found.questions.append(mention)
        elif "cell" in metadata:
            self._cell(mark, metadata)
        elif "drawing" in metadata:
            self._drawing(mark, metadata)
        elif "drawn" in metadata:
            _expect(self._drawings)
            self._drawings.pop()

    def _mention(self, mark: TypstMark, key: str, text: str | None = None, value: str | None = None) -> Mention:
        text, value = (None if said is None else visible(said) for said in (text, value))
        return Mention(key=key, page=mark.page, at=len(self.found.words), text=text, value=value)

    def _open(self, category: str, header_rows: int) -> None:
        self._blocks.append(len(self.found.blocks))
        self.found.blocks.append(category)
        if category == "Table":
            self._tables.append(TableMark(header_rows=header_rows))
            self.found.tables.append(self._tables[-1])
            self.found.table_blocks.append(self._blocks[-1])

    def _cell(self, mark: TypstMark, metadata: dict[str, Any]) -> None:
        at = (mark.page, mark.x, mark.y)
        _expect(self._tables)
        if metadata["cell"] == "close":
            _expect(self._cells)
            self._cells.pop().end = at
            return
        cell = CellMark(
            row=metadata["y"], column=metadata["x"], row_span=metadata["rows"], column_span=metadata["columns"],
            header=metadata["y"] < self._tables[-1].header_rows, start=at,
        )  # fmt: skip
        self._cells.append(cell)
        self._tables[-1].cells.append(cell)

    def _drawing(self, mark: TypstMark, metadata: dict[str, Any]) -> None:
        if metadata["n"] == 0:
            extra = {name: value for name, value in metadata.items() if name not in ("drawing", "n")}
            drawing = Drawing(kind=metadata["drawing"], attributes=extra, page=mark.page, corners=[])
            self._drawings.append(drawing)
            self.found.drawings.append(drawing)
        _expect(self._drawings)
        self._drawings[-1].corners.append((mark.x, mark.y))


def read_marks(marks: Sequence[TypstMark]) -> Marks:
    """The marks of the prelude, read in document order. ForgedMarkError for one that a template wrote itself."""
    reader = _Reader()
    for mark in marks:
        if isinstance(mark.value, str):
            if mark.value.startswith(_PREFIX):
                reader.word(mark, mark.value)
        else:
            check_form(mark.value)
            reader.read_metadata(mark, dict(mark.value))
    if reader.open_cells or any(len(drawing.corners) != 4 for drawing in reader.found.drawings):
        raise ForgedMarkError
    return reader.found


def _expect(opened: Sequence[object]) -> None:
    """ForgedMarkError where what a mark ends or goes on with was never begun."""
    if not opened:
        raise ForgedMarkError


def _split(target: str) -> tuple[list[str], str]:
    """A link's target `w:tag;tag;:text` as (tags, text that is seen)."""
    tags, _, text = target[len(_PREFIX) :].partition(":")
    return [tag for tag in tags.split(";") if tag], visible(text)
