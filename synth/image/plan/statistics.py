"""Statistics of a planned or an annotated layout. Priors are fitted to them, and the report compares them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from synth.core.geometry import Mask
from synth.image.labels import Instance

if TYPE_CHECKING:
    from jaxtyping import Float64

PIXEL_VARIANCE = 1.0 / 12.0
"""Variance of a coordinate within one pixel, in px^2. It keeps the axes of a line of pixels above 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutStatistics:
    """Statistics of the objects of one picture.

    `area_px` is the visible area in px, `aspect` is minor / major axis (0-1), `neighbour_px` the distance in px to the
    nearest other centroid (empty where there are fewer than two objects).
    """

    count: int
    area_px: Float64[np.ndarray, " count"]
    aspect: Float64[np.ndarray, " count"]
    neighbour_px: Float64[np.ndarray, " neighbours"]


def layout_statistics(instances: Sequence[Instance] | Sequence[Mask], width: int, height: int) -> LayoutStatistics:
    """Statistics of the parts inside a canvas of width x height px; masks without a pixel there are left out."""
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
