"""Plain statistics of a picture: tone, colour, contrast, gradients, spectrum. No network, so nothing to be told."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import cv2
import numpy as np

from synth.evidence.pictures.sets import Picture

if TYPE_CHECKING:
    from jaxtyping import Float64, UInt8

BANDS, GRID = 12, 4
_SMALL = 1e-6


def statistics_of(pictures: Sequence[Picture]) -> Float64[np.ndarray, "pictures features"]:
    """A row for each picture."""
    return np.stack([_row(one.pixels) for one in pictures])


def standardised(
    real: Float64[np.ndarray, "n f"], *others: Float64[np.ndarray, "m f"]
) -> list[Float64[np.ndarray, "k f"]]:
    """All of them less the mean of the real rows, over their deviation; what is constant in these is left out."""
    centre, spread = real.mean(axis=0), real.std(axis=0)
    kept = spread > _SMALL
    return [np.clip((part[:, kept] - centre[kept]) / spread[kept], -8, 8) for part in (real, *others)]


def _row(pixels: UInt8[np.ndarray, "h w 3"]) -> Float64[np.ndarray, " features"]:
    image = pixels.astype(np.float32) / 255
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    lab = cv2.cvtColor(image, cv2.COLOR_RGB2LAB)
    tones = np.histogram(grey, np.linspace(0, 1, 13))[0] / grey.size
    steep = cv2.magnitude(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    edges = np.histogram(np.log10(steep + 1e-4), np.linspace(-4, 1, 11))[0] / grey.size
    parts = cv2.resize(grey, (GRID, GRID), interpolation=cv2.INTER_AREA).ravel()
    local = [
        float(np.log(cv2.GaussianBlur(grey * grey, (0, 0), s) - cv2.GaussianBlur(grey, (0, 0), s) ** 2 + 1e-5).mean())
        for s in (1, 2, 4, 8)
    ]
    moments = [f(lab[..., channel]) for channel in range(3) for f in (np.mean, np.std)]
    return np.concatenate([moments, tones, edges, parts - parts.mean(), local, _spectrum(grey)]).astype(np.float64)


def _spectrum(grey: np.ndarray) -> np.ndarray:
    """Logarithm of the power in bands of frequency, of the square in the middle."""
    side = min(grey.shape)
    y, x = (grey.shape[0] - side) // 2, (grey.shape[1] - side) // 2
    square = cv2.resize(grey[y : y + side, x : x + side], (128, 128), interpolation=cv2.INTER_AREA)
    window = np.hanning(128)
    power = np.abs(np.fft.fftshift(np.fft.fft2((square - square.mean()) * np.outer(window, window)))) ** 2
    radius = np.hypot(*np.meshgrid(np.arange(-64, 64), np.arange(-64, 64)))
    limits = np.geomspace(1, 64, BANDS + 1)
    return np.array([np.log(power[(radius >= a) & (radius < b)].mean() + 1e-6) for a, b in pairwise(limits)])
