"""Points on the paper as pixels, boxes around places, columns (`synth.document.typeset.scale`)."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.document.labels import PageOutline, PageSize, Word
from synth.document.typeset.scale import Scale, boxed, column_runs
from tests.document.typeset.by_hand import outline, sides, turn, word

SIDE = st.floats(20, 2000)
SIZES = st.lists(st.tuples(SIDE, SIDE), min_size=1, max_size=4)
SHARE = st.floats(0, 1)


def scaled(sizes: list[tuple[float, float]], dpi: float) -> tuple[Scale, list[PageSize]]:
    """The scale of rasters as PDFium makes them: sizes rounded up."""
    px = [PageSize(math.ceil(width * dpi / 72), math.ceil(height * dpi / 72)) for width, height in sizes]
    return Scale(sizes, px), px


@settings(deadline=None)
@given(SIZES, st.floats(30, 600))
def test_the_whole_paper_is_the_whole_raster_on_every_page(sizes: list[tuple[float, float]], dpi: float) -> None:
    scale, px = scaled(sizes, dpi)
    for page, ((width, height), size) in enumerate(zip(sizes, px, strict=True)):
        whole = scale.box(page, 0, 0, width, height)
        assert whole.page == page
        assert whole.polygon.dtype == np.float32
        expected = [[0, 0], [size.width, 0], [size.width, size.height], [0, size.height]]
        np.testing.assert_allclose(whole.polygon, expected, rtol=1e-6)
        assert scale.factor(page) == pytest.approx(size.height / height)


@settings(deadline=None)
@given(SIZES, st.floats(30, 600), st.lists(st.tuples(SHARE, SHARE), min_size=4, max_size=4))
def test_a_point_lies_at_the_same_share_of_the_raster_as_of_the_paper(
    sizes: list[tuple[float, float]], dpi: float, shares: list[tuple[float, float]]
) -> None:
    scale, px = scaled(sizes, dpi)
    for page, (size_pt, size_px) in enumerate(zip(sizes, px, strict=True)):
        found = scale.outline(page, np.array(shares) * size_pt)
        assert found.page == page
        np.testing.assert_allclose(found.polygon / size_px, shares, atol=1e-5)


@settings(deadline=None)
@given(SIDE, SIDE, st.floats(30, 600))
def test_a_pixel_more_or_less_is_all_that_rounding_up_changes(width: float, height: float, dpi: float) -> None:
    scale, _ = scaled([(width, height)], dpi)
    x, y = scale.box(0, 0, 0, width, height).polygon[2].tolist()
    assert 0 <= x - width * dpi / 72 + 1e-3 < 1.01
    assert 0 <= y - height * dpi / 72 + 1e-3 < 1.01


def test_the_two_directions_have_factors_of_their_own() -> None:
    scale = Scale([(100, 100), (50, 100)], [PageSize(200, 300), PageSize(200, 500)])
    assert sides(scale.box(0, 1, 2, 3, 4)) == (2, 6, 6, 12)
    assert sides(scale.box(1, 1, 2, 3, 4)) == (4, 10, 12, 20)
    assert (scale.factor(0), scale.factor(1)) == (3, 5)


def test_a_box_in_px_is_a_place_as_it_stands() -> None:
    scale = Scale([(100, 100)], [PageSize(200, 300)])
    found = scale.px_box(0, 1, 2, 3, 4)
    assert found.page == 0
    assert found.polygon.dtype == np.float32
    assert found.polygon.tolist() == [[1, 2], [3, 2], [3, 4], [1, 4]]


def test_sizes_of_another_number_of_pages_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Scale([(100, 100), (100, 100)], [PageSize(200, 300)])


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500), st.floats(1, 90), st.floats(1, 90)), min_size=1),
    st.floats(-180, 180),
)
def test_the_box_around_places_is_the_smallest_that_holds_them(
    corners: list[tuple[float, float, float, float]], angle_deg: float
) -> None:
    outlines = [
        PageOutline(3, turn(outline(x, y, x + width, y + height).polygon, angle_deg).astype(np.float32))
        for x, y, width, height in corners
    ]
    found = boxed(outlines)
    points = np.concatenate([one.polygon for one in outlines])
    x0, y0, x1, y1 = sides(found)
    assert found.page == 3
    assert found.polygon.tolist() == [[x0, y0], [x1, y0], [x1, y1], [x0, y1]], "clockwise from the top left"
    assert [x0, y0, x1, y1] == [*points.min(0).tolist(), *points.max(0).tolist()]
    assert boxed([found]).polygon.tolist() == found.polygon.tolist()


def column(x: float, rows: int, page: int = 0, top: float = 0.0) -> list[Word]:
    return [word("w", x, top + 14 * row, x + 40, top + 14 * row + 10, page) for row in range(rows)]


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(3, 8)), min_size=1, max_size=6))
def test_a_run_is_a_column_of_a_page(spots: list[tuple[int, int]]) -> None:
    """Columns of three lines and more, the pages in order."""
    columns = [column(50 * n, rows, page) for n, (page, rows) in enumerate(sorted(spots))]
    words = [one for own in columns for one in own]
    runs = column_runs(range(len(words)), words)
    assert [len(run) for run in runs] == [len(own) for own in columns]
    assert [number for run in runs for number in run] == list(range(len(words)))


def test_only_the_words_asked_for_are_in_runs_in_the_order_given() -> None:
    words = [*column(0, 4), *column(50, 4)]
    assert column_runs([1, 3, 4, 6], words) == [[1, 3], [4, 6]]
    assert column_runs([], words) == []


def test_a_page_begins_a_run_even_where_the_text_goes_on_further_down() -> None:
    words = [*column(0, 2), *column(0, 2, page=1, top=100)]
    assert column_runs(range(4), words) == [[0, 1], [2, 3]]


@pytest.mark.parametrize(("bottom", "runs"), [(100, [[0, 1]]), (81, [[0, 1]]), (79, [[0], [1]])])
def test_a_raised_number_begins_no_column(bottom: float, runs: list[list[int]]) -> None:
    """A column begins where a word ends more than a word's height above the top (90) of the one before it."""
    words = [word("w", 0, 90, 40, 100), word("1", 41, bottom - 5, 44, bottom)]
    assert column_runs([0, 1], words) == runs


def test_the_taller_of_two_words_says_how_far_up_a_column_begins() -> None:
    tall, low = word("T", 50, 40, 90, 70), word("w", 0, 90, 40, 100)
    assert column_runs([0, 1], [low, tall]) == [[0, 1]]
    assert column_runs([0, 1], [word("T", 0, 90, 40, 120), word("w", 50, 55, 90, 65)]) == [[0, 1]]
