"""Coarse fields and grain: smooth noise, tiles of grain, and how both are applied to an image in 8 bits."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float, UInt8

Pixels: TypeAlias = "UInt8[np.ndarray, 'h w *rgb']"
"""An image: (h, w) grey or (h, w, 3) RGB."""

CoarseField: TypeAlias = "Float[np.ndarray, 'rows cols *rgb']"
"""A coarse float32 field over an image, (rows, cols) or (rows, cols, 3)."""

_UNIT = 200
"""The gain 1 in 8 bits; gains reach up to 255 / 200."""

_TILE_PX = 512


def smooth_noise(rng: np.random.Generator, rows: int, cols: int, cell: float) -> CoarseField:
    """Smooth noise, (rows, cols), of mean 0 and standard deviation of about 0.5; its blobs are `cell` nodes wide."""
    return stretched_noise(rng, rows, cols, cell, cell)


def stretched_noise(rng: np.random.Generator, rows: int, cols: int, down: float, across: float) -> CoarseField:
    """Smooth noise as above, whose blobs are `down` nodes high and `across` nodes wide."""
    shape = max(2, round(rows / down) + 1), max(2, round(cols / across) + 1)
    return cv2.resize(rng.normal(0, 0.6, shape).astype(np.float32), (cols, rows), interpolation=cv2.INTER_CUBIC)


def coarse(image: Pixels, step: int) -> tuple[int, int]:
    """Rows and columns of a field with a node every `step` px."""
    return -(-image.shape[0] // step), -(-image.shape[1] // step)


def dimmed(image: Pixels, gain: CoarseField) -> Pixels:
    """The image times a coarse gain that is interpolated over it: 1 changes nothing; at most 1.27."""
    height, width = image.shape[:2]
    levels = cv2.convertScaleAbs(np.maximum(gain, 0), alpha=_UNIT)
    full = cv2.resize(levels, (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.multiply(image, _like(full, image), scale=1 / _UNIT)


def paled(image: Pixels, strength: CoarseField) -> Pixels:
    """The image with its ink (everything darker than white) times a coarse strength."""
    return cv2.bitwise_not(dimmed(cv2.bitwise_not(image), strength))


def mixed(first: Pixels, second: Pixels, share: float) -> Pixels:
    """A blend: `share` of the second image, the rest of the first."""
    return cv2.addWeighted(first, 1 - share, second, share, 0)


@lru_cache(maxsize=4)
def _grain(channels: int) -> Pixels:
    """A tile of white noise around 128 of deviation 32, with colour in half of it; always the same."""
    rng = np.random.default_rng(20_260)
    grain = rng.normal(0, 32 if channels == 1 else 23, (_TILE_PX, _TILE_PX, 1))
    if channels > 1:
        grain = grain + rng.normal(0, 23, (_TILE_PX, _TILE_PX, channels))
    return np.clip(grain + 128, 0, 255).astype(np.uint8).squeeze()


@lru_cache(maxsize=4)
def _blotches(channels: int) -> Pixels:
    """A tile of a colour sensor's noise around 128 of deviation 32: fine in brightness, coarser in colour."""
    rng = np.random.default_rng(20_261)
    tile = _periodic_blur(rng.normal(0, 1, (_TILE_PX, _TILE_PX)), 0.55)[..., None]
    if channels > 1:
        colour = np.stack([_periodic_blur(rng.normal(0, 1, (_TILE_PX, _TILE_PX)), 1.8) for _ in range(channels)], -1)
        tile = 0.8 * tile + 0.6 * colour
    return np.clip(32 * tile + 128, 0, 255).astype(np.uint8).squeeze()


def _periodic_blur(field: CoarseField, sigma: float) -> CoarseField:
    """Blurred over its borders, so that tiles fit together; deviation 1."""
    wide = cv2.GaussianBlur(np.pad(field, 16, mode="wrap"), (0, 0), sigma)[16:-16, 16:-16]
    return wide / wide.std()


def grain(rng: np.random.Generator, image: Pixels) -> Pixels:
    """Grain of the image's shape, mean 128, standard deviation 32: a tile from a drawn corner on."""
    return _tiled(_grain(1 if image.ndim == 2 else 3), rng, image)


def blotches(rng: np.random.Generator, image: Pixels) -> Pixels:
    """The same of a colour sensor: neighbours share their noise, in colour more than in brightness."""
    return _tiled(_blotches(1 if image.ndim == 2 else 3), rng, image)


def _tiled(tile: Pixels, rng: np.random.Generator, image: Pixels) -> Pixels:
    height, width = image.shape[:2]
    top, left = (int(corner) for corner in rng.integers(0, _TILE_PX, 2))
    tile = np.roll(tile, (top, left), (0, 1))
    times = -(-height // _TILE_PX), -(-width // _TILE_PX)
    return np.tile(tile, times + (1,) * (image.ndim - 2))[:height, :width]


def grained(image: Pixels, grain_of: Pixels, deviation: float) -> Pixels:
    """The image with grain of a standard deviation in grey levels added."""
    strength = deviation / 32
    return cv2.addWeighted(image, 1, grain_of, strength, -128 * strength)


def _like(field: Pixels, image: Pixels) -> Pixels:
    """The field with as many channels as the image has."""
    if field.ndim == image.ndim:
        return field
    if image.ndim == 3:
        return cv2.cvtColor(field, cv2.COLOR_GRAY2RGB)
    return cv2.cvtColor(field, cv2.COLOR_RGB2GRAY)
