"""The outline of a sheet of paper: worn and torn edges, serrated ones, corners that are missing or folded over."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from synth.document.degrade.camera import edge_points
from synth.document.labels import Polygon

_POINT_MM = 0.8


class Rim(NamedTuple):
    """The outline of what is left of the sheet, and the corners that are folded over it; points of the page, px."""

    outline: Polygon
    flaps: tuple[Polygon, ...] = ()


def whole(size: tuple[int, int], mm_px: float) -> Rim:
    """The outline of an undamaged sheet of width and height `size` px."""
    return Rim(edge_points(size, max(8, round(max(size) / (_POINT_MM * mm_px)))))


def torn(size: tuple[int, int], severity: float, rng: np.random.Generator, mm_px: float) -> Rim:
    """Fibres and nicks all around; perhaps an edge torn off or serrated, a corner missing or folded over."""
    points = whole(size, mm_px).outline.astype(np.float64)
    quarter = len(points) // 4
    depth = np.abs(rng.normal(0, 0.09, len(points))) + _wear(len(points), rng) * 0.35 * severity
    for _ in range(int(rng.poisson(5 * severity))):
        at, wide, deep = int(rng.integers(len(points))), rng.uniform(1, 4), rng.gamma(1.6, 1.0) * (0.4 + severity)
        away = np.abs((np.arange(len(points)) - at + len(points) / 2) % len(points) - len(points) / 2) * _POINT_MM
        depth += deep * np.clip(1 - away / wide, 0, 1) * rng.uniform(0.7, 1.3, len(points))
    side = int(rng.integers(4))
    part = slice(side * quarter, (side + 1) * quarter)
    ragged, serrated = rng.random() < 0.45 * severity, rng.random() < 0.25
    if ragged:
        depth[part] += 0.4 + 1.8 * severity * np.abs(_wear(quarter, rng) + 0.5 * rng.normal(0, 0.6, quarter))
    elif serrated:
        depth[part] += 0.8 * (np.arange(quarter) % 2)
    inwards = np.repeat(np.array([[0, 1], [-1, 0], [0, -1], [1, 0]]), quarter, axis=0)
    points = np.clip(points + inwards * (depth * mm_px)[:, None], 0, size)
    flaps = []
    for corner in range(4):
        lost, legs = rng.random(), rng.uniform(0.35, 1.0, 2) * (4 + 22 * severity) * mm_px
        jagged = 0.8 * mm_px * rng.normal(0, 1, len(points))
        if lost < 0.45 * severity:
            folded = lost < 0.3 * severity
            points, flap = _cut_corner(points, size, corner, legs, 0 * jagged if folded else jagged)
            flaps += [flap] if folded else []
    return Rim(points.astype(np.float32), tuple(flaps))


def _cut_corner(
    points: np.ndarray, size: tuple[int, int], corner: int, legs: np.ndarray, jagged: np.ndarray
) -> tuple[np.ndarray, Polygon]:
    """The outline without a corner, cut between two points at `legs` px from it; and that corner, turned over."""
    at = np.array(((0, 0), (1, 0), (1, 1), (0, 1))[corner])
    origin, signs = at * size, 1.0 - 2 * at
    local = (points - origin) * signs
    normal = 1 / legs
    inside = local @ normal
    short = ((1 - inside) / (normal @ normal))[:, None] * normal
    moved = local + short + jagged[:, None] * normal / np.hypot(*normal)
    kept = np.where((inside < 1)[:, None], np.maximum(moved, 0), local)
    fold = np.array([[legs[0], 0.0], [0.0, legs[1]], 2 * normal / (normal @ normal)])
    return kept * signs + origin, (fold * signs + origin).astype(np.float32)


def _wear(count: int, rng: np.random.Generator) -> np.ndarray:
    """Smooth noise along an edge, at least 0, mostly small."""
    knots = np.abs(rng.normal(0, 1, max(3, count // 6)))
    return np.interp(np.linspace(0, 1, count), np.linspace(0, 1, len(knots)), knots)
