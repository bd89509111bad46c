"""COCO segmentations of any origin as masks: RLE or polygons, checked before any C code sees them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from synth.core.errors import DataError
from synth.core.geometry import Mask

LARGEST_CANVAS = 1 << 28
"""px; a mask is decoded into a bool array of its picture's size."""

_FORMS = "RLE {size: [h, w], counts} or a list of polygons [x0, y0, x1, y1, x2, y2, ...]"


def mask_of_segmentation(segmentation: object, width: int, height: int, where: str) -> Mask:
    """The mask on a canvas of height x width px: compressed or uncompressed RLE, or polygons. DataError, at `where`."""
    if isinstance(segmentation, dict):
        return _mask_of_rle(segmentation, width, height, where)
    if isinstance(segmentation, list) and segmentation:
        return _mask_of_polygons(segmentation, width, height, where)
    raise DataError(where, segmentation, _FORMS)


def mask_of_stated_rle(rle: Mapping[str, Any], where: str) -> Mask:
    """The mask of run lengths of ours, at their `origin` where they have one; DataError where they do not add up."""
    height, width = rle["size"]
    if height * width > LARGEST_CANVAS:
        raise DataError(where, f"{width} x {height}", f"at most {LARGEST_CANVAS} pixels")
    mask = _mask_of_rle(rle, width, height, where)
    x0, y0 = rle.get("origin", (0, 0))
    return replace(mask, x0=mask.x0 + x0, y0=mask.y0 + y0)


def counts_of_text(text: str, where: str) -> list[int]:
    """COCO's compressed counts as run lengths: 5 bits a character, from the fourth run on less the last but one."""
    counts: list[int] = []
    value = shift = 0
    for character in text:
        bits = ord(character) - 48
        if not 0 <= bits < 64 or shift > 60:
            raise DataError(where, text, "RLE counts: numbers below 2**60 in the characters '0' to 'o'")
        value |= (bits & 31) << shift
        shift += 5
        if bits & 32:
            continue
        if bits & 16:
            value -= 1 << shift
        counts.append(value + counts[-2] if len(counts) > 2 else value)
        value = shift = 0
    if shift:
        raise DataError(where, text, "RLE counts that do not end in the middle of a number")
    return counts


def _mask_of_rle(rle: Mapping[str, Any], width: int, height: int, where: str) -> Mask:
    if rle.get("size") != [height, width]:
        raise DataError(f"{where}.size", rle.get("size"), f"the picture's own height and width [{height}, {width}]")
    counts = rle.get("counts")
    runs = counts_of_text(counts, where) if isinstance(counts, str) else counts
    if not isinstance(runs, list) or not all(type(run) is int and run >= 0 for run in runs):
        raise DataError(f"{where}.counts", counts, "a string, or a list of run lengths of 0 or more")
    if sum(runs) != width * height:
        raise DataError(
            f"{where}.counts", sum(runs), f"runs that add up to {height} x {width} = {width * height} pixels"
        )
    bits = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    return Mask.from_array(bits.reshape(width, height).T)


def _mask_of_polygons(polygons: list[Any], width: int, height: int, where: str) -> Mask:
    for number, polygon in enumerate(polygons):
        _check_polygon(polygon, width, height, f"{where}[{number}]")
    from pycocotools import mask as coco_mask

    rle: Any = coco_mask.merge(coco_mask.frPyObjects(polygons, height, width))
    return _mask_of_rle({"size": rle["size"], "counts": rle["counts"].decode("ascii")}, width, height, where)


def _check_polygon(polygon: object, width: int, height: int, where: str) -> None:
    """Corners may lie outside the canvas by its own size, as tools differ at the border; C code walks the sides."""
    if not isinstance(polygon, list) or len(polygon) < 6 or len(polygon) % 2:
        raise DataError(where, polygon, "x0, y0, x1, y1, x2, y2, ...: three corners or more")
    for position, value in enumerate(polygon):
        size = height if position % 2 else width
        number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
        if not number or not -size <= value <= 2 * size:
            raise DataError(f"{where}[{position}]", value, f"a number from {-size} to {2 * size} px")
