"""The painter's algorithm: full masks, painted from far to near, become instances with visibility and truncation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box, Mask, overlap_slices
from synth.core.labels import AttributeValue
from synth.image.labels import Instance
from synth.image.plan.keypoints import label_keypoints
from synth.image.plan.raster import Polygon

if TYPE_CHECKING:
    from jaxtyping import Bool, Int32

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
    hides: bool = True
    """Whether it hides what is behind it."""
    entry: str = ""
    outline: Polygon | None = None
    """As of `synth.image.labels.Instance`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Painting:
    """The instances in the order of their figures, and for each the index of its figure."""

    instances: tuple[Instance, ...]
    sources: tuple[int, ...]


class _Laid(NamedTuple):
    """A figure on the canvas: its place among the figures, where it lies, and the part of its full mask there."""

    place: int
    figure: Figure
    target: tuple[slice, slice]
    inside: Bool[np.ndarray, "h w"]
    area: int


def paint(
    figures: Sequence[Figure], width: int, height: int, min_area: int = MIN_AREA_PX, ids: Sequence[int] | None = None
) -> Painting:
    """Paint from far to near and keep what stays visible. Small z is far; of equal depth the later figure is nearer.

    Modal masks lie inside the canvas, and no two of figures that hide share a pixel; a figure that does not hide shares
    its own with what is behind it. Figures with fewer than `min_area` visible pixels are left out, and hide nothing.
    `ids` are the figures'; default: 1, 2, ... of those that are left.
    """
    kept = [laid for laid in _laid(figures, width, height) if laid.area >= min_area]
    while True:
        masks = _visible(kept, width, height)
        if all(mask.area >= min_area for mask in masks):
            break
        kept = [laid for laid, mask in zip(kept, masks, strict=True) if mask.area >= min_area]
    instances = tuple(
        _instance(ids[laid.place] if ids else number, laid, modal, width, height)
        for number, (laid, modal) in enumerate(zip(kept, masks, strict=True), start=1)
    )
    return Painting(instances=instances, sources=tuple(laid.place for laid in kept))


def _laid(figures: Sequence[Figure], width: int, height: int) -> Iterator[_Laid]:
    for index, figure in enumerate(figures):
        amodal = figure.amodal
        target, source = overlap_slices((height, width), amodal.bits.shape, amodal.x0, amodal.y0)
        inside = amodal.bits[source]
        yield _Laid(index, figure, target, inside, int(np.count_nonzero(inside)))


def _depth(laid: _Laid) -> tuple[float, int]:
    return laid.figure.z, laid.place


def _visible(kept: Sequence[_Laid], width: int, height: int) -> list[Mask]:
    """The visible part of each."""
    owners = np.full((height, width), -1, np.int32)
    hiding = sorted((laid for laid in kept if laid.figure.hides), key=_depth)
    for laid in hiding:
        owners[laid.target][laid.inside] = laid.place
    found = []
    for laid in kept:
        there, (rows, columns) = owners[laid.target], laid.target
        if laid.figure.hides:
            bits = there == laid.place
        else:
            nearer = [one.place for one in hiding if _depth(one) > _depth(laid)]
            bits = laid.inside & ~np.isin(there, nearer)
        found.append(Mask.from_array(bits, columns.start, rows.start))
    return found


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


def _instance(number: int, laid: _Laid, modal: Mask, width: int, height: int) -> Instance:
    figure, full = laid.figure, laid.figure.amodal.area
    return Instance(
        id=number,
        category=figure.category,
        mask=modal,
        amodal=figure.amodal,
        z=figure.z,
        attributes=figure.attributes,
        requested_box=figure.requested_box,
        truncation=1.0 - laid.area / full,
        visibility=modal.area / full,
        phrase=figure.phrase,
        keypoints=label_keypoints(figure.keypoints, modal, width, height),
        entry=figure.entry,
        outline=figure.outline,
    )
