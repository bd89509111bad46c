"""What an annotator's maps are to be on a training crop, of masks and of boxes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from synth.image.condition.planes import PlaneLayout
from synth.image.verify.centres import LOG_SIDE

if TYPE_CHECKING:
    from jaxtyping import Float32, Int32, Int64

NO_KIND = -1
"""Index of the category of background."""

LEAST_WEIGHT = 0.1


def target_maps(labels: Int32[np.ndarray, "h w"]) -> Float32[np.ndarray, "3 h w"]:
    """Foreground, contour and depth of a label map, each in [0, 1] (see `synth.image.verify.segment`)."""
    contour = np.zeros(labels.shape, np.bool_)
    for axis in (0, 1):
        differs = np.diff(labels, axis=axis) != 0
        before, after = ([(0, 1), (0, 0)], [(1, 0), (0, 0)]) if axis == 0 else ([(0, 0), (0, 1)], [(0, 0), (1, 0)])
        contour |= np.pad(differs, before) | np.pad(differs, after)
    contour &= labels > 0
    inner = ((labels > 0) & ~contour).astype(np.uint8)
    distance = cv2.distanceTransform(inner, cv2.DIST_L2, 3) + (labels > 0)
    largest = np.zeros(int(labels.max(initial=0)) + 1, np.float32)
    np.maximum.at(largest, labels.ravel(), distance.ravel())
    depth = np.where(labels > 0, distance / np.maximum(largest[labels], 1), 0)
    return np.stack([labels > 0, contour, depth]).astype(np.float32)


def target_kinds(layout: PlaneLayout) -> Int64[np.ndarray, "h w"]:
    """The index of the category at each pixel, of the object on top; NO_KIND on the background."""
    return np.concatenate([[NO_KIND], layout.categories])[layout.labels]


def target_centres(layout: PlaneLayout, categories: int) -> Float32[np.ndarray, "categories+3 h w"]:
    """Maps of centres (a Gaussian about each, as wide as a sixth of its box), the logarithms of width and height, and
    the weight of these at each pixel. Boxes whose centre lies outside teach nothing.
    """
    height, width = layout.labels.shape
    centres = np.zeros((categories, height, width), np.float32)
    sizes, weight = np.zeros((2, height, width), np.float32), np.zeros((height, width), np.float32)
    y, x = np.arange(height)[:, None] + 0.5, np.arange(width)[None] + 0.5
    for (x0, y0, x1, y1), category in zip(layout.boxes, layout.categories, strict=True):
        middle = np.array([(x0 + x1) / 2, (y0 + y1) / 2], np.float64)
        if not (0 <= middle[0] < width and 0 <= middle[1] < height):
            continue
        side = np.array([max(x1 - x0, 1.0), max(y1 - y0, 1.0)])
        middle, spread = np.floor(middle) + 0.5, np.maximum(side / 6, 0.8)
        bump = np.exp(-(((x - middle[0]) / spread[0]) ** 2 + ((y - middle[1]) / spread[1]) ** 2) / 2)
        bump = bump.astype(np.float32)
        np.maximum(centres[category], bump, out=centres[category])
        nearer = bump > weight
        weight[nearer] = bump[nearer]
        sizes[:, nearer] = (np.log(side) - LOG_SIDE).astype(np.float32)[:, None]
    weight[weight < LEAST_WEIGHT] = 0
    return np.concatenate([centres, sizes, weight[None]])
