"""A thing on a desk as a drawn sprite, and how it is laid into a picture: through the camera, with its shadow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import cv2
import numpy as np

from synth.document.degrade.light import Lamp
from synth.document.degrade.noise import Pixels

if TYPE_CHECKING:
    from jaxtyping import Float64, UInt8

Matrix: TypeAlias = "Float64[np.ndarray, '3 3']"

MM_PX = 4.0
"""Resolution of sprites, px per millimetre."""


class Sprite(NamedTuple):
    """RGB and opacity, (h, w, 4), at `MM_PX` px a millimetre; `height_mm` over the desk, for its shadow."""

    rgba: UInt8[np.ndarray, "h w 4"]
    height_mm: float

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height."""
        return self.rgba.shape[1] / MM_PX, self.rgba.shape[0] / MM_PX


def canvas(width_mm: float, height_mm: float) -> UInt8[np.ndarray, "h w 4"]:
    """An empty sprite."""
    return np.zeros((max(2, round(height_mm * MM_PX)), max(2, round(width_mm * MM_PX)), 4), np.uint8)


def fill(rgba: Pixels, points_mm: np.ndarray, colour: Sequence[float] | np.ndarray) -> None:
    """Draw an opaque polygon, (n, 2) in mm, with a smooth edge."""
    points = np.round(np.asarray(points_mm) * MM_PX * 16).astype(np.int32)
    cv2.fillPoly(rgba, [points], (*(float(level) for level in colour), 255.0), cv2.LINE_AA, 4)


def rounded(x0: float, y0: float, x1: float, y1: float, radius: float) -> np.ndarray:
    """A rectangle with round corners, (n, 2)."""
    turn = np.linspace(0, np.pi / 2, 7)
    quarter = np.stack([np.cos(turn), np.sin(turn)], -1) * radius
    corners = (
        (x1 - radius, y1 - radius),
        (x0 + radius, y1 - radius),
        (x0 + radius, y0 + radius),
        (x1 - radius, y0 + radius),
    )
    signs = (((1, 1), 1), ((-1, 1), -1), ((-1, -1), 1), ((1, -1), -1))
    parts = [np.array(at) + (quarter * sign)[::step] for at, (sign, step) in zip(corners, signs, strict=True)]
    return np.concatenate(parts)


def placed(at_px: tuple[float, float], angle_deg: float, sprite: Sprite, mm_px: float) -> Matrix:
    """Sprite px -> desk px: the sprite's middle at a point of the desk, turned; `mm_px` is a millimetre of the desk."""
    cos, sin = np.cos(np.radians(angle_deg)) * mm_px / MM_PX, np.sin(np.radians(angle_deg)) * mm_px / MM_PX
    middle = np.array([sprite.rgba.shape[1] / 2, sprite.rgba.shape[0] / 2])
    turn = np.array([[cos, -sin], [sin, cos]])
    return np.vstack([np.hstack([turn, (np.array(at_px) - turn @ middle)[:, None]]), [0, 0, 1]])


def lay(picture: Pixels, hidden: Pixels, sprite: Sprite, to_picture: Matrix, lamp: Lamp, mm_px: float) -> None:
    """Draw a sprite into the picture (in place), its shadow first; `hidden` (h, w) takes its opacity.

    `to_picture` maps sprite px to the picture, `mm_px` is a millimetre in px of the picture.
    """
    height, width = sprite.rgba.shape[:2]
    corners = np.array([[0, 0, 1], [width, 0, 1], [width, height, 1], [0, height, 1]]) @ to_picture.T
    if corners[:, 2].min() <= 0.05:
        return
    points = corners[:, :2] / corners[:, 2:]
    shift = np.array(lamp.shift) * sprite.height_mm * mm_px
    soft = max(0.8, lamp.softness * sprite.height_mm * mm_px)
    reach = np.abs(shift).max() + 3 * soft + 2
    low = np.clip(np.floor(points.min(0) - reach), 0, (picture.shape[1], picture.shape[0])).astype(int)
    high = np.clip(np.ceil(points.max(0) + reach), 0, (picture.shape[1], picture.shape[0])).astype(int)
    if (high - low).min() < 2:
        return
    moved = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1.0]]) @ to_picture
    part = slice(low[1], high[1]), slice(low[0], high[0])
    size = (int(high[0] - low[0]), int(high[1] - low[1]))
    drawn = cv2.warpPerspective(sprite.rgba, moved, size, flags=cv2.INTER_LINEAR)
    opacity = drawn[..., 3]
    gain = 255 - shadow_of(opacity, shift, soft, lamp.darkness)
    ground = cv2.multiply(picture[part], cv2.cvtColor(gain, cv2.COLOR_GRAY2RGB), scale=1 / 255)
    alpha = cv2.cvtColor(opacity, cv2.COLOR_GRAY2RGB)
    over = cv2.multiply(np.ascontiguousarray(drawn[..., :3]), alpha, scale=1 / 255)
    picture[part] = cv2.add(over, cv2.multiply(ground, cv2.bitwise_not(alpha), scale=1 / 255))
    hidden[part] = np.maximum(hidden[part], opacity)


def shadow_of(opacity: Pixels, shift: np.ndarray, soft_px: float, darkness: float) -> Pixels:
    """How dark the shadow of a shape is, 0 to 255: moved by `shift` px, soft, with a tight one where it touches."""
    matrix = np.array([[1, 0, shift[0]], [0, 1, shift[1]]])
    small = 4 if soft_px > 6 else 1
    cast = cv2.warpAffine(opacity, matrix, (opacity.shape[1], opacity.shape[0]))
    if small > 1:
        cast = cv2.resize(cast, None, fx=1 / small, fy=1 / small, interpolation=cv2.INTER_AREA)
    cast = cv2.GaussianBlur(cast, (0, 0), soft_px / small)
    cast = cv2.resize(cast, (opacity.shape[1], opacity.shape[0]), interpolation=cv2.INTER_LINEAR)
    touch = cv2.GaussianBlur(opacity, (0, 0), max(0.8, min(3.0, soft_px / 3)))
    return cv2.max(cv2.convertScaleAbs(cast, alpha=darkness), cv2.convertScaleAbs(touch, alpha=0.55 * darkness))
