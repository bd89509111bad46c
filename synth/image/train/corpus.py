"""The training corpus in memory: normalised pictures with their objects, styles and instance levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from synth.image.condition.planes import nearest
from synth.image.formats.objects import PictureObjects
from synth.image.packs.tone import Exposure, exposure_of, is_grey, normalise
from synth.image.train.grain import PictureGrain
from synth.image.train.style import instance_levels, measure_style

if TYPE_CHECKING:
    from jaxtyping import Bool, Float32, Float64, Int32, Int64, UInt8, UInt64


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingPicture:
    """One annotated real picture at the pack's working size.

    `pixels` are normalised, with c = 1 channel where grey, else 3. `labels`, `cover`, `boxes` and `categories` are of
    `objects`, in working px; `objects` themselves are in the picture's own px. `domain` is the index of the variable's
    value. `style` is as measured. `levels` are the mean grey levels of the objects minus their mean.
    """

    name: str
    pixels: Float32[np.ndarray, "h w c"]
    labels: Int32[np.ndarray, "h w"]
    cover: UInt64[np.ndarray, "h w"]
    boxes: Float32[np.ndarray, "n 4"]
    categories: Int64[np.ndarray, " n"]
    objects: PictureObjects
    domain: int
    exposure: Exposure
    grey: bool
    style: Float64[np.ndarray, " styles"]
    levels: Float64[np.ndarray, " n"]
    fine: UInt8[np.ndarray, "h*f w*f c"] | None = None
    """the picture at the size of the stage of detail, as stored; None: none is trained"""
    outlines: Bool[np.ndarray, "n g g"] | None = None
    """of objects with boxes alone (`synth.image.train.outlines`)"""
    grain: PictureGrain | None = None
    """what it loses by being trained smaller than it is; None: hardly anything"""


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
    name: str,
    image: UInt8[np.ndarray, "h w 3"],
    objects: PictureObjects,
    domain: int,
    working_wh: tuple[int, int],
    detail: int = 1,
) -> TrainingPicture:
    """Bring one picture and its objects to the working size, normalise and measure it; `detail` above 1: keep it at
    so many times that size too.
    """
    fine = _resized(image, (detail * working_wh[0], detail * working_wh[1])) if detail > 1 else None
    width, height = working_wh
    own_height, own_width = image.shape[:2]
    image = _resized(image, working_wh)
    exposure, grey = exposure_of(image), is_grey(image)
    pixels = normalise(image, exposure)
    labels = nearest(objects.labels, height, width)
    levels = instance_levels(pixels, labels, len(objects.masks))
    stretch = np.array([width / own_width, height / own_height] * 2)
    return TrainingPicture(
        name=name,
        pixels=np.ascontiguousarray(pixels[..., :1]) if grey else pixels,
        labels=labels,
        cover=nearest(objects.cover, height, width),
        boxes=(objects.boxes * stretch).astype(np.float32),
        categories=objects.categories,
        objects=objects,
        domain=domain,
        exposure=exposure,
        grey=grey,
        style=measure_style(pixels, labels),
        levels=levels - levels.mean(),
        fine=fine if fine is None or not grey else np.ascontiguousarray(fine[..., :1]),
    )


def _resized(image: UInt8[np.ndarray, "h w 3"], size_wh: tuple[int, int]) -> UInt8[np.ndarray, "h w 3"]:
    if image.shape[1::-1] == size_wh:
        return image
    larger = size_wh[0] > image.shape[1]
    return np.asarray(cv2.resize(image, size_wh, interpolation=cv2.INTER_CUBIC if larger else cv2.INTER_AREA), np.uint8)


def style_scale(pictures: Sequence[TrainingPicture], domains: int) -> StyleScale:
    """Mean and standard deviation of the styles per domain; a deviation is at least 0.01."""
    groups = [np.stack([p.style for p in pictures if p.domain == d]) for d in range(domains)]
    return StyleScale(
        mean=np.stack([g.mean(axis=0) for g in groups]),
        deviation=np.stack([np.maximum(g.std(axis=0), 1e-2) for g in groups]),
    )
