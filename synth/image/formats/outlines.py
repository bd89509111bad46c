"""Masks as polygons along the borders of their pixels, so that drawing the polygons gives the same pixels again.

A polygon has corners at whole px. A hole is joined to the outline around it by a cut of no width, and so are several
outlines where a format takes only one: whoever fills by the even-odd rule, as pycocotools does, gets the mask exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from synth.core.geometry import Mask
from synth.image.report.contours import Corner, outline_loops

Ring = list[Corner]
"""Corners in x, y order without a repeated end; clockwise on the screen around pixels, the other way around a hole."""


def polygons_of(mask: Mask) -> list[list[float]]:
    """COCO polygons [x0, y0, x1, y1 ...] in px of a mask, one for each part whose pixels share sides."""
    import cv2

    number, parts, boxes, _ = cv2.connectedComponentsWithStats(mask.bits.astype(np.uint8), connectivity=4)
    found = list[list[float]]()
    for part in range(1, number):
        x, y, width, height = boxes[part, :4].tolist()
        ring = _with_holes(outline_loops(parts[y : y + height, x : x + width] == part))
        found.append([float(value) for cx, cy in ring for value in (cx + x + mask.x0, cy + y + mask.y0)])
    return found


def joined(polygons: Sequence[Sequence[float]]) -> list[float]:
    """Several COCO polygons as one, joined by cuts of no width between the corners that are nearest."""
    from scipy.spatial import KDTree

    first, *others = (np.asarray(one, np.float64).reshape(-1, 2) for one in polygons)
    whole = first
    for other in others:
        distances, nearest = map(np.atleast_1d, KDTree(whole).query(other))
        there = int(distances.argmin())
        here = int(nearest[there])
        turned = np.roll(other, -there, axis=0)
        whole = np.concatenate([whole[: here + 1], turned, turned[:1], whole[here:]])
    return [float(value) for value in whole.ravel()]


def _with_holes(rings: list[Ring]) -> Ring:
    """One ring: the outer one, with each hole joined to what lies to the left of its leftmost corner."""
    outer = min(rings, key=min)
    holes = [ring for ring in rings if ring is not outer]
    for hole in sorted(holes, key=min):
        start = hole.index(min(hole))
        x, y = hole[start]
        at, cut = _side_left_of(outer, x, y)
        turned = hole[start:] + hole[:start]
        outer = [*outer[: at + 1], (cut, y), *turned, turned[0], (cut, y), *outer[at + 1 :]]
    return outer


def _side_left_of(ring: Ring, x: int, y: int) -> tuple[int, int]:
    """Place in the ring and x of the upright side that a ray to the left meets first, in the row of pixels below y."""
    sides = (
        (one[0], at)
        for at, (one, two) in enumerate(pairwise([*ring, ring[0]]))
        if one[0] == two[0] < x and min(one[1], two[1]) <= y < max(one[1], two[1])
    )
    cut, at = max(sides)
    return at, cut
