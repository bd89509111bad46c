"""Relations between boxes: whether a relation holds, and how a box is moved so that it does."""

from __future__ import annotations

import math

import numpy as np

from synth.core.geometry import Box

TOLERANCE_PX = 0.5
BISECTIONS = 40


def relation_holds(name: str, subject: Box, target: Box, distance_px: float = 0.0) -> bool:
    """Whether the relation `subject name target` is true of two boxes.

    `near` needs a distance of `distance_px` between them, to half a pixel. Raises ValueError for an unknown relation.
    """
    match name:
        case "on":
            return abs(subject.y1 - target.y0) <= TOLERANCE_PX and target.x0 <= subject.centre_xy[0] <= target.x1
        case "inside":
            return (
                subject.x0 >= target.x0 - TOLERANCE_PX
                and subject.y0 >= target.y0 - TOLERANCE_PX
                and subject.x1 <= target.x1 + TOLERANCE_PX
                and subject.y1 <= target.y1 + TOLERANCE_PX
            )
        case "left_of":
            return subject.x1 <= target.x0
        case "right_of":
            return subject.x0 >= target.x1
        case "above":
            return subject.y1 <= target.y0
        case "below":
            return subject.y0 >= target.y1
        case "near":
            return abs(box_gap_px(subject, target) - distance_px) <= TOLERANCE_PX
    raise ValueError(f"no relation is called {name!r}")


def box_gap_px(one: Box, other: Box) -> float:
    """Distance between two boxes in px; 0 where they meet."""
    across = max(one.x0 - other.x1, other.x0 - one.x1, 0.0)
    along = max(one.y0 - other.y1, other.y0 - one.y1, 0.0)
    return math.hypot(across, along)


def moved_to_hold(
    name: str,
    subject: Box,
    target: Box,
    room: Box,
    distance_px: float,
    rng: np.random.Generator,
    sidewards: bool = False,
) -> Box:
    """The subject moved so that the relation holds. A coordinate that meets the relation already is kept.

    A new coordinate is drawn uniformly from what the relation and `room` (where the box's centre may lie) allow. Where
    they allow nothing, the box stays and `relation_holds` is False. `sidewards`: the box keeps its y.
    """
    (x, y), half_w, half_h = subject.centre_xy, subject.width / 2, subject.height / 2
    match name:
        case "on":
            x, y = _supported(x, half_w, target, rng), target.y0 - half_h
        case "inside":
            x = _within(x, target.x0 + half_w, target.x1 - half_w, rng)
            y = _within(y, target.y0 + half_h, target.y1 - half_h, rng)
        case "left_of":
            x = _within(x, room.x0, target.x0 - half_w, rng)
        case "right_of":
            x = _within(x, target.x1 + half_w, room.x1, rng)
        case "above":
            y = _within(y, room.y0, target.y0 - half_h, rng)
        case "below":
            y = _within(y, target.y1 + half_h, room.y1, rng)
        case "near":
            direction = float(rng.uniform(0.0, 2 * math.pi))
            return _along(subject, target, distance_px, direction, sidewards)
    return centred(subject, x, subject.centre_xy[1] if sidewards else y)


def centred(box: Box, x: float, y: float) -> Box:
    """A box of the same size with its centre at (x, y), in px."""
    return Box(x - box.width / 2, y - box.height / 2, x + box.width / 2, y + box.height / 2)


def _within(value: float, low: float, high: float, rng: np.random.Generator) -> float:
    """The value if it lies in the interval, else a draw from the interval. Unchanged where the interval is empty."""
    return value if low <= value <= high or low > high else float(rng.uniform(low, high))


def _supported(x: float, half_width: float, target: Box, rng: np.random.Generator) -> float:
    """An x along the target's upper edge; the whole width rests on the edge where the edge is long enough."""
    overhang = min(half_width, target.width / 2)
    return _within(x, target.x0 + overhang, target.x1 - overhang, rng)


def _along(subject: Box, target: Box, distance_px: float, direction_rad: float, sidewards: bool) -> Box:
    """The subject moved out from the target's centre until the distance between them is `distance_px`.

    `sidewards`: the subject keeps its y and moves only to the left or right.
    """
    x, y = target.centre_xy
    if sidewards:
        y, direction_rad = subject.centre_xy[1], 0.0 if math.cos(direction_rad) > 0 else math.pi
    low, high = 0.0, subject.width + subject.height + target.width + target.height + 2 * distance_px

    def at(reach: float) -> Box:
        return centred(subject, x + reach * math.cos(direction_rad), y + reach * math.sin(direction_rad))

    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        touching = box_gap_px(at(middle), target) <= 0 and at(middle).intersection(target).area > 0
        if touching or box_gap_px(at(middle), target) < distance_px:
            low = middle
        else:
            high = middle
    return at(high)
