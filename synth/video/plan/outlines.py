"""The outlines of all objects of a shot in each of its frames, moved at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.core.geometry import Box, Mask
from synth.image.plan.raster import Polygon, rasterise_all
from synth.video.plan.movers import Mover

if TYPE_CHECKING:
    from jaxtyping import Float64

LARGEST_SIDE = 3.0
"""Largest side of an object, in multiples of the frame's larger side: one that would be larger has passed."""


class Shown(NamedTuple):
    """An object in a frame: its place among the movers, its outline in px of the frame, the box and mask of that."""

    place: int
    outline: Polygon
    box: Box
    mask: Mask


class Outlines:
    """The outlines of the movers of a shot. Masks of those that rest are rasterised once."""

    def __init__(self, movers: Sequence[Mover], frame_wh_px: tuple[int, int]) -> None:
        self._frame = np.array(frame_wh_px)
        self._lengths = np.array([len(mover.outline) for mover in movers], int)
        self._anchors = np.array([mover.anchor_xy_px for mover in movers]).reshape(-1, 2)
        outlines = [mover.outline for mover in movers] or [np.zeros((0, 2))]
        self._points = np.concatenate(outlines) - np.repeat(self._anchors, self._lengths, axis=0)
        turns = np.array([(-1.0 if mover.mirrored else 1.0, 1.0) for mover in movers]).reshape(-1, 2)
        nowhere = ((np.nan, np.nan), (np.nan, np.nan))
        poses = [[pose[:2] if pose else nowhere for pose in mover.poses] for mover in movers]
        placed = np.array(poses, np.float64).reshape(len(movers), len(movers[0].poses) if movers else 0, 2, 2)
        self._scales, self._shifts = placed[:, :, 0] * turns[:, None], placed[:, :, 1]
        self._known: dict[int, tuple[Box, Mask]] = {}

    def at(self, frame: int, corner_xy_px: tuple[float, float]) -> list[Shown]:
        """What a frame may show, whose window has this corner on the canvas; in the order of the movers."""
        if not len(self._lengths):
            return []
        offsets = self._anchors + self._shifts[:, frame] - corner_xy_px
        per_point = np.repeat(np.stack([self._scales[:, frame], offsets]), self._lengths, axis=1)
        points = self._points * per_point[0] + per_point[1]
        ends = self._lengths.cumsum()
        low = np.minimum.reduceat(points, ends - self._lengths)
        high = np.maximum.reduceat(points, ends - self._lengths)
        there = self._may_be_seen(low, high)
        boxes = {place: Box(*low[place].tolist(), *high[place].tolist()) for place in there}
        outlines = {place: points[ends[place] - self._lengths[place] : ends[place]] for place in there}
        masks = self._masks(boxes, outlines)
        return [Shown(place, outlines[place], boxes[place], masks[place]) for place in there if masks[place].area]

    def _may_be_seen(self, low: Float64[np.ndarray, "n 2"], high: Float64[np.ndarray, "n 2"]) -> list[int]:
        """Those whose box meets the frame; what is nowhere compares with nothing."""
        meets = (high > 0).all(axis=1) & (low < self._frame).all(axis=1)
        fits = (high - low).max(axis=1) <= LARGEST_SIDE * self._frame.max()
        return np.flatnonzero(meets & fits).tolist()

    def _masks(self, boxes: dict[int, Box], outlines: dict[int, Polygon]) -> dict[int, Mask]:
        moved = [place for place, box in boxes.items() if self._known.get(place, (None,))[0] != box]
        made = rasterise_all([outlines[place] for place in moved])
        self._known.update((place, (boxes[place], mask)) for place, mask in zip(moved, made, strict=True))
        return {place: self._known[place][1] for place in boxes}
