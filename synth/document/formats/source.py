"""The documents of a finished data set as exports see them: documents.jsonl is read here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from synth.core.errors import DataError
from synth.core.json_stream import iter_jsonl
from synth.document.formats.page import Page
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
from synth.folder.finished import labels_file


class Document(NamedTuple):
    """One document: the picture of each page, and the labels in them."""

    id: int
    locale: str
    template: str
    pictures: tuple[Path, ...]
    labels: DocumentLabels

    @property
    def name(self) -> str:
        """The document's file name without its ending."""
        return f"{self.id:06d}"

    def pages(self) -> tuple[Page, ...]:
        """What each picture shows."""
        return tuple(
            Page(number=number, picture=picture, labels=self.labels) for number, picture in enumerate(self.pictures)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """A finished data set of documents, by the path of its documents.jsonl."""

    path: Path

    def __iter__(self) -> Iterator[Document]:
        """The documents in file order, one in memory at a time; DataError where one is malformed."""
        for number, record in enumerate(iter_jsonl(self.path), 1):
            yield _document_of(record, self.path.parent, f"{self.path}:{number}")

    def pages(self) -> Iterator[Page]:
        """Every page of every document."""
        for document in self:
            yield from document.pages()


def open_documents(folder: Path) -> Documents:
    """The data set in `folder`; DataError where there is no finished data set of documents."""
    return Documents(path=labels_file(folder, "documents"))


def _document_of(record: Mapping[str, Any], folder: Path, where: str) -> Document:
    try:
        pictures = tuple(folder / page["file"] for page in record["pages"])
        document = Document(record["id"], record["locale"], record["template"], pictures, _labels_of(record))
    except KeyError as error:
        raise DataError(where, sorted(record), f"a document's record with the key {error}") from error
    for picture in pictures:
        if not picture.is_file():
            raise DataError(str(picture), "no such file", f"the picture that {where} names")
    _check_ids(document.labels, where)
    return document


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
    return Word(one["text"], _outline_of(one), truncation=one.get("truncation", 0.0), **flags)


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
