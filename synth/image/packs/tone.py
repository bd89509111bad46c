"""Tone: the map between a stored picture (uint8) and the normalised picture that the networks use (float32).

Grey pictures (three equal channels) are stretched so that their 0.5 and 99.7 percentiles become -1 and 1, because the
exposure of a fluorescence picture carries no information about its content. The two percentiles are kept as the
exposure of the picture, and a generated picture gets an exposure back. Colour pictures keep their levels: 0 and 255
become -1 and 1.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float32, UInt8

LOW_PERCENTILE, HIGH_PERCENTILE = 0.5, 99.7
CEILING = 1.2


class Exposure(NamedTuple):
    """The stored grey levels (0-255) that become -1 and 1."""

    low: float
    high: float


FULL_RANGE = Exposure(0.0, 255.0)


def is_grey(image: UInt8[np.ndarray, "h w 3"]) -> bool:
    """Whether the three channels of a picture are equal everywhere."""
    return bool((image[..., 0] == image[..., 1]).all() and (image[..., 0] == image[..., 2]).all())


def exposure_of(image: UInt8[np.ndarray, "h w 3"]) -> Exposure:
    """The exposure of a picture: percentiles of a grey picture, the full range of a colour picture."""
    if not is_grey(image):
        return FULL_RANGE
    low, high = np.percentile(image[..., 0], (LOW_PERCENTILE, HIGH_PERCENTILE))
    return Exposure(float(low), float(max(high, low + 8)))


def normalise(image: UInt8[np.ndarray, "h w 3"], exposure: Exposure) -> Float32[np.ndarray, "h w 3"]:
    """A stored picture as a normalised one, about [-1, 1]; highlights are clipped at 1.2."""
    scale = 2.0 / (exposure.high - exposure.low)
    return np.minimum((image.astype(np.float32) - exposure.low) * scale - 1, np.float32(CEILING))


def expose(picture: Float32[np.ndarray, "h w 3"], exposure: Exposure, grey: bool) -> UInt8[np.ndarray, "h w 3"]:
    """The inverse of `normalise`: a normalised picture as a stored one; `grey` averages the channels first."""
    if grey:
        picture = np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2)
    levels = (picture + 1) * ((exposure.high - exposure.low) / 2) + exposure.low
    return np.clip(np.rint(levels), 0, 255).astype(np.uint8)
