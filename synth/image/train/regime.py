"""Which way of training suits a data set: crops of textures, or whole pictures that are one composition each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from synth.core.errors import DataError
from synth.image.formats.data_set import AnnotatedImage
from synth.image.packs.card import LabelForm, Regime
from synth.image.packs.tone import exposure_of, normalise
from synth.image.train.crops import Moves

if TYPE_CHECKING:
    from jaxtyping import Float32

THUMB_PX, MOST_LOOKED_AT = 24, 400
COMMON_SHARE = 0.25
"""Share of the thumbnails' variance that their mean picture explains, from which they are one composition."""

LARGE_SHARE = 0.35
"""Side of the larger objects over that of their picture, from which a crop could not show what they are."""

OBJECT_PX = 48
"""Side at which the larger objects of textures are trained: a crop shows them whole, and with their neighbours."""

NEARLY_WHOLE = 0.8
"""Scale from which pictures are left as they are."""

MIRRORED_ALIKE = 0.9
"""Correlation of the mean picture with its mirror image, from which a picture may be mirrored."""

FRAME_PX, LARGEST_FRAME_PX = 128, 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """How a data set is trained, and `why`, in a few words for a person. `scale` and `frame_px` as in the card."""

    regime: Regime
    why: str
    scale: float
    frame_px: int | None
    moves: Moves


AS_THEY_ARE = Choice(
    regime="textures",
    why="nothing is measured to choose it, since privacy is promised",
    scale=1.0,
    frame_px=None,
    moves=Moves(turns=True, mirror=False, tilt=True),
)
"""The choice that depends on no picture."""


def choose_regime(
    pictures: Sequence[AnnotatedImage], categories: int, labels: LabelForm, wanted: Regime | None, frame_px: int | None
) -> Choice:
    """Measure the pictures and choose, unless somebody has already (`wanted`, `frame_px`).

    DataError where none of them can be decoded.
    """
    shown = list(_thumbs(pictures))
    if not shown:
        raise DataError(str(pictures[0].path), "no picture that can be decoded", "whole pictures are needed")
    thumbs = np.stack(shown)
    common, alike, large = common_share(thumbs), mirrored_alike(thumbs), large_side(pictures)
    if wanted is not None:
        regime, why = wanted, "asked for"
    elif large >= LARGE_SHARE:
        regime, why = "compositions", f"the larger objects span {large:.0%} of their picture's shorter side"
    elif common >= COMMON_SHARE:
        regime, why = "compositions", f"the mean picture explains {common:.0%} of what differs within pictures"
    else:
        regime = "textures"
        why = f"objects span {large:.0%} of a picture's shorter side, and the mean picture explains {common:.0%}"
    masks = labels == "masks"
    moves = Moves(turns=masks and regime == "textures", mirror=masks and alike >= MIRRORED_ALIKE, tilt=masks)
    if regime == "compositions":
        return Choice(regime="compositions", why=why, scale=1.0, frame_px=frame_px or FRAME_PX, moves=moves)
    scale = min(1.0, OBJECT_PX / _upper_side_px(pictures))
    scale = 1.0 if scale > NEARLY_WHOLE else scale
    if categories == 1 and masks and frame_px is None:
        return Choice(regime="textures", why=why, scale=round(scale, 3), frame_px=None, moves=moves)
    longer = float(np.median([max(picture.width, picture.height) for picture in pictures]))
    frame = frame_px or int(np.clip(16 * round(longer * scale / 16), 64, LARGEST_FRAME_PX))
    return Choice(regime="textures", why=why, scale=1.0, frame_px=frame, moves=moves)


def common_share(thumbs: Float32[np.ndarray, "n h w"]) -> float:
    """The share of the variance within thumbnails that the mean thumbnail explains (0-1), free of sampling bias."""
    centred = thumbs - thumbs.mean(axis=(1, 2), keepdims=True)
    number = len(thumbs)
    within = float((centred**2).mean())
    if number < 2 or within <= 0:
        return 0.0
    explained = float((centred.mean(axis=0) ** 2).mean())
    return max(0.0, (explained - within / number) / within * number / (number - 1))


def mirrored_alike(thumbs: Float32[np.ndarray, "n h w"]) -> float:
    """The correlation of the mean thumbnail with its mirror image."""
    mean = thumbs.mean(axis=0)
    return float(np.nan_to_num(np.corrcoef(mean.ravel(), mean[:, ::-1].ravel())[0, 1], nan=1.0))


def large_side(pictures: Sequence[AnnotatedImage]) -> float:
    """The 90th percentile, over objects, of their longer side over the picture's shorter one."""
    shares = [
        max(a.box.width, a.box.height) / min(picture.width, picture.height)
        for picture in pictures
        for a in picture.annotations
    ]
    return float(np.quantile(shares, 0.9))


def _upper_side_px(pictures: Sequence[AnnotatedImage]) -> float:
    sides = [max(a.box.width, a.box.height) for picture in pictures for a in picture.annotations]
    return float(np.quantile(sides, 0.9))


def _thumbs(pictures: Sequence[AnnotatedImage]) -> Iterator[Float32[np.ndarray, "h w"]]:
    """Small grey pictures of an even choice of the pictures. Broken ones have none; they are counted when read."""
    step = max(1, -(-len(pictures) // MOST_LOOKED_AT))
    for picture in pictures[::step]:
        try:
            image = picture.load()
        except DataError:
            continue
        grey = normalise(image, exposure_of(image)).mean(axis=2)
        yield np.asarray(cv2.resize(grey, (THUMB_PX, THUMB_PX), interpolation=cv2.INTER_AREA), np.float32)
