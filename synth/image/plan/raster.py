"""Polygons to masks. A pixel belongs to a polygon when its centre lies inside; this is exact at sub-pixel positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Mask

if TYPE_CHECKING:
    from jaxtyping import Float64, Int64

Polygon: TypeAlias = "Float64[np.ndarray, 'n 2']"
"""Vertices in xy order, in px unless stated otherwise."""


def rasterise(polygon_xy_px: Polygon) -> Mask:
    """The pixels whose centres (x + 0.5, y + 0.5) lie inside the polygon, by the non-zero winding rule.

    A centre on an edge belongs to one side only (half-open in x and y). Polygons that share an edge therefore tile
    without gap or overlap. The mask may leave the canvas; it is empty where the polygon contains no pixel centre.
    """
    return rasterise_all([polygon_xy_px])[0]


def rasterise_all(polygons_xy_px: Sequence[Polygon]) -> list[Mask]:
    """As `rasterise`, of each: many small polygons cost little more than one."""
    if not polygons_xy_px:
        return []
    lengths = np.array([len(polygon) for polygon in polygons_xy_px])
    first = lengths.cumsum() - lengths
    points = np.concatenate(polygons_xy_px)
    low = np.ceil(np.minimum.reduceat(points, first) - 0.5).astype(int)
    sizes = np.maximum(np.ceil(np.maximum.reduceat(points, first) - 0.5).astype(int) - low, 0)
    steps, starts = _winding_steps(points - np.repeat(low + 0.5, lengths, axis=0), lengths, sizes)
    inside = steps.cumsum(out=steps) != 0  # the steps of a row add up to nothing: the next one begins outside
    corners, shapes = low.tolist(), sizes.tolist()
    return [
        Mask.from_array(inside[start : start + rows * (columns + 1)].reshape(rows, columns + 1)[:, :-1], x0, y0)
        for start, (columns, rows), (x0, y0) in zip(starts.tolist(), shapes, corners, strict=True)
    ]


def _winding_steps(
    centred: Polygon, lengths: Int64[np.ndarray, " n"], sizes_wh: Int64[np.ndarray, "n 2"]
) -> tuple[NDArray[np.int32], Int64[np.ndarray, " n"]]:
    """Changes of the winding number along the rows of n patches, end to end, and where each patch starts.

    A patch has rows x (columns + 1) of them, each at the first pixel centre right of an edge; `centred` are the n
    polygons, end to end, with their patches' pixel centres at the integers.
    """
    wide, tall = sizes_wh[:, 0] + 1, sizes_wh[:, 1]
    starts = (wide * tall).cumsum() - wide * tall
    owner = np.repeat(np.arange(len(lengths)), lengths)
    next_ = np.arange(1, len(centred) + 1)
    ends = lengths.cumsum()
    next_[ends - 1] = ends - lengths
    centre = np.minimum(np.maximum(np.ceil(centred[:, 1]).astype(int), 0), tall[owner])
    top, bottom = np.minimum(centre, centre[next_]), np.maximum(centre, centre[next_])
    crossings = bottom - top
    edge = np.repeat(np.arange(len(centred)), crossings)
    row = np.arange(len(edge)) - np.repeat(crossings.cumsum() - crossings - top, crossings)
    step = centred[next_] - centred
    patch = owner[edge]
    x, y = centred[edge, 0], centred[edge, 1]
    column = np.ceil(x + (row - y) * step[edge, 0] / step[edge, 1]).astype(int)
    column = np.minimum(np.maximum(column, 0), sizes_wh[patch, 0])
    steps = np.zeros(int((wide * tall).sum()), np.int32)
    np.add.at(steps, starts[patch] + row * wide[patch] + column, np.sign(step[edge, 1]).astype(np.int32))
    return steps, starts


def polygon_bounds(polygon_xy_px: Polygon) -> tuple[float, float, float, float]:
    """The exact box x0, y0, x1, y1 of a polygon, in px."""
    (x0, y0), (x1, y1) = polygon_xy_px.min(axis=0), polygon_xy_px.max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)
