"""What a page of a PDF holds, read by PDFium in the typesetter's process: links, letters, boxes of all else.

There are hundreds of each, so numbers travel as C floats, and strings in JSON. Coordinates are the PDF's own: pt from
the bottom left.
"""

from __future__ import annotations

import codecs
import ctypes
import re
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_TURNED = re.compile("([\udc00-\udfff])([\ud800-\udbff])")
_UTF16 = codecs.lookup("utf-16le")  # here: once the process is confined, Python cannot open the file of this codec
_TEXT_BYTES = 1024
"""Room for the letters of one object; there is more where it needs more."""

_FLOATS = ctypes.POINTER(ctypes.c_float)


class Contents(NamedTuple):
    """A page's width and height in pt, and in drawing order:

    `targets` and `links`, a link's address and its left, top, right and bottom; `letters` (of each text its number
    among the page's objects and what it spells by the PDF's ToUnicode map), its `corners` (8 each, from the bottom
    left anticlockwise in the direction of the text) and font `sizes`; `drawn`, left, bottom, right, top of all else.
    """

    size: tuple[float, float]
    targets: list[str]
    letters: list[tuple[int, str]]
    links: bytes
    corners: bytes
    sizes: bytes
    drawn: bytes

    @property
    def told(self) -> dict[str, Any]:
        """What is told in JSON; `numbers` are the lengths of the parts that follow."""
        return {**self._asdict(), **{name: len(getattr(self, name)) for name in NUMBERS}}

    @property
    def numbers(self) -> bytes:
        """The parts of C floats."""
        return b"".join(getattr(self, name) for name in NUMBERS)


NUMBERS = ("links", "corners", "sizes", "drawn")


def read_contents(page: pdfium.PdfPage) -> Contents:
    """All of an open page's contents."""
    texts: list[tuple[int, Any]] = []
    others: list[Any] = []
    handle = page.raw
    for number in range(raw.FPDFPage_CountObjects(handle)):
        one = raw.FPDFPage_GetObject(handle, number)
        if raw.FPDFPageObj_GetType(one) == raw.FPDF_PAGEOBJ_TEXT:
            texts.append((number, one))
        else:
            others.append(one)
    letters, corners, sizes = _letters(page, texts)
    targets, links = _links(page)
    return Contents(page.get_size(), targets, letters, links, corners, sizes, _boxes(others))


def _links(page: pdfium.PdfPage) -> tuple[list[str], bytes]:
    at, link, box = ctypes.c_int(0), raw.FPDF_LINK(), raw.FS_RECTF()
    targets, boxes = [], bytearray()
    handle, document, room = page.raw, page.pdf.raw, ctypes.create_string_buffer(_TEXT_BYTES)
    while raw.FPDFLink_Enumerate(handle, ctypes.byref(at), ctypes.byref(link)):
        action = raw.FPDFLink_GetAction(link)
        length = raw.FPDFAction_GetURIPath(document, action, room, len(room))
        if length > len(room):
            room = ctypes.create_string_buffer(length)
            raw.FPDFAction_GetURIPath(document, action, room, length)
        raw.FPDFLink_GetAnnotRect(link, ctypes.byref(box))
        targets.append(ctypes.string_at(room, length - 1).decode("utf-8"))
        boxes += box
    return targets, bytes(boxes)


def _letters(page: pdfium.PdfPage, texts: list[tuple[int, Any]]) -> tuple[list[tuple[int, str]], bytes, bytes]:
    corners, size = raw.FS_QUADPOINTSF(), ctypes.c_float()
    room = (ctypes.c_ushort * (_TEXT_BYTES // 2))()
    letters, quads, sizes = [], bytearray(), bytearray()
    textpage = page.get_textpage()
    handle = textpage.raw
    for number, one in texts:
        if not raw.FPDFPageObj_GetRotatedBounds(one, ctypes.byref(corners)):
            continue
        raw.FPDFTextObj_GetFontSize(one, ctypes.byref(size))
        length = raw.FPDFTextObj_GetText(one, handle, room, 2 * len(room))
        if length > 2 * len(room):
            room = (ctypes.c_ushort * (length // 2))()
            raw.FPDFTextObj_GetText(one, handle, room, length)
        letters.append((number, _decoded(ctypes.string_at(room, length)).rstrip("\0")))
        quads += corners
        sizes += size
    textpage.close()
    return letters, bytes(quads), bytes(sizes)


def _boxes(others: list[Any]) -> bytes:
    """Boxes of what is drawn, strokes included."""
    sides = (ctypes.c_float * 4)()
    refs = [ctypes.byref(sides, 4 * side) for side in range(4)]
    boxes = bytearray()
    for one in others:
        if raw.FPDFPageObj_GetBounds(one, *(ctypes.cast(ref, _FLOATS) for ref in refs)):
            boxes += sides
    return bytes(boxes)


def _decoded(utf16: bytes) -> str:
    """Text of UTF-16; in right-to-left lines PDFium turns the two halves of a letter beyond 16 bits round, too."""
    try:
        return _UTF16.decode(utf16)[0]
    except UnicodeDecodeError:
        halves = _TURNED.sub(r"\2\1", _UTF16.decode(utf16, "surrogatepass")[0])
        return _UTF16.decode(_UTF16.encode(halves, "surrogatepass")[0], "replace")[0]
