"""Laws of the painter: visible masks tile, shares add up, order decides."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.core.geometry import Mask
from synth.image.plan.paint import Figure, disjoint, paint

WIDTH, HEIGHT = 24, 20
MASK = st.builds(
    lambda x0, y0, w, h: Mask(x0=x0, y0=y0, bits=np.ones((h, w), np.bool_)),
    st.integers(-8, 26),
    st.integers(-8, 22),
    st.integers(1, 12),
    st.integers(1, 12),
)


def figure(mask: Mask, z: float = 0.0, category: str = "thing") -> Figure:
    return Figure(category=category, amodal=mask, requested_box=mask.box, z=z)


FIGURES = st.lists(st.builds(figure, MASK, st.integers(0, 3).map(float)), max_size=8)


@given(FIGURES)
def test_visible_masks_tile_inside_the_canvas(figures: list[Figure]) -> None:
    instances = paint(figures, WIDTH, HEIGHT).instances
    seen = sum((item.mask.on_canvas(WIDTH, HEIGHT).astype(int) for item in instances), np.zeros((HEIGHT, WIDTH), int))
    assert seen.max(initial=0) <= 1
    assert sum(item.area for item in instances) == seen.sum()
    assert [item.id for item in instances] == list(range(1, len(instances) + 1))


@given(FIGURES)
def test_shares_are_pixel_counts(figures: list[Figure]) -> None:
    painting = paint(figures, WIDTH, HEIGHT)
    for item, source in zip(painting.instances, painting.sources, strict=True):
        full = figures[source].amodal
        assert item.amodal is full
        assert item.visibility * full.area == pytest.approx(item.area)
        inside = full.clipped(WIDTH, HEIGHT).area
        assert (1 - item.truncation) * full.area == pytest.approx(inside)
        assert item.area <= inside
        assert item.area >= 12


@given(FIGURES)
def test_what_is_seen_is_the_nearest(figures: list[Figure]) -> None:
    painting = paint(figures, WIDTH, HEIGHT)
    kept = [figures[source] for source in painting.sources]
    for number, item in enumerate(painting.instances):
        nearer = [other for at, other in enumerate(kept) if (other.z, at) > (item.z, number)]
        hidden = np.zeros((HEIGHT, WIDTH), np.bool_)
        for other in nearer:
            hidden |= other.amodal.on_canvas(WIDTH, HEIGHT)
        expected = item.amodal.on_canvas(WIDTH, HEIGHT) & ~hidden
        np.testing.assert_array_equal(item.mask.on_canvas(WIDTH, HEIGHT), expected)


def test_depth_wins_over_order() -> None:
    square = Mask(x0=2, y0=2, bits=np.ones((8, 8), np.bool_))
    moved = Mask(x0=6, y0=2, bits=np.ones((8, 8), np.bool_))
    first, second = paint([figure(square, z=1.0), figure(moved)], WIDTH, HEIGHT).instances
    assert (first.visibility, second.visibility) == (1.0, 0.5)
    first, second = paint([figure(square), figure(moved)], WIDTH, HEIGHT).instances
    assert (first.visibility, second.visibility) == (0.5, 1.0)


def test_too_small_to_see_is_left_out_and_hides_nothing() -> None:
    large = Mask(x0=0, y0=0, bits=np.ones((10, 10), np.bool_))
    speck = Mask(x0=3, y0=3, bits=np.ones((3, 3), np.bool_))
    painting = paint([figure(large), figure(speck, z=1.0)], WIDTH, HEIGHT)
    assert painting.sources == (0,)
    assert painting.instances[0].visibility == 1.0


@given(st.lists(MASK, max_size=6))
def test_disjoint_keeps_the_union_and_the_later(masks: list[Mask]) -> None:
    cut = disjoint(masks)
    size = 60
    grids = [Mask(x0=m.x0 + 10, y0=m.y0 + 10, bits=m.bits).on_canvas(size, size) for m in cut]
    before = [Mask(x0=m.x0 + 10, y0=m.y0 + 10, bits=m.bits).on_canvas(size, size) for m in masks]
    assert np.sum(grids, axis=0).max(initial=0) <= 1
    for index, grid in enumerate(grids):
        later = np.logical_or.reduce([np.zeros((size, size), np.bool_), *before[index + 1 :]])
        np.testing.assert_array_equal(grid, before[index] & ~later)
