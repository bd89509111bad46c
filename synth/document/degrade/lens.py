"""What a camera's lens and a hand that holds it do: glare of a lamp, defocus by distance, motion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from synth.document.degrade.noise import CoarseField, Pixels
from synth.document.degrade.warp import Warp

if TYPE_CHECKING:
    from jaxtyping import Float32

_INCH_MM = 25.4
_WIDEST_DISC_MM = 0.62
_LONGEST_SHAKE_MM = 1.7
_SHRINK_PX = (0.9, 3.2)
"""Kernels that reach further are applied to a half, to a quarter of the image: blur leaves nothing finer in it."""


def glare(picture: Pixels, severity: float, rng: np.random.Generator, warp: Warp, size: tuple[int, int]) -> Pixels:
    """The mirror image of a lamp or a window on a glossy page, drawn out where the sheet is bent."""
    step = warp.relief.step_px if warp.relief is not None else 8
    rows, cols = -(-size[1] // step), -(-size[0] // step)
    ys, xs = np.indices((rows, cols), np.float32) * step
    down, across = np.gradient(warp.relief.offsets[..., 2], step) if warp.relief is not None else (np.float32(0),) * 2
    diagonal = float(np.hypot(*size))
    centre, turn = rng.uniform(0.05, 0.95, 2) * size, float(rng.uniform(0, np.pi))
    axes = diagonal * np.array((rng.uniform(0.05, 0.16), rng.uniform(0.08, 0.34))) * (0.5 + 0.6 * severity)
    bent = 0.9 * diagonal  # a mirror moves what it shows by its slope times the distance of the lamp
    dx, dy = xs - centre[0] + bent * across, ys - centre[1] + bent * down
    along, aside = dx * np.cos(turn) + dy * np.sin(turn), -dx * np.sin(turn) + dy * np.cos(turn)
    sharp = float(rng.uniform(1.0, 3.0))
    spot = np.exp(-(((along / axes[0]) ** 2 + (aside / axes[1]) ** 2) ** sharp))
    veil = 0.25 * np.exp(-((along / axes[0]) ** 2 + (aside / axes[1]) ** 2) / 8)
    strength = np.clip((spot * 0.95 + veil) * (0.25 + 0.75 * severity), 0, 1) * min(1.0, 4 * severity)
    seen = warp.field(strength.astype(np.float32), step)
    kept = cv2.resize(cv2.convertScaleAbs(1 - seen, alpha=255), warp.size, interpolation=cv2.INTER_LINEAR)
    kept = cv2.cvtColor(kept, cv2.COLOR_GRAY2RGB) if picture.ndim == 3 else kept
    return cv2.bitwise_not(cv2.multiply(cv2.bitwise_not(picture), kept, scale=1 / 255))


def defocus(picture: Pixels, severity: float, rng: np.random.Generator, dpi: float, depths: CoarseField) -> Pixels:
    """A disc of up to 0.62 mm: the lens is focused nearer or farther than the page, or on one side of a tilted one.

    The disc's radius goes by |1 / depth - 1 / focus| (thin lens); `depths` (rows, cols) lie over the picture.
    """
    radius = _WIDEST_DISC_MM * severity * float(rng.uniform(0.7, 1.0)) / _INCH_MM * dpi
    focus, floor = float(rng.uniform(0, 1)), float(rng.choice((0.0, 0.15, 0.5, 1.0)))
    near, far = float(depths.min()), float(depths.max())
    apart = np.abs(1 / depths - 1 / (near + (far - near) * focus))
    tilted = min(1.0, (far - near) / 0.25)  # how much of the blur differs over the picture
    share = apart / max(float(apart.max()), 1e-6) * tilted + (1 - tilted)
    share = floor + (1 - floor) * share
    spread = _spread(picture, radius)
    if share.min() > 0.97:
        return spread
    weight = cv2.resize(share.astype(np.float32), picture.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return cv2.blendLinear(spread, picture, weight, 1 - weight)


def motion(picture: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """The camera moves by up to 1.7 mm of the page while the shutter is open: a line with a bend or a jerk in it."""
    length = _LONGEST_SHAKE_MM * severity * float(rng.uniform(0.6, 1.0)) / _INCH_MM * dpi
    shrink = _shrunk(length / 2)
    angle = float(rng.uniform(0, 2 * np.pi))
    turns = angle + np.cumsum(rng.normal(0, float(rng.choice((0.03, 0.12, 0.35))), 24))
    path = np.cumsum(np.stack([np.cos(turns), np.sin(turns)], -1), 0)
    path *= length / shrink / max(float(np.hypot(*np.ptp(path, axis=0))), 1e-6)
    path -= (path.min(0) + path.max(0)) / 2
    reach = int(np.abs(path).max()) + 1
    kernel = np.zeros((2 * reach + 1, 2 * reach + 1), np.float32)
    for x, y in path + reach:
        column, row = int(x), int(y)
        right, below = x - column, y - row
        kernel[row : row + 2, column : column + 2] += np.outer((1 - below, below), (1 - right, right))
    return _filtered(picture, kernel / kernel.sum(), shrink)


def _shrunk(reach_px: float) -> int:
    """By how much the image is scaled down before a kernel that reaches so far."""
    return 1 if reach_px <= _SHRINK_PX[0] else (2 if reach_px <= _SHRINK_PX[1] else 4)


def _spread(picture: Pixels, radius_px: float) -> Pixels:
    """The image through a disc; one of less than two pixels is as good as a Gaussian of half its radius."""
    shrink = _shrunk(radius_px)
    if radius_px / shrink < 1.2:
        return cv2.GaussianBlur(picture, (0, 0), max(radius_px / 2, 0.2))
    side = 2 * int(np.ceil(radius_px / shrink)) + 1
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side)).astype(np.float32)
    soft = cv2.GaussianBlur(disc, (0, 0), 0.5)
    return _filtered(picture, soft / soft.sum(), shrink)


def _filtered(picture: Pixels, kernel: Float32[np.ndarray, "k k"], shrink: int) -> Pixels:
    """The image through a kernel that is given at the scale 1 / `shrink`."""
    height, width = picture.shape[:2]
    if shrink == 1:
        return cv2.filter2D(picture, -1, kernel, borderType=cv2.BORDER_REPLICATE)
    size = -(-width // shrink), -(-height // shrink)
    small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)
    soft = cv2.filter2D(small, -1, kernel, borderType=cv2.BORDER_REPLICATE)
    return cv2.resize(soft, (width, height), interpolation=cv2.INTER_LINEAR)
