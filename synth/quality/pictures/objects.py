"""Objects of a picture against one another, and masks against what masks of objects look like."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from synth.core.geometry import Box, Mask
from synth.quality.finding import Finding
from synth.quality.pictures.answers import of_object, remove
from synth.quality.pictures.outline import parts_of
from synth.quality.pictures.view import SeenObject, View

if TYPE_CHECKING:
    from jaxtyping import Bool, Float64, Int64

SAME_BOX, SAME_MASK = 0.9, 0.8
"""IoU from which two boxes, and where both have one the masks, are those of one object."""

HOLE_PX, HOLE_SHARE = 6, 0.02
"""A hole has at least so many px and so much of the object's."""

SPECK_SHARE = 0.02
"""A part of a mask of at most so much of the object is no part of it, where the rest is one piece."""

TOUCH_PX = 2
"""So near is a hole or a speck to an object that parts it from the rest."""

LEAST_PARTS = 2
INSIDE_SHARE = 0.9
"""Share of an object that is inside of one that it is a part of."""

MOST_OF_A_PART, LEAST_OF_PARTS = 0.6, 0.8
"""IoU of a part, at most, and of the box around all parts, at least, with the box of the whole."""

LIKELY = 0.9
"""Confidence in what is right for most objects; see `benchmarks/quality.py`."""


def duplicate_object(view: View) -> Iterator[Finding]:
    """Two objects of one class at one place: the one with less of an outline is to go, or else the later one."""
    gone = set[int]()
    for one, other in _at_one_place(view):
        if one.category != other.category or {one.entry.place, other.entry.place} & gone:
            continue
        extra = one if one.segmentation is None and other.segmentation is not None else other
        kept = other if extra is one else one
        gone.add(extra.entry.place)
        evidence = f"{kept.where} is of the same class; IoU {_iou(one, other):.2f}"
        edits = (remove(view.raw, extra.entry),)
        yield of_object(view, extra, "duplicate_object", extra.entry.get("bbox"), "no such object", evidence, edits)


def two_classes(view: View) -> Iterator[Finding]:
    """Two objects of different classes at one place."""
    for one, other in _at_one_place(view):
        if one.category != other.category:
            evidence = f"{one.where} is {one.category!r} at the same place; IoU {_iou(one, other):.2f}"
            yield of_object(view, other, "two_classes", other.category, None, evidence, confidence=LIKELY)


def merged_objects(view: View) -> Iterator[Finding]:
    """An object that is several others of its class together: the box of them all, or their masks."""
    for one in view.objects:
        box = one.sound_box
        if box is None or one.iscrowd:
            continue
        others = [each for each in view.objects if each is not one and _is_part(each, one)]
        if len(others) < LEAST_PARTS or max((_iou(one, each) for each in others), default=1) >= MOST_OF_A_PART:
            continue
        x0, y0, x1, y1 = zip(*(each.sound_box for each in others if each.sound_box), strict=True)
        if Box(min(x0), min(y0), max(x1), max(y1)).iou(box) >= LEAST_OF_PARTS:
            evidence = f"{len(others)} of the same class fill it: {', '.join(each.where for each in others[:4])}"
            edits = (remove(view.raw, one.entry),)
            yield of_object(
                view, one, "merged_objects", one.entry.get("bbox"), "no such object", evidence, edits, LIKELY
            )


def mask_hole(view: View) -> Iterator[Finding]:
    """A mask with a hole in it that no other object is seen through."""
    for one in view.objects:
        if one.mask is None or one.iscrowd or not one.mask.area:
            continue
        framed = Mask.from_array(np.pad(~one.mask.bits, 1, constant_values=True), one.mask.x0 - 1, one.mask.y0 - 1)
        _, *holes = parts_of(framed, connectivity=4)
        least = max(HOLE_PX, HOLE_SHARE * one.mask.area)
        large = [hole.area for hole in holes if hole.area >= least and not _meets(view, one, hole)]
        if large:
            evidence = f"a hole of {max(large)} px in an object of {one.mask.area} px"
            given = "1 hole" if len(large) == 1 else f"{len(large)} holes"
            yield of_object(view, one, "mask_hole", given, "no hole", evidence, confidence=LIKELY)


def mask_speck(view: View) -> Iterator[Finding]:
    """A mask of one piece and specks elsewhere, which no other object parts from it."""
    for one in view.objects:
        if one.mask is None or one.iscrowd or not one.mask.area:
            continue
        largest, *others = sorted(parts_of(one.mask, connectivity=8), key=lambda part: -part.area)
        if not others or others[0].area > SPECK_SHARE * one.mask.area:
            continue
        specks = [part.area for part in others if not _meets(view, one, part)]
        if specks:
            evidence = f"{len(specks)} of {specks[0]} px or less beside one of {largest.area} px"
            yield of_object(view, one, "mask_speck", f"{len(specks) + 1} parts", "1 part", evidence, confidence=LIKELY)


def _meets(view: View, one: SeenObject, part: Mask) -> bool:
    """Whether another object touches a part of a mask or of what is around it: it lies before or behind it."""
    grown = Mask.from_array(_grown(part.bits), part.x0 - TOUCH_PX, part.y0 - TOUCH_PX)
    return any(
        other is not one and other.mask is not None and grown.intersection_area(other.mask) > 0
        for other in view.objects
    )


def _grown(bits: Bool[np.ndarray, "h w"]) -> Bool[np.ndarray, "h w"]:
    import cv2

    side = 2 * TOUCH_PX + 1
    return cv2.dilate(np.pad(bits, TOUCH_PX).astype(np.uint8), np.ones((side, side), np.uint8)).astype(bool)


def _at_one_place(view: View) -> Iterator[tuple[SeenObject, SeenObject]]:
    """Pairs of objects, no crowds, whose boxes and, where both have one, masks are the same."""
    found = [one for one in view.objects if not one.iscrowd and one.sound_box is not None]
    boxes = np.array([one.sound_box for one in found], np.float64).reshape(-1, 4)
    order = np.argsort(boxes[:, 0], kind="stable")
    for one, other in _near(boxes, order):
        first, second = sorted((found[one], found[other]), key=lambda seen: seen.entry.place)
        if _same(first, second):
            yield first, second


def _near(boxes: Float64[np.ndarray, "objects 4"], order: Int64[np.ndarray, " objects"]) -> Iterator[tuple[int, int]]:
    """Pairs of boxes with an IoU of at least SAME_BOX; of a sorted list only those that begin near one another."""
    lefts, widths = boxes[order, 0], boxes[order, 2] - boxes[order, 0]
    ends = np.searchsorted(lefts, lefts + (1 - SAME_BOX) * widths / SAME_BOX, side="right")
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    for at, end in enumerate(ends):
        others = order[at + 1 : end]
        if not len(others):
            continue
        mine = boxes[order[at]]
        sides = np.minimum(boxes[others, 2:], mine[2:]) - np.maximum(boxes[others, :2], mine[:2])
        common = np.prod(np.maximum(sides, 0), axis=1)
        same = common >= SAME_BOX * (areas[others] + areas[order[at]] - common)
        yield from ((int(order[at]), int(other)) for other in others[same])


def _is_part(one: SeenObject, whole: SeenObject) -> bool:
    """Whether an object, no crowd, of the same class lies inside of another, by masks where both have one."""
    mine, its = one.sound_box, whole.sound_box
    if mine is None or its is None or one.iscrowd or one.category != whole.category:
        return False
    if mine.intersection(its).area < INSIDE_SHARE * mine.area:
        return False
    if one.mask is None or whole.mask is None:
        return True
    return one.mask.intersection_area(whole.mask) >= INSIDE_SHARE * one.mask.area


def _same(one: SeenObject, other: SeenObject) -> bool:
    if one.mask is None or other.mask is None:
        return True
    return one.mask.iou(other.mask) >= SAME_MASK


def _iou(one: SeenObject, other: SeenObject) -> float:
    if one.sound_box is None or other.sound_box is None:
        return 0.0
    return one.sound_box.iou(other.sound_box)
