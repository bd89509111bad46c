"""Training crops of compositions: whole pictures, moved a little."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.image.condition.planes import positions
from synth.image.train.corpus import StyleScale, TrainingPicture
from synth.image.train.crops import Cropper, Moves, RawCrop, TrainingCrop, finished_crop

MULTIPLE_PX = 16
ZOOM, SHIFT, TILT_DEG = 0.08, 0.04, 8.0


def whole_cropper(scale: StyleScale, moves: Moves) -> Cropper:
    """Whole pictures, zoomed, shifted and tilted a little, and padded to multiples of MULTIPLE_PX by reflection."""

    def crop(picture: TrainingPicture, size_px: int, rng: np.random.Generator) -> TrainingCrop:
        height, width = picture.labels.shape
        zoom, tilt = 1 + rng.uniform(-ZOOM, ZOOM), rng.uniform(-TILT_DEG, TILT_DEG)
        shift = rng.uniform(-SHIFT, SHIFT, 2) * (width, height)
        mirror = bool(rng.integers(2))
        centre = (width / 2, height / 2)
        forward = np.asarray(cv2.getRotationMatrix2D(centre, tilt if moves.tilt else 0.0, zoom), np.float64)
        forward[:, 2] += shift
        raw = RawCrop(
            pixels=_warped(picture.pixels, forward),
            labels=_followed(picture.labels, forward),
            cover=_followed(picture.cover, forward),
            boxes=_moved(picture.boxes, forward, width, height),
        )
        raw = raw.mirrored() if mirror and moves.mirror else raw
        pad = ((0, -height % MULTIPLE_PX), (0, -width % MULTIPLE_PX))
        raw = replace(
            raw,
            pixels=np.pad(raw.pixels, (*pad, (0, 0)), mode="symmetric"),
            labels=np.pad(raw.labels, pad, mode="symmetric"),
            cover=np.pad(raw.cover, pad, mode="symmetric"),
        )
        place = np.pad(positions(height, width), ((0, 0), *pad), mode="symmetric")
        return finished_crop(picture, raw, place, scale, rng)

    return crop


def padded_shape(picture: TrainingPicture) -> tuple[int, int]:
    """Rows and columns in px of a whole crop of the picture."""
    height, width = picture.labels.shape
    return height + -height % MULTIPLE_PX, width + -width % MULTIPLE_PX


def _warped(pixels: NDArray[np.float32], forward: NDArray[np.float64]) -> NDArray[np.float32]:
    height, width, channels = pixels.shape
    moved = cv2.warpAffine(pixels, forward, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.float32).reshape(height, width, channels)


def _followed(maps: NDArray[Any], forward: NDArray[np.float64]) -> NDArray[Any]:
    """A map of labels or bits (h, w) under the same motion, by the nearest pixel; 0 from beyond the border."""
    height, width = maps.shape
    back = cv2.invertAffineTransform(forward)
    x, y = np.arange(width)[None], np.arange(height)[:, None]
    columns = np.rint(back[0, 0] * x + back[0, 1] * y + back[0, 2]).astype(np.intp)
    rows = np.rint(back[1, 0] * x + back[1, 1] * y + back[1, 2]).astype(np.intp)
    inside = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
    found = maps[rows.clip(0, height - 1), columns.clip(0, width - 1)]
    found[~inside] = 0
    return found


def _moved(boxes: NDArray[np.float32], forward: NDArray[np.float64], width: int, height: int) -> NDArray[np.float32]:
    """Boxes (xyxy) under a motion without a turn, cut at the border; a tilted picture has no use for its boxes."""
    factor, offset = forward[[0, 1, 0, 1], [0, 1, 0, 1]], np.tile(forward[:, 2], 2)
    return np.clip(boxes * factor + offset, 0, [width, height, width, height]).astype(np.float32)
