"""The entries of a COCO file, checked; objects of any format take the same form.

What has another type or contradicts itself is one line that says where.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from synth.core.errors import DataError
from synth.core.geometry import Box
from synth.core.labels import AttributeValue, Category
from synth.core.strict_json import LARGEST_INT
from synth.image.formats.data_set import Point
from synth.image.formats.segmentation import LARGEST_CANVAS

Json = Mapping[str, Any]

SPLIT = re.compile(r"[A-Za-z0-9_-]{0,40}")
"""Names of the parts of a data set, which are folders in many formats; empty: it has none."""

_IMAGE_KEYS = {"id", "file_name", "width", "height", "split"}
_ANNOTATION_KEYS = {
    "id", "image_id", "category_id", "bbox", "area", "iscrowd", "segmentation", "keypoints", "num_keypoints", "score",
    "attributes",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRecord:
    """An entry of `images`; sides in px, as the labels refer to them, None where the file does not say."""

    id: int
    file_name: str
    width: int | None
    height: int | None
    split: str
    extra: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotationRecord:
    """An entry of `annotations`; `box` in px, None where the file does not say; `segmentation` is not checked yet.

    `keypoints` as in the file, whose category says how many there are; (0, 0, 0) stands for one that is not labelled.
    """

    id: int
    image_id: int
    category_id: int
    box: Box | None = None
    area: float | None = None
    iscrowd: bool = False
    segmentation: object = None
    keypoints: tuple[Point, ...] = ()
    score: float | None = None
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)


def category_of(item: Json, where: str) -> Category:
    """A category, whose id may be 0."""
    supercategory = item.get("supercategory") or ""
    keypoints = item.get("keypoints") or []
    if not isinstance(keypoints, list) or not all(isinstance(name, str) and name for name in keypoints):
        raise DataError(f"{where}.keypoints", keypoints, "a list of names")
    return Category(
        id=_whole(item, "id", where, 0),
        name=_text(item, "name", where),
        supercategory=str(supercategory),
        keypoints=tuple(keypoints),
        skeleton=_skeleton(item.get("skeleton") or [], len(keypoints), f"{where}.skeleton"),
    )


def _skeleton(lines: object, points: int, where: str) -> tuple[tuple[int, int], ...]:
    ends = (
        [end for line in lines if isinstance(line, list) and len(line) == 2 for end in line]
        if isinstance(lines, list)
        else []
    )
    if not isinstance(lines, list) or len(ends) != 2 * len(lines) or not all(type(end) is int for end in ends):
        raise DataError(where, lines, "a list of pairs of places among the keypoints")
    pairs = tuple(zip(ends[::2], ends[1::2], strict=True))
    return tuple(pair for pair in pairs if min(pair) >= 1 and max(pair) <= points)


def image_of(item: Json, where: str) -> ImageRecord:
    """A picture. DataError where it is larger than LARGEST_CANVAS."""
    width, height = (_whole(item, key, where, 1) if item.get(key) is not None else None for key in ("width", "height"))
    if (width or 1) * (height or 1) > LARGEST_CANVAS:
        raise DataError(where, f"{width} x {height}", f"at most {LARGEST_CANVAS} pixels")
    return ImageRecord(
        id=_whole(item, "id", where, 0),
        file_name=_text(item, "file_name", where),
        width=width,
        height=height,
        split=_split(item, where),
        extra={key: value for key, value in item.items() if key not in _IMAGE_KEYS},
    )


def annotation_of(item: Json, where: str) -> AnnotationRecord:
    """An annotation, whose `bbox`, `area`, `iscrowd` and `segmentation` may be null or absent."""
    iscrowd = item.get("iscrowd") or 0
    if iscrowd not in (0, 1):
        raise DataError(f"{where}.iscrowd", iscrowd, "0 or 1")
    area = item.get("area")
    return AnnotationRecord(
        id=_whole(item, "id", where, 0),
        image_id=_whole(item, "image_id", where, 0),
        category_id=_whole(item, "category_id", where, 0),
        box=_box(item, where),
        area=None if area is None else _number(area, f"{where}.area", 0),
        iscrowd=bool(iscrowd),
        segmentation=item.get("segmentation"),
        keypoints=_points(item.get("keypoints") or [], f"{where}.keypoints"),
        score=None if item.get("score") is None else _number(item["score"], f"{where}.score", -math.inf),
        attributes=attributes_of(item.get("attributes") or {}, f"{where}.attributes"),
        extra={key: value for key, value in item.items() if key not in _ANNOTATION_KEYS},
    )


def _points(flat: object, where: str) -> tuple[Point, ...]:
    if not isinstance(flat, list) or len(flat) % 3:
        raise DataError(where, flat, "x, y and visibility of each keypoint")
    numbers = [_number(value, where, -math.inf) for value in flat]
    if not set(numbers[2::3]) <= {0.0, 1.0, 2.0}:
        raise DataError(where, numbers[2::3], "0, 1 or 2 as the visibility of a keypoint")
    triples = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
    return tuple((x, y, int(seen)) if seen else (0.0, 0.0, 0) for x, y, seen in triples)


def attributes_of(found: object, where: str) -> Mapping[str, AttributeValue]:
    """Attributes with a plain value; those that a tool left empty are none."""
    if not isinstance(found, dict):
        raise DataError(where, found, "an object of names and values")
    for name, value in found.items():
        if value is not None and not isinstance(value, str | int | float | bool):
            raise DataError(f"{where}.{name}", value, "a text, a number, true or false")
    return {name: value for name, value in found.items() if value is not None}


def _split(item: Json, where: str) -> str:
    split = item.get("split") or ""
    if not isinstance(split, str) or not SPLIT.fullmatch(split):
        raise DataError(f"{where}.split", split, "the name of a part of the data set: letters, digits, - and _")
    return split


def _box(item: Json, where: str) -> Box | None:
    xywh = item.get("bbox")
    if xywh is None or xywh == []:
        return None
    if not isinstance(xywh, list) or len(xywh) != 4:
        raise DataError(f"{where}.bbox", xywh, "[x, y, width, height] in px")
    x, y = (_number(value, f"{where}.bbox", -math.inf) for value in xywh[:2])
    width, height = (_number(value, f"{where}.bbox", 0) for value in xywh[2:])
    return Box(x, y, x + width, y + height)


def _number(value: object, where: str, least: float) -> float:
    """A finite JSON number; one beyond 2**53 or so is no coordinate, and would be infinite in the next sum."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e15 or value < least:
        raise DataError(where, value, "a finite number" + (f" of {least} or more" if math.isfinite(least) else ""))
    return float(value)


def _whole(item: Json, key: str, where: str, least: int) -> int:
    """A whole number; JSON does not tell 3.0 from 3."""
    value = item.get(key)
    if type(value) is float and value.is_integer():
        value = int(value)
    if type(value) is not int or not least <= value <= LARGEST_INT:
        raise DataError(f"{where}.{key}", value, f"a whole number of {least} or more")
    return value


def _text(item: Json, key: str, where: str) -> str:
    value = item.get(key)
    if not isinstance(value, str) or not value:
        raise DataError(f"{where}.{key}", value, "a text")
    return value
