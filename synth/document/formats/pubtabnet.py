"""PubTabNet 2.0 (Zhong et al. 2020): pictures of tables, and their HTML as tokens with a box for each filled cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from synth.core.errors import DataError
from synth.core.json_lines import write_lines
from synth.core.png import encode_png
from synth.document.formats.page import BoxXyxy, Page, box_around, every_page
from synth.document.formats.page_pictures import pixels_of
from synth.document.formats.table_part import PartCell, part_of
from synth.document.read import DocumentDataSet

Rows = Sequence[Sequence[PartCell]]


def write_pubtabnet(documents: DocumentDataSet, path: Path) -> None:
    """PubTabNet_2.0.0.jsonl and the folder `train`: a line and a PNG for each page that a table stands on.

    DataError where no document has a table.
    """
    folder = path / "train"
    folder.mkdir(parents=True)
    if not write_lines(path / "PubTabNet_2.0.0.jsonl", _numbered(documents, folder)):
        raise DataError(str(documents.finished.path), "no table", "documents with tables")


def _numbered(documents: DocumentDataSet, folder: Path) -> Iterator[dict[str, object]]:
    number = 0
    for page in every_page(documents):
        for name, html in _tables(page, folder):
            yield {"filename": name, "split": "train", "imgid": number, "html": html}
            number += 1


def _tables(page: Page, folder: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """(file name, annotation) of each table that shows something here, its picture cut out along the page's axes."""
    for number, table in enumerate(page.labels.tables):
        rows = part_of(table, page)
        if any(cell.words for row in rows for cell in row):
            crop = box_around([outline for outline in table.outlines if outline.page == page.number], page.size)
            name = f"{page.name}_{number:02d}.png"
            x0, y0, x1, y1 = crop
            if x0 >= x1 or y0 >= y1:
                raise DataError(page.name, f"table {number} outside of its page", "an outline within the picture")
            (folder / name).write_bytes(encode_png(pixels_of(page.picture)[y0:y1, x0:x1]))
            cells = [_cell(cell, page, crop) for row in rows for cell in row]
            yield name, {"cells": cells, "structure": {"tokens": structure_tokens(rows)}}


def structure_tokens(rows: Rows) -> list[str]:
    """The table's HTML without what stands in the cells."""
    head = _head_rows(rows)
    tokens = ["<thead>", *_row_tokens(rows[:head]), "</thead>"] if head else []
    return [*tokens, "<tbody>", *_row_tokens(rows[head:]), "</tbody>"]


def _head_rows(rows: Rows) -> int:
    """How many rows at the top hold nothing but header cells, none of which reaches further down."""
    head = next((number for number, row in enumerate(rows) if not all(cell.header for cell in row)), len(rows))
    while reaching := [n for n, row in enumerate(rows[:head]) if any(n + cell.row_span > head for cell in row)]:
        head = reaching[0]
    return head


def _row_tokens(rows: Rows) -> Iterator[str]:
    for row in rows:
        yield "<tr>"
        for cell in row:
            spans = [("rowspan", cell.row_span), ("colspan", cell.column_span)]
            wide = [f' {name}="{span}"' for name, span in spans if span > 1]
            yield from ["<td", *wide, ">", "</td>"] if wide else ["<td>", "</td>"]
        yield "</tr>"


def _cell(cell: PartCell, page: Page, crop: BoxXyxy) -> dict[str, object]:
    """Its text as characters, and the box around the text in px of the cut-out; an empty cell has no box."""
    if not cell.words:
        return {"tokens": []}
    x0, y0, x1, y1 = page.box(cell.words)
    left, top, right, bottom = crop
    inside = [max(x0, left) - left, max(y0, top) - top, min(x1, right) - left, min(y1, bottom) - top]
    return {"tokens": list(page.labels.text_of(cell.words)), "bbox": inside}
