"""Soft transitions: fades by a detector that knows nothing of the plan, dissolves by how they come about."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float32

DARK, REACH = 0.3, 130
"""A fade darkens a frame below this share of the brightest of so many frames before it and of as many behind it."""

LEAST_DIFFERENCE = 0.02
"""Mean difference of two frames, 0 to 1, below which they look alike."""


def fades_in(brightness: Sequence[float], cuts: Sequence[int]) -> list[tuple[int, int]]:
    """Dark stretches of frames [start, end] that come and go gradually: no cut begins or ends them. `brightness` is
    the mean of each frame.
    """
    dark = []
    for number, value in enumerate(brightness):
        before, behind = brightness[max(number - REACH, 0) : number], brightness[number + 1 : number + 1 + REACH]
        dark.append(value < DARK * min(max(before, default=0), max(behind, default=0)))
    found, hard = [], set(cuts)
    for is_dark, group in groupby(range(len(dark)), dark.__getitem__):
        stretch = list(group)
        first, last = stretch[0], stretch[-1]
        if is_dark and not hard & {first, last + 1}:
            found.append((first, last))
    return found


def fade_f1(planned: Sequence[int], found: Sequence[tuple[int, int]]) -> float:
    """The F1 score of found dark stretches against planned fades, each the first frame of its shot; 1 for none."""
    hit = sum(any(first <= frame <= last + 1 for frame in planned) for first, last in found)
    seen = sum(any(first <= frame <= last + 1 for first, last in found) for frame in planned)
    return (hit + seen) / (len(planned) + len(found)) if planned or found else 1.0


def largest_step(frames: Sequence[Float32[np.ndarray, "s s 3"]], first: int, end: int) -> float:
    """The largest change from one frame to the next in a dissolve over [first, end), in changes from the frame before
    it to the one behind it: 1 / (2 n) for n frames on either side of two shots that stand still, 1 for a hard cut, and
    1 where nothing changes that anybody could see.
    """
    over = frames[first - 1 : end + 1]
    apart = float(np.abs(over[-1] - over[0]).mean())
    if apart < LEAST_DIFFERENCE:
        return 1.0
    return max(float(np.abs(later - now).mean()) for now, later in pairwise(over)) / apart
