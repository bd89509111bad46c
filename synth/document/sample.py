"""A document with its labels as Python gets it: pages as PIL or numpy, words and fields with their outlines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from synth.core.errors import DataError
from synth.document.encode.page_images import PAGES
from synth.document.labels import CheckBox, DocumentLabels, Field, Graphic, Line, Link, Region, Table, Word
from synth.document.read import open_documents
from synth.document.record_labels import labels_of_record
from synth.document.scene.schema import DocumentScene
from synth.document.stated import DocumentStated
from synth.folder.batch import Batch
from synth.folder.held_files import ReadFile, files_in, files_of, picture_of
from synth.folder.line_index import LineIndex
from synth.folder.stated import stated_line

if TYPE_CHECKING:
    from jaxtyping import UInt8
    from PIL import Image


@dataclass(frozen=True, kw_only=True)
class LabelledPage:
    """One page of a document; `number` counts from 0."""

    number: int
    document: LabelledDocument

    @property
    def file(self) -> str:
        """Its picture's path in the data set."""
        return self.document.line["pages"][self.number]["file"]

    @property
    def width(self) -> int:
        """px"""
        return self.document.labels.pages[self.number].width

    @property
    def height(self) -> int:
        """px"""
        return self.document.labels.pages[self.number].height

    @cached_property
    def image(self) -> Image.Image:
        """RGB. DataError where the file is missing, broken or of another size."""
        picture = picture_of(self.document.read(self.file), self.file)
        if picture.size != (self.width, self.height):
            told = f"{self.width} x {self.height} px, as documents.jsonl says"
            raise DataError(self.file, f"{picture.size[0]} x {picture.size[1]} px", told)
        return picture

    @property
    def array(self) -> UInt8[np.ndarray, "h w 3"]:
        """RGB, a copy."""
        return np.array(self.image)

    @property
    def words(self) -> tuple[Word, ...]:
        """The words on this page, in reading order."""
        return tuple(word for word in self.document.words if word.outline.page == self.number)

    def drawn(self) -> Image.Image:
        """The page with its labels drawn."""
        from synth.document.draw import drawn_labels

        return drawn_labels(self)

    def _repr_png_(self) -> bytes:
        from synth.core.png import encode_png

        return encode_png(np.array(self.drawn()))


@dataclass(frozen=True, kw_only=True)
class LabelledDocument:
    """One document. `line` is what documents.jsonl says of it, key by key."""

    line: Mapping[str, Any]
    labels: DocumentLabels
    read: ReadFile

    @property
    def id(self) -> int:
        return self.line["id"]

    @cached_property
    def pages(self) -> tuple[LabelledPage, ...]:
        return tuple(LabelledPage(number=number, document=self) for number in range(len(self.labels.pages)))

    @property
    def pdf(self) -> bytes:
        """The document as it was printed, before degradation. DataError where the folder has no such file."""
        stated = self.line.get("pdf")
        file = stated.get("file") if isinstance(stated, Mapping) else None
        if not isinstance(file, str):
            raise DataError(f"document {self.id}: pdf", stated, "the file of a PDF")
        return self.read(file)

    @property
    def text(self) -> str:
        """All words in reading order."""
        return self.text_of(range(len(self.words)))

    def text_of(self, words: Iterable[int]) -> str:
        """The text of words (ids: their places in `words`), broken ones joined."""
        return self.labels.text_of(words)

    @property
    def words(self) -> tuple[Word, ...]:
        """In reading order; other labels name words by their places here."""
        return self.labels.words

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.labels.lines

    @property
    def fields(self) -> tuple[Field, ...]:
        """Key, text as printed, normalised value, words and outlines of each."""
        return self.labels.fields

    @property
    def links(self) -> tuple[Link, ...]:
        """The printed question and the number of the field that answers it."""
        return self.labels.links

    @property
    def tables(self) -> tuple[Table, ...]:
        return self.labels.tables

    @property
    def regions(self) -> tuple[Region, ...]:
        return self.labels.regions

    @property
    def checkboxes(self) -> tuple[CheckBox, ...]:
        return self.labels.checkboxes

    @property
    def graphics(self) -> tuple[Graphic, ...]:
        return self.labels.graphics

    @property
    def record(self) -> Mapping[str, Any]:
        """What the document was made from."""
        return self.line.get("record", {})

    @property
    def variables(self) -> Mapping[str, Any]:
        """The scene's variables, name -> value."""
        return self.line.get("variables", {})

    @property
    def locale(self) -> str:
        """Such as `en_US`."""
        return self.line.get("locale", "")

    @property
    def template(self) -> str:
        return self.line.get("template", "")

    def _repr_html_(self) -> str:
        from synth.document.draw import pages_html

        return pages_html(self)


def document_sample(line: bytes, read: ReadFile, where: str) -> LabelledDocument:
    """The document of a line of documents.jsonl; DataError at `where` for what is no such line."""
    record = stated_line(DocumentStated, line, where)
    return LabelledDocument(line=record, labels=labels_of_record(record, where), read=read)


def documents_of(scene: DocumentScene, batch: Batch) -> Iterator[LabelledDocument]:
    """The documents of a batch; those that were given up are left out."""
    for place, (line, read) in enumerate(zip(batch.parts["documents"], files_of(batch, PAGES.folder), strict=True)):
        if line:
            yield document_sample(line, read, f"sample {batch.first + place}")


class IndexedDocuments:
    """The documents of the data set in `folder`, each by its place. DataError where there is no finished one."""

    def __init__(self, folder: Path) -> None:
        self._lines = LineIndex(open_documents(folder).finished.path)
        self._read = files_in(folder)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, place: int) -> LabelledDocument:
        """IndexError behind the last one."""
        return document_sample(self._lines[place], self._read, f"{self._lines.path}:{place + 1}")
