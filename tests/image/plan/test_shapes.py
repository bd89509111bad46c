"""Every outline fills its unit square, and the names are those of the scene language."""

from __future__ import annotations

import numpy as np
import pytest

from synth.image.plan.raster import rasterise
from synth.image.plan.shapes import FIXED_SHAPES, RANDOM_SHAPES, draw_shape, normalised, scaled
from synth.image.plan.silhouettes import SILHOUETTES
from synth.image.scene.vocabulary import SHAPES


def test_names_are_those_of_the_scene_language() -> None:
    assert {*FIXED_SHAPES, *RANDOM_SHAPES, *SILHOUETTES} == set(SHAPES)


@pytest.mark.parametrize("name", SHAPES)
def test_outlines_fill_the_unit_square(name: str) -> None:
    polygon = draw_shape(name, np.random.default_rng(3))
    np.testing.assert_allclose(polygon.min(axis=0), -0.5)
    np.testing.assert_allclose(polygon.max(axis=0), 0.5)
    mask = rasterise(scaled(polygon, 200, 200))
    assert 0.15 < mask.area / 200**2 <= 1.0


@pytest.mark.parametrize("name", [name for name in SHAPES if name not in RANDOM_SHAPES])
def test_only_drawn_shapes_draw(name: str) -> None:
    rng = np.random.default_rng(1)
    draw_shape(name, rng)
    assert rng.random() == np.random.default_rng(1).random()


def test_blobs_differ_and_repeat() -> None:
    one, again, other = (draw_shape("blob", np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, again)
    assert not np.allclose(one, other)


def test_turning_is_clockwise_as_seen() -> None:
    arrow = np.array([(-0.5, -0.1), (0.5, 0.0), (-0.5, 0.1)])
    tip = scaled(arrow, 10, 10, 90.0)[1]
    np.testing.assert_allclose(tip, (0.0, 5.0), atol=1e-9)


def test_cutting_corners_rounds() -> None:
    square = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    areas = [rasterise(scaled(normalised(square, times), 200, 200)).area for times in (0, 1, 3)]
    assert areas[0] == 200**2
    assert areas == sorted(areas, reverse=True)
    assert areas[2] < 0.92 * areas[0]
