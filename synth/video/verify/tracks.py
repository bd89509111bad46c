"""Whether tracks keep their objects: an id that passes to another object makes its box jump."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synth.video.records import VideoPlan

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
    shown = [
        (instance.id, number, *instance.amodal.box, *frame.corner_xy)
        for number, frame in enumerate(plan.frames)
        for instance in frame.instances
    ]
    return changes_of_steps(shown)


def changes_of_steps(shown: Sequence[tuple[float, ...]]) -> list[tuple[int, int, float]]:
    """As `jumps`, of rows: track, frame, x0, y0, x1, y1 of the box in its frame, x, y of the frame on the canvas."""
    rows = np.array(sorted(shown, key=lambda row: row[:2]), np.float64).reshape(-1, 8)
    track, number, corner = rows[:, 0], rows[:, 1], rows[:, 6:]
    sides = rows[:, 2:6] + np.tile(corner, 2)  # on the canvas
    steady = (track[2:] == track[:-2]) & (number[2:] == number[:-2] + 2)
    size = np.hypot(*np.maximum(sides[2:, 2:] - sides[2:, :2], LEAST_SIDE_PX).T)
    change = np.abs(sides[2:] - 2 * sides[1:-1] + sides[:-2]).max(axis=1) - ROUNDING_PX
    jump = np.maximum(change, 0.0) / size
    found = zip(track[2:][steady], number[2:][steady], jump[steady], strict=True)
    return [(int(track), int(number), float(jump)) for track, number, jump in found]
