"""Pages drawn as they are and without their letters, and the ink that this tells (`rasters`, `ink`)."""

from __future__ import annotations

import os
from dataclasses import asdict
from mmap import mmap

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.document.typeset.ink import ink_of
from synth.document.typeset.limits import LIMITS, Limits
from synth.document.typeset.rasters import SharedPages, TooLargeError, draw, hide_letters, size_px
from tests.document.typeset.pdf_by_hand import HEIGHT, WIDTH, Text, written, written_document


def both(
    drawing: str = "", texts: tuple[Text, ...] = (), dpi: float = 72
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """A page's raster, and that of the page without its letters."""
    page = written_document(drawing, (), texts)[0]
    whole = draw(page, dpi).to_numpy()
    hide_letters(page)
    return whole, draw(page, dpi).to_numpy()


@pytest.mark.parametrize(("dpi", "size"), [(72, (HEIGHT, WIDTH, 3)), (100, (112, 139, 3))])
def test_a_raster_is_rounded_up(dpi: float, size: tuple[int, ...]) -> None:
    whole, _ = both(dpi=dpi)
    assert (whole.shape, whole.dtype) == (size, np.uint8)
    assert size_px(written_document()[0], dpi) == size[1::-1]


def test_a_raster_has_the_colours_in_the_order_red_green_blue() -> None:
    raster, _ = both("1 0.5 0 rg 10 10 20 30 re f")
    assert raster[HEIGHT - 25, 20].tolist() == pytest.approx([255, 128, 0], abs=1)
    assert raster[5, 5].tolist() == [255, 255, 255]


def test_ink_tells_letters_from_drawings() -> None:
    letters, drawn = ink_of(*both("0 0 0 rg 60 10 30 20 re f", (("Word", 10, 30, 0),)), "#ffffff")
    rows, columns = np.nonzero(letters)
    assert 9 <= columns.min() <= columns.max() <= 40
    assert 18 <= rows.min() <= rows.max() <= 34
    expected = np.zeros_like(drawn)
    expected[50:70, 60:90] = True
    assert (drawn == expected).all()


def test_paper_is_no_ink_and_white_on_coloured_paper_is() -> None:
    rasters = both(f"0.8 0.6 0.4 rg 0 0 {WIDTH} {HEIGHT} re f 1 1 1 rg 60 10 30 20 re f")
    letters, drawn = ink_of(*rasters, "#cc9966")
    assert not letters.any()
    assert (drawn.sum(), drawn[50:70, 60:90].all()) == (600, True)
    assert ink_of(*rasters, "#ffffff")[1].sum() == WIDTH * HEIGHT - 600


@pytest.mark.parametrize(("grey", "seen"), [(0.93, False), (0.88, True)])
def test_a_trace_of_grey_is_no_ink(grey: float, seen: bool) -> None:
    assert ink_of(*both(f"{grey} g 60 10 30 20 re f"), "#ffffff")[1].any() == seen


def test_shared_pages_hold_what_is_drawn_and_follow_the_document_s_size() -> None:
    handle = os.memfd_create("test")
    pages, drawing = SharedPages(handle), "0 0 0 rg 60 10 30 20 re f"
    for dpi in (100, 300, 72):
        (page,) = pages.draw(written(drawing), dpi, asdict(LIMITS))
        width, height = page.size
        with mmap(handle, 6 * width * height) as memory:
            two = np.frombuffer(bytes(memory), np.uint8).reshape(2, height, width, 3)
        assert (two == np.array(both(drawing, dpi=dpi))).all()
    os.close(handle)


@pytest.mark.parametrize(
    ("limits", "name", "got"),
    [
        (Limits(pages=0), "pages", "a document of 1 pages"),
        (Limits(objects=0), "objects", "a document of 1 drawn objects"),
        (Limits(megapixels=0), "megapixels", "a document of 0.008 million px at 72 dpi"),
        (Limits(page_megapixels=0), "page_megapixels", "a document with a page of 0.008 million px at 72 dpi"),
    ],
)
def test_what_is_too_large_is_not_drawn(limits: Limits, name: str, got: str) -> None:
    handle = os.memfd_create("test")
    with pytest.raises(TooLargeError) as large:
        SharedPages(handle).draw(written("0 0 0 rg 60 10 30 20 re f"), 72, asdict(limits))
    assert (large.value.name, str(large.value)) == (name, got)
    assert os.fstat(handle).st_size == 0
    os.close(handle)
