"""The annotator of boxes: for each category a map of centres, and the size of the box at each pixel (objects as points,
Zhou et al. 2019, arXiv:1904.07850).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np
import torch

from synth.core.geometry import Box
from synth.image.records import Detection
from synth.image.verify.maps import read_picture

if TYPE_CHECKING:
    from jaxtyping import Float32

LEAST_SCORE, SAME_IOU, MOST_FOUND = 0.15, 0.55, 300
PEAK_PX = 5
"""Side of the square in which a centre is the highest point of its map."""

LOG_SIDE = 4.0
"""Logarithm of the side in px that the map of sizes has as 0: about 55 px."""


def maps_of(categories: int) -> int:
    """Maps of a network for so many categories: a map of centres each, log width, log height."""
    return categories + 2


def read_boxes(
    unet: torch.nn.Module, picture: Float32[np.ndarray, "h w 3"], categories: Sequence[str]
) -> tuple[list[Detection], Float32[np.ndarray, " domains"]]:
    """The boxes that a network finds in one normalised picture, the best first, and the probability of each domain."""
    number = len(categories)
    logits, domains = read_picture(unet, picture, maps_of(number))
    centres = torch.sigmoid(logits[:number].float()).cpu().numpy()
    sizes = np.exp(np.clip(logits[number:].float().cpu().numpy() + LOG_SIDE, 0, 8))
    return decode_boxes(centres, sizes, categories), domains


def decode_boxes(
    centres: Float32[np.ndarray, "categories h w"], sizes: Float32[np.ndarray, "2 h w"], categories: Sequence[str]
) -> list[Detection]:
    """The boxes at the peaks of the maps of centres, clipped to the picture; of boxes of a category that nearly
    coincide the best.
    """
    height, width = centres.shape[1:]
    canvas, found = Box(0, 0, width, height), list[Detection]()
    for category, plane in zip(categories, centres, strict=True):
        peaks = (plane >= LEAST_SCORE) & (plane == cv2.dilate(plane, np.ones((PEAK_PX, PEAK_PX), np.uint8)))
        rows, columns = np.nonzero(peaks)
        order = np.argsort(-plane[rows, columns], kind="stable")[:MOST_FOUND]
        kept = list[Detection]()
        for row, column in zip(rows[order], columns[order], strict=True):
            box = _box_at(column + 0.5, row + 0.5, *sizes[:, row, column]).intersection(canvas)
            if box.area and all(box.iou(other.box) < SAME_IOU for other in kept):
                kept.append(Detection(category, box, float(plane[row, column])))
        found += kept
    return sorted(found, key=lambda one: -one.score)


def _box_at(x: float, y: float, width: float, height: float) -> Box:
    return Box(float(x - width / 2), float(y - height / 2), float(x + width / 2), float(y + height / 2))
