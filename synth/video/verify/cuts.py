"""A detector of hard cuts that knows nothing of the plan: how much the picture changes from one frame to the next."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float32

SIDE = 32
"""Frames are compared as pictures of so many px a side."""

LEAST_CHANGE, LEAST_RATIO, AROUND = 0.08, 3.0, 2
"""A cut changes the picture by this share of black to white at least, and by this factor more than any of so many
frames before and after it does."""


def changes(frames: Iterable[Float32[np.ndarray, "s s 3"]]) -> list[float]:
    """By how much each small frame differs from the one before, 0 to 1; 0 for the first."""
    found, last = [], None
    for frame in frames:
        found.append(0.0 if last is None else float(np.abs(frame - last).mean()))
        last = frame
    return found


def cuts_in(change: Sequence[float]) -> list[int]:
    """The frames that begin after a hard cut, by the `changes` of all frames."""
    found = []
    for frame, value in enumerate(change):
        around = [*change[max(frame - AROUND, 0) : frame], *change[frame + 1 : frame + 1 + AROUND]]
        if value >= LEAST_CHANGE and value >= LEAST_RATIO * max(around, default=0.0):
            found.append(frame)
    return found


def f1(planned: Sequence[int], found: Sequence[int]) -> float:
    """The F1 score of found frames against the planned ones, exact to the frame; 1 where there are none of either."""
    right = len(set(planned) & set(found))
    return 2 * right / (len(planned) + len(found)) if planned or found else 1.0
