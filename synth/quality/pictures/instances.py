"""Masks of several objects, and objects of several masks, where geometry alone tells."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np

from synth.core.geometry import Box, Mask
from synth.quality.finding import Finding
from synth.quality.pictures.answers import of_object
from synth.quality.pictures.outline import are_alike, border_of, closed, hull_of, on_one_canvas, parts_of, solidity
from synth.quality.pictures.view import SeenObject, View

LEAST_PART, LEAST_GAP_PX, LEAST_GAP = 0.15, 3.0, 0.3
"""Share of a mask that a part is no speck from; and the gap from which two parts are apart: px, and by the side of a
square of the smaller one's area.
"""

GAP_PX, OVERLAP = 2, 0.05
"""How far from one another, and how far on one another, two halves of one object may lie: px, share of an area."""

STRAIGHT = 0.02
"""Share of the pixels of a border that may lie beyond the line."""

LIKELY = 0.85
"""Confidence in what geometry tells; see docs/quality.md."""


class Cut(NamedTuple):
    """What two halves of an object have at least: a border as long as this share of them, a convex whole."""

    share: float
    convex: float


SURE_CUT = Cut(share=0.85, convex=0.955)
"""What nobody but a cut gives, with nothing else known."""


def parted_object(view: View) -> Iterator[Finding]:
    """A mask of parts that lie far apart, with no other object between them: several objects."""
    for one, mask in _masked(view):
        parts = [part for part in parts_of(mask, connectivity=8) if part.area >= LEAST_PART * mask.area]
        gaps = [gap for first, second in combinations(parts, 2) if (gap := _gap(first, second)) is not None]
        if gaps and not any(other is not one and _is_between(mask, its) for other, its in _masked(view)):
            evidence = f"{max(gaps):.0f} px apart, and no other object between them"
            many = len(parts)
            yield of_object(view, one, "parted_object", f"{many} parts", f"{many} objects", evidence, confidence=LIKELY)


def cut_object(view: View) -> Iterator[Finding]:
    """Two masks of a class that share a long straight border, look alike, and are one convex shape together."""
    masked = sorted(_masked(view), key=lambda pair: pair[1].x0)
    for at, (first, its) in enumerate(masked):
        for second, other in masked[at + 1 :]:
            if other.x0 > its.box.x1 + GAP_PX:
                break
            if first.category == second.category and is_cut(its, other, SURE_CUT) and are_alike(view, its, other):
                evidence = f"a straight border parts it from {second.where}, and together they are one convex shape"
                yield of_object(view, first, "cut_object", "2 objects", "1 object", evidence, confidence=LIKELY)


def is_cut(first: Mask, second: Mask, least: Cut) -> bool:
    """Whether two masks look as if a straight line had cut one object in two."""
    if not _are_near(first.box, second.box):
        return False
    if first.intersection_area(second) > OVERLAP * min(first.area, second.area):
        return False
    canvas = on_one_canvas([first, second], GAP_PX + 1)
    border = border_of(*canvas)
    if border is None or border.crooked > STRAIGHT or border.share < least.share:
        return False
    return solidity(closed(canvas[0] | canvas[1], GAP_PX)) >= least.convex


def _masked(view: View) -> list[tuple[SeenObject, Mask]]:
    """Objects, no crowds, with their masks."""
    return [(one, one.mask) for one in view.objects if not one.iscrowd and one.mask is not None and one.mask.area]


def _are_near(one: Box, other: Box) -> bool:
    across = max(one.x0, other.x0) - min(one.x1, other.x1)
    down = max(one.y0, other.y0) - min(one.y1, other.y1)
    return max(across, down) <= GAP_PX


def _gap(one: Mask, other: Mask) -> float | None:
    """The distance of two parts, px; None where they are not apart."""
    import cv2

    first, second = on_one_canvas([one, other], 1)
    away = cv2.distanceTransform((~first).astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_5)
    gap = float(away[second].min())
    return gap if gap >= max(LEAST_GAP_PX, LEAST_GAP * math.sqrt(min(one.area, other.area))) else None


def _is_between(whole: Mask, other: Mask) -> bool:
    """Whether a mask reaches into the convex hull of another: it may hide what joins its parts."""
    if not whole.box.intersection(other.box).area:
        return False
    canvas, theirs = on_one_canvas([whole, other], 0)
    return bool((hull_of(canvas) & theirs).any())
