"""COCO segmentations of any origin as masks: RLE or polygons, checked before any C code sees them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from synth.core.errors import DataError
from synth.core.geometry import Box, Mask

_NO_AREA = 1e-9
"""px^2, twice over; what rounding leaves of a polygon on one line."""

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


def without_stumps(segmentation: object) -> tuple[object, int]:
    """The segmentation without polygons of fewer than three corners, and how many these were; None where none is left.

    Two corners or none enclose nothing; an odd number of coordinates is a fault and stays.
    """
    if segmentation in (None, [], [[]]):
        return None, 0
    if not isinstance(segmentation, list):
        return segmentation, 0
    kept = [one for one in segmentation if not (isinstance(one, list) and len(one) < 6 and len(one) % 2 == 0)]
    return kept or None, len(segmentation) - len(kept)


def extent_of_segmentation(segmentation: object, width: int, height: int, where: str) -> Box | None:
    """The box of a segmentation, in px, without decoding a pixel; None where it encloses nothing.

    DataError, at `where`, as `mask_of_segmentation`. A polygon's box may leave the canvas.
    """
    if isinstance(segmentation, dict):
        return _extent_of_runs(_runs_of(segmentation, width, height, where), height)
    if not isinstance(segmentation, list) or not segmentation:
        raise DataError(where, segmentation, _FORMS)
    boxes = list[Box]()
    for number, polygon in enumerate(segmentation):
        _check_polygon(polygon, width, height, f"{where}[{number}]")
        x, y = np.asarray(polygon[::2], np.float64), np.asarray(polygon[1::2], np.float64)
        if abs(np.dot(x, np.roll(y, -1)) - np.dot(y, np.roll(x, -1))) > _NO_AREA:
            boxes.append(Box(float(x.min()), float(y.min()), float(x.max()), float(y.max())))
    if not boxes:
        return None
    sides = np.array(boxes)
    return Box(*map(float, (*sides[:, :2].min(axis=0), *sides[:, 2:].max(axis=0))))


def _extent_of_runs(runs: list[int], height: int) -> Box | None:
    """The box of column-wise run lengths: background, foreground, background ..."""
    ends = np.cumsum(runs, dtype=np.int64)
    firsts, lasts = ends[0::2][: len(ends) // 2], ends[1::2] - 1
    filled = lasts >= firsts
    if not filled.any():
        return None
    firsts, lasts = firsts[filled], lasts[filled]
    across = firsts // height != lasts // height  # such a run reaches the bottom of one column, the top of the next
    tops, bottoms = np.where(across, 0, firsts % height), np.where(across, height - 1, lasts % height)
    left, right = firsts[0] // height, lasts[-1] // height
    return Box(float(left), float(tops.min()), float(right + 1), float(bottoms.max() + 1))


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
    runs = np.asarray(_runs_of(rle, width, height, where), np.int64)
    ends = np.cumsum(runs)
    filled = 2 * np.flatnonzero(runs[1::2]) + 1
    if not len(filled):
        return Mask(x0=0, y0=0, bits=np.zeros((0, 0), np.bool_))
    left, right = int(ends[filled[0] - 1]) // height, -(-int(ends[filled[-1]]) // height)  # columns that hold a pixel
    within = np.diff(np.clip(ends, left * height, right * height), prepend=left * height)
    bits = np.repeat(np.arange(len(within)) % 2 == 1, within)
    return Mask.from_array(bits.reshape(right - left, height).T, x0=left)


def _runs_of(rle: Mapping[str, Any], width: int, height: int, where: str) -> list[int]:
    """The checked run lengths of an RLE, which cover the canvas."""
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
    return runs


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
