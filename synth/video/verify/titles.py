"""Whether a title card's ink lies in the boxes of its lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from synth.core.geometry import Box, Mask
from synth.video.records import TitleLine

if TYPE_CHECKING:
    from jaxtyping import UInt8

INK = 128
"""Grey value from which a pixel of a card is ink."""


def least_iou(frame: UInt8[np.ndarray, "h w 3"], lines: Sequence[TitleLine]) -> float:
    """The least IoU of a line's box with the box of the ink between the middles of its neighbours, 1 without lines."""
    ink = frame.mean(axis=2) >= INK
    middles = [line.box.centre_xy[1] for line in lines]
    borders = [0, *(round((one + other) / 2) for one, other in pairwise(middles)), len(ink)]
    found = []
    for line, (top, bottom) in zip(lines, pairwise(borders), strict=False):
        box: Box = Mask.from_array(ink[top:bottom], 0, top).box
        found.append(line.box.iou(box))
    return min(found, default=0.0 if ink.any() else 1.0)
