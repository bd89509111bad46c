"""The window of a canvas in which one object is painted: cut out, resized for the model, and laid back."""

from __future__ import annotations

import math
from typing import NamedTuple, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box

Pixel = TypeVar("Pixel", np.uint8, np.float32)

CONTEXT = 1.5
"""Side of a crop in lengths of its object's longer side: a model paints an object after what it sees around it."""

LEAST_PX = 64
"""Side of the smallest crop, in px of the canvas."""

RIM_SHARE = 0.75
"""What a pixel of the rim takes of the object; the rest is what was there. A hard cut looks like scissors' work."""


class CropWindow(NamedTuple):
    """A window of the canvas, px from its corner (x0, y0), and the size in px in which the model paints it."""

    x0: int
    y0: int
    width: int
    height: int
    model_width: int
    model_height: int

    @property
    def window(self) -> tuple[slice, slice]:
        """Rows and columns of the canvas."""
        return slice(self.y0, self.y0 + self.height), slice(self.x0, self.x0 + self.width)


def crop_around(box: Box, width: int, height: int, crop_px: int, multiple_px: int) -> CropWindow:
    """The crop around an object's box on a canvas of height x width: a square about its centre, moved to stay inside;
    where the canvas is too narrow for the square, the crop is as narrow.

    The longer side becomes `crop_px` for the model, the shorter keeps the proportion to the next multiple of
    `multiple_px`.
    """
    side = max(math.ceil(CONTEXT * max(box.width, box.height)), LEAST_PX)
    wide, high = min(side, width), min(side, height)
    x, y = box.centre_xy
    scale = crop_px / max(wide, high)
    return CropWindow(
        x0=min(max(round(x - wide / 2), 0), width - wide),
        y0=min(max(round(y - high / 2), 0), height - high),
        width=wide,
        height=high,
        model_width=max(round(wide * scale / multiple_px), 1) * multiple_px,
        model_height=max(round(high * scale / multiple_px), 1) * multiple_px,
    )


def cut_image(canvas: NDArray[np.uint8], crop: CropWindow) -> NDArray[np.uint8]:
    """The crop of a canvas (h, w, 3) as the model sees it."""
    return _resized(canvas[crop.window], crop.model_width, crop.model_height)


def cut_mask(mask: NDArray[np.bool_], crop: CropWindow) -> NDArray[np.bool_]:
    """The crop of a mask (h, w) as the model sees it: nearest neighbours; where it shrinks, every pixel that the mask
    touches, so that thin parts are painted too.
    """
    size, window = (crop.model_width, crop.model_height), mask[crop.window].astype(np.uint8)
    if crop.model_width < crop.width or crop.model_height < crop.height:
        return cv2.resize(window.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
    return cv2.resize(window, size, interpolation=cv2.INTER_NEAREST_EXACT).astype(np.bool_)


def paste_crop(
    canvas: NDArray[np.uint8],
    painted: NDArray[np.uint8],
    crop: CropWindow,
    outline: NDArray[np.bool_],
    visible: NDArray[np.bool_],
) -> NDArray[np.uint8]:
    """A canvas on which `painted`, as the model gave it for `outline` (h, w), fills the `visible` part of that; every
    other pixel keeps its bits.

    A pixel is the mean of what the model painted inside the outline there, none of it of what lies beside. The rim of
    the outline is mixed with what was there.
    """
    inside = cut_mask(outline, crop)[:, :, None].astype(np.float32)
    weight = _resized(inside, crop.width, crop.height).reshape(crop.height, crop.width, 1)
    colour = _resized(painted * inside, crop.width, crop.height) / np.maximum(weight, 1e-6)
    share = np.where(rim_of(outline[crop.window]), RIM_SHARE, 1.0)[:, :, None]
    below = canvas[crop.window]
    result = canvas.copy()
    result[crop.window] = np.where(visible[crop.window][:, :, None], (below + (colour - below) * share).round(), below)
    return result


def rim_of(outline: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The pixels of a mask (h, w) that touch one outside of it by a side; the canvas' border is no edge."""
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    return outline & (cv2.erode(outline.astype(np.uint8), cross) == 0)


def _resized(picture: NDArray[Pixel], width: int, height: int) -> NDArray[Pixel]:
    """A picture (h, w, c) of another size: areas are averaged where it shrinks, else blended between centres."""
    if picture.shape[:2] == (height, width):
        return picture
    shrinks = width * height < picture.shape[0] * picture.shape[1]
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)  # pyright: ignore[reportReturnType]
