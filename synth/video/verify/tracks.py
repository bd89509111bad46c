"""Whether tracks keep their objects: an id that passes to another object makes its box jump."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from synth.core.geometry import Box
from synth.video.records import VideoPlan

if TYPE_CHECKING:
    from jaxtyping import Float64

LEAST_SIDE_PX = 8.0
"""Smaller boxes count as boxes of this size: whole pixels alone make them jump."""

ROUNDING_PX = 2.0
"""Boxes of masks are of whole pixels, each off by up to half a pixel: in a change of steps they add up to this."""


def largest_jump(plan: VideoPlan) -> float:
    """The largest change of a track's step between consecutive frames, in diagonals of its box; 0 where nothing moves.

    A step is that of the four sides of the full mask's box on the canvas, so that the camera's shake is none. A change
    of 0.5 is a box that is suddenly half its diagonal off the place where its last two put it.
    """
    return max((jump for _, _, jump in jumps(plan)), default=0.0)


def jumps(plan: VideoPlan) -> list[tuple[int, int, float]]:
    """(track, frame, change of its step) for every frame of a track that has two before it."""
    sides: dict[int, dict[int, Float64[np.ndarray, " 4"]]] = {}
    for number, frame in enumerate(plan.frames):
        for instance in frame.instances:
            sides.setdefault(instance.id, {})[number] = _on_canvas(instance.amodal.box, frame.corner_xy)
    found = []
    for track, at in sides.items():
        for number, now in at.items():
            before, earlier = at.get(number - 1), at.get(number - 2)
            if before is None or earlier is None:
                continue
            size = np.hypot(max(now[2] - now[0], LEAST_SIDE_PX), max(now[3] - now[1], LEAST_SIDE_PX))
            change = np.abs(now - 2 * before + earlier).max() - ROUNDING_PX
            found.append((track, number, float(max(change, 0.0) / size)))
    return found


def _on_canvas(box: Box, corner_xy: tuple[float, float]) -> Float64[np.ndarray, " 4"]:
    return np.add(box, (*corner_xy, *corner_xy))
