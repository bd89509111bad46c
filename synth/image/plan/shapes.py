"""Outlines of objects: each `shape(params)` gives a polygon that fills the unit square centred on (0, 0)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from synth.image.plan.raster import Polygon
from synth.image.plan.silhouettes import SILHOUETTES

VERTICES = 64
"""Vertices of a curved outline."""

BLOB_ORDERS = (2, 3, 4, 5, 6)
"""Waves around the rim of a blob; order 1 would only move it."""


def box() -> Polygon:
    """The square itself."""
    return np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])


def ellipse() -> Polygon:
    """The inscribed circle, stretched later to the object's width and height."""
    return superellipse(2.0)


def rounded() -> Polygon:
    """A rectangle with round corners (a superellipse of exponent 5)."""
    return superellipse(5.0)


def superellipse(exponent: float) -> Polygon:
    """|2x|^n + |2y|^n = 1: 2 is an ellipse, large n approaches a rectangle."""
    angle = np.linspace(0.0, 2 * np.pi, VERTICES, endpoint=False)
    cosine, sine = np.cos(angle), np.sin(angle)
    power = 2.0 / exponent
    return 0.5 * np.stack([np.sign(cosine) * np.abs(cosine) ** power, np.sign(sine) * np.abs(sine) ** power], axis=1)


def blob(amplitudes: NDArray[np.float64], phases: NDArray[np.float64]) -> Polygon:
    """A rim whose radius waves around 1 with the given amplitude and phase (rad) per order of `BLOB_ORDERS`."""
    angle = np.linspace(0.0, 2 * np.pi, VERTICES, endpoint=False)
    waves = amplitudes * np.cos(np.outer(angle, BLOB_ORDERS) + phases)
    radius = np.maximum(1.0 + waves.sum(axis=1), 0.2)
    return fill_unit_square(np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1))


def draw_blob(rng: np.random.Generator, roughness: float = 0.22) -> Polygon:
    """A blob whose wave amplitudes fall with the square of their order."""
    orders = np.array(BLOB_ORDERS, np.float64)
    amplitudes = roughness * rng.standard_normal(len(orders)) * (2.0 / orders) ** 2
    return blob(amplitudes, rng.uniform(0.0, 2 * np.pi, len(orders)))


def normalised(points: Sequence[tuple[float, float]] | Polygon, rounding: int = 0) -> Polygon:
    """A polygon from its vertices, corners cut `rounding` times (Chaikin 1974), stretched to fill the unit square."""
    polygon = np.array(points, np.float64)
    for _ in range(rounding):
        following = np.roll(polygon, -1, axis=0)
        pairs = np.stack([0.75 * polygon + 0.25 * following, 0.25 * polygon + 0.75 * following], axis=1)
        polygon = pairs.reshape(-1, 2)
    return fill_unit_square(polygon)


@cache
def silhouette(name: str) -> Polygon:
    """A named outline from `synth.image.plan.silhouettes`."""
    found = SILHOUETTES[name]
    polygon = normalised(found.outline, found.rounding)
    polygon.setflags(write=False)
    return polygon


def fill_unit_square(polygon: Polygon) -> Polygon:
    """Stretch a polygon so that its box is the unit square centred on (0, 0)."""
    low, high = polygon.min(axis=0), polygon.max(axis=0)
    return (polygon - low) / np.maximum(high - low, 1e-9) - 0.5


def scaled(polygon: Polygon, width: float, height: float, angle_deg: float = 0.0) -> Polygon:
    """A unit polygon at its size in px, turned clockwise (as seen, y down) by `angle_deg` about (0, 0)."""
    sized = polygon * (width, height)
    if angle_deg == 0.0:
        return sized
    angle = np.radians(angle_deg)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return sized @ turn


MADE: Mapping[str, Callable[[], Polygon]] = {"box": box, "ellipse": ellipse, "rounded": rounded}
DRAWN: Mapping[str, Callable[[np.random.Generator], Polygon]] = {"blob": draw_blob}


def draw_shape(name: str, rng: np.random.Generator) -> Polygon:
    """The unit polygon of a shape by name (`synth.image.scene.vocabulary.SHAPES`); only a blob draws."""
    if name in DRAWN:
        return DRAWN[name](rng)
    return MADE[name]() if name in MADE else silhouette(name)
