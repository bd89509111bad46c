"""Tone: the map between a stored picture (uint8) and the normalised picture that the networks work on (float32).

Grey pictures (three equal channels) are stretched so that their 0.5 and 99.7 percentiles become -1 and 1, since the
exposure of a fluorescence picture says nothing about its content; the two percentiles are kept as the picture's
exposure, and a generated picture is given an exposure back. Colour pictures keep their levels: 0 and 255 become -1 and
1.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

LOW_PERCENTILE, HIGH_PERCENTILE = 0.5, 99.7
CEILING = 1.2


class Exposure(NamedTuple):
    """Stored grey levels (0-255) that become -1 and 1."""

    low: float
    high: float


FULL_RANGE = Exposure(0.0, 255.0)


def is_grey(image: NDArray[np.uint8]) -> bool:
    """Whether the three channels of a picture (h, w, 3) are equal everywhere."""
    return bool((image[..., 0] == image[..., 1]).all() and (image[..., 0] == image[..., 2]).all())


def exposure_of(image: NDArray[np.uint8]) -> Exposure:
    """The exposure of a picture (h, w, 3): percentiles of a grey picture, the full range of a colour one."""
    if not is_grey(image):
        return FULL_RANGE
    low, high = np.percentile(image[..., 0], (LOW_PERCENTILE, HIGH_PERCENTILE))
    return Exposure(float(low), float(max(high, low + 8)))


def normalise(image: NDArray[np.uint8], exposure: Exposure) -> NDArray[np.float32]:
    """A stored picture (h, w, 3) as float32 (h, w, 3), about [-1, 1]; highlights are clipped at 1.2."""
    scale = 2.0 / (exposure.high - exposure.low)
    return np.minimum((image.astype(np.float32) - exposure.low) * scale - 1, np.float32(CEILING))


def expose(picture: NDArray[np.float32], exposure: Exposure, grey: bool) -> NDArray[np.uint8]:
    """The inverse of `normalise`: a normalised picture (h, w, 3) as uint8; `grey` averages the channels first."""
    if grey:
        picture = np.repeat(picture.mean(axis=2, keepdims=True), 3, axis=2)
    levels = (picture + 1) * ((exposure.high - exposure.low) / 2) + exposure.low
    return np.clip(np.rint(levels), 0, 255).astype(np.uint8)
