"""Training crops of textures: random windows of the corpus with rotation, flip, zoom and stain jitter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.image.condition.planes import PlaneLayout, nearest
from synth.image.train.corpus import StyleScale, TrainingPicture
from synth.image.train.style import COLOUR_STYLES

if TYPE_CHECKING:
    from jaxtyping import Float32, Float64, Int32, UInt64

GAIN_SPREAD, OFFSET_SPREAD, STYLE_JITTER = 0.06, 0.04, 0.1
ZOOM_SHARE, ZOOM_RANGE = 0.5, (0.75, 1.3)
EMPTY_SHARE, LEAST_FOREGROUND, CROP_TRIES = 0.08, 0.03, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingCrop:
    """One crop of h x w px: normalised pixels, its layout, style z-scores, index of the domain."""

    pixels: Float32[np.ndarray, "3 h w"]
    layout: PlaneLayout
    style: Float32[np.ndarray, " styles"]
    domain: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Moves:
    """What a training may do to a picture without making it another kind of picture.

    `turns`: quarter turns and flips, for textures seen from above; `mirror`: left to right alone; `tilt`: a few
    degrees, which boxes cannot follow.
    """

    turns: bool
    mirror: bool
    tilt: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RawCrop:
    """Pixels of a picture, and what is known of them: maps of the same size, and boxes (xyxy in px)."""

    pixels: Float32[np.ndarray, "h w c"]
    labels: Int32[np.ndarray, "h w"]
    cover: UInt64[np.ndarray, "h w"]
    boxes: Float32[np.ndarray, "n 4"]

    def mirrored(self) -> RawCrop:
        """Left to right."""
        x0, y0, x1, y1 = self.boxes.T
        width = np.float32(self.labels.shape[1])
        return RawCrop(
            pixels=self.pixels[:, ::-1],
            labels=self.labels[:, ::-1],
            cover=self.cover[:, ::-1],
            boxes=np.stack([width - x1, y0, width - x0, y1], axis=1),
        )

    def turned(self, quarters: int) -> RawCrop:
        """After quarter turns, as `np.rot90` makes them."""
        boxes, width = self.boxes, np.float32(self.labels.shape[1])
        for _ in range(quarters):
            x0, y0, x1, y1 = boxes.T
            boxes = np.stack([y0, width - x1, y1, width - x0], axis=1)
        return RawCrop(
            pixels=np.rot90(self.pixels, quarters),
            labels=np.rot90(self.labels, quarters),
            cover=np.rot90(self.cover, quarters),
            boxes=boxes,
        )


Cropper: TypeAlias = "Callable[[TrainingPicture, int, np.random.Generator], TrainingCrop]"
"""(picture, side in px, generator of the draws) -> a crop."""


def texture_cropper(scale: StyleScale, moves: Moves) -> Cropper:
    """Crops of textures. Nearly empty ones are redrawn, except for the share EMPTY_SHARE."""

    def crop(picture: TrainingPicture, size_px: int, rng: np.random.Generator) -> TrainingCrop:
        zoom = rng.uniform(*ZOOM_RANGE) if rng.random() < ZOOM_SHARE else 1.0
        window = min(round(size_px / zoom), *picture.labels.shape)
        allow_empty = rng.random() < EMPTY_SHARE
        y, x = 0, 0
        for _ in range(CROP_TRIES):
            y, x = (int(rng.integers(0, side - window + 1)) for side in picture.labels.shape)
            seen = picture.labels[y : y + window, x : x + window]
            if allow_empty or (seen > 0).mean() >= LEAST_FOREGROUND:
                break
        there = (slice(y, y + window), slice(x, x + window))
        pixels: NDArray[Any] = picture.pixels[there]
        if window != size_px:
            method = cv2.INTER_AREA if window > size_px else cv2.INTER_LINEAR
            pixels = cv2.resize(pixels, (size_px, size_px), interpolation=method).reshape(size_px, size_px, -1)
        boxes = (picture.boxes - np.array([x, y, x, y], np.float32)) * np.float32(size_px / window)
        raw = RawCrop(
            pixels=pixels,
            labels=nearest(picture.labels[there], size_px, size_px),
            cover=nearest(picture.cover[there], size_px, size_px),
            boxes=boxes,
        )
        quarters, mirror = int(rng.integers(4)), bool(rng.integers(2))
        if moves.turns:
            raw = raw.turned(quarters)
        if mirror and (moves.turns or moves.mirror):
            raw = raw.mirrored()
        return finished_crop(picture, raw, np.zeros((2, size_px, size_px), np.float32), scale, rng)

    return crop


def finished_crop(
    picture: TrainingPicture,
    raw: RawCrop,
    position_xy: Float32[np.ndarray, "2 h w"],
    scale: StyleScale,
    rng: np.random.Generator,
) -> TrainingCrop:
    """The crop in another stain, with its layout and style."""
    height, width = raw.labels.shape
    pixels, style = _jitter_stain(raw.pixels, picture, rng)
    z = scale.standardise(style, picture.domain) + rng.normal(0, STYLE_JITTER, len(style)).astype(np.float32)
    return TrainingCrop(
        pixels=np.ascontiguousarray(np.broadcast_to(pixels, (height, width, 3)).transpose(2, 0, 1)),
        layout=PlaneLayout(
            labels=np.ascontiguousarray(raw.labels),
            cover=np.ascontiguousarray(raw.cover),
            levels=picture.levels.astype(np.float32),
            boxes=raw.boxes,
            categories=picture.categories,
            position_xy=position_xy,
        ),
        style=z.astype(np.float32),
        domain=picture.domain,
    )


def _jitter_stain(
    pixels: NDArray[np.float32], picture: TrainingPicture, rng: np.random.Generator
) -> tuple[NDArray[np.float32], Float64[np.ndarray, " styles"]]:
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
    """Draws crops, all of a batch of one shape.

    Each domain gets the same share of them, however many pictures it has; in a domain the weight of a picture is the
    square root of its area, times that of its rarest category. `shapes`: the pictures are drawn whole, and those of
    one shape (rows, columns in px) go together.
    """

    def __init__(
        self, pictures: Sequence[TrainingPicture], cropper: Cropper, shapes: Sequence[tuple[int, int]]
    ) -> None:
        self._pictures, self._cropper = pictures, cropper
        weights = np.array([p.labels.size**0.5 for p in pictures]) * rarity(pictures)
        domains = np.array([p.domain for p in pictures])
        for domain in np.unique(domains):
            weights[domains == domain] /= weights[domains == domain].sum()
        groups = defaultdict[tuple[int, int], list[int]](list)
        for index, shape in enumerate(shapes):
            groups[shape].append(index)
        self._groups = [np.array(members) for members in groups.values()]
        self._weights = [weights[members] for members in self._groups]

    def draw(self, size_px: int, batch: int, rng: np.random.Generator) -> list[TrainingCrop]:
        """A batch of crops."""
        totals = np.array([w.sum() for w in self._weights])
        group = int(rng.choice(len(totals), p=totals / totals.sum())) if len(totals) > 1 else 0
        chosen = rng.choice(self._groups[group], batch, p=self._weights[group] / totals[group])
        return [self._cropper(self._pictures[i], size_px, rng) for i in chosen]


def rarity(pictures: Sequence[TrainingPicture]) -> Float64[np.ndarray, " pictures"]:
    """The weight of each picture: root of (pictures of the commonest category / of its own rarest), 3 at most."""
    present = [frozenset(p.categories.tolist()) for p in pictures]
    counts: dict[int, int] = defaultdict(int)
    for categories in present:
        for category in categories:
            counts[category] += 1
    most = max(counts.values(), default=1)
    return np.array([min(max(((most / counts[c]) ** 0.5 for c in found), default=1.0), 3.0) for found in present])
