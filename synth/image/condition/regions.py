"""What lies behind all objects: a wall or sky, and below a horizon the ground, where a road may part pavements."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synth.image.condition.legend import MapLegend

BEHIND, GROUND, PAVEMENT = 0, 1, 2


def regions(width: int, height: int, legend: MapLegend) -> NDArray[np.uint8]:
    """Which of BEHIND, GROUND and PAVEMENT each pixel of a canvas without objects shows (h, w).

    The ground is the road where a scene states its edges; they meet on the horizon (`synth.image.plan.perspective`).
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
