"""A page as PDFium sees it, of PDFs that are written object by object (`synth.document.typeset.pdf_page`)."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from importlib.resources import files

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw
import pytest

from synth.document.typeset.pdf_page import PdfPage
from tests.document.typeset.by_hand import Box

WIDTH, HEIGHT = 100, 80

Open = Callable[..., PdfPage]


def written(drawing: str = "", links: tuple[tuple[str, Box], ...] = ()) -> bytes:
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


@pytest.fixture
def opened() -> Iterator[Open]:
    """`opened(drawing, links)`: the page of such a PDF; `opened(texts=[(text, x, y, angle)])` adds words in Roboto."""
    documents: list[pdfium.PdfDocument] = []

    def run(
        drawing: str = "",
        links: tuple[tuple[str, Box], ...] = (),
        texts: tuple[tuple[str, float, float, float], ...] = (),
    ) -> PdfPage:
        document = pdfium.PdfDocument(written(drawing, links))
        documents.append(document)
        if texts:
            write_texts(document, texts)
        return PdfPage(document, 0)

    yield run
    for document in documents:
        document.close()


def write_texts(document: pdfium.PdfDocument, texts: tuple[tuple[str, float, float, float], ...]) -> None:
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


def test_links_come_in_their_order_with_boxes_from_the_top_left(opened: Open) -> None:
    told = (("w::Total", (10, 5, 40, 17)), ("w:f=a;:für", (50, 5, 80, 17)), ("w::stub", (60, 5, 60, 17)))
    pdf_page = opened(links=told)
    assert [one.target for one in pdf_page.links()] == ["w::Total", "w:f=a;:für"], (
        "a link without an extent is left out"
    )
    for one, (_, box) in zip(pdf_page.links(), told, strict=False):
        assert one.box == pytest.approx(box, abs=1e-4)
    assert opened().links() == []


def test_the_size_is_the_pages_and_its_raster_rounds_up(opened: Open) -> None:
    pdf_page = opened()
    assert (pdf_page.width, pdf_page.height) == (WIDTH, HEIGHT)
    assert pdf_page.raster(72).shape == (HEIGHT, WIDTH, 3)
    assert pdf_page.raster(100).shape == (112, 139, 3)
    assert pdf_page.raster(72).dtype == np.uint8


def test_a_raster_has_the_colours_in_the_order_red_green_blue(opened: Open) -> None:
    raster = opened("1 0.5 0 rg 10 10 20 30 re f").raster(72)
    assert raster[HEIGHT - 25, 20].tolist() == pytest.approx([255, 128, 0], abs=1)
    assert raster[5, 5].tolist() == [255, 255, 255]


def test_paths_are_told_with_their_strokes_from_the_top_left(opened: Open) -> None:
    pdf_page = opened("10 20 30 40 re f 2 w 50 10 m 90 10 l S")
    filled, stroked = pdf_page.paths()
    assert filled == pytest.approx((10, 20, 40, 60), abs=0.01)
    assert stroked[1] <= 69.01 <= 70.99 <= stroked[3], "a stroke of 2 pt around a line at 70 pt"
    assert stroked[0] <= 50 <= 90 <= stroked[2]
    assert pdf_page.pieces() == []


def test_pieces_are_the_texts_in_drawing_order_and_no_paths(opened: Open) -> None:
    pdf_page = opened("10 20 30 40 re f", texts=(("Second", 10, 60, 0), ("First", 10, 30, 0), (" ", 50, 30, 0)))
    pieces = pdf_page.pieces()
    assert pdf_page.text_of(pieces)[:2] == ["Second", "First"]
    assert pdf_page.text_of(pieces[::-1])[-1] == "Second", "the order asked for"
    assert len(pdf_page.paths()) == 1
    assert len({piece.key for piece in pieces}) == len(pieces)
    for piece, baseline in zip(pieces, (60, 30), strict=False):
        top_left, top_right, bottom_right, bottom_left = piece.quad
        assert piece.size == 10
        assert top_left[1] < baseline <= bottom_left[1] + 0.5
        assert top_left[0] == pytest.approx(bottom_left[0], abs=0.01)
        assert 10 <= top_left[0] < top_right[0]
        assert bottom_right[1] == pytest.approx(bottom_left[1], abs=0.01)


@pytest.mark.parametrize("angle_deg", [-120, -30, 0, 45, 90, 180])
def test_the_corners_of_a_turned_piece_turn_with_it(opened: Open, angle_deg: float) -> None:
    (piece,) = opened(texts=(("Word", 50, 40, angle_deg),)).pieces()
    edge, side = piece.quad[1] - piece.quad[0], piece.quad[3] - piece.quad[0]
    told = np.degrees(np.arctan2(edge[1], edge[0]))
    assert (told - angle_deg + 180) % 360 - 180 == pytest.approx(0, abs=0.1)
    assert edge[0] * side[1] - edge[1] * side[0] > 0, "clockwise from the top left"
    assert edge @ side == pytest.approx(0, abs=0.05)


def test_ink_tells_letters_from_drawings_and_leaves_the_page_as_it_was(opened: Open) -> None:
    pdf_page = opened("0 0 0 rg 60 10 30 20 re f", texts=(("Word", 10, 30, 0),))
    whole = pdf_page.raster(72)
    letters, drawn = pdf_page.ink(whole, 72, "#ffffff")
    rows, columns = np.nonzero(letters)
    (x0, y0), (x1, y1) = pdf_page.pieces()[0].quad.min(0), pdf_page.pieces()[0].quad.max(0)
    assert x0 - 1 <= columns.min() <= columns.max() <= x1 + 1
    assert y0 - 1 <= rows.min() <= rows.max() <= y1 + 1
    expected = np.zeros_like(drawn)
    expected[50:70, 60:90] = True
    assert (drawn == expected).all()
    assert (pdf_page.raster(72) == whole).all()


def test_paper_is_no_ink_and_white_on_coloured_paper_is(opened: Open) -> None:
    pdf_page = opened(f"0.8 0.6 0.4 rg 0 0 {WIDTH} {HEIGHT} re f 1 1 1 rg 60 10 30 20 re f")
    letters, drawn = pdf_page.ink(pdf_page.raster(72), 72, "#cc9966")
    assert not letters.any()
    assert (drawn.sum(), drawn[50:70, 60:90].all()) == (600, True)
    assert pdf_page.ink(pdf_page.raster(72), 72, "#ffffff")[1].sum() == WIDTH * HEIGHT - 600


@pytest.mark.parametrize(("grey", "seen"), [(0.93, False), (0.88, True)])
def test_a_trace_of_grey_is_no_ink(opened: Open, grey: float, seen: bool) -> None:
    pdf_page = opened(f"{grey} g 60 10 30 20 re f")
    assert pdf_page.ink(pdf_page.raster(72), 72, "#ffffff")[1].any() == seen
