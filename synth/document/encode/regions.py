"""Regions for COCO: the part of each that lies in its page's image."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

from synth.document.labels import DocumentLabels, PageOutline, PageSize

if TYPE_CHECKING:
    from jaxtyping import Float64

PX_DECIMALS = 2
"""Decimals of coordinates and areas: a hundredth of a pixel."""

_Points: TypeAlias = "Float64[np.ndarray, 'points 2']"


class RegionShape(NamedTuple):
    """The part of a region inside of the picture: upright box x, y, width, height; polygon x, y, x, y ...; area in px.

    One that the picture does not show has no polygon, and zeros.
    """

    bbox: list[float]
    polygon: list[float]
    area: float


def region_shapes(labels: DocumentLabels) -> list[RegionShape]:
    """The shapes of all regions, in their order."""
    return [_shape(region.outline, labels.pages[region.outline.page]) for region in labels.regions]


def _shape(outline: PageOutline, size: PageSize) -> RegionShape:
    points = _inside(outline.polygon.astype(np.float64), size).round(PX_DECIMALS) + 0.0
    area = _area(points)
    if not area:
        return RegionShape([0.0] * 4, [], 0.0)
    (x0, y0), (x1, y1) = points.min(0).tolist(), points.max(0).tolist()
    bbox = [x0, y0, round(x1 - x0, PX_DECIMALS), round(y1 - y0, PX_DECIMALS)]
    return RegionShape(bbox, points.reshape(-1).tolist(), area)


def _inside(points: _Points, size: PageSize) -> _Points:
    """The part of an outline inside of the picture (Sutherland & Hodgman 1974)."""
    for axis, edge, sign in ((0, 0, 1), (1, 0, 1), (0, size.width, -1), (1, size.height, -1)):
        points = _cut(points, (points[:, axis] - edge) * sign)
    return points


def _cut(points: _Points, depth: Float64[np.ndarray, " points"]) -> _Points:
    """The outline without its points of negative depth, and with those where its edges reach depth 0."""
    if (depth >= 0).all():
        return points
    kept = []
    for number, (point, deep) in enumerate(zip(points, depth, strict=True)):
        before, deep_before = points[number - 1], depth[number - 1]
        if (deep < 0) != (deep_before < 0):
            kept.append(before + (point - before) * (deep_before / (deep_before - deep)))
        if deep >= 0:
            kept.append(point)
    return np.array(kept).reshape(-1, 2)


def _area(points: _Points) -> float:
    """The area that an outline encloses, px, rounded (the shoelace formula)."""
    x, y = points[:, 0], points[:, 1]
    return round(abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2, PX_DECIMALS)
