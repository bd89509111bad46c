"""What one picture shows of a document: its words, their boxes in whole px, the fields that stand on it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from synth.document.labels import DocumentLabels, Field, PageOutline, PageSize
from synth.document.read import DocumentDataSet, DocumentSample

BoxXyxy = tuple[int, int, int, int]
"""Left, top, right, bottom in whole px; right and bottom are the first px outside."""


class ShownField(NamedTuple):
    """A field, or the part of it that stands on this page: its number in the document, its words (ids), their text."""

    number: int
    key: str
    text: str
    words: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page, numbered from 0. A word that the picture cuts off entirely is not shown."""

    number: int
    picture: Path
    labels: DocumentLabels

    @property
    def name(self) -> str:
        """The picture's file name without its ending."""
        return self.picture.stem

    @property
    def size(self) -> PageSize:
        """Size of the picture, px."""
        return self.labels.pages[self.number]

    @cached_property
    def words(self) -> tuple[int, ...]:
        """The ids of the words that the picture shows, in reading order."""
        return self.shown(range(len(self.labels.words)))

    @cached_property
    def fields(self) -> tuple[ShownField, ...]:
        """The fields of which the picture shows something."""
        shown = ((number, field, self.shown(field.words)) for number, field in enumerate(self.labels.fields))
        return tuple(
            ShownField(number, field.key, self._text_of(field, words), words) for number, field, words in shown if words
        )

    def shown(self, words: Iterable[int]) -> tuple[int, ...]:
        """Those of the words (ids) that this picture shows."""
        every = self.labels.words
        own = (word for word in words if every[word].outline.page == self.number)
        return tuple(word for word in own if every[word].truncation < 1 and every[word].visibility > 0)

    def printed(self, words: Sequence[int]) -> str:
        """The words (ids) of one line as they stand there, hyphens at its end included."""
        every = self.labels.words
        return "".join(f"{'' if every[word].glued else ' '}{every[word].text}" for word in words).strip(" ")

    def box(self, words: Sequence[int]) -> BoxXyxy:
        """The box around words (ids) of this page, within the picture."""
        return box_around([self.labels.words[word].outline for word in words], self.size)

    def _text_of(self, field: Field, words: Sequence[int]) -> str:
        """The whole field's text on one line, or what its words on this page say."""
        return field.text.replace("\n", " ") if len(words) == len(field.words) else self.labels.text_of(words)


def pages_of(document: DocumentSample) -> tuple[Page, ...]:
    """What each picture of a document shows."""
    return tuple(
        Page(number=number, picture=picture, labels=document.labels) for number, picture in enumerate(document.pictures)
    )


def every_page(documents: DocumentDataSet) -> Iterator[Page]:
    """Every page of every document. DataError where labels are malformed or a picture is missing."""
    for document in documents.checked():
        yield from pages_of(document)


def box_around(outlines: Sequence[PageOutline], size: PageSize) -> BoxXyxy:
    """The smallest box of whole px around outlines of one page, within its picture."""
    low = [min(outline.polygon[:, axis].min() for outline in outlines) for axis in (0, 1)]
    high = [max(outline.polygon[:, axis].max() for outline in outlines) for axis in (0, 1)]
    x0, y0 = max(0, math.floor(low[0])), max(0, math.floor(low[1]))
    return x0, y0, min(size.width, math.ceil(high[0])), min(size.height, math.ceil(high[1]))


def corners_px(outline: PageOutline) -> list[int]:
    """The four corners as x1, y1 ... x4, y4 in whole px, clockwise from the top left as the text is read."""
    return [round(float(value)) for value in outline.quad.reshape(-1)]
