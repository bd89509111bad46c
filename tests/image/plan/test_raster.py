"""The rasteriser against a pixel-by-pixel oracle, and its tiling law."""

from __future__ import annotations

import math

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from synth.core.geometry import Mask
from synth.image.plan.raster import polygon_bounds, rasterise

CORNER = st.tuples(st.floats(-12, 24), st.floats(-12, 24))
NUDGES = 1e-3 * np.random.default_rng(0).random((9, 2))
"""Moves corners so that no edge runs exactly through a pixel centre, where the oracle below could not decide."""

POLYGON = st.lists(CORNER, min_size=3, max_size=9).map(lambda corners: np.round(corners, 2) + NUDGES[: len(corners)])
FRAME = Mask(x0=-14, y0=-14, bits=np.ones((40, 40), np.bool_))


def winding_numbers(polygon: np.ndarray) -> np.ndarray:
    """Turns of the polygon about each pixel centre of the frame, from the angles between successive vertices."""
    y, x = np.mgrid[0:40, 0:40] - 13.5
    angles = np.arctan2(polygon[:, 1, None, None] - y, polygon[:, 0, None, None] - x)
    turns = (np.roll(angles, -1, axis=0) - angles + math.pi) % (2 * math.pi) - math.pi
    return np.round(turns.sum(axis=0) / (2 * math.pi)).astype(int)


def in_frame(mask: Mask) -> np.ndarray:
    shifted = Mask(x0=mask.x0 - FRAME.x0, y0=mask.y0 - FRAME.y0, bits=mask.bits)
    return shifted.on_canvas(40, 40)


@given(POLYGON)
def test_a_pixel_belongs_to_a_polygon_when_its_centre_does(polygon: np.ndarray) -> None:
    np.testing.assert_array_equal(in_frame(rasterise(polygon)), winding_numbers(polygon) != 0)


@example(1.5, 1.5, 0.0)
@given(st.floats(1.0, 9.0), st.floats(1.0, 9.0), st.floats(0.0, 3.0))
def test_polygons_that_share_an_edge_tile(top: float, bottom: float, start: float) -> None:
    left = np.array([(start, 0.0), (top, 0.0), (bottom, 10.0), (start, 10.0)])
    right = np.array([(top, 0.0), (12.0, 0.0), (12.0, 10.0), (bottom, 10.0)])
    whole = np.array([(start, 0.0), (12.0, 0.0), (12.0, 10.0), (start, 10.0)])
    left[:, 0] = np.maximum(left[:, 0], start)
    right[:, 0] = np.maximum(right[:, 0], start)
    one, other = in_frame(rasterise(left)), in_frame(rasterise(right))
    assert not (one & other).any()
    np.testing.assert_array_equal(one | other, in_frame(rasterise(whole)))


def test_whole_pixel_rectangles_are_exact() -> None:
    mask = rasterise(np.array([(2.0, 3.0), (7.0, 3.0), (7.0, 5.0), (2.0, 5.0)]))
    assert tuple(mask.box) == (2, 3, 7, 5)
    assert mask.area == 10


def test_half_a_pixel_decides() -> None:
    assert rasterise(np.array([(0.51, 0.0), (3.49, 0.0), (3.49, 1.0), (0.51, 1.0)])).area == 2
    assert rasterise(np.array([(0.49, 0.0), (3.51, 0.0), (3.51, 1.0), (0.49, 1.0)])).area == 4


def test_a_polygon_between_pixel_centres_is_empty() -> None:
    assert rasterise(np.array([(0.6, 0.6), (1.4, 0.6), (1.4, 1.4)])).area == 0
    assert rasterise(np.array([(1.0, 1.0), (5.0, 1.0), (9.0, 1.0)])).area == 0


def test_a_large_disc_has_the_area_of_a_disc() -> None:
    angle = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    disc = 60 * np.stack([np.cos(angle), np.sin(angle)], axis=1) + (3.3, -2.7)
    assert abs(rasterise(disc).area / (np.pi * 60**2) - 1) < 0.002
    np.testing.assert_allclose(rasterise(disc).centroid_xy, (3.3, -2.7), atol=0.05)
    np.testing.assert_allclose(polygon_bounds(disc), (-56.7, -62.7, 63.3, 57.3), atol=0.01)
