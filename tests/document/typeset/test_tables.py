"""Tables: every cell once, with all of its places (`synth.document.typeset.tables`)."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.document.labels import PageSize, Table, Word
from synth.document.typeset.marks import CellMark, TableMark
from synth.document.typeset.scale import Scale
from synth.document.typeset.tables import table_of
from tests.document.typeset.by_hand import Box, cell_mark, sides, word

SCALE = Scale([(300, 300)] * 3, [PageSize(600, 600)] * 3)
"""Two px for each pt."""


def made(cells: Sequence[CellMark], words: Sequence[Word] = (), header_rows: int = 0) -> Table:
    """The table, with one part for each word."""
    mark = TableMark(header_rows=header_rows, cells=list(cells))
    return table_of(mark, words, {number: [number] for number in range(len(words))}, SCALE)


def outlines(table: Table, number: int = 0) -> list[tuple[int, Box]]:
    return [(one.page, sides(one)) for one in table.cells[number].outlines]


@settings(deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.randoms(use_true_random=False))
def test_a_grid_has_each_cell_once_in_rows_whatever_order_they_were_set_in(
    rows: int, columns: int, random: Random
) -> None:
    spots = [(row, column) for row in range(rows) for column in range(columns)]
    cells = [cell_mark(y, x, (0, 10.0 * x, 5.0 * y), (0, 10.0 * x + 10, 5.0 * y + 5)) for y, x in spots]
    random.shuffle(cells)
    table = made(cells)
    assert (table.rows, table.columns) == (rows, columns)
    assert [(one.row, one.column) for one in table.cells] == spots
    for number, (row, column) in enumerate(spots):
        assert outlines(table, number) == [(0, (20 * column, 10 * row, 20 * column + 20, 10 * row + 10))]
    assert [(one.page, sides(one)) for one in table.outlines] == [(0, (0, 0, 20 * columns, 10 * rows))]


def test_spans_count_for_the_size_of_the_table() -> None:
    start, end = (0, 0.0, 0.0), (0, 1.0, 1.0)
    cells = [cell_mark(0, 0, start, end, row_span=3, header=True), cell_mark(0, 1, start, end, column_span=2)]
    table = made(cells)
    assert (table.rows, table.columns) == (3, 3)
    assert [(one.row_span, one.column_span, one.header) for one in table.cells] == [(3, 1, True), (1, 2, False)]


def test_a_table_without_cells_is_empty() -> None:
    assert made([]) == Table(0, 0, (), ())


def test_a_repeated_header_is_one_cell_with_its_later_words_apart() -> None:
    marks = [cell_mark(0, 0, (page, 5.0, 5.0), (page, 25.0, 15.0), header=True, words=[page]) for page in range(3)]
    table = made(marks, [word("No.", 12, 12, 30, 26, page) for page in range(3)], 1)
    (cell,) = table.cells
    assert (cell.words, cell.repeated) == ((0,), (1, 2))
    assert outlines(table) == [(page, (10, 10, 50, 30)) for page in range(3)]
    assert [outline.page for outline in table.outlines] == [0, 1, 2]


def test_a_cells_words_are_the_parts_of_its_marks_in_reading_order() -> None:
    mark = cell_mark(0, 0, (0, 0.0, 0.0), (0, 9.0, 9.0), words=[0, 2])
    table = table_of(TableMark(header_rows=0, cells=[mark]), [], {0: [4, 5], 1: [6], 2: [1]}, SCALE)
    assert table.cells[0].words == (1, 4, 5)


def broken(first: Sequence[Word], second: Sequence[Word], *others: CellMark) -> Table:
    """A cell from (20, 250) pt on page 0 to (120, 30) pt on page 1."""
    words = [*first, *second]
    mark = cell_mark(1, 0, (0, 20.0, 250.0), (1, 120.0, 30.0), words=range(len(words)))
    return made([*others, mark], words, 1)


def test_a_cell_that_breaks_over_a_page_begins_at_its_corner_and_ends_at_its_other() -> None:
    table = broken([word("many", 50, 510, 100, 530)], [word("words", 50, 20, 120, 40, 1)])
    assert outlines(table) == [(0, (40, 500, 106, 536)), (1, (44, 14, 240, 60))]


def test_a_cell_whose_words_all_went_to_the_next_page_has_no_place_on_the_first() -> None:
    table = broken([], [word("many", 50, 20, 120, 40, 1), word("more", 130, 20, 190, 40, 1)])
    assert outlines(table) == [(1, (44, 14, 240, 60))]


def test_the_corner_on_the_page_before_says_nothing_of_the_next() -> None:
    """The cell begins as high on the first page as on the second."""
    mark = cell_mark(0, 0, (0, 20.0, 2.0), (1, 120.0, 30.0), words=[0])
    assert outlines(made([mark], [word("many", 50, 20, 120, 40, 1)])) == [(1, (44, 14, 240, 60))]


def test_only_the_first_column_of_a_broken_cell_begins_at_its_corner_and_only_the_last_ends_at_its_other() -> None:
    """Two columns on each of two pages; the corners lie as high and as low as all of them."""
    spots = [(50, 20, 0), (50, 500, 0), (350, 20, 0), (350, 500, 0), (50, 20, 1), (50, 500, 1), (350, 20, 1)]
    words = [word("w", x, y, x + 50, y + 20, page) for x, y, page in spots]
    mark = cell_mark(0, 0, (0, 20.0, 5.0), (1, 220.0, 299.0), words=range(len(words)))
    assert outlines(made([mark], words)) == [
        (0, (40, 10, 106, 526)), (0, (344, 14, 406, 526)), (1, (44, 14, 106, 526)), (1, (344, 14, 440, 598)),
    ]  # fmt: skip


def test_a_cell_without_words_that_a_break_cuts_has_no_place() -> None:
    assert outlines(broken([], [])) == []


def test_the_rest_of_a_broken_cell_begins_below_the_header_that_is_repeated() -> None:
    """Words begin 6 px below the cell; the header ends at 18 px; one that ends further right or below is another's."""
    header = [
        cell_mark(0, 0, (page, 20.0, top), (page, 120.0, bottom), header=True)
        for page, top, bottom in ((0, 240.0, 250.0), (1, 0.0, 9.0))
    ]
    rest = [word("words", 50, 20, 120, 40, 1)]
    begun = [word("many", 50, 510, 100, 530)]
    table = broken(begun, rest, *header)
    assert outlines(table, 1)[1] == (1, (44, 18, 240, 60))
    below = cell_mark(0, 1, (1, 20.0, 90.0), (1, 120.0, 99.0), header=True)
    left = cell_mark(0, 1, (1, 0.0, 0.0), (1, 20.0, 9.5), header=True)
    before = cell_mark(0, 1, (0, 20.0, 0.0), (0, 120.0, 9.5), header=True)
    body = cell_mark(2, 1, (1, 20.0, 0.0), (1, 120.0, 9.5))
    assert outlines(broken(begun, rest, below), 1)[1] == (1, (44, 14, 240, 60))
    assert outlines(broken(begun, rest, left), 1)[1] == (1, (44, 14, 240, 60))
    assert outlines(broken(begun, rest, before), 1)[1] == (1, (44, 14, 240, 60))
    assert outlines(broken(begun, rest, body), 0)[1] == (1, (44, 14, 240, 60))


def test_a_cell_that_goes_on_in_the_next_column_of_its_page_has_a_place_in_each() -> None:
    words = [word("end", 50, 510, 100, 530), word("begin", 350, 20, 400, 40)]
    mark = cell_mark(0, 0, (0, 20.0, 250.0), (0, 220.0, 30.0), words=[0, 1])
    assert outlines(made([mark], words)) == [(0, (40, 500, 106, 536)), (0, (344, 14, 440, 60))]


def test_a_cell_that_is_not_closed_is_a_defect() -> None:
    with pytest.raises(AssertionError, match="every cell is closed"):
        made([cell_mark()])
