"""The window of a canvas in which one object is painted: cut out, resized for the model, and pasted back."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box

if TYPE_CHECKING:
    from jaxtyping import Bool, UInt8

Pixel = TypeVar("Pixel", np.uint8, np.float32)

CONTEXT = 1.5
"""Side of a crop, in multiples of its object's longer side. A model paints an object to match its surroundings."""

LEAST_PX = 64
"""Side of the smallest crop, in px of the canvas."""

RIM_SHARE = 0.75
"""Opacity of the object in the pixels of its rim. A hard edge looks like a cut-out."""


class CropWindow(NamedTuple):
    """A window of the canvas, in px with its top-left corner at (x0, y0), and the size in px at which it is painted."""

    x0: int
    y0: int
    width: int
    height: int
    model_width: int
    model_height: int

    @property
    def window(self) -> tuple[slice, slice]:
        """Slices of rows and columns of the canvas."""
        return slice(self.y0, self.y0 + self.height), slice(self.x0, self.x0 + self.width)


def crop_around(box: Box, width: int, height: int, crop_px: int, multiple_px: int) -> CropWindow:
    """The crop around an object's box on a canvas of width x height px.

    It is a square about the box centre, moved to stay inside. Where the canvas is too narrow for the square, the crop
    is as narrow as the canvas. For the model the longer side becomes `crop_px`; the shorter one keeps the proportion.
    Both are rounded to a multiple of `multiple_px`.
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


def cut_image(canvas: UInt8[np.ndarray, "h w 3"], crop: CropWindow) -> UInt8[np.ndarray, "model_height model_width 3"]:
    """The crop of a canvas at the model's size."""
    return _resized(canvas[crop.window], crop.model_width, crop.model_height)


def cut_mask(mask: Bool[np.ndarray, "h w"], crop: CropWindow) -> Bool[np.ndarray, "model_height model_width"]:
    """The crop of a mask at the model's size, by nearest neighbours.

    Where the crop shrinks, every pixel that the mask touches is set, so that thin parts are painted too.
    """
    size, window = (crop.model_width, crop.model_height), mask[crop.window].astype(np.uint8)
    if crop.model_width < crop.width or crop.model_height < crop.height:
        return cv2.resize(window.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0
    return cv2.resize(window, size, interpolation=cv2.INTER_NEAREST_EXACT).astype(np.bool_)


def paste_crop(
    canvas: UInt8[np.ndarray, "h w 3"],
    painted: UInt8[np.ndarray, "model_height model_width 3"],
    crop: CropWindow,
    outline: Bool[np.ndarray, "h w"],
    visible: Bool[np.ndarray, "h w"],
) -> UInt8[np.ndarray, "h w 3"]:
    """A copy of the canvas in which `painted` fills the `visible` part of `outline`; all other pixels are unchanged.

    A pixel is the mean of the painted pixels inside the outline; pixels beside the outline do not contribute. The rim
    of the outline is mixed with the canvas below (RIM_SHARE).
    """
    inside = cut_mask(outline, crop)[:, :, None].astype(np.float32)
    weight = _resized(inside, crop.width, crop.height).reshape(crop.height, crop.width, 1)
    colour = _resized(painted * inside, crop.width, crop.height) / np.maximum(weight, 1e-6)
    share = np.where(rim_of(outline[crop.window]), RIM_SHARE, 1.0)[:, :, None]
    below = canvas[crop.window]
    result = canvas.copy()
    result[crop.window] = np.where(visible[crop.window][:, :, None], (below + (colour - below) * share).round(), below)
    return result


def rim_of(outline: Bool[np.ndarray, "h w"]) -> Bool[np.ndarray, "h w"]:
    """The pixels of a mask that share a side with a pixel outside it. The border of the canvas is no edge."""
    cross = cv2.getStructuringElement(cv2.MORPH_CROSS, (3, 3))
    return outline & (cv2.erode(outline.astype(np.uint8), cross) == 0)


def _resized(picture: NDArray[Pixel], width: int, height: int) -> NDArray[Pixel]:
    """A picture (h, w, c) at another size: averaged over areas where it shrinks, else interpolated linearly."""
    if picture.shape[:2] == (height, width):
        return picture
    shrinks = width * height < picture.shape[0] * picture.shape[1]
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)  # pyright: ignore[reportReturnType]
