"""PDFs that are written object by object."""

from __future__ import annotations

import ctypes
from importlib.resources import files

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from tests.document.typeset.by_hand import Box

WIDTH, HEIGHT = 100, 80

Link = tuple[str, Box]
Text = tuple[str, float, float, float]


def written_document(
    drawing: str = "", links: tuple[Link, ...] = (), texts: tuple[Text, ...] = ()
) -> pdfium.PdfDocument:
    """An open PDF of one page; `texts` (text, x, y, angle) are added in Roboto."""
    document = pdfium.PdfDocument(written(drawing, links))
    if texts:
        write_texts(document, texts)
    return document


def written(drawing: str = "", links: tuple[Link, ...] = ()) -> bytes:
    """A PDF of one page: its content stream, and links with their boxes in pt from the top left."""
    refs = " ".join(f"{5 + number} 0 R" for number in range(len(links)))
    bodies = [
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Contents 4 0 R/Annots[{refs}]>>",
        f"<</Length {len(drawing)}>>stream\n{drawing}\nendstream",
    ]
    for target, (x0, y0, x1, y1) in links:
        rect = f"{x0} {HEIGHT - y1} {x1} {HEIGHT - y0}"
        uri = "<" + target.encode().hex() + ">"
        bodies.append(f"<</Type/Annot/Subtype/Link/Rect[{rect}]/Border[0 0 0]/A<</S/URI/URI{uri}>>>>")
    text, starts = "%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        starts.append(len(text))
        text += f"{number} 0 obj{body}endobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(bodies) + 1
    tail = (
        f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(text)}\n%%EOF"
    )
    return (text + tail).encode("ascii")


def write_texts(document: pdfium.PdfDocument, texts: tuple[Text, ...]) -> None:
    """Each text at 10 pt, its baseline's start x, y from the top left, turned clockwise, in a font that is shipped."""
    data = (files("font_roboto") / "files" / "Roboto-Regular.ttf").read_bytes()
    buffer = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
    font = raw.FPDFText_LoadFont(document, buffer, len(data), raw.FPDF_FONT_TRUETYPE, 1)
    page = document[0]
    for text, x, y, angle_deg in texts:
        one = raw.FPDFPageObj_CreateTextObj(document, font, 10.0)
        letters = (text + "\0").encode("utf-16le")
        raw.FPDFText_SetText(one, ctypes.cast(ctypes.create_string_buffer(letters), raw.FPDF_WIDESTRING))
        cos, sin = np.cos(np.radians(-angle_deg)), np.sin(np.radians(-angle_deg))
        raw.FPDFPageObj_Transform(one, cos, sin, -sin, cos, x, HEIGHT - y)
        raw.FPDFPage_InsertObject(page, one)
    raw.FPDFPage_GenerateContent(page)
    raw.FPDFFont_Close(font)
    page.close()
