"""The objects of an annotated picture: which category, where, and what holds what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from synth.core.geometry import Box, Mask, overlap_slices
from synth.image.condition.planes import COVER
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.tally import Tally, dropped

if TYPE_CHECKING:
    from jaxtyping import Float64, Int32, Int64, UInt64

LEAST_SIDE_PX = 2
"""An object with a shorter side has no outline that could be learnt."""

HELD_SHARE, HOLDER_RATIO = 0.9, 1.5
"""An object lies on one of another category that has this share of its pixels and this many times its area."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureObjects:
    """The objects of one picture in its own px; object k of the label map is the k-th of every list.

    `labels` is 0 on the background and k on the k-th object, the one on top where several share a pixel. `cover` has
    the bit of every category at a pixel. `masks` are whole; of boxes, the pixels that the box touches.
    `holders[k - 1]` is the number of the object that object k lies on; 0: none.
    """

    labels: Int32[np.ndarray, "h w"]
    cover: UInt64[np.ndarray, "h w"]
    masks: tuple[Mask, ...]
    boxes: Float64[np.ndarray, "n 4"]
    categories: Int64[np.ndarray, " n"]
    holders: Int64[np.ndarray, " n"]


def objects_of(picture: AnnotatedImage, categories: Sequence[str], boxes: bool) -> tuple[PictureObjects, Tally]:
    """The objects of a picture, and what was left out: slivers, and masks of which others leave nothing.

    Where two masks overlap, the first keeps the pixel, unless the second lies on the first (a tumour on a head). Of
    boxes the smaller is on top, and none is hidden.
    """
    labels = np.zeros((picture.height, picture.width), np.int32)
    cover = np.zeros(labels.shape, COVER)
    slivers, hidden = list[str](), list[str]()
    masks, kinds, exact = list[Mask](), list[int](), list[Box]()
    given = picture.annotations
    for annotation in sorted(given, key=lambda a: -a.box.area) if boxes else given:
        mask = rectangle(annotation.box, picture.width, picture.height) if boxes else annotation.mask
        if min(mask.bits.shape) < LEAST_SIDE_PX:
            slivers.append(annotation.where)
            continue
        kind = categories.index(annotation.category)
        target, source = overlap_slices(labels.shape, mask.bits.shape, mask.x0, mask.y0)
        bits, owners = mask.bits[source], labels[target]
        mine = bits if boxes else bits & ((owners == 0) | (owners == _holder(owners, bits, kind, masks, kinds)))
        if not mine.any():
            hidden.append(annotation.where)
            continue
        masks.append(mask)
        kinds.append(kind)
        exact.append(annotation.box if boxes else mask.box)
        owners[mine] = len(masks)
        cover[target] |= bits * COVER(1 << kind)
    found = PictureObjects(
        labels=labels,
        cover=cover,
        masks=tuple(masks),
        boxes=np.array(exact, np.float64).reshape(-1, 4),
        categories=np.array(kinds, np.int64),
        holders=holders_of(masks, kinds),
    )
    return found, dropped("sliver", slivers) + dropped("hidden", hidden)


def labelled(labels: Int32[np.ndarray, "h w"]) -> PictureObjects:
    """The objects of a label map, all of one category."""
    masks = tuple(Mask.from_array(labels == number) for number in range(1, int(labels.max(initial=0)) + 1))
    return PictureObjects(
        labels=labels,
        cover=(labels > 0).astype(COVER),
        masks=masks,
        boxes=np.array([mask.box for mask in masks], np.float64).reshape(-1, 4),
        categories=np.zeros(len(masks), np.int64),
        holders=np.zeros(len(masks), np.int64),
    )


def rectangle(box: Box, width: int, height: int) -> Mask:
    """The pixels of a canvas of width x height px that a box touches."""
    x0, y0 = max(int(np.floor(box.x0)), 0), max(int(np.floor(box.y0)), 0)
    x1, y1 = min(int(np.ceil(box.x1)), width), min(int(np.ceil(box.y1)), height)
    return Mask(x0=x0, y0=y0, bits=np.ones((max(y1 - y0, 0), max(x1 - x0, 0)), np.bool_))


def _holder(
    owners: Int32[np.ndarray, "h w"], bits: np.ndarray, kind: int, masks: Sequence[Mask], kinds: Sequence[int]
) -> int:
    """The number of the earlier object that one of these pixels lies on; -1: none."""
    counts = np.bincount(owners[bits])
    if len(counts) < 2:
        return -1
    number, area = int(counts[1:].argmax()) + 1, int(bits.sum())
    held = counts[number] >= HELD_SHARE * area and masks[number - 1].area >= HOLDER_RATIO * area
    return number if held and kinds[number - 1] != kind else -1


def holders_of(masks: Sequence[Mask], kinds: Sequence[int]) -> Int64[np.ndarray, " n"]:
    """The number of the smallest object of another category that each object lies on; 0: none."""
    found = np.zeros(len(masks), np.int64)
    if len(set(kinds)) < 2:
        return found
    areas = np.array([mask.area for mask in masks])
    for index, mask in enumerate(masks):
        possible = [
            other
            for other in map(int, np.flatnonzero(areas >= HOLDER_RATIO * areas[index]))
            if kinds[other] != kinds[index] and mask.intersection_area(masks[other]) >= HELD_SHARE * areas[index]
        ]
        if possible:
            found[index] = min(possible, key=lambda other: areas[other]) + 1
    return found
