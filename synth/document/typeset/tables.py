"""Tables: every cell once, with all of its outlines; cells over page breaks, and repeated headers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from synth.document.labels import Cell, PageOutline, Table, Word
from synth.document.typeset.marks import CellMark, TableMark
from synth.document.typeset.scale import Scale, boxed, column_runs

_INSET_PX = 6.0
"""How far a cell reaches beyond its words where a page break cuts it."""


def table_of(table: TableMark, words: Sequence[Word], word_ids: Mapping[int, list[int]], scale: Scale) -> Table:
    """The table; `word_ids`: a mark's word -> ids of its parts."""
    appearances: dict[tuple[int, int], list[CellMark]] = {}
    for cell in table.cells:
        appearances.setdefault((cell.row, cell.column), []).append(cell)
    cells = []
    for (row, column), marks in sorted(appearances.items()):
        first = marks[0]
        ids = [_ids(mark, word_ids) for mark in marks]
        outlines = [
            outline
            for mark, own in zip(marks, ids, strict=True)
            for outline in _outlines(mark, own, words, table, scale)
        ]
        cells.append(
            Cell(
                row=row,
                column=column,
                row_span=first.row_span,
                column_span=first.column_span,
                header=first.header,
                words=tuple(ids[0]),
                outlines=tuple(outlines),
                repeated=tuple(word for own in ids[1:] for word in own),
            )
        )
    by_page: dict[int, list[PageOutline]] = {}
    for cell in cells:
        for outline in cell.outlines:
            by_page.setdefault(outline.page, []).append(outline)
    return Table(
        rows=max((cell.row + cell.row_span for cell in cells), default=0),
        columns=max((cell.column + cell.column_span for cell in cells), default=0),
        cells=tuple(cells),
        outlines=tuple(boxed(outlines) for _, outlines in sorted(by_page.items())),
    )


def _ids(mark: CellMark, word_ids: Mapping[int, list[int]]) -> list[int]:
    return sorted(part for word in mark.words for part in word_ids[word])


def _outlines(
    mark: CellMark, ids: Sequence[int], words: Sequence[Word], table: TableMark, scale: Scale
) -> list[PageOutline]:
    """The cell's outline in each column of each page that it stands in; an empty one that a break cuts has none."""
    assert mark.end is not None, "every cell is closed"
    (first, x0, y0), (last, x1, y1) = mark.start, mark.end
    if first == last and y1 >= y0 and x1 >= x0:
        return [scale.box(first, x0, y0, x1, y1)]
    runs = column_runs(ids, words)
    outlines = []
    for number, run in enumerate(runs):
        page = words[run[0]].outline.page
        points = np.concatenate([words[word].outline.polygon for word in run])
        (left, top), (right, bottom) = (points.min(0) - _INSET_PX).tolist(), (points.max(0) + _INSET_PX).tolist()
        start, end = (scale.box(at, x, y, x, y).polygon[0].tolist() for at, x, y in (mark.start, mark.end))
        if number == 0 and page == first and start[1] <= top + _INSET_PX:
            left, top = start
        if number > 0:
            top = max([top, *_header_ends(table, page, left, bottom, scale)])
        if number == len(runs) - 1 and page == last and end[1] >= bottom - _INSET_PX:
            right, bottom = end
        outlines.append(scale.px_box(page, left, top, right, bottom))
    return outlines


def _header_ends(table: TableMark, page: int, left: float, bottom: float, scale: Scale) -> Iterator[float]:
    """Lower edges (px) of the header cells that stand above a stretch of a page."""
    for cell in table.cells:
        if cell.header and cell.end and cell.end[0] == page:
            x, y = scale.box(page, cell.end[1], cell.end[2], cell.end[1], cell.end[2]).polygon[0].tolist()
            if left < x and y < bottom:
                yield y
