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
)


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
        ("words", [word for words in _word_lists(labels) for word in words], len(labels.words)),
        ("fields", [link.field for link in labels.links], len(labels.fields)),
        ("pages", [word.outline.page for word in labels.words], len(labels.pages)),
    ):
        foreign = [number for number in ids if not 0 <= number < count]
        if foreign:
            raise DataError(where, foreign[0], f"{name} 0 to {count - 1}")
    lost = set(range(len(labels.words))) - labels.line_of.keys()
    if lost:
        raise DataError(where, f"word {min(lost)} in no line", "a line for every word")


def _word_lists(labels: DocumentLabels) -> Iterator[Sequence[int]]:
    for items in (labels.lines, labels.fields, labels.regions, labels.graphics):
        yield from (item.words for item in items)
    yield from (link.question for link in labels.links)
    for table in labels.tables:
        yield from ((*cell.words, *cell.repeated) for cell in table.cells)
