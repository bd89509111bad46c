"""What lies behind all objects: a wall or sky, and below a horizon the ground, where a road may part pavements."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from synth.image.condition.chart import Chart

BEHIND, GROUND, PAVEMENT = 0, 1, 2


def regions(width: int, height: int, chart: Chart) -> NDArray[np.uint8]:
    """Which of BEHIND, GROUND and PAVEMENT each pixel of a canvas without objects shows (h, w).

    The ground is the road where a scene states its edges; they meet on the horizon (`synth.image.plan.perspective`).
    """
    found = np.full((height, width), BEHIND, np.uint8)
    row = chart.ground_row(height)
    found[row:] = GROUND
    if chart.road is None or chart.horizon is None:
        return found
    x = np.arange(width, dtype=np.float32) + np.float32(0.5 - width / 2)
    for y in range(row, height):
        left, right = (edge * (y + 0.5 - chart.horizon * height) for edge in chart.road)
        found[y, (x < left) | (x >= right)] = PAVEMENT
    return found
