"""What a picture is labelled with: instances, their keypoints, and what an annotator read of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.core.geometry import Box, Mask
from synth.core.labels import AttributeValue

if TYPE_CHECKING:
    from jaxtyping import Float64

CONFIRMED_IOU = 0.5
"""Least IoU of a label with what the annotator read for it to be confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the annotator saw of one instance: IoU with the label, score 0-1 and the measured box (None: nothing
    found).
    """

    iou: float
    score: float
    box: Box | None


class Keypoint(NamedTuple):
    """A named point of an object in px; `visibility` as in COCO: 0 outside the canvas, 1 hidden, 2 seen."""

    name: str
    x: float
    y: float
    visibility: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """One object of one sample.

    `mask` is modal (visible pixels, inside the canvas), `amodal` is the full extent and may leave the canvas.
    visibility = visible area / full area; truncation = share of the full area outside the canvas.
    `requested_box` is what the plan asked for; `reading` is absent until verification. Larger `z` is nearer.
    `phrase` is what a prompt calls it. `box_only`: no more than its box is known, and `mask` is that rectangle;
    `relabelled`: that is the box where an annotator found it, not the planned one. `entry` of the scene's objects is
    where a planned one comes from; `outline` is the polygon in px that its full mask was rasterised of, where there is
    one.
    """

    id: int
    category: str
    mask: Mask
    amodal: Mask
    z: float = 0.0
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    requested_box: Box
    reading: Reading | None = None
    truncation: float
    visibility: float
    phrase: str = ""
    keypoints: tuple[Keypoint, ...] = ()
    box_only: bool = False
    relabelled: bool = False
    entry: str = ""
    outline: Float64[np.ndarray, "n 2"] | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.id < 1:
            raise ValueError(f"instance ids start at 1, got {self.id}")
        if not self.mask.area:
            raise ValueError(f"instance {self.id} ({self.category}) has no visible pixel; leave it out of the plan")

    @property
    def box(self) -> Box:
        """Tight box of the visible mask."""
        return self.mask.box

    @property
    def confirmed(self) -> bool | None:
        """Whether the annotator read it back; None where none looked at it."""
        return None if self.reading is None else self.reading.iou >= CONFIRMED_IOU

    @property
    def area(self) -> int:
        """Visible pixels."""
        return self.mask.area
