"""Polygons to masks. A pixel belongs to a polygon when its centre lies inside; this is exact at sub-pixel positions."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Mask

if TYPE_CHECKING:
    from jaxtyping import Float64

Polygon: TypeAlias = "Float64[np.ndarray, 'n 2']"
"""Vertices in xy order, in px unless stated otherwise."""


def rasterise(polygon_xy_px: Polygon) -> Mask:
    """The pixels whose centres (x + 0.5, y + 0.5) lie inside the polygon, by the non-zero winding rule.

    A centre on an edge belongs to one side only (half-open in x and y). Polygons that share an edge therefore tile
    without gap or overlap. The mask may leave the canvas; it is empty where the polygon contains no pixel centre.
    """
    low = np.ceil(polygon_xy_px.min(axis=0) - 0.5).astype(int)
    high = np.ceil(polygon_xy_px.max(axis=0) - 0.5).astype(int)
    (x0, y0), (columns, rows) = low, high - low
    if columns <= 0 or rows <= 0:
        return Mask(x0=int(x0), y0=int(y0), bits=np.zeros((0, 0), np.bool_))
    centred = polygon_xy_px - (x0 + 0.5, y0 + 0.5)  # the patch's pixel centres are now at the integers
    winding = _winding_steps(centred, int(rows), int(columns)).cumsum(axis=1)[:, :-1]
    return Mask.from_array(winding != 0, int(x0), int(y0))


def _winding_steps(centred: Polygon, rows: int, columns: int) -> NDArray[np.int32]:
    """Changes of the winding number along each row, (rows, columns + 1): at the first centre right of an edge."""
    following = np.roll(centred, -1, axis=0)
    first = np.ceil(np.minimum(centred[:, 1], following[:, 1])).astype(int).clip(0, rows)
    last = np.ceil(np.maximum(centred[:, 1], following[:, 1])).astype(int).clip(0, rows)
    crossings = last - first
    edge = np.repeat(np.arange(len(centred)), crossings)
    row = np.arange(len(edge)) - np.repeat(crossings.cumsum() - crossings, crossings) + first[edge]
    start, step = centred[edge], (following - centred)[edge]
    column = np.ceil(start[:, 0] + (row - start[:, 1]) * step[:, 0] / step[:, 1]).astype(int).clip(0, columns)
    steps = np.zeros((rows, columns + 1), np.int32)
    np.add.at(steps, (row, column), np.sign(step[:, 1]).astype(np.int32))
    return steps


def polygon_bounds(polygon_xy_px: Polygon) -> tuple[float, float, float, float]:
    """The exact box x0, y0, x1, y1 of a polygon, in px."""
    (x0, y0), (x1, y1) = polygon_xy_px.min(axis=0), polygon_xy_px.max(axis=0)
    return float(x0), float(y0), float(x1), float(y1)
