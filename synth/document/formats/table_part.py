"""The part of a table that stands on one page, as a full grid of cells."""

from __future__ import annotations

from typing import NamedTuple

from synth.document.formats.page import Page
from synth.document.labels import Cell, Table


class PartCell(NamedTuple):
    """A cell of the part: how many of the part's rows and of the table's columns it covers, its words on the page."""

    row_span: int
    column_span: int
    header: bool
    words: tuple[int, ...]


def part_of(table: Table, page: Page) -> list[list[PartCell]]:
    """The rows that stand on the page, each with the cells that begin in it, from the first column on.

    Words are those on this page: a part of those of a cell that breaks over pages, those of a repeated header as they
    are printed again. A slot that no cell covers is an empty cell.
    """
    rows = [row for row in range(table.rows) if _stands_on(table, row, page.number)]
    owner = {slot: cell for cell in table.cells for slot in _slots(cell)}
    return [
        [
            _part_cell(owner.get((row, column)), rows, page)
            for column in range(table.columns)
            if _begins(owner.get((row, column)), row, column, rows)
        ]
        for row in rows
    ]


def _stands_on(table: Table, row: int, page: int) -> bool:
    """Whether the page shows a cell of this row alone or, where the row has none, every cell that reaches into it."""
    reaching = [cell for cell in table.cells if cell.row <= row < cell.row + cell.row_span]
    own = [_is_on(cell, page) for cell in reaching if cell.row_span == 1]
    return any(own) if own else bool(reaching) and all(_is_on(cell, page) for cell in reaching)


def _is_on(cell: Cell, page: int) -> bool:
    return any(outline.page == page for outline in cell.outlines)


def _slots(cell: Cell) -> list[tuple[int, int]]:
    rows = range(cell.row, cell.row + cell.row_span)
    return [(row, column) for row in rows for column in range(cell.column, cell.column + cell.column_span)]


def _begins(cell: Cell | None, row: int, column: int, rows: list[int]) -> bool:
    """Whether the cell's first slot among these rows is this one; an uncovered slot is a cell of its own."""
    if cell is None:
        return True
    return column == cell.column and row == next(one for one in rows if one >= cell.row)


def _part_cell(cell: Cell | None, rows: list[int], page: Page) -> PartCell:
    if cell is None:
        return PartCell(1, 1, False, ())
    covered = [row for row in rows if cell.row <= row < cell.row + cell.row_span]
    return PartCell(len(covered), cell.column_span, cell.header, page.shown((*cell.words, *cell.repeated)))
