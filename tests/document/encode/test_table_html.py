"""A table's HTML, parsed by the standard library and laid out by HTML's own rules, is the table again."""

from __future__ import annotations

from html.parser import HTMLParser

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.document.encode.table_html import table_html
from synth.document.labels import Cell, DocumentLabels, PageOutline, Table, Word
from tests.small_document import small_document

NOWHERE = PageOutline(0, np.zeros((4, 2), np.float32))


class Grid(HTMLParser):
    """Lays out a table: (row, column) of each cell's corner -> row span, column span, text, and in which part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.cells: dict[tuple[int, int], tuple[int, int, str, str]] = {}
        self.taken: set[tuple[int, int]] = set()
        self.row, self.part, self.at, self.open = -1, "", (0, 0), []
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        if tag in ("thead", "tbody"):
            self.part = tag
        if tag == "tr":
            self.row += 1
        if tag == "td":
            spans = {name: int(value or 1) for name, value in attrs}
            rows, columns = spans.pop("rowspan", 1), spans.pop("colspan", 1)
            assert not spans
            column = next(column for column in range(99) if (self.row, column) not in self.taken)
            covered = {(self.row + row, column + over) for row in range(rows) for over in range(columns)}
            assert not covered & self.taken
            self.taken |= covered
            self.at = (self.row, column)
            self.cells[self.at] = (rows, columns, "", self.part)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        rows, columns, text, part = self.cells[self.at]
        self.cells[self.at] = (rows, columns, text + data, part)


def table_of(*cells: tuple[int, int, int, int, bool, str], rows: int, columns: int) -> tuple[Table, DocumentLabels]:
    """A table of cells (row, column, row span, column span, header, text); each text is one word."""
    words = tuple(Word(cell[5], NOWHERE) for cell in cells)
    made = tuple(Cell(*cell[:5], (number,), (NOWHERE,)) for number, cell in enumerate(cells))
    return Table(rows, columns, made, (NOWHERE,)), DocumentLabels(pages=(), words=words)


def test_the_small_table():
    labels = small_document(0).draft.labels
    assert table_html(labels.tables[0], labels) == (
        '<table><thead><tr><td>Item</td><td colspan="2">Price</td></tr></thead>'
        '<tbody><tr><td rowspan="2">Pens</td><td>2.00</td><td>red</td></tr><tr><td>3.00</td><td>blue</td></tr>'
        "<tr><td>Paper white, thick</td><td>9.50</td><td></td></tr></tbody></table>"
    )


@st.composite
def tables(draw: st.DrawFn) -> list[tuple[int, int, int, int, bool, str]]:
    """Rectangles that tile a grid, in any order of cells; the first rows may be headers."""
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    head = draw(st.integers(0, rows))
    free = {(row, column) for row in range(rows) for column in range(columns)}
    cells = []
    while free:
        row, column = min(free)
        high, wide = draw(st.integers(1, 3)), draw(st.integers(1, 3))
        while not {(row + y, column + x) for y in range(high) for x in range(wide)} <= free:
            high, wide = max(1, high - 1), (wide if high > 1 else max(1, wide - 1))
        free -= {(row + y, column + x) for y in range(high) for x in range(wide)}
        cells.append((row, column, high, wide, row < head, draw(st.text("ab<>&\"'é ", min_size=1, max_size=4))))
    return draw(st.permutations(cells))


@given(tables())
def test_the_parsed_table_is_the_table(cells):
    rows, columns = max(c[0] + c[2] for c in cells), max(c[1] + c[3] for c in cells)
    table, labels = table_of(*cells, rows=rows, columns=columns)
    grid = Grid(table_html(table, labels))
    assert {at: (rows, columns, text) for at, (rows, columns, text, _) in grid.cells.items()} == {
        (row, column): (high, wide, text) for row, column, high, wide, _, text in cells
    }
    assert grid.row == rows - 1
    for row, column, high, _, header, _ in cells:
        in_head = grid.cells[row, column][3] == "thead"
        assert not in_head or header
        reach = max((r + h for (r, _), (h, _, _, part) in grid.cells.items() if part == "thead"), default=0)
        assert not in_head or row + high <= reach


@pytest.mark.parametrize(
    ("cells", "in_head"),
    [
        ([(0, 0, 1, 2, True, "a"), (1, 0, 1, 1, True, "b"), (1, 1, 1, 1, True, "c"), (2, 0, 1, 2, False, "d")], 2),
        ([(0, 0, 1, 2, True, "a"), (1, 0, 1, 1, True, "b"), (1, 1, 1, 1, False, "c"), (2, 0, 1, 2, False, "d")], 1),
        ([(0, 0, 1, 1, True, "a"), (1, 0, 2, 1, True, "b"), (0, 1, 1, 1, True, "c"), (1, 1, 2, 1, False, "d")], 1),
        ([(0, 0, 3, 1, True, "a"), (0, 1, 1, 1, True, "b"), (1, 1, 2, 1, False, "c")], 0),
        ([(0, 0, 3, 2, True, "a")], 3),
    ],
)
def test_the_head_are_whole_rows_of_header_cells_at_the_top(cells, in_head):
    html = table_html(*table_of(*cells, rows=3, columns=2))
    assert html.count("<tr>") == 3
    assert html.partition("</thead>")[0].count("<tr>") == (in_head or 3)
    assert ("<thead>" in html) == bool(in_head)


def test_text_is_escaped_and_broken_words_are_joined():
    words = (
        Word("a<b", NOWHERE),
        Word("&am", NOWHERE),
        Word("p;", NOWHERE, glued=True),
        Word("Spring-", NOWHERE, hyphen=True),
    )
    labels = DocumentLabels(pages=(), words=(*words, Word("field", NOWHERE)))
    table = Table(1, 1, (Cell(0, 0, 1, 1, False, (0, 1, 2, 3, 4), (NOWHERE,)),), (NOWHERE,))
    html = table_html(table, labels)
    assert html == "<table><tbody><tr><td>a&lt;b &amp;amp; Springfield</td></tr></tbody></table>"
