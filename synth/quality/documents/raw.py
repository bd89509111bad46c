"""Documents as they stand in documents.jsonl, faults and all, and findings on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from synth.core.errors import DataError
from synth.core.geometry import Box
from synth.document.read import DOCUMENTS
from synth.document.stated import DocumentStated
from synth.document.unseen import visible
from synth.folder.finished import picture_inside
from synth.image.formats.pixels import read_rgb, read_stored
from synth.quality.finding import SURE, Edit, Finding, Place
from synth.quality.held_line import HeldLine

if TYPE_CHECKING:
    from jaxtyping import UInt8


@dataclass(frozen=True, kw_only=True)
class Document(HeldLine):
    """A line of `documents.jsonl`."""

    file = DOCUMENTS.file
    stated = DocumentStated

    @property
    def words(self) -> Sequence[dict[str, Any]]:
        return self.record["words"]

    @property
    def pages(self) -> Sequence[dict[str, Any]]:
        return self.record["pages"]

    def text_of(self, words: Sequence[int]) -> str:
        """The text of some words, without spaces; the hyphen of a broken word is left out."""
        parts = (self.words[word] for word in words)
        return seen("".join(one["text"][:-1] if one.get("hyphen") else one["text"] for one in parts))

    def picture(self, page: int) -> Path | None:
        """The file of a page; None where there is none. DataError where it lies outside of the folder."""
        if not 0 <= page < len(self.pages):
            return None
        path = picture_inside(self.folder, self.pages[page]["file"])
        return path if path.is_file() else None

    @cached_property
    def page_pixels(self) -> Sequence[UInt8[np.ndarray, "h w 3"] | None]:
        """Each page, RGB; None where it is missing, broken, or of another size than is stated."""
        return [self._pixels(page) for page in range(len(self.pages))]

    def _pixels(self, page: int) -> UInt8[np.ndarray, "h w 3"] | None:
        path, stated = self.picture(page), self.pages[page]
        if path is None:
            return None
        try:
            pixels = read_rgb(path, read_stored(path), upright=False, levels=None)
        except DataError:  # `unreadable_file` says so
            return None
        return pixels if pixels.shape[:2] == (stated["height"], stated["width"]) else None


def of_document(
    document: Document, check: str, at: str, given: object, suggested: object, evidence: str,
    edits: tuple[Edit, ...] = (), outline: dict[str, Any] | None = None, confidence: float = SURE,
) -> Finding:  # fmt: skip
    """A finding at a path of a document's line, such as `fields[3]`; `outline` is what a page can show of it."""
    page = outline["page"] if outline else 0
    return Finding(
        check=check, data_set=document.name, where=f"{document.where}: {at}",
        subject=f"document {document.record['id']}, page {page + 1}", given=given, suggested=suggested,
        confidence=confidence, evidence=evidence, edits=edits, picture=document.picture(page),
        box=box_of(outline) if outline else None, place=Place(DOCUMENTS.file, "", document.place, page=page),
    )  # fmt: skip


def box_of(outline: dict[str, Any]) -> Box:
    """The box around an outline's corners, px."""
    xs, ys = outline["quad"][::2], outline["quad"][1::2]
    return Box(min(xs), min(ys), max(xs), max(ys))


def seen(text: str) -> str:
    """The text without spaces and other characters that leave no ink."""
    return "".join(visible(text).split())
