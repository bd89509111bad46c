"""The labels of a line of documents.jsonl, built anew from its JSON and checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from synth.core.errors import DataError
from synth.document.labels import (
    Cell,
    CheckBox,
    DocumentLabels,
    Field,
    Graphic,
    Line,
    Link,
    PageOutline,
    PageSize,
    Region,
    Table,
    Word,
    all_outlines,
)

MOST_SLOTS = 100_000
"""Rows times columns of a table."""


def labels_of_record(record: Mapping[str, Any], where: str) -> DocumentLabels:
    """All labels of a document. DataError, at `where`, where a key is missing, where a label names a word, a field or a
    page that is not there, or where a word stands in no line.
    """
    try:
        labels = _labels_of(record)
    except KeyError as error:
        raise DataError(where, sorted(record), f"a document's record with the key {error}") from error
    _check_ids(labels, where)
    return labels


def _labels_of(record: Mapping[str, Any]) -> DocumentLabels:
    return DocumentLabels(
        pages=tuple(PageSize(page["width"], page["height"]) for page in record["pages"]),
        words=tuple(map(_word_of, record["words"])),
        lines=tuple(Line(tuple(one["words"]), _outline_of(one)) for one in record["lines"]),
        fields=tuple(
            Field(one["key"], one["text"], one["value"], one["type"], tuple(one["words"]), _outlines_of(one))
            for one in record["fields"]
        ),
        links=tuple(Link(tuple(one["question"]["words"]), one["field"]) for one in record["links"]),
        tables=tuple(map(_table_of, record["tables"])),
        regions=tuple(
            Region(one["category"], tuple(one["words"]), _outline_of(one), one["block"]) for one in record["regions"]
        ),
        checkboxes=tuple(CheckBox(one["key"], one["checked"], _outline_of(one)) for one in record["checkboxes"]),
        graphics=tuple(Graphic(one["kind"], _outline_of(one), tuple(one["words"])) for one in record["graphics"]),
    )


def _word_of(one: Mapping[str, Any]) -> Word:
    flags = {name: one.get(name, False) for name in ("handwritten", "hyphen", "glued")}
    shares = {
        "truncation": one.get("truncation", 0.0),
        **{name: one.get(name, 1.0) for name in ("visibility", "legibility")},
    }
    return Word(one["text"], _outline_of(one), **flags, **shares)


def _table_of(one: Mapping[str, Any]) -> Table:
    cells = tuple(
        Cell(
            cell["row"], cell["column"], cell["row_span"], cell["column_span"], cell["header"],
            tuple(cell["words"]), _outlines_of(cell), tuple(cell.get("repeated", ())),
        )
        for cell in one["cells"]
    )  # fmt: skip
    return Table(one["rows"], one["columns"], cells, _outlines_of(one))


def _outlines_of(one: Mapping[str, Any]) -> tuple[PageOutline, ...]:
    return tuple(map(_outline_of, one["quads"]))


def _outline_of(one: Mapping[str, Any]) -> PageOutline:
    """The outline: a polygon where an edge is bent, else the four corners."""
    return PageOutline(one["page"], np.array(one.get("polygon", one["quad"]), np.float32).reshape(-1, 2))


def _check_ids(labels: DocumentLabels, where: str) -> None:
    """DataError where a label names a word, a field or a page that is not there, or a word stands in no line."""
    for name, ids, count in (
        ("pages", [outline.page for outline in all_outlines(labels)], len(labels.pages)),
        ("words", [word for words in _word_lists(labels) for word in words], len(labels.words)),
        ("fields", [link.field for link in labels.links], len(labels.fields)),
    ):
        foreign = [number for number in ids if not 0 <= number < count]
        if foreign:
            raise DataError(where, foreign[0], f"{name} 0 to {count - 1}")
    lost = set(range(len(labels.words))) - labels.line_of.keys()
    if lost:
        raise DataError(where, f"word {min(lost)} in no line", "a line for every word")
    _check_places(labels, where)
    for table in labels.tables:
        _check_cells(table, where)


def _check_places(labels: DocumentLabels, where: str) -> None:
    """DataError where a word that its picture shows, or a line, has no extent or lies outside of its picture."""
    for number, word in enumerate(labels.words):
        if word.truncation < 1 and not _is_seen(word.outline, labels.pages[word.outline.page]):
            got = f"word {number} outside of its page"
            raise DataError(where, got, "an outline within the picture, or a truncation of 1")
    for number, line in enumerate(labels.lines):
        corners = line.outline.quad
        if (corners[3] == corners[2]).all():
            raise DataError(where, f"line {number} without a lower edge", "four corners that differ")


def _is_seen(outline: PageOutline, size: PageSize) -> bool:
    (x0, y0), (x1, y1) = outline.polygon.min(0), outline.polygon.max(0)
    return bool(max(x0, 0) < min(x1, size.width) and max(y0, 0) < min(y1, size.height))


def _check_cells(table: Table, where: str) -> None:
    """DataError where a table is too large, or a cell leaves it."""
    if table.rows * table.columns > MOST_SLOTS:
        raise DataError(where, f"a table of {table.rows} x {table.columns}", f"at most {MOST_SLOTS} cells")
    if sum(cell.row_span * cell.column_span for cell in table.cells) > table.rows * table.columns:
        raise DataError(where, f"{len(table.cells)} cells that overlap", "at most one cell in each row and column")
    for cell in table.cells:
        if cell.row + cell.row_span > table.rows or cell.column + cell.column_span > table.columns:
            got = f"a cell at {cell.row}, {cell.column} that spans {cell.row_span} x {cell.column_span}"
            raise DataError(where, got, f"cells within the table's {table.rows} x {table.columns}")


def _word_lists(labels: DocumentLabels) -> Iterator[Sequence[int]]:
    for items in (labels.lines, labels.fields, labels.regions, labels.graphics):
        yield from (item.words for item in items)
    yield from (link.question for link in labels.links)
    for table in labels.tables:
        yield from ((*cell.words, *cell.repeated) for cell in table.cells)
