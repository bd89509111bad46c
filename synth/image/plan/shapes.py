"""Outlines of objects. Each `shape(params)` returns a polygon that fills the unit square centred on (0, 0)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from synth.image.plan.raster import Polygon
from synth.image.plan.silhouettes import SILHOUETTES

if TYPE_CHECKING:
    from jaxtyping import Float64

VERTICES = 64
"""Number of vertices of a curved outline."""

BLOB_ORDERS = (2, 3, 4, 5, 6)
"""Numbers of waves around the rim of a blob. Order 1 is left out: it would only move the blob."""


def box() -> Polygon:
    """The square itself."""
    return np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])


def ellipse() -> Polygon:
    """The inscribed circle. It is stretched later to the object's width and height."""
    return superellipse(2.0)


def rounded_box() -> Polygon:
    """A rectangle with round corners (a superellipse of exponent 5)."""
    return superellipse(5.0)


def superellipse(exponent: float) -> Polygon:
    """The curve |2x|^n + |2y|^n = 1: n = 2 is an ellipse, large n approaches a rectangle."""
    angle = np.linspace(0.0, 2 * np.pi, VERTICES, endpoint=False)
    cosine, sine = np.cos(angle), np.sin(angle)
    power = 2.0 / exponent
    return 0.5 * np.stack([np.sign(cosine) * np.abs(cosine) ** power, np.sign(sine) * np.abs(sine) ** power], axis=1)


def blob(amplitudes: Float64[np.ndarray, " orders"], phases: Float64[np.ndarray, " orders"]) -> Polygon:
    """A closed curve of radius 1 plus one wave per order of `BLOB_ORDERS`, with its amplitude and phase (rad)."""
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
    """A polygon from its vertices: corners are cut `rounding` times (Chaikin 1974), then it is stretched to the unit
    square.
    """
    polygon = np.array(points, np.float64)
    for _ in range(rounding):
        following = np.roll(polygon, -1, axis=0)
        pairs = np.stack([0.75 * polygon + 0.25 * following, 0.25 * polygon + 0.75 * following], axis=1)
        polygon = pairs.reshape(-1, 2)
    return fill_unit_square(polygon)


@cache
def silhouette(name: str) -> Polygon:
    """A named outline from `synth.image.plan.silhouettes`, read-only. Raises KeyError for an unknown name."""
    found = SILHOUETTES[name]
    polygon = normalised(found.outline, found.rounding)
    polygon.setflags(write=False)
    return polygon


def fill_unit_square(polygon: Polygon) -> Polygon:
    """Stretch a polygon so that its box is the unit square centred on (0, 0)."""
    low, high = polygon.min(axis=0), polygon.max(axis=0)
    return (polygon - low) / np.maximum(high - low, 1e-9) - 0.5


def scaled(polygon: Polygon, width: float, height: float, angle_deg: float = 0.0) -> Polygon:
    """A unit polygon at its size in px, turned clockwise by `angle_deg` about (0, 0) (y points down)."""
    sized = polygon * (width, height)
    if angle_deg == 0.0:
        return sized
    angle = np.radians(angle_deg)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    return sized @ turn


FIXED_SHAPES: Mapping[str, Callable[[], Polygon]] = {"box": box, "ellipse": ellipse, "rounded": rounded_box}
RANDOM_SHAPES: Mapping[str, Callable[[np.random.Generator], Polygon]] = {"blob": draw_blob}


def draw_shape(name: str, rng: np.random.Generator) -> Polygon:
    """The unit polygon of a shape by name (`synth.image.scene.vocabulary.SHAPES`). Only a blob uses `rng`."""
    if name in RANDOM_SHAPES:
        return RANDOM_SHAPES[name](rng)
    return FIXED_SHAPES[name]() if name in FIXED_SHAPES else silhouette(name)
