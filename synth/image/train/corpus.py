"""The training corpus in memory: normalised pictures with label maps, styles and instance levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synth.image.packs.tone import Exposure, exposure_of, is_grey, normalise
from synth.image.train.style import instance_levels, measure_style

if TYPE_CHECKING:
    from jaxtyping import Float32, Float64, Int32, UInt8


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPicture:
    """One annotated real picture.

    `pixels` are normalised, with c = 1 channel where grey, else 3. `domain` is the index of the variable's value.
    `style` is as measured. `levels` are the mean grey levels of the instances minus their mean.
    """

    name: str
    pixels: Float32[np.ndarray, "h w c"]
    labels: Int32[np.ndarray, "h w"]
    domain: int
    exposure: Exposure
    grey: bool
    style: Float64[np.ndarray, " styles"]
    levels: Float64[np.ndarray, " n"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleScale:
    """Mean and standard deviation of each style per domain. The networks use z-scores."""

    mean: Float64[np.ndarray, "domains styles"]
    deviation: Float64[np.ndarray, "domains styles"]

    def standardise(self, style: Float64[np.ndarray, " styles"], domain: int) -> Float32[np.ndarray, " styles"]:
        """The z-scores of a style within its domain, clipped to +-4."""
        z = (style - self.mean[domain]) / self.deviation[domain]
        return np.clip(z, -4, 4).astype(np.float32)


def picture_of(
    name: str, image: UInt8[np.ndarray, "h w 3"], labels: Int32[np.ndarray, "h w"], domain: int
) -> TrainingPicture:
    """Normalise and measure one picture with its label map."""
    exposure, grey = exposure_of(image), is_grey(image)
    pixels = normalise(image, exposure)
    levels = instance_levels(pixels, labels)
    return TrainingPicture(
        name=name,
        pixels=np.ascontiguousarray(pixels[..., :1]) if grey else pixels,
        labels=labels,
        domain=domain,
        exposure=exposure,
        grey=grey,
        style=measure_style(pixels, labels),
        levels=levels - levels.mean(),
    )


def style_scale(pictures: Sequence[TrainingPicture], domains: int) -> StyleScale:
    """Mean and standard deviation of the styles per domain; a deviation is at least 0.01."""
    groups = [np.stack([p.style for p in pictures if p.domain == d]) for d in range(domains)]
    return StyleScale(
        mean=np.stack([g.mean(axis=0) for g in groups]),
        deviation=np.stack([np.maximum(g.std(axis=0), 1e-2) for g in groups]),
    )
