"""A page as PDFium sees it, of PDFs that are written object by object (`contents` and `pdf_page`)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import numpy as np
import pypdfium2 as pdfium
import pytest

from synth.document.typeset.contents import read_contents
from synth.document.typeset.pdf_page import PdfPage, pdf_page
from tests.document.typeset.pdf_by_hand import HEIGHT, WIDTH, Link, Text, written_document

Open = Callable[..., PdfPage]


@pytest.fixture
def opened() -> Iterator[Open]:
    """`opened(drawing, links)`: the page of such a PDF; `opened(texts=[(text, x, y, angle)])` adds words in Roboto."""
    documents: list[pdfium.PdfDocument] = []

    def run(drawing: str = "", links: tuple[Link, ...] = (), texts: tuple[Text, ...] = ()) -> PdfPage:
        documents.append(written_document(drawing, links, texts))
        contents = read_contents(documents[-1][0])
        return pdf_page(json.loads(json.dumps(contents.told)), memoryview(contents.numbers))

    yield run
    for document in documents:
        document.close()


def test_links_come_in_their_order_with_boxes_from_the_top_left(opened: Open) -> None:
    told = (("w::Total", (10, 5, 40, 17)), ("w:f=a;:für", (50, 5, 80, 17)), ("w::stub", (60, 5, 60, 17)))
    page = opened(links=told)
    assert [one.target for one in page.links] == ["w::Total", "w:f=a;:für"], "a link without an extent is left out"
    for one, (_, box) in zip(page.links, told, strict=False):
        assert one.box == pytest.approx(box, abs=1e-4)
    assert opened().links == []


def test_the_size_is_the_pages(opened: Open) -> None:
    page = opened()
    assert (page.width, page.height) == (WIDTH, HEIGHT)


def test_paths_are_told_with_their_strokes_from_the_top_left(opened: Open) -> None:
    page = opened("10 20 30 40 re f 2 w 50 10 m 90 10 l S")
    filled, stroked = page.paths
    assert filled == pytest.approx((10, 20, 40, 60), abs=0.01)
    assert stroked[1] <= 69.01 <= 70.99 <= stroked[3], "a stroke of 2 pt around a line at 70 pt"
    assert stroked[0] <= 50 <= 90 <= stroked[2]
    assert page.pieces == []


def test_pieces_are_the_texts_in_drawing_order_and_no_paths(opened: Open) -> None:
    page = opened("10 20 30 40 re f", texts=(("Second", 10, 60, 0), ("First", 10, 30, 0), (" ", 50, 30, 0)))
    pieces = page.pieces
    assert page.text_of(pieces)[:2] == ["Second", "First"]
    assert page.text_of(pieces[::-1])[-1] == "Second", "the order asked for"
    assert len(page.paths) == 1
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
    (piece,) = opened(texts=(("Word", 50, 40, angle_deg),)).pieces
    edge, side = piece.quad[1] - piece.quad[0], piece.quad[3] - piece.quad[0]
    told = np.degrees(np.arctan2(edge[1], edge[0]))
    assert (told - angle_deg + 180) % 360 - 180 == pytest.approx(0, abs=0.1)
    assert edge[0] * side[1] - edge[1] * side[0] > 0, "clockwise from the top left"
    assert edge @ side == pytest.approx(0, abs=0.05)
