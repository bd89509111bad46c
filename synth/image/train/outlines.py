"""Outlines of objects that have boxes alone, found in their pixels: a network that is told where an object ends learns
in minutes what it would otherwise have to guess from centres and sides.

Each box is cut out with its surroundings by GrabCut (Rother et al. 2004, doi:10.1145/1186562.1015720): what lies beyond
every box is background. Where that finds nothing the object has the usual outline of its category. They are a
condition of the generator alone; labels stay boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box, Mask
from synth.image.condition.planes import COVER, nearest
from synth.image.formats.objects import PictureObjects, rectangle
from synth.image.plan.box_outlines import CELLS, COMPONENTS
from synth.image.train.corpus import TrainingPicture
from synth.image.train.prior import cluster, rounded
from synth.image.train.style import instance_levels, measure_style

if TYPE_CHECKING:
    from jaxtyping import Bool, Float64, UInt8

Outlines: TypeAlias = "list[Bool[np.ndarray, 'g g'] | None]"
"""Of the objects of one picture; None: not found."""

GRID = 32
"""An outline is kept as so many cells a side, stretched over its box."""

CUT_PX, ROUNDS, MARGIN, LEAST_MARGIN_PX = 64, 3, 0.5, 4
OUTLINES_A_PART, MOST_PARTS = 12, 16
"""Objects for one part of the mixture of outlines, and how many parts there are at most."""

LEAST_BEYOND, LEAST_SHARE, LEAST_REACH = 0.05, 0.35, 0.75
"""Share of what is cut out that must lie beyond every box; of its box that an outline must fill to be believed; and of
it that the outline's own box must cover: one that does not reach the sides is of a part, such as a cell's nucleus."""


def outline_in_box(
    image: UInt8[np.ndarray, "h w 3"], boxes: Float64[np.ndarray, "n 4"], index: int
) -> Bool[np.ndarray, "g g"] | None:
    """The outline of the object in a box (xyxy in px) of a picture; None where none is found."""
    height, width = image.shape[:2]
    x0, y0, x1, y1 = boxes[index]
    across, down = (max(MARGIN * side, LEAST_MARGIN_PX) for side in (x1 - x0, y1 - y0))
    left, top = int(max(x0 - across, 0)), int(max(y0 - down, 0))
    right, bottom = int(min(np.ceil(x1 + across), width)), int(min(np.ceil(y1 + down), height))
    scale = min(1.0, CUT_PX / max(right - left, bottom - top))
    size_wh = (max(round((right - left) * scale), 1), max(round((bottom - top) * scale), 1))
    cut = cv2.resize(image[top:bottom, left:right], size_wh, interpolation=cv2.INTER_AREA)
    stretch = np.array([size_wh[0] / (right - left), size_wh[1] / (bottom - top)] * 2)
    inside = [_filled(Box(*box), size_wh) for box in (boxes - (left, top, left, top)) * stretch]
    within = np.any(inside, axis=0)
    if (~within).mean() < LEAST_BEYOND:
        return None
    own, mask = inside[index], np.where(within, cv2.GC_PR_FGD, cv2.GC_BGD).astype(np.uint8)
    cv2.setRNGSeed(0)
    models = np.zeros((2, 1, 65))
    cv2.grabCut(np.ascontiguousarray(cut), mask, (0, 0, 1, 1), models[0], models[1], ROUNDS, cv2.GC_INIT_WITH_MASK)
    found = _without_holes(((mask == cv2.GC_FGD) | (mask == cv2.GC_PR_FGD)) & own)
    if not own.any() or found[own].mean() < LEAST_SHARE:
        return None
    rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
    inside_box = found[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if Mask.from_array(inside_box).box.area < LEAST_REACH * inside_box.size:
        return None
    return nearest(inside_box, GRID, GRID)


def outlines_of(image: UInt8[np.ndarray, "h w 3"], objects: PictureObjects) -> Outlines:
    """The outline of every object of a picture, in its own px."""
    return [outline_in_box(image, objects.boxes, index) for index in range(len(objects.boxes))]


def usual_outlines(
    pictures: Iterable[tuple[PictureObjects, Outlines]],
) -> dict[int, Bool[np.ndarray, "g g"]]:
    """Category -> what most of its outlines cover; categories without one are missing."""
    total, number = dict[int, NDArray[np.float64]](), dict[int, int]()
    for objects, outlines in pictures:
        for category, outline in zip(objects.categories.tolist(), outlines, strict=True):
            if outline is not None:
                total[category] = total.get(category, np.zeros((GRID, GRID))) + outline
                number[category] = number.get(category, 0) + 1
    return {category: total[category] >= number[category] / 2 for category in total}


def outlined(
    picture: TrainingPicture,
    outlines: Outlines,
    usual: Mapping[int, Bool[np.ndarray, "g g"]],
) -> TrainingPicture:
    """The picture with its objects in their outlines: label map, levels and style follow."""
    whole = np.ones((GRID, GRID), np.bool_)
    grids = [
        usual.get(category, whole) if outline is None else outline
        for category, outline in zip(picture.categories.tolist(), outlines, strict=True)
    ]
    objects = _painted(picture.objects, grids)
    height, width = picture.labels.shape
    labels = nearest(objects.labels, height, width)
    seen = np.broadcast_to(picture.pixels, (height, width, 3))
    levels = instance_levels(seen, labels, len(grids))
    return replace(
        picture,
        labels=labels,
        cover=nearest(objects.cover, height, width),
        objects=objects,
        style=measure_style(seen, labels),
        levels=levels - levels.mean(),
        outlines=np.array(grids, np.bool_).reshape(-1, GRID, GRID),
    )


def fit_outlines(outlines: Bool[np.ndarray, "n g g"]) -> dict[str, Any]:
    """The mixture of a category's outlines (`synth.image.plan.box_outlines`): k-means of signed distance maps, and the
    principal components of what differs within clusters.
    """
    maps = np.stack([_distance_map(outline) for outline in outlines]).reshape(len(outlines), -1)
    wanted = min(int(np.clip(len(maps) / OUTLINES_A_PART, 1, MOST_PARTS)), len(np.unique(maps, axis=0)))
    members = cluster(maps, np.ones(len(maps)), wanted)
    parts = [maps[members == k] for k in np.unique(members)]
    rest = np.concatenate([part - part.mean(axis=0) for part in parts])
    _, lengths, directions = np.linalg.svd(rest, full_matrices=False)
    spread = np.zeros((COMPONENTS, CELLS**2))
    known = min(COMPONENTS, len(lengths))
    spread[:known] = directions[:known] * (lengths[:known, None] / np.sqrt(len(rest)))
    return {
        "shares": [round(len(part) / len(maps), 6) for part in parts],
        "means": [rounded(part.mean(axis=0), 3) for part in parts],
        "spread": [rounded(row, 3) for row in spread],
    }


def _distance_map(outline: Bool[np.ndarray, "g g"]) -> Float64[np.ndarray, "c c"]:
    """Distance to the border in cells, above 0 inside; what lies beyond the box is outside."""
    padded = np.pad(outline, 1).astype(np.uint8)
    inside, outside = (cv2.distanceTransform(part, cv2.DIST_L2, 5) for part in (padded, 1 - padded))
    signed = np.where(padded > 0, inside - 0.5, 0.5 - outside)[1:-1, 1:-1]
    return np.asarray(cv2.resize(signed * (CELLS / GRID), (CELLS, CELLS), interpolation=cv2.INTER_AREA), np.float64)


def _painted(objects: PictureObjects, grids: Sequence[Bool[np.ndarray, "g g"]]) -> PictureObjects:
    """Label map and cover with an outline in each box; objects come in the order in which they lie on each other."""
    labels, cover = np.zeros_like(objects.labels), np.zeros_like(objects.cover)
    height, width = labels.shape
    for number, (box, grid, category) in enumerate(zip(objects.boxes, grids, objects.categories, strict=True), 1):
        there = rectangle(Box(*box), width, height)
        rows, columns = there.bits.shape
        target = (slice(there.y0, there.y0 + rows), slice(there.x0, there.x0 + columns))
        bits = nearest(grid, rows, columns)
        labels[target][bits] = number
        cover[target] |= bits * COVER(1 << int(category))
    return replace(objects, labels=labels, cover=cover)


def _filled(box: Box, size_wh: tuple[int, int]) -> NDArray[np.bool_]:
    """The pixels of a canvas that a box touches."""
    width, height = size_wh
    bits, there = np.zeros((height, width), np.bool_), rectangle(box, width, height)
    bits[there.y0 : there.y0 + there.bits.shape[0], there.x0 : there.x0 + there.bits.shape[1]] = True
    return bits


def _without_holes(bits: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The largest part, without its holes."""
    contours, _ = cv2.findContours(bits.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros(bits.shape, np.uint8)
    if contours:
        cv2.drawContours(filled, [max(contours, key=cv2.contourArea)], -1, 1, cv2.FILLED)
    return filled > 0
