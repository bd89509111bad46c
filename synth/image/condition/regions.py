"""Regions behind all objects: wall or sky, and below a horizon the ground, where a road may divide the pavement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from synth.image.condition.legend import MapLegend

if TYPE_CHECKING:
    from jaxtyping import UInt8

BEHIND, GROUND, PAVEMENT = 0, 1, 2


def regions(width: int, height: int, legend: MapLegend) -> UInt8[np.ndarray, "height width"]:
    """The region (BEHIND, GROUND or PAVEMENT) of each pixel of a canvas without objects.

    Where a scene states the edges of a road, GROUND is the road; its edges meet on the horizon
    (`synth.image.plan.perspective`).
    """
    found = np.full((height, width), BEHIND, np.uint8)
    row = legend.ground_row(height)
    found[row:] = GROUND
    if legend.road is None or legend.horizon is None:
        return found
    x = np.arange(width, dtype=np.float32) + np.float32(0.5 - width / 2)
    for y in range(row, height):
        left, right = (edge * (y + 0.5 - legend.horizon * height) for edge in legend.road)
        found[y, (x < left) | (x >= right)] = PAVEMENT
    return found
