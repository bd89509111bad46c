"""Edges of a plan: the outline of every object where it is seen, the horizon and the edges of a road."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Mask, overlap_slices
from synth.image.records import Plan

EDGE = 255

_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def edge_map(plan: Plan, regions: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Edges (h, w): 255 on an edge, else 0. `regions` (h, w) number what lies behind all objects, far to near.

    Of two neighbouring pixels that show different things the nearer one is the edge, which is one of the two that
    Canny's detector may choose. Objects cover far ones' edges; the border of the canvas is no edge.
    """
    edges = np.zeros(regions.shape, np.uint8)
    for region in range(1, int(regions.max()) + 1):
        solid = (regions >= region).astype(np.uint8)
        edges[solid > cv2.erode(solid, _CROSS)] = EDGE
    for instance in sorted(plan.instances, key=lambda instance: (instance.z, instance.id)):
        window, solid = _framed(instance.amodal, edges.shape)
        edges[window][solid > 0] = 0
        edges[window][solid > cv2.erode(solid, _CROSS)] = EDGE
    return edges


def _framed(mask: Mask, hw: tuple[int, ...]) -> tuple[tuple[slice, slice], NDArray[np.uint8]]:
    """A mask with a frame of one pixel (0 or 1), as far as both are on the canvas, and where: only the canvas's own
    border leaves the mask without an outside, and there nothing erodes.
    """
    rows, cols = mask.bits.shape
    window, _ = overlap_slices(hw, (rows + 2, cols + 2), mask.x0 - 1, mask.y0 - 1)
    solid = np.zeros((window[0].stop - window[0].start, window[1].stop - window[1].start), np.uint8)
    x0, y0 = mask.x0 - window[1].start, mask.y0 - window[0].start
    target, source = overlap_slices(solid.shape, mask.bits.shape, x0, y0)
    solid[target] = mask.bits[source]
    return window, solid
