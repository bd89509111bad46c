"""Rectangles that a labelling tool has turned, as polygons."""

from __future__ import annotations

import math


def turned_corners(
    sides: tuple[float, float, float, float], pivot_xy: tuple[float, float], angle_deg: float
) -> list[float]:
    """The corners x, y ... of a rectangle that is turned clockwise on the screen around a point."""
    x0, y0, x1, y1 = sides
    cosine, sine = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    px, py = pivot_xy
    corners = [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]
    return [
        value
        for x, y in corners
        for value in (px + (x - px) * cosine - (y - py) * sine, py + (x - px) * sine + (y - py) * cosine)
    ]
