"""Boxes and outlines of COCO annotations, moved and scaled."""

from __future__ import annotations

from typing import Any

import numpy as np

from synth.core.geometry import Box, Mask, rle_of
from synth.image.formats.segmentation import mask_of_segmentation

Record = dict[str, Any]

LEAST_PART_PX = 4
"""Side of what is left of an object that is cut in two."""


def box_of(one: Record) -> Box:
    """The stated box, px."""
    x, y, width, height = map(float, one["bbox"])
    return Box(x, y, x + width, y + height)


def moved(one: Record, image: Record, scale: float, by_xy: tuple[float, float]) -> Record | None:
    """The keys of an annotation that is scaled about its centre and then moved (px), cut by the picture's border.

    None where too little of it stays inside.
    """
    size = int(image["width"]), int(image["height"])
    box = box_of(one)
    centre = np.array(box.centre_xy)
    shift = centre * (1 - scale) + np.array(by_xy)
    corners = np.array([[box.x0, box.y0], [box.x1, box.y1]]) * scale + shift
    new = Box(*corners.ravel().tolist()).intersection(Box(0, 0, *size))
    if new.width < 2 or new.height < 2 or new.area < 0.5 * box.area * scale**2:
        return None
    outline = one.get("segmentation")
    if not outline:
        return {"bbox": rounded(new.xywh), "area": round(new.area, 2)}
    if isinstance(outline, list):
        limits = np.array(size, float)
        points = [np.clip(np.array(part).reshape(-1, 2) * scale + shift, 0, limits) for part in outline]
        outline = [rounded(part.ravel().tolist()) for part in points]
    else:
        outline = _moved_rle(outline, size, scale, shift)
    return outlined(outline, size)


def joined(one: Record, other: Record, image: Record) -> Record:
    """The keys of an annotation that is two together."""
    size = int(image["width"]), int(image["height"])
    first, second = one.get("segmentation"), other.get("segmentation")
    if first and second:
        if isinstance(first, list) and isinstance(second, list):
            return outlined([*first, *second], size)
        bits = [mask_of_segmentation(each, *size, "outline").on_canvas(*size) for each in (first, second)]
        return outlined(rle_of(Mask.from_array(bits[0] | bits[1]), *size), size)
    a, b = box_of(one), box_of(other)
    whole = Box(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))
    return {"bbox": rounded(whole.xywh), "area": round(whole.area, 2)}


def halves(one: Record, image: Record, at: float) -> tuple[Record, Record] | None:
    """The keys of two annotations in place of one, cut across its longer side at this share of it.

    None where a part would be no more than a rim.
    """
    size = int(image["width"]), int(image["height"])
    box = box_of(one)
    across = box.width >= box.height
    cut = round(box.x0 + at * box.width) if across else round(box.y0 + at * box.height)
    first = box._replace(x1=cut) if across else box._replace(y1=cut)
    second = box._replace(x0=cut) if across else box._replace(y0=cut)
    if min(*first.xywh[2:], *second.xywh[2:]) < LEAST_PART_PX:
        return None
    outline = one.get("segmentation")
    if not outline:
        parts = [{"bbox": rounded(part.xywh), "area": round(part.area, 2)} for part in (first, second)]
        return parts[0], parts[1]
    bits = mask_of_segmentation(outline, *size, "outline").on_canvas(*size)
    rows, columns = np.mgrid[: size[1], : size[0]]
    before = (columns if across else rows) < cut
    masks = [Mask.from_array(bits & side) for side in (before, ~before)]
    if min(mask.area for mask in masks) < LEAST_PART_PX**2:
        return None
    parts = [outlined(rle_of(mask, *size), size) for mask in masks]
    return parts[0], parts[1]


def outlined(outline: object, size: tuple[int, int]) -> Record:
    """An outline with its box and its area."""
    mask = mask_of_segmentation(outline, *size, "outline")
    box = mask.box
    if isinstance(outline, list):
        points = np.concatenate([np.array(part).reshape(-1, 2) for part in outline])
        box = Box(*points.min(axis=0).tolist(), *points.max(axis=0).tolist())
    return {"segmentation": outline, "bbox": rounded(box.xywh), "area": mask.area}


def rounded(numbers: list[float]) -> list[float]:
    return [round(float(number), 2) for number in numbers]


def _moved_rle(outline: object, size: tuple[int, int], scale: float, shift: np.ndarray) -> object:
    import cv2

    bits = mask_of_segmentation(outline, *size, "outline").on_canvas(*size)
    matrix = np.array([[scale, 0, shift[0]], [0, scale, shift[1]]], np.float32)
    new = cv2.warpAffine(bits.astype(np.uint8), matrix, size, flags=cv2.INTER_NEAREST)
    return rle_of(Mask.from_array(new.astype(bool)), *size)
