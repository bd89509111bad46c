"""Edges of a plan: the visible outline of every object, the horizon and the edges of a road."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Mask, overlap_slices
from synth.image.records import Plan

if TYPE_CHECKING:
    from jaxtyping import UInt8

EDGE = 255

_CROSS = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))


def edge_map(plan: Plan, regions: UInt8[np.ndarray, "h w"]) -> UInt8[np.ndarray, "h w"]:
    """255 on an edge, else 0. `regions` numbers the regions behind all objects, far to near.

    Of two neighbouring pixels that show different objects, the pixel of the nearer object is the edge. Canny's detector
    may choose either of the two. Objects hide the edges of farther ones. The border of the canvas is no edge.
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
    """The window of the canvas around a mask with a frame of one pixel, and the mask (0 or 1) in that window.

    The frame is outside the mask. At the border of the canvas there is no frame, so an erosion removes nothing there.
    """
    rows, cols = mask.bits.shape
    window, _ = overlap_slices(hw, (rows + 2, cols + 2), mask.x0 - 1, mask.y0 - 1)
    solid = np.zeros((window[0].stop - window[0].start, window[1].stop - window[1].start), np.uint8)
    x0, y0 = mask.x0 - window[1].start, mask.y0 - window[0].start
    target, source = overlap_slices(solid.shape, mask.bits.shape, x0, y0)
    solid[target] = mask.bits[source]
    return window, solid
