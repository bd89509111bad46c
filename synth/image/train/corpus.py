"""The training corpus in memory: normalised pictures with label maps, styles and instance levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from synth.image.packs.tone import Exposure, exposure_of, is_grey, normalise
from synth.image.train.style import instance_levels, measure_style


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusPicture:
    """One annotated real picture: `pixels` normalised float32 (h, w, 3; h, w, 1 where grey), `labels` int32 (h, w),
    `domain` the index of its variable's value, `style` as measured, `levels` mean grey per instance minus their
    mean.
    """

    name: str
    pixels: NDArray[np.float32]
    labels: NDArray[np.int32]
    domain: int
    exposure: Exposure
    grey: bool
    style: NDArray[np.float64]
    levels: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class StyleScale:
    """Mean and standard deviation of each style per domain, float64 (domains, styles): the network sees z-scores."""

    mean: NDArray[np.float64]
    deviation: NDArray[np.float64]

    def standardise(self, style: NDArray[np.float64], domain: int) -> NDArray[np.float32]:
        z = (style - self.mean[domain]) / self.deviation[domain]
        return np.clip(z, -4, 4).astype(np.float32)


def picture_of(name: str, image: NDArray[np.uint8], labels: NDArray[np.int32], domain: int) -> CorpusPicture:
    """Normalise and measure one picture (uint8 h, w, 3) with its label map."""
    exposure, grey = exposure_of(image), is_grey(image)
    pixels = normalise(image, exposure)
    levels = instance_levels(pixels, labels)
    return CorpusPicture(
        name=name,
        pixels=np.ascontiguousarray(pixels[..., :1]) if grey else pixels,
        labels=labels,
        domain=domain,
        exposure=exposure,
        grey=grey,
        style=measure_style(pixels, labels),
        levels=levels - levels.mean(),
    )


def style_scale(pictures: Sequence[CorpusPicture], domains: int) -> StyleScale:
    """Mean and deviation of the styles per domain."""
    groups = [np.stack([p.style for p in pictures if p.domain == d]) for d in range(domains)]
    return StyleScale(
        mean=np.stack([g.mean(axis=0) for g in groups]),
        deviation=np.stack([np.maximum(g.std(axis=0), 1e-2) for g in groups]),
    )
