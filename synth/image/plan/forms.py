"""The form of an object upright in its picture, as a few numbers that a Gaussian can describe.

Of a mask: Fourier coefficients of the logarithm of its radius, seen from its centroid (Zahn & Roskies 1972 describe
outlines by functions of the angle, doi:10.1109/TC.1972.5008949). It is not turned into a normal position, so that a
head stays upright. Of a box: the logarithm of width / height.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from synth.core.geometry import Box, Mask
from synth.image.plan.raster import Polygon

if TYPE_CHECKING:
    from jaxtyping import Float64

ORDERS, ANGLES = 6, 64
MASK_NUMBERS, BOX_NUMBERS = 2 * ORDERS, 1
LARGEST_SWING = 1.2
"""Largest logarithm of a radius over the mean radius."""

_THETA = 2 * np.pi * np.arange(ANGLES) / ANGLES


def form_of_mask(mask: Mask) -> Float64[np.ndarray, " 12"]:
    """Real and imaginary parts of the coefficients of the orders 1 to ORDERS, of the outermost outline."""
    contours, _ = cv2.findContours(mask.bits.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    x, y = mask.centroid_xy
    points = np.concatenate(contours)[:, 0] + (mask.x0 + 0.5 - x, mask.y0 + 0.5 - y)
    sector = np.rint(np.arctan2(points[:, 1], points[:, 0]) / (2 * np.pi) * ANGLES).astype(int) % ANGLES
    radius = np.zeros(ANGLES)
    np.maximum.at(radius, sector, np.hypot(points[:, 0], points[:, 1]) + 0.5)
    seen = np.flatnonzero(radius)
    radius = np.interp(np.arange(ANGLES), seen, radius[seen], period=ANGLES)
    found = np.fft.rfft(np.log(radius))[1 : ORDERS + 1] / ANGLES
    return np.concatenate([found.real, found.imag])


def form_of_box(box: Box) -> Float64[np.ndarray, " 1"]:
    """log(width / height)."""
    return np.array([np.log(box.width / box.height)])


def polygon_of_form(form: Float64[np.ndarray, " n"], area_px: float, centre_xy: tuple[float, float]) -> Polygon:
    """The outline of a mask's or a box's form with the given area in px and centroid."""
    if len(form) == BOX_NUMBERS:
        aspect = float(np.clip(form[0], -3, 3))
        width, height = np.sqrt(area_px) * np.exp(aspect / 2), np.sqrt(area_px) * np.exp(-aspect / 2)
        corners = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)]) * (width, height)
        return corners + centre_xy
    coefficients = form[:ORDERS] + 1j * form[ORDERS:]
    waves = np.exp(1j * np.arange(1, ORDERS + 1)[:, None] * _THETA)
    swing = np.clip(2 * (coefficients[:, None] * waves).real.sum(axis=0), -LARGEST_SWING, LARGEST_SWING)
    outline = np.exp(swing)[:, None] * np.stack([np.cos(_THETA), np.sin(_THETA)], axis=1)
    area, centroid = _area_centroid(outline)
    return (outline - centroid) * np.sqrt(area_px / area) + centre_xy


def _area_centroid(points: Polygon) -> tuple[float, Float64[np.ndarray, " 2"]]:
    """Area and centroid of a polygon (shoelace formula)."""
    following = np.roll(points, -1, axis=0)
    cross = points[:, 0] * following[:, 1] - following[:, 0] * points[:, 1]
    area = cross.sum() / 2
    return float(area), ((points + following) * cross[:, None]).sum(axis=0) / (6 * area)
