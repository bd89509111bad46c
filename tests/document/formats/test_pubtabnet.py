"""PubTabNet read back: html.parser rebuilds the grid from the tokens, and the boxes lie on the cut-out's letters."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from synth.core.errors import DataError
from synth.data.export import export_data_set
from synth.document.formats.page import Page
from synth.document.formats.pubtabnet import structure_tokens
from synth.document.formats.table_part import PartCell, part_of
from synth.document.labels import Cell, DocumentLabels, PageOutline, PageSize, Table
from tests.document.formats.document_data_set import make_document_data_set, relabelled
from tests.small_document import box_quad, small_document


class Grid(HTMLParser):
    """Slot -> text of the cell that covers it, as a browser lays a table out; `head` are the rows of the head."""

    def __init__(self) -> None:
        super().__init__()
        self.slots: dict[tuple[int, int], str] = {}
        self.head: set[int] = set()
        self.row, self._in_head, self._cell = -1, False, []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        told = {name: int(value or 1) for name, value in attrs}
        if tag in ("thead", "tbody"):
            self._in_head = tag == "thead"
        elif tag == "tr":
            self.row += 1
            self.head |= {self.row} if self._in_head else set()
        elif tag == "td":
            column = next(column for column in range(99) if (self.row, column) not in self.slots)
            rows, columns = told.get("rowspan", 1), told.get("colspan", 1)
            self._cell = [(self.row + down, column + right) for down in range(rows) for right in range(columns)]
            self.slots |= dict.fromkeys(self._cell, "")

    def handle_data(self, data: str) -> None:
        self.slots |= {slot: self.slots[slot] + data for slot in self._cell}

    def handle_endtag(self, tag: str) -> None:
        self._cell = [] if tag == "td" else self._cell


def grid_of(record: dict[str, Any]) -> Grid:
    """The table as HTML, put together as PubTabNet's own notebook does, and read by the standard library."""
    tokens = list(record["html"]["structure"]["tokens"])
    ends = [number for number, token in enumerate(tokens) if token == "</td>"]
    for number, cell in reversed(list(zip(ends, record["html"]["cells"], strict=True))):
        tokens.insert(number, "".join(html.escape(token) if len(token) == 1 else token for token in cell["tokens"]))
    grid = Grid()
    grid.feed(f"<table>{''.join(tokens)}</table>")
    return grid


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (path / "PubTabNet_2.0.0.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return export_data_set(make_document_data_set(tmp_path / "papers"), "pubtabnet")


def test_lines_name_their_pictures(out: Path) -> None:
    lines = records(out)
    assert [line["filename"] for line in lines] == ["000000-1_00.png", "000000-2_00.png", "000007-1_00.png"]
    assert [line["imgid"] for line in lines] == [0, 1, 2]
    assert {line["split"] for line in lines} == {"train"}
    assert sorted(path.name for path in (out / "train").iterdir()) == [line["filename"] for line in lines]


def test_the_grid_is_that_of_the_cells(out: Path) -> None:
    labels = small_document(7, pages=1).draft.labels
    grid = grid_of(records(out)[2])
    (table,) = labels.tables
    wanted = {
        (cell.row + down, cell.column + right): labels.text_of(cell.words)
        for cell in table.cells
        for down in range(cell.row_span)
        for right in range(cell.column_span)
    }
    assert grid.slots == wanted
    assert len(wanted) == table.rows * table.columns
    assert grid.head == {cell.row for cell in table.cells if cell.header}


def test_a_table_over_two_pages_is_two_tables(out: Path) -> None:
    first, second = (grid_of(record).slots for record in records(out)[:2])
    assert first[3, 0] == "Paper"
    assert second == {
        (0, 0): "Item", (0, 1): "Price", (0, 2): "Price", (1, 0): "white, thick", (1, 1): "", (1, 2): "",
    }  # fmt: skip


def test_boxes_lie_on_the_letters_and_empty_cells_have_none(out: Path) -> None:
    """Every black pixel of a cut-out is in a cell's box, and every box touches black on its four sides."""
    for record in records(out):
        with Image.open(out / "train" / record["filename"]) as image:
            black = np.asarray(image.convert("L")) < 30
        inked = black.copy()
        for cell in record["html"]["cells"]:
            assert ("bbox" in cell) == bool(cell["tokens"])
            if "bbox" in cell:
                x0, y0, x1, y1 = cell["bbox"]
                assert black[y0:y1, x0].any()
                assert black[y0:y1, x1 - 1].any()
                assert black[y0, x0:x1].any()
                inked[max(0, y0 - 1) : y1 + 1, x0 : x1 + 1] = False
        assert not inked.any()
        assert black.any()


def test_characters_of_html_survive(tmp_path: Path) -> None:
    made = small_document(1, pages=1)
    labels = made.draft.labels
    word = labels.tables[0].cells[3].words[0]
    words = tuple(one._replace(text="<b>&") if n == word else one for n, one in enumerate(labels.words))
    folder = make_document_data_set(tmp_path / "odd", [relabelled(made, words=words)])
    (record,) = records(export_data_set(folder, "pubtabnet"))
    assert record["html"]["cells"][3]["tokens"] == ["<", "b", ">", "&"]
    assert grid_of(record).slots[1, 1] == "<b>&"


def test_documents_that_show_no_table_are_refused(tmp_path: Path) -> None:
    made = small_document(1, pages=1)
    hidden = tuple(word._replace(truncation=1.0) for word in made.draft.labels.words)
    documents = [relabelled(made, tables=()), relabelled(small_document(2, pages=1), words=hidden)]
    folder = make_document_data_set(tmp_path / "bare", documents)
    with pytest.raises(DataError, match=r"documents\.jsonl: got 'no table'; documents with tables"):
        export_data_set(folder, "pubtabnet")
    assert [path.name for path in tmp_path.iterdir()] == ["bare"]


def part(cells: Sequence[Cell], rows: int, columns: int, page: int) -> list[list[tuple[int, int]]]:
    """(row span, column span) of the cells of a part, row by row."""
    labels = DocumentLabels(pages=(PageSize(99, 99),) * 2, words=())
    shown = Page(number=page, picture=Path("0-1.png"), labels=labels)
    return [[cell[:2] for cell in row] for row in part_of(Table(rows, columns, tuple(cells), ()), shown)]


def cell(row: int, column: int, row_span: int, column_span: int, *pages: int) -> Cell:
    outlines = tuple(PageOutline(page, box_quad(0, 0, 9, 9)) for page in pages)
    return Cell(row, column, row_span, column_span, False, (), outlines)


def test_a_span_over_a_page_break_counts_only_the_rows_of_its_page() -> None:
    cells = [
        cell(0, 0, 3, 1, 0, 1), cell(0, 1, 1, 1, 0), cell(1, 1, 1, 1, 0), cell(2, 1, 1, 1, 1), cell(3, 0, 1, 2, 1)
    ]  # fmt: skip
    assert part(cells, 4, 2, page=0) == [[(2, 1), (1, 1)], [(1, 1)]]
    assert part(cells, 4, 2, page=1) == [[(1, 1), (1, 1)], [(1, 2)]]


def test_a_slot_without_a_cell_is_an_empty_cell() -> None:
    assert part([cell(0, 0, 1, 1, 0), cell(1, 1, 1, 1, 0)], 2, 2, page=0) == [[(1, 1), (1, 1)], [(1, 1), (1, 1)]]


def test_a_row_of_tall_cells_only_stands_where_they_all_do() -> None:
    cells = [cell(0, 0, 2, 1, 0), cell(0, 1, 2, 1, 0), cell(2, 0, 1, 2, 1)]
    assert part(cells, 3, 2, page=0) == [[(2, 1), (2, 1)], []]
    assert part(cells, 3, 2, page=1) == [[(1, 2)]]


def test_a_row_whose_header_reaches_into_the_body_is_not_in_the_head() -> None:
    tall, header, body = (PartCell(2, 1, True, ()), PartCell(1, 1, True, ()), PartCell(1, 1, False, ()))
    tokens = "".join(structure_tokens([[header, header], [tall, header], [body]]))
    assert tokens.startswith("<thead><tr><td></td><td></td></tr></thead><tbody><tr><td rowspan")
    assert "".join(structure_tokens([[tall, header], [body]])).startswith("<tbody>")
    assert "".join(structure_tokens([[header]])) == "<thead><tr><td></td></tr></thead><tbody></tbody>"
