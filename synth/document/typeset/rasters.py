"""Draws and reads the pages of a PDF with PDFium, in the typesetter's process: as they are, then without letters.

What PDFium takes is as unbounded as what Typst takes (gradients, overlays), so it counts among what a document takes.
"""

from __future__ import annotations

import ctypes
import math
import mmap
import os
from collections.abc import Mapping
from functools import partial
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from synth.document.typeset.contents import Contents, read_contents

KEPT_BYTES = 64 << 20
"""Memory that is kept from document to document; that of a larger one is given back."""

IMMENSE = 1e15
"""The size, in million px, that is told of a page whose size is no number."""


class TooLargeError(Exception):
    """A document that is too large to be drawn: `name` of the limit, `measured`, `got` in words."""

    def __init__(self, name: str, measured: float, got: str) -> None:
        self.name, self.measured, self.got = name, measured, got
        super().__init__(got)


class DrawnPage(NamedTuple):
    """A page's width and height in px, and what it holds."""

    size: tuple[int, int]
    contents: Contents


class SharedPages:
    """Pixels that two processes see: for each page RGB (h, w, 3) of all, then of all but its letters."""

    def __init__(self, handle: int) -> None:
        self._handle, self._bytes = handle, 0
        self._memory: mmap.mmap | None = None

    def draw(self, pdf: bytes, dpi: float, most: Mapping[str, float]) -> list[DrawnPage]:
        """Draw all pages, and read what they hold. TooLargeError."""
        document = pdfium.PdfDocument(pdf)
        try:
            _check_size(document, dpi, most)
            pages = [document[number] for number in range(len(document))]
            objects = sum(map(_objects, pages))
            if objects > most["objects"]:
                raise TooLargeError("objects", objects, f"a document of {objects} drawn objects")
            sizes = [size_px(page, dpi) for page in pages]
            self._make_room(sum(6 * width * height for width, height in sizes))
            at, drawn = 0, []
            for page, (width, height) in zip(pages, sizes, strict=True):
                drawn.append(DrawnPage((width, height), read_contents(page)))
                at = self._draw(page, dpi, at, 3 * width * height)
                hide_letters(page)
                at = self._draw(page, dpi, at, 3 * width * height)
        finally:
            document.close()
        return drawn

    def _draw(self, page: pdfium.PdfPage, dpi: float, at: int, size: int) -> int:
        assert self._memory, "there is room"
        draw(page, dpi, (ctypes.c_ubyte * size).from_buffer(self._memory, at))
        return at + size

    def _make_room(self, size: int) -> None:
        if size > self._bytes or self._bytes > KEPT_BYTES:
            self._memory = None
            os.ftruncate(self._handle, 0)
            os.ftruncate(self._handle, size)
            self._memory, self._bytes = mmap.mmap(self._handle, size), size


def size_px(page: pdfium.PdfPage, dpi: float) -> tuple[int, int]:
    """(width, height): the page's size in px, rounded up."""
    width, height = page.get_size()
    return math.ceil(width * (dpi / 72)), math.ceil(height * (dpi / 72))


def draw(page: pdfium.PdfPage, dpi: float, buffer: Any = None) -> pdfium.PdfBitmap:
    """A page as a bitmap of RGB, on white; into `buffer` where there is one."""
    made = partial(pdfium.PdfBitmap.new_native, buffer=buffer)
    scale: Any = dpi / 72  # the stubs say int, any number is right
    return page.render(scale=scale, rev_byteorder=True, may_draw_forms=False, draw_annots=False, bitmap_maker=made)


def hide_letters(page: pdfium.PdfPage) -> None:
    """Leave the page's letters out from now on."""
    for number in range(raw.FPDFPage_CountObjects(page)):
        one = raw.FPDFPage_GetObject(page, number)
        if raw.FPDFPageObj_GetType(one) == raw.FPDF_PAGEOBJ_TEXT:
            raw.FPDFPageObj_SetIsActive(one, False)


def _objects(page: pdfium.PdfPage) -> int:
    return raw.FPDFPage_CountObjects(page)


def _check_size(document: pdfium.PdfDocument, dpi: float, most: Mapping[str, float]) -> None:
    if (pages := len(document)) > most["pages"]:
        raise TooLargeError("pages", pages, f"a document of {pages} pages")
    sizes = [document.get_page_size(number) for number in range(pages)]
    drawn = [width * height * (dpi / 72) ** 2 / 1e6 for width, height in sizes]
    for name, found, what in (
        ("megapixels", sum(drawn), "document"),
        ("page_megapixels", max(drawn), "document with a page"),
    ):
        if not found <= most[name]:
            measured = round(found, 1) if math.isfinite(found) else IMMENSE
            raise TooLargeError(name, measured, f"a {what} of {found:.4g} million px at {dpi:g} dpi")
