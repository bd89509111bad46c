"""One page of a PDF, read by PDFium: link rectangles, pieces of text with rotated boxes, paths.

Coordinates are pt from the page's top left, y down.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

if TYPE_CHECKING:
    from jaxtyping import Float64

_TURNED = re.compile("([\udc00-\udfff])([\ud800-\udbff])")


class LinkBox(NamedTuple):
    """A link's rectangle, x0, y0, x1, y1; a word that is broken, or hyphenated, has several."""

    target: str
    box: tuple[float, float, float, float]


class TextPiece(NamedTuple):
    """A text object of the PDF: corners in pt, from the top left as it is read, and font size; `key` is its index."""

    quad: Float64[np.ndarray, "4 2"]
    size: float
    key: int


class PdfPage:
    """An open page."""

    def __init__(self, document: pdfium.PdfDocument, number: int) -> None:
        self._page = document[number]
        self.width, self.height = self._page.get_size()
        self._objects = self._listed()

    def _listed(self) -> list[tuple[int, Any]]:
        """(type, object) of everything on the page, in drawing order."""
        page = self._page
        found = []
        for number in range(raw.FPDFPage_CountObjects(page)):
            one = raw.FPDFPage_GetObject(page, number)
            found.append((raw.FPDFPageObj_GetType(one), one))
        return found

    def links(self) -> list[LinkBox]:
        """The link rectangles in drawing order; those without an extent (stubs of right-to-left lines) are left out."""
        at, link, box = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
        found, document = [], self._page.pdf
        while raw.FPDFLink_Enumerate(self._page, ctypes.byref(at), ctypes.byref(link)):
            action = raw.FPDFLink_GetAction(link)
            length = raw.FPDFAction_GetURIPath(document, action, None, 0)
            target = ctypes.create_string_buffer(length)
            raw.FPDFAction_GetURIPath(document, action, target, length)
            raw.FPDFLink_GetAnnotRect(link, ctypes.byref(box))
            if box.right - box.left > 0.01:
                corners = box.left, self.height - box.top, box.right, self.height - box.bottom
                found.append(LinkBox(target.raw[: length - 1].decode("utf-8"), corners))
        return found

    def pieces(self) -> list[TextPiece]:
        """The page's letters in drawing order, blanks left out, bounded by their glyphs' boxes and advances."""
        corners, size = raw.FS_QUADPOINTSF(), ctypes.c_float()
        found = []
        for key, (kind, one) in enumerate(self._objects):
            if kind != raw.FPDF_PAGEOBJ_TEXT or not raw.FPDFPageObj_GetRotatedBounds(one, ctypes.byref(corners)):
                continue
            c = corners
            quad = np.array([(c.x4, c.y4), (c.x3, c.y3), (c.x2, c.y2), (c.x1, c.y1)])
            quad[:, 1] = self.height - quad[:, 1]
            if np.hypot(*(quad[3] - quad[0])) > 0.01:
                raw.FPDFTextObj_GetFontSize(one, ctypes.byref(size))
                found.append(TextPiece(quad, size.value, key))
        return found

    @cached_property
    def _textpage(self) -> pdfium.PdfTextPage:
        return self._page.get_textpage()

    def text_of(self, pieces: Sequence[TextPiece]) -> list[str]:
        """The text of each piece by the PDF's ToUnicode map."""
        page = self._textpage
        texts = []
        for piece in pieces:
            one = self._objects[piece.key][1]
            length = raw.FPDFTextObj_GetText(one, page, None, 0)
            text = ctypes.create_string_buffer(length)
            raw.FPDFTextObj_GetText(one, page, ctypes.cast(text, ctypes.POINTER(ctypes.c_ushort)), length)
            texts.append(_decoded(text.raw).rstrip("\0"))
        return texts

    def paths(self) -> list[tuple[float, float, float, float]]:
        """Boxes (x0, y0, x1, y1), pt, of everything drawn that is not text, strokes included."""
        sides = [ctypes.c_float() for _ in range(4)]
        found = []
        for kind, one in self._objects:
            if kind != raw.FPDF_PAGEOBJ_TEXT and raw.FPDFPageObj_GetBounds(one, *map(ctypes.byref, sides)):
                left, bottom, right, top = (side.value for side in sides)
                found.append((left, self.height - top, right, self.height - bottom))
        return found


def _decoded(utf16: bytes) -> str:
    """Text of UTF-16; in right-to-left lines PDFium turns the two halves of a letter beyond 16 bits round, too."""
    halves = _TURNED.sub(r"\2\1", utf16.decode("utf-16le", "surrogatepass"))
    return halves.encode("utf-16le", "surrogatepass").decode("utf-16le", "replace")
