"""Annotations as the page draws them, and what the page draws as annotations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from synth.core.canonical import rounded
from synth.core.errors import DataError
from synth.core.geometry import Mask, rle_of
from synth.image.formats.segmentation import extent_of_segmentation, mask_of_segmentation
from synth.image.report.contours import outline_loops
from synth.quality.pictures.view import SeenObject
from synth.review.desk import ChangeStated, RefusedError

LEAST_SIDE_PX = 0.5
"""A box that is smaller is a slip of the mouse."""


def drawn(one: SeenObject) -> dict[str, Any]:
    """The shape of an object for the page: `shape` is box, polygon, mask, or none where nothing of it can be read.

    `box` is x0, y0, x1, y1 in px, of the outline where there is one, `stated` what `bbox` says; `rings` are closed
    outlines x, y, x, y ..., filled by the even-odd rule.
    """
    return {"stated": one.box, **_shape(one)}


def _shape(one: SeenObject) -> dict[str, Any]:
    box, found = one.sound_box, one.segmentation
    if found is not None and not one.outline_fault and one.mask is not None:
        if isinstance(found, list):
            return {"shape": "polygon", "box": box, "rings": [part for part in found if len(part) >= 6]}
        return {"shape": "mask", "box": box, "rings": _rings(one.mask)}
    return {"shape": "box" if box else "none", "box": box, "rings": []}


def _rings(mask: Mask) -> list[list[int]]:
    return [[value for x, y in loop for value in (x + mask.x0, y + mask.y0)] for loop in outline_loops(mask.bits)]


def reshaped(value: Mapping[str, Any], change: ChangeStated, size_wh: tuple[int, int]) -> dict[str, Any]:
    """An annotation with the shape that was drawn; box and area come from the outline where there is one.

    RefusedError for a shape that encloses nothing, or lies outside of its picture.
    """
    width, height = size_wh
    if change.runs is not None:
        mask = _mask_of_runs(change.runs, width, height)
        return {**value, "segmentation": rle_of(mask, width, height), **_of_mask(mask)}
    if change.polygons is not None:
        polygons = [[rounded(number) for number in polygon] for polygon in change.polygons]
        try:
            extent = extent_of_segmentation(polygons, width, height, "polygons")
            mask = mask_of_segmentation(polygons, width, height, "polygons")
        except DataError as error:
            raise RefusedError(422, str(error)) from error
        if extent is None or not mask.area:
            raise RefusedError(422, "an outline that encloses no pixel")
        box = [rounded(extent.x0), rounded(extent.y0), rounded(extent.width), rounded(extent.height)]
        return {**value, "segmentation": polygons, "bbox": box, "area": mask.area}
    if change.box is not None:
        x0, y0, x1, y1 = np.clip(change.box, 0, (width, height, width, height)).tolist()
        if x1 - x0 < LEAST_SIDE_PX or y1 - y0 < LEAST_SIDE_PX:
            raise RefusedError(422, f"a box of {x1 - x0:.2f} x {y1 - y0:.2f} px within the picture")
        box = [rounded(x0), rounded(y0), rounded(x1 - x0), rounded(y1 - y0)]
        kept = {key: found for key, found in value.items() if key != "segmentation"}
        return {**kept, "bbox": box, "area": rounded((x1 - x0) * (y1 - y0))}
    return dict(value)


def _of_mask(mask: Mask) -> dict[str, Any]:
    box = mask.box
    return {"bbox": [box.x0, box.y0, box.width, box.height], "area": mask.area}


def _mask_of_runs(runs: list[int], width: int, height: int) -> Mask:
    if sum(runs) != width * height:
        raise RefusedError(422, f"runs of {sum(runs)} pixels: the picture has {width} x {height}")
    bits = np.repeat(np.arange(len(runs)) % 2 == 1, runs).reshape(height, width)
    mask = Mask.from_array(bits)
    if not mask.area:
        raise RefusedError(422, "a mask without a pixel: take the label out instead")
    return mask
