"""The painter's algorithm: full masks, painted from far to near, become instances with visibility and truncation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box, Mask, overlap_slices
from synth.core.labels import AttributeValue
from synth.image.labels import Instance
from synth.image.plan.keypoints import label_keypoints

if TYPE_CHECKING:
    from jaxtyping import Int32

MIN_AREA_PX = 12
"""An object with fewer visible pixels than this is not an instance, since nobody could see or verify it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One object before painting: its full mask (which may leave the canvas), its depth, category and attributes."""

    category: str
    amodal: Mask
    requested_box: Box
    z: float = 0.0
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    phrase: str = ""
    keypoints: Sequence[Sequence[float]] = ()
    """x, y in px in the order of `synth.core.labels.KEYPOINT_NAMES`, or none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Painting:
    """The instances in the order of their figures, and for each the index of its figure."""

    instances: tuple[Instance, ...]
    sources: tuple[int, ...]


def paint(figures: Sequence[Figure], width: int, height: int, min_area: int = MIN_AREA_PX) -> Painting:
    """Paint from far to near and keep what stays visible. Small z is far; of equal depth the later figure is nearer.

    Modal masks lie inside the canvas, and no two share a pixel. Figures with fewer than `min_area` visible pixels are
    left out before the ids 1, 2, ... are given, and hide nothing.
    """
    kept = [index for index, figure in enumerate(figures) if figure.amodal.clipped(width, height).area >= min_area]
    while True:
        owners = owner_map(
            [figures[index].amodal for index in kept], [figures[index].z for index in kept], width, height
        )
        areas = np.bincount(owners.ravel() + 1, minlength=len(kept) + 1)[1:]
        if (areas >= min_area).all():
            break
        kept = [index for index, area in zip(kept, areas, strict=True) if area >= min_area]
    instances = tuple(_instance(number, figures[index], owners) for number, index in enumerate(kept))
    return Painting(instances=instances, sources=tuple(kept))


def owner_map(masks: Sequence[Mask], z: Sequence[float], width: int, height: int) -> Int32[np.ndarray, "height width"]:
    """The index of the mask that is visible at each pixel of the canvas, or -1 for background."""
    owners = np.full((height, width), -1, np.int32)
    for index in sorted(range(len(masks)), key=lambda index: (z[index], index)):
        mask = masks[index]
        target, source = overlap_slices((height, width), mask.bits.shape, mask.x0, mask.y0)
        owners[target][mask.bits[source]] = index
    return owners


def disjoint(masks: Sequence[Mask]) -> tuple[Mask, ...]:
    """Cut the masks so that no two share a pixel, on or off the canvas. Later masks win, as in paint order."""
    solid = [mask for mask in masks if mask.area]
    if not solid:
        return tuple(masks)
    left, top = (int(min(mask.box[side] for mask in solid)) for side in (0, 1))
    right, bottom = (int(max(mask.box[side] for mask in solid)) for side in (2, 3))
    moved = [Mask(x0=mask.x0 - left, y0=mask.y0 - top, bits=mask.bits) for mask in masks]
    owners = owner_map(moved, [0.0] * len(masks), right - left, bottom - top)
    return tuple(
        Mask.from_array(_window(owners, mask) == index, mask.x0 + left, mask.y0 + top)
        for index, mask in enumerate(moved)
    )


def _window(owners: NDArray[np.int32], mask: Mask) -> NDArray[np.int32]:
    """The part of an owner map under a mask's box."""
    target, _ = overlap_slices(owners.shape, mask.bits.shape, mask.x0, mask.y0)
    return owners[target]


def _instance(number: int, figure: Figure, owners: NDArray[np.int32]) -> Instance:
    height, width = owners.shape
    full, amodal = figure.amodal.area, figure.amodal
    target, _ = overlap_slices((height, width), amodal.bits.shape, amodal.x0, amodal.y0)
    modal = Mask.from_array(owners[target] == number, target[1].start, target[0].start)
    return Instance(
        id=number + 1,
        category=figure.category,
        mask=modal,
        amodal=amodal,
        z=figure.z,
        attributes=figure.attributes,
        requested_box=figure.requested_box,
        truncation=1.0 - amodal.clipped(width, height).area / full,
        visibility=modal.area / full,
        phrase=figure.phrase,
        keypoints=label_keypoints(figure.keypoints, modal, width, height),
    )
