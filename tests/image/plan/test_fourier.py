"""Outlines: there and back, up to turn and place."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.image.plan.fourier import ORDERS, Outline, outline_of, polygon_of
from synth.image.plan.raster import rasterise


def bean(seed: int, turn: float = 0.0) -> NDArray[np.float64]:
    """A smooth outline (200, 2) of about 30 px, turned and put anywhere."""
    rng = np.random.default_rng(seed)
    s = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    radius = 1 + 0.12 * np.cos(2 * s + rng.uniform(0, 6)) + 0.06 * np.cos(3 * s + rng.uniform(0, 6))
    curve = 15 * radius * (np.cos(s) + 0.6j * np.sin(s)) * np.exp(1j * turn) + complex(*rng.uniform(20, 60, 2))
    return np.stack([curve.real, curve.imag], axis=1)


def area_of(polygon: NDArray[np.float64]) -> float:
    x, y = polygon.T
    return float(abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2)


def centroid_of(polygon: NDArray[np.float64]) -> NDArray[np.float64]:
    following = np.roll(polygon, -1, axis=0)
    cross = polygon[:, 0] * following[:, 1] - following[:, 0] * polygon[:, 1]
    return ((polygon + following) * cross[:, None]).sum(axis=0) / (3 * cross.sum())


def best_iou(polygon: NDArray[np.float64], outline: Outline) -> float:
    """IoU with the outline's polygon at the same area and centroid, over all turns."""
    mask, centre = rasterise(polygon), centroid_of(polygon)
    turns = np.linspace(0, 2 * np.pi, 181)
    drawn = (polygon_of(outline, area_of(polygon), t, (centre[0], centre[1])) for t in turns)
    return max(rasterise(other).iou(mask) for other in drawn)


@pytest.mark.parametrize("seed", range(4))
def test_an_outline_gives_its_polygon_back(seed: int) -> None:
    assert best_iou(bean(seed), outline_of(bean(seed))) > 0.93


@pytest.mark.parametrize("seed", range(3))
def test_turn_place_size_and_direction_do_not_matter(seed: int) -> None:
    plain = outline_of(bean(seed))
    for other in (bean(seed, turn=0.9), 2.5 * bean(seed) + 100, bean(seed)[::-1]):
        again = outline_of(other)
        assert again.eccentric == pytest.approx(plain.eccentric, abs=0.01)
        # the major axis has no direction: half a turn along it changes the sign of the even details
        half_turn = np.array([(-1) ** (k - 1) for k in ORDERS])
        apart = min(
            np.abs(again.details - plain.details).max(), np.abs(again.details - half_turn * plain.details).max()
        )
        assert apart < 0.01


@pytest.mark.parametrize("area", [25.0, 400.0, 9000.0])
@pytest.mark.parametrize("eccentric", [0.0, 0.3, 0.8])
def test_area_and_centroid_are_exact(area: float, eccentric: float) -> None:
    details = np.random.default_rng(1).normal(0, 0.02, (len(ORDERS), 2)) @ np.array([1, 1j])
    polygon = polygon_of(Outline(eccentric=eccentric, details=details.astype(np.complex128)), area, 0.7, (12.5, -30.0))
    assert area_of(polygon) == pytest.approx(area, rel=1e-9)
    assert centroid_of(polygon) == pytest.approx([12.5, -30.0])


def test_an_ellipse_has_its_axes() -> None:
    outline = Outline(eccentric=1 / 3, details=np.zeros(len(ORDERS), np.complex128))
    assert outline.aspect == pytest.approx(0.5)
    polygon = polygon_of(outline, 100 * np.pi, np.pi / 2, (0.0, 0.0), points=256)
    width, height = np.ptp(polygon, axis=0)
    assert height / width == pytest.approx(2, rel=1e-3)
    assert best_iou(polygon, outline_of(polygon)) > 0.97  # by arc length, details take part of its elongation
