"""Tables: every cell once, with all of its places; cells over page breaks, and headers that are repeated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from synth.page_labels import Cell, Place, Table, Word
from synth.typeset.marks import CellMark, TableMark
from synth.typeset.scale import Scale, boxed

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
        places = [
            place for mark, own in zip(marks, ids, strict=True) for place in _places(mark, own, words, table, scale)
        ]
        cells.append(
            Cell(
                row=row,
                column=column,
                row_span=first.row_span,
                column_span=first.column_span,
                header=first.header,
                words=tuple(ids[0]),
                places=tuple(places),
                repeated=tuple(word for own in ids[1:] for word in own),
            )
        )
    by_page: dict[int, list[Place]] = {}
    for cell in cells:
        for place in cell.places:
            by_page.setdefault(place.page, []).append(place)
    return Table(
        rows=max((cell.row + cell.row_span for cell in cells), default=0),
        columns=max((cell.column + cell.column_span for cell in cells), default=0),
        cells=tuple(cells),
        places=tuple(boxed(places) for _, places in sorted(by_page.items())),
    )


def _ids(mark: CellMark, word_ids: Mapping[int, list[int]]) -> list[int]:
    return sorted(part for word in mark.words for part in word_ids[word])


def _places(mark: CellMark, ids: Sequence[int], words: Sequence[Word], table: TableMark, scale: Scale) -> list[Place]:
    """The cell's outline on each page that it stands on."""
    assert mark.end is not None, "every cell is closed"
    (first, x0, y0), (last, x1, y1) = mark.start, mark.end
    if first == last:
        return [scale.box(first, x0, y0, x1, y1)]
    places = []
    for page in range(first, last + 1):
        own = [words[word].place.polygon for word in ids if words[word].place.page == page]
        if not own:
            continue
        whole = scale.box(page, x0, y0, x1, y1).polygon
        (left, top), (right, bottom) = whole[0].tolist(), whole[2].tolist()
        words_px = np.concatenate(own)[:, 1]
        head = [cell.end[2] for cell in table.cells if cell.header and cell.end and cell.end[0] == page]
        if page > first:
            top = max(head) * scale.factor(page) if head else float(words_px.min()) - _INSET_PX
        if page < last:
            bottom = float(words_px.max()) + _INSET_PX
        places.append(scale.px_box(page, left, top, right, bottom))
    return places
