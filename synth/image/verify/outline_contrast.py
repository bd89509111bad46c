"""A check without a model: the edges of the picture are where the edges of the labels are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from synth.core.outcome import Verdict
from synth.image.records import Plan

if TYPE_CHECKING:
    from jaxtyping import UInt8

SHIFT_PX = 6
LEAST_RATIO = 1.15


def outline_contrast(plan: Plan, image: UInt8[np.ndarray, "h w 3"]) -> Verdict:
    """Mean gradient on the visible outlines, divided by that on the same outlines shifted by 6 px in four directions.

    A ratio of 1 means that the labels are unrelated to the picture. A plan without instances passes.
    """
    outline = np.zeros((plan.height, plan.width), np.bool_)
    for instance in plan.instances:
        bits = instance.mask.on_canvas(plan.width, plan.height).astype(np.uint8)
        outline |= (bits > 0) & (cv2.erode(bits, np.ones((3, 3), np.uint8), borderValue=1) == 0)
    if not outline.any():
        return Verdict(check="outline", measured=LEAST_RATIO, limit=LEAST_RATIO, passed=not plan.instances)
    grey = image.astype(np.float32).mean(axis=2)
    slope = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    moves = [(SHIFT_PX, 0), (-SHIFT_PX, 0), (0, SHIFT_PX), (0, -SHIFT_PX)]
    elsewhere = np.mean([slope[np.roll(outline, move, axis=(0, 1))].mean() for move in moves])
    measured = float(slope[outline].mean() / max(float(elsewhere), 1e-3))
    return Verdict(check="outline", measured=measured, limit=LEAST_RATIO, passed=measured >= LEAST_RATIO)
