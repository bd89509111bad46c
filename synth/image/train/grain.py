"""Measure the grain of pictures that are trained smaller than they are (`synth.image.packs.grain` says what it is)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.image.packs.grain import LEVELS
from synth.image.packs.tone import Exposure, normalise

if TYPE_CHECKING:
    from jaxtyping import Float32, Float64, Int64, UInt8

LEAST_FACTOR = 1.25
"""How many times as large as it is trained a picture must be to lose grain worth measuring."""

WINDOW_PX, KERNEL_PX = 32, 17
PRIOR_PX = 5000
"""Pixels' worth of what all regions and levels together say, for levels of which a region has few."""

SIZES, LOWER = np.geomspace(1e-3, 1.0, 49), 0.4
"""Limits of the classes in which sizes of what is lost are counted, and the share of pixels below which a deviation is
read."""

CALM_SHARE, FLOOR = 0.4, -0.9
"""Share of a picture's pixels, of those above level FLOOR, whose gradients are not taken for edges."""

RIDGE = 0.1
"""Of the regression on styles, in pictures for each picture."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureGrain:
    """What one picture loses when it is made small: numbers of pixels by region, level and how much it is (SIZES), and
    the median power spectrum of windows of WINDOW_PX px a side.
    """

    sizes: Int64[np.ndarray, "categories+1 levels sizes"]
    power: Float64[np.ndarray, "window half"]

    @property
    def log_size(self) -> float:
        """The logarithm of its standard deviation, wherever."""
        return float(np.log(deviations(self.sizes.sum(axis=(0, 1)))))


def grain_of_picture(
    image: UInt8[np.ndarray, "h w 3"],
    small: Float32[np.ndarray, "r c channels"],
    exposure: Exposure,
    regions: Int64[np.ndarray, "h w"],
    categories: int,
) -> PictureGrain | None:
    """What `image` has beyond `small`, which is the same picture normalised at the size at which it is trained; None
    where that is hardly smaller, or a side is shorter than a window. `regions` as in `Grain.drawn_on`.
    """
    height, width = image.shape[:2]
    if max(height, width) < LEAST_FACTOR * max(small.shape[:2]) or min(height, width) < WINDOW_PX:
        return None
    smooth = cv2.resize(small.mean(axis=2), (width, height), interpolation=cv2.INTER_CUBIC)
    lost = normalise(image, exposure).mean(axis=2) - smooth
    slope = np.hypot(cv2.Sobel(smooth, -1, 1, 0), cv2.Sobel(smooth, -1, 0, 1))
    shown = slope[smooth > FLOOR]
    calm = slope <= (np.quantile(shown, CALM_SHARE) if len(shown) else 0)
    nearest = np.abs(smooth[..., None] - LEVELS).argmin(axis=2)
    size = np.searchsorted(SIZES, np.abs(lost))
    shape = (categories + 1, len(LEVELS), len(SIZES) + 1)
    where = np.ravel_multi_index((regions[calm], nearest[calm], size[calm]), shape)
    tiles, calmness = _tiles(lost), _tiles(calm.astype(np.float32)).mean(axis=(1, 2))
    taper = np.outer(np.hanning(WINDOW_PX), np.hanning(WINDOW_PX))
    power = np.abs(np.fft.rfft2(tiles[calmness >= min(CALM_SHARE, calmness.max())] * taper)) ** 2
    return PictureGrain(
        sizes=np.bincount(where, minlength=math.prod(shape)).reshape(shape),
        power=np.median(power, axis=0),
    )


def _tiles(plane: Float32[np.ndarray, "h w"]) -> Float32[np.ndarray, "n window window"]:
    """The plane's windows side by side, as far as they are whole."""
    down, across = (side // WINDOW_PX for side in plane.shape)
    whole = plane[: down * WINDOW_PX, : across * WINDOW_PX].reshape(down, WINDOW_PX, across, WINDOW_PX)
    return whole.transpose(0, 2, 1, 3).reshape(-1, WINDOW_PX, WINDOW_PX)


def fit_grain(grains: Sequence[PictureGrain | None], styles: Float64[np.ndarray, "n styles"]) -> dict[str, Any] | None:
    """As `StatedGrain` states it, of the pictures of one value of the variable; None where most of them have none.
    `styles` are z-scores.
    """
    known = [(grain, style) for grain, style in zip(grains, styles, strict=True) if grain is not None]
    if len(known) < max(len(grains) / 2, 1):
        return None
    sizes = np.sum([g.sizes for g, _ in known], axis=0)
    of_level = _with_usual(sizes.sum(axis=0), sizes.sum(axis=(0, 1)))
    spread = deviations(_with_usual(sizes, of_level))
    strength, given = np.array([g.log_size for g, _ in known]), np.stack([style for _, style in known])
    strength, given = strength - strength.mean(), given - given.mean(axis=0)
    inner = given.T @ given + RIDGE * len(known) * np.eye(given.shape[1])
    return {
        "kernel": _rows(kernel_of(np.mean([g.power for g, _ in known], axis=0))),
        "spread": _rows(np.minimum(spread, 2)),
        "loading": np.clip(np.linalg.solve(inner, given.T @ strength), -1, 1).round(4).tolist(),
    }


def deviations(sizes: NDArray[Any]) -> NDArray[np.float64]:
    """The standard deviations of normal distributions of which so many values have each of SIZES (the last axis), by
    their lower values: what is large are lines and edges.
    """
    share = np.cumsum(sizes, axis=-1) / np.maximum(sizes.sum(axis=-1, keepdims=True), 1e-12)
    edges = np.array([*SIZES, SIZES[-1]])
    return edges[(share >= LOWER).argmax(axis=-1)] / NormalDist().inv_cdf(0.5 + LOWER / 2)


def _with_usual(sizes: NDArray[Any], usual: NDArray[Any]) -> NDArray[np.float64]:
    """The numbers, and PRIOR_PX pixels as usual beside them."""
    return sizes + PRIOR_PX * usual / np.maximum(usual.sum(axis=-1, keepdims=True), 1)


def kernel_of(power: Float64[np.ndarray, "window half"]) -> Float64[np.ndarray, "k k"]:
    """The symmetric kernel of unit energy that gives white noise this power spectrum, without its mean."""
    amplitude = np.sqrt(power)
    amplitude[0, 0] = 0
    middle, reach = WINDOW_PX // 2, KERNEL_PX // 2
    whole = np.fft.fftshift(np.fft.irfft2(amplitude, (WINDOW_PX, WINDOW_PX)))
    kernel = whole[middle - reach : middle + reach + 1, middle - reach : middle + reach + 1]
    return kernel / max(float(np.sqrt((kernel**2).sum())), 1e-12)


def _rows(table: NDArray[np.float64]) -> list[list[float]]:
    return [row.round(4).tolist() for row in table]
