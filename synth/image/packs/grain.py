"""Grain: what pictures have that is finer than the network draws, where it draws them smaller than they are stored.

Enlarged pictures are smooth: no speckle, no noise of a camera, no carpet. What real ones lose when they are made small
and enlarged again is measured in a training (`synth.image.train.grain`) and put back on drawn ones as a Gaussian
texture: of one spectrum, with a standard deviation that depends on where it lies (beside all objects, or on one of a
category), on the brightness there, and on the picture's style. It is texture alone: lines and edges stay soft.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import cv2
import numpy as np
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from jaxtyping import Float32, Float64, Int64

LEVELS = np.linspace(-1.0, 1.2, 12)
"""Normalised grey levels at which the standard deviation is stated; between them it is interpolated."""

SMOOTHED_PX, MOST_LOG_FACTOR = 1.0, 0.35
"""How far the standard deviation is smoothed, so that no border of a label shows in it; the style makes it at
most 1.4 times as large, or as small."""

LARGEST_FACTOR = 4.0
"""A canvas gets the grain of pictures at most so many times as large: a pack may state any size."""

_Deviation = Annotated[float, Field(ge=0, le=2)]
_Share = Annotated[float, Field(ge=-1, le=1)]


class StatedGrain(BaseModel):
    """As a prior states it: `kernel` (k x k, k odd) makes the texture of white noise, `spread` has a row for what lies
    beside all objects and one for each category, with a number for each of LEVELS, `loading` a number for each style.
    """

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)

    kernel: Annotated[list[Annotated[list[_Share], Field(min_length=3, max_length=33)]], Field(max_length=33)]
    spread: Annotated[list[Annotated[list[_Deviation], Field(max_length=100)]], Field(max_length=100)]
    loading: Annotated[list[_Share], Field(max_length=100)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Grain:
    """The grain of one value of a pack's variable, ready to be drawn."""

    kernel: Float32[np.ndarray, "k k"]
    spread: Float64[np.ndarray, "categories+1 levels"]
    loading: Float64[np.ndarray, " styles"]

    @classmethod
    def of(cls, stated: Mapping[str, Any]) -> Grain:
        """As a checked prior states it."""
        return cls(
            kernel=np.array(stated["kernel"], np.float32),
            spread=np.array(stated["spread"]),
            loading=np.array(stated["loading"]),
        )

    def drawn_on(
        self,
        picture: Float32[np.ndarray, "h w 3"],
        regions: Int64[np.ndarray, "h w"],
        style: Float32[np.ndarray, " styles"],
        usual_px: int | None,
        rng: np.random.Generator,
    ) -> Float32[np.ndarray, "h w 3"]:
        """A normalised picture with its grain. `regions` has 0 beside all objects and k + 1 on one of category k;
        `usual_px` is the longer side of the pictures that it was measured in, None where px are the same for all.
        """
        height, width = picture.shape[:2]
        factor = min(usual_px / max(height, width), LARGEST_FACTOR) if usual_px else 1.0
        shape = (max(round(height * factor), 1), max(round(width * factor), 1))
        white = rng.standard_normal(shape, np.float32)
        texture = cv2.filter2D(white, -1, self.kernel, borderType=cv2.BORDER_REFLECT)
        if shape != (height, width):
            texture = cv2.resize(texture, (width, height), interpolation=cv2.INTER_AREA)
        spread = self._spread_at(picture.mean(axis=2), regions)
        spread = cv2.GaussianBlur(spread, (0, 0), SMOOTHED_PX, borderType=cv2.BORDER_REFLECT)
        strength = np.exp(np.clip(self.loading @ style, -MOST_LOG_FACTOR, MOST_LOG_FACTOR))
        return picture + np.float32(strength) * (spread * texture)[..., None]

    def _spread_at(
        self, level: Float32[np.ndarray, "h w"], regions: Int64[np.ndarray, "h w"]
    ) -> Float32[np.ndarray, "h w"]:
        """The standard deviation at each pixel, between LEVELS in proportion."""
        place = np.clip((level - LEVELS[0]) / (LEVELS[1] - LEVELS[0]), 0, len(LEVELS) - 1)
        below = np.minimum(place.astype(np.int64), len(LEVELS) - 2)
        share = place - below
        spread = (1 - share) * self.spread[regions, below] + share * self.spread[regions, below + 1]
        return spread.astype(np.float32)
