"""Training crops: random windows of the corpus with rotation, flip, zoom and stain jitter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.image.condition.make import layout_planes
from synth.image.packs.card import PLANES
from synth.image.train.corpus import StyleScale, TrainingPicture
from synth.image.train.style import COLOUR_STYLES

if TYPE_CHECKING:
    from jaxtyping import Float32, Int32

GAIN_SPREAD, OFFSET_SPREAD, STYLE_JITTER = 0.06, 0.04, 0.1
ZOOM_SHARE, ZOOM_RANGE = 0.5, (0.75, 1.3)
EMPTY_SHARE, LEAST_FOREGROUND, CROP_TRIES = 0.08, 0.03, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingCrop:
    """One crop of s x s px: normalised pixels, conditioning planes, style z-scores, index of the domain, label map."""

    pixels: Float32[np.ndarray, "3 s s"]
    planes: Float32[np.ndarray, "planes s s"]
    style: Float32[np.ndarray, " styles"]
    domain: int
    labels: Int32[np.ndarray, "s s"]


def draw_crop(picture: TrainingPicture, size_px: int, scale: StyleScale, rng: np.random.Generator) -> TrainingCrop:
    """One augmented crop of a picture. Nearly empty crops are redrawn, except for the share EMPTY_SHARE."""
    zoom = rng.uniform(*ZOOM_RANGE) if rng.random() < ZOOM_SHARE else 1.0
    window = min(round(size_px / zoom), *picture.labels.shape)
    allow_empty = rng.random() < EMPTY_SHARE
    y, x = 0, 0
    labels: NDArray[Any] = picture.labels
    for _ in range(CROP_TRIES):
        y, x = (int(rng.integers(0, side - window + 1)) for side in picture.labels.shape)
        labels = picture.labels[y : y + window, x : x + window]
        if allow_empty or (labels > 0).mean() >= LEAST_FOREGROUND:
            break
    pixels: NDArray[Any] = picture.pixels[y : y + window, x : x + window]
    if window != size_px:
        method = cv2.INTER_AREA if window > size_px else cv2.INTER_LINEAR
        pixels = cv2.resize(pixels, (size_px, size_px), interpolation=method).reshape(size_px, size_px, -1)
        labels = cv2.resize(labels, (size_px, size_px), interpolation=cv2.INTER_NEAREST)
    turns, mirror = int(rng.integers(4)), bool(rng.integers(2))
    pixels, labels = np.rot90(pixels, turns), np.rot90(labels, turns)
    if mirror:
        pixels, labels = pixels[:, ::-1], labels[:, ::-1]
    pixels, style = _jitter_stain(cast("NDArray[np.float32]", pixels), picture, rng)
    labels = cast("NDArray[np.int32]", labels)
    z = scale.standardise(style, picture.domain) + rng.normal(0, STYLE_JITTER, len(style)).astype(np.float32)
    planes = layout_planes(labels, dict(enumerate(picture.levels, start=1)))
    return TrainingCrop(
        pixels=np.ascontiguousarray(np.broadcast_to(pixels, (size_px, size_px, 3)).transpose(2, 0, 1)),
        planes=np.stack([planes[name] for name in PLANES]),
        style=z.astype(np.float32),
        domain=picture.domain,
        labels=np.ascontiguousarray(labels),
    )


def _jitter_stain(
    pixels: NDArray[np.float32], picture: TrainingPicture, rng: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """The picture in another stain: random gain and offset per channel, and the same change of the colour styles."""
    gain, offset = rng.normal(1, GAIN_SPREAD, 3), rng.normal(0, OFFSET_SPREAD, 3)
    if picture.grey:
        return pixels, picture.style
    style = picture.style.copy()
    for channel in range(3):
        for index in (channel, channel + len(COLOUR_STYLES) // 2):
            style[index] = (style[index] + 1) * gain[channel] - 1 + offset[channel]
    moved = (pixels + 1) * gain.astype(np.float32) - 1 + offset.astype(np.float32)
    return np.clip(moved, -1, 1.2), style


class CropSampler:
    """Draws crops. Each domain gets its share; in a domain the weight of a picture is the square root of its area."""

    def __init__(self, pictures: Sequence[TrainingPicture], scale: StyleScale, domain_shares: Sequence[float]) -> None:
        weights = np.array([p.labels.size**0.5 for p in pictures])
        domains = np.array([p.domain for p in pictures])
        for domain, share in enumerate(domain_shares):
            weights[domains == domain] *= share / weights[domains == domain].sum()
        self._pictures, self._scale, self._weights = pictures, scale, weights / weights.sum()

    def draw(self, size_px: int, batch: int, rng: np.random.Generator) -> list[TrainingCrop]:
        """A batch of crops of size_px x size_px."""
        chosen = rng.choice(len(self._pictures), batch, p=self._weights)
        return [draw_crop(self._pictures[i], size_px, self._scale, rng) for i in chosen]
