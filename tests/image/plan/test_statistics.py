"""Statistics of a layout against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.core.geometry import Mask
from synth.image.plan.raster import rasterise
from synth.image.plan.shapes import ellipse, scaled
from synth.image.plan.statistics import layout_statistics
from tests.image.plan.scenes import plan_of, scene_of


def ellipse_mask(x: float, y: float, width: float, height: float, angle_deg: float = 0.0) -> Mask:
    return rasterise(scaled(ellipse(), width, height, angle_deg) + np.array((x, y)))


@given(st.floats(0.3, 1.0), st.floats(0, 180))
def test_aspect_of_an_ellipse_at_any_angle(aspect: float, angle_deg: float) -> None:
    found = layout_statistics([ellipse_mask(100.3, 99.6, 80, 80 * aspect, angle_deg)], 200, 200)
    assert found.aspect[0] == pytest.approx(aspect, abs=0.02)
    assert found.area_px[0] == pytest.approx(np.pi / 4 * 80 * 80 * aspect, rel=0.02)
    assert len(found.neighbour_px) == 0


def test_neighbours_are_the_nearest_centroids() -> None:
    masks = [ellipse_mask(20, 20, 10, 10), ellipse_mask(50, 20, 10, 10), ellipse_mask(50, 60, 10, 10)]
    found = layout_statistics(masks, 100, 100)
    assert found.count == 3
    np.testing.assert_allclose(found.neighbour_px, [30, 30, 40], atol=0.1)


def test_only_what_shows_counts() -> None:
    found = layout_statistics([ellipse_mask(-40, 20, 10, 10), ellipse_mask(0, 20, 20, 20)], 100, 100)
    assert found.count == 1
    assert found.area_px[0] == pytest.approx(np.pi * 100 / 2, rel=0.05)


def test_a_single_pixel_and_nothing_at_all() -> None:
    assert layout_statistics([Mask(x0=3, y0=3, bits=np.ones((1, 1), np.bool_))], 8, 8).aspect[0] == 1.0
    empty = layout_statistics([], 8, 8)
    assert (empty.count, len(empty.area_px), len(empty.neighbour_px)) == (0, 0, 0)


def test_plans_and_their_masks_measure_alike() -> None:
    plan = plan_of(scene_of({"cell": {"count": 12, "size": 14, "shape": "blob", "place": {"margin": -0.3}}}))
    one = layout_statistics(plan.instances, plan.width, plan.height)
    other = layout_statistics([item.mask for item in plan.instances], plan.width, plan.height)
    np.testing.assert_array_equal(one.aspect, other.aspect)
    np.testing.assert_array_equal(one.neighbour_px, other.neighbour_px)
