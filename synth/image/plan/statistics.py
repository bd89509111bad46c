"""Statistics of a layout, planned or annotated: what a prior is fitted to and what the report compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from synth.core.geometry import Mask
from synth.image.labels import Instance

PIXEL_VARIANCE = 1.0 / 12.0
"""Variance of a coordinate within one pixel: keeps the axes of a line of pixels above 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutStatistics:
    """Of one picture: the number of objects and, for each, visible area (px), minor / major axis (0-1) and the distance
    to the nearest other centroid (px; empty where there are fewer than two objects)."""

    count: int
    area_px: NDArray[np.float64]
    aspect: NDArray[np.float64]
    neighbour_px: NDArray[np.float64]


def layout_statistics(instances: Sequence[Instance] | Sequence[Mask], width: int, height: int) -> LayoutStatistics:
    """Statistics of what shows inside a canvas of width x height px; masks without a pixel there are left out."""
    masks = (item.mask if isinstance(item, Instance) else item for item in instances)
    shown = [mask for mask in (mask.clipped(width, height) for mask in masks) if mask.area]
    rows = np.array([_moments(mask) for mask in shown], np.float64).reshape(len(shown), 4)
    return LayoutStatistics(
        count=len(shown), area_px=rows[:, 0], aspect=rows[:, 1], neighbour_px=_nearest_px(rows[:, 2:])
    )


def _moments(mask: Mask) -> tuple[float, float, float, float]:
    """Area, minor / major axis of the ellipse with the same second moments, and the centroid x, y, all in px."""
    found = cv2.moments(mask.bits.astype(np.uint8), binaryImage=True)
    area = found["m00"]
    xx, yy = found["mu20"] / area + PIXEL_VARIANCE, found["mu02"] / area + PIXEL_VARIANCE
    half_sum, half_root = (xx + yy) / 2, float(np.hypot((xx - yy) / 2, found["mu11"] / area))
    aspect = np.sqrt((half_sum - half_root) / (half_sum + half_root))
    return area, float(aspect), mask.x0 + found["m10"] / area + 0.5, mask.y0 + found["m01"] / area + 0.5


def _nearest_px(centroids_xy: NDArray[np.float64]) -> NDArray[np.float64]:
    if len(centroids_xy) < 2:
        return np.zeros(0)
    distances, _ = KDTree(centroids_xy).query(centroids_xy, k=2)
    return np.asarray(distances, np.float64)[:, 1]
