"""The labels of a document in JSON's own types, as a line of documents.jsonl holds them.

Coordinates are px in the page's picture, rounded to `PX_DECIMALS`; pages count from 0, a word's id is its number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

import numpy as np

from synth.core.canonical import rounded
from synth.document.encode.regions import RegionShape
from synth.document.encode.table_html import table_html
from synth.document.labels import CheckBox, DocumentLabels, Field, Graphic, Line, Link, PageOutline, Region, Table, Word

PX_DECIMALS = 2
"""Decimals of coordinates: a hundredth of a pixel."""

JsonObject = dict[str, object]

T = TypeVar("T", Word, Line, Region, CheckBox, Graphic)


def labels_record(labels: DocumentLabels, shapes: Sequence[RegionShape]) -> JsonObject:
    """All labels of the document; `shapes` are those of its regions."""
    return {
        "words": list(_words(labels)),
        "lines": [{"words": line.words, **outline} for line, outline in _placed(labels.lines)],
        "fields": list(_fields(labels)),
        "links": [_link(link, labels) for link in labels.links],
        "tables": [_table(table, labels) for table in labels.tables],
        "regions": [
            {"category": region.category, "block": region.block, "words": region.words, "bbox": shape.bbox, **outline}
            for (region, outline), shape in zip(_placed(labels.regions), shapes, strict=True)
        ],
        "checkboxes": [
            {"key": box.key, "checked": box.checked, **outline} for box, outline in _placed(labels.checkboxes)
        ],
        "graphics": [{"kind": one.kind, "words": one.words, **outline} for one, outline in _placed(labels.graphics)],
    }


def outline_records(outlines: Sequence[PageOutline]) -> list[JsonObject]:
    """Each outline: its `page`, its `quad` as x, y of four corners, and its `polygon` where that has more points.

    All coordinates are rounded at once: there are thousands on a page.
    """
    if not outlines:
        return []
    points = np.concatenate([outline.polygon for outline in outlines]).astype(np.float64)
    flat = (points.round(PX_DECIMALS) + 0.0).reshape(-1).tolist()  # + 0.0 turns -0.0 into 0.0
    found: list[JsonObject] = []
    start = 0
    for outline in outlines:
        end = start + 2 * len(outline.polygon)
        found.append(_outline_record(outline.page, flat[start:end]))
        start = end
    return found


def _outline_record(page: int, points: list[float]) -> JsonObject:
    if len(points) == 8:
        return {"page": page, "quad": points}
    step = len(points) // 4
    corners = [value for corner in range(0, len(points), step) for value in points[corner : corner + 2]]
    return {"page": page, "quad": corners, "polygon": points}


def _placed(items: Sequence[T]) -> Iterator[tuple[T, JsonObject]]:
    """Each label with its outline."""
    return zip(items, outline_records([item.outline for item in items]), strict=True)


def _grouped(groups: Sequence[Sequence[PageOutline]]) -> Iterator[list[JsonObject]]:
    """The outlines of each group."""
    records = iter(outline_records([outline for group in groups for outline in group]))
    return ([next(records) for _ in group] for group in groups)


def _words(labels: DocumentLabels) -> Iterator[JsonObject]:
    for number, (word, outline) in enumerate(_placed(labels.words)):
        yield {"id": number, "text": word.text, "line": labels.line_of[number], **outline, **_marks(word)}


def _marks(word: Word) -> JsonObject:
    """The marks of a word, only those that are set, and its legibility."""
    marks: JsonObject = {name: True for name in ("handwritten", "hyphen", "glued") if getattr(word, name)}
    if word.truncation:
        marks["truncation"] = rounded(word.truncation)
    if word.visibility < 1:
        marks["visibility"] = rounded(word.visibility)
    marks["legibility"] = rounded(word.legibility)
    return marks


def _fields(labels: DocumentLabels) -> Iterator[JsonObject]:
    quads = _grouped([field.outlines for field in labels.fields])
    for field, outlines in zip(labels.fields, quads, strict=True):
        yield {**_field_record(field), "words": field.words, "quads": outlines}


def _field_record(field: Field) -> JsonObject:
    return {"key": field.key, "text": field.text, "value": field.value, "type": field.type}


def _link(link: Link, labels: DocumentLabels) -> JsonObject:
    question = {"text": labels.text_of(link.question), "words": link.question}
    return {"question": question, "field": link.field, "key": labels.fields[link.field].key}


def _table(table: Table, labels: DocumentLabels) -> JsonObject:
    quads, *of_cells = _grouped([table.outlines, *(cell.outlines for cell in table.cells)])
    cells: list[JsonObject] = [
        {
            "row": cell.row,
            "column": cell.column,
            "row_span": cell.row_span,
            "column_span": cell.column_span,
            "header": cell.header,
            "text": labels.text_of(cell.words),
            "words": cell.words,
            "quads": outlines,
        }
        for cell, outlines in zip(table.cells, of_cells, strict=True)
    ]
    for cell, record in zip(table.cells, cells, strict=True):
        if cell.repeated:
            record["repeated"] = cell.repeated
    html = table_html(table, labels)
    return {"rows": table.rows, "columns": table.columns, "cells": cells, "html": html, "quads": quads}
