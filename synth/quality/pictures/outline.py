"""Masks as such: how convex one is, where two meet, and how an object stands out from what is around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.core.geometry import Box, Mask
from synth.quality.pictures.view import View

if TYPE_CHECKING:
    from jaxtyping import Bool, Float64, UInt8

LEAST_BORDER, ON_LINE_PX = 8, 0.4
"""Pixels on both sides of a border, and how far one on the line may lie beyond it."""

RING_PX = (1, 3)
"""What is around an object: from so many px outside of it to so many."""


def on_one_canvas(masks: Sequence[Mask], margin: int) -> list[Bool[np.ndarray, "h w"]]:
    """Masks on one canvas around them all, with a margin, px."""
    x0, y0 = min(one.x0 for one in masks) - margin, min(one.y0 for one in masks) - margin
    x1, y1 = (max(getattr(one.box, side) for one in masks) + margin for side in ("x1", "y1"))
    size = int(x1 - x0), int(y1 - y0)
    return [Mask(x0=one.x0 - x0, y0=one.y0 - y0, bits=one.bits).on_canvas(*size) for one in masks]


def parts_of(mask: Mask, connectivity: int) -> list[Mask]:
    """Each connected part, that of the first pixel in reading order first."""
    import cv2

    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask.bits.astype(np.uint8), connectivity=connectivity)
    return [
        Mask.from_array(labels[y : y + height, x : x + width] == number, mask.x0 + x, mask.y0 + y)
        for number, (x, y, width, height, _) in enumerate(stats.tolist())
        if number
    ]


def solidity(bits: Bool[np.ndarray, "h w"]) -> float:
    """Area by that of the convex hull, 0-1, both of the polygon through the centres of the outer pixels."""
    import cv2

    contours, _ = cv2.findContours(bits.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return 1.0
    hull = cv2.contourArea(cv2.convexHull(np.concatenate(contours)))
    return sum(map(cv2.contourArea, contours)) / hull if hull else 1.0


def hull_of(bits: Bool[np.ndarray, "h w"]) -> Bool[np.ndarray, "h w"]:
    """The convex hull of a mask that is not empty."""
    import cv2

    points = np.argwhere(bits)[:, ::-1].astype(np.int32)
    return cv2.fillConvexPoly(np.zeros(bits.shape, np.uint8), cv2.convexHull(points), 1).astype(bool)


def closed(bits: Bool[np.ndarray, "h w"], px: int) -> Bool[np.ndarray, "h w"]:
    """Without gaps of up to so many px."""
    import cv2

    side = px + 1
    return cv2.morphologyEx(bits.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((side, side), np.uint8)).astype(bool)


class Border(NamedTuple):
    """Where two masks meet: its length by that of the longer of them in its direction, and the share of its pixels
    that lie on the wrong side of the straight line through it.
    """

    share: float
    crooked: float


def border_of(first: Bool[np.ndarray, "h w"], second: Bool[np.ndarray, "h w"]) -> Border | None:
    """The border of two masks on one canvas; None where they do not touch for more than a few pixels."""
    import cv2

    square = np.ones((3, 3), np.uint8)
    band = np.logical_and(*(cv2.dilate(one.astype(np.uint8), square) > 0 for one in (first, second)))
    points = np.argwhere(band & (first | second)).astype(np.float64)
    if len(points) < LEAST_BORDER:
        return None
    centre = points.mean(axis=0)
    along, across = np.linalg.svd(points - centre, full_matrices=False)[2]
    own = first[band & (first | second)]
    side = (points - centre) @ across
    side *= -1 if side[own].mean() > side[~own].mean() else 1
    wrong = np.concatenate([side[own] > ON_LINE_PX, side[~own] < -ON_LINE_PX])
    longest = max(np.ptp(np.argwhere(one) @ along) for one in (first, second))
    return Border(float(np.ptp(points @ along) / max(longest, 1.0)), float(wrong.mean()))


def are_alike(view: View, one: Mask, other: Mask) -> bool:
    """Whether the mean levels of two masks differ by no more than the levels within them do."""
    levels = [_levels_of(view, mask) for mask in (one, other)]
    if not all(map(len, levels)):
        return False
    return float(abs(levels[0].mean() - levels[1].mean())) <= float(np.mean([part.std() for part in levels]))


def _levels_of(view: View, mask: Mask) -> Float64[np.ndarray, " n"]:
    """The grey levels of its pixels; none where there is no picture."""
    pixels, size = view.pixels, view.stated_wh
    if pixels is None or size is None:
        return np.zeros(0)
    inside = mask.clipped(*size)
    height, width = inside.bits.shape
    part = pixels[inside.y0 : inside.y0 + height, inside.x0 : inside.x0 + width]
    return _grey(part)[inside.bits] if inside.area else np.zeros(0)


def contrast(view: View, box: Box, mask: Mask | None) -> float:
    """The difference of the mean levels of an object, its box without a mask, and of a ring around it, by the standard
    deviation of the ring; 0 where the picture cannot be read, or has no such object.
    """
    import cv2

    pixels, size = view.pixels, view.stated_wh
    if pixels is None or size is None:
        return 0.0
    margin = RING_PX[1] + 1
    x0, y0 = max(0, int(box.x0) - margin), max(0, int(box.y0) - margin)
    x1, y1 = min(size[0], int(np.ceil(box.x1)) + margin), min(size[1], int(np.ceil(box.y1)) + margin)
    if x1 <= x0 or y1 <= y0:
        return 0.0
    whole = mask or Mask.from_array(
        np.ones((round(box.height), round(box.width)), np.bool_), round(box.x0), round(box.y0)
    )
    moved = Mask(x0=whole.x0 - x0, y0=whole.y0 - y0, bits=whole.bits)
    inside = moved.on_canvas(x1 - x0, y1 - y0).astype(np.uint8)
    near, far = (cv2.dilate(inside, np.ones((2 * px + 1, 2 * px + 1), np.uint8)) for px in RING_PX)
    grey = _grey(pixels[y0:y1, x0:x1])
    ring, own = grey[(far > 0) & (near == 0)], grey[inside > 0]
    if not len(ring) or not len(own):
        return 0.0
    return float(abs(own.mean() - ring.mean()) / np.hypot(1, ring.std()))


def _grey(pixels: UInt8[np.ndarray, "h w 3"]) -> Float64[np.ndarray, "h w"]:
    import cv2

    return cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY).astype(np.float64)
