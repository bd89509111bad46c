"""The entries of a COCO file, checked: what has another type or contradicts itself is one line that says where."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.core.errors import DataError
from synth.core.geometry import Box
from synth.core.labels import Category
from synth.core.plain_file import plain_bytes
from synth.core.strict_json import parse_json
from synth.image.formats.segmentation import LARGEST_CANVAS

Json = Mapping[str, Any]

LARGEST_FILE = 1 << 31
"""Bytes of an annotation file."""

_IMAGE_KEYS = {"id", "file_name", "width", "height"}
_ANNOTATION_KEYS = {"id", "image_id", "category_id", "bbox", "area", "iscrowd", "segmentation"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRecord:
    """An entry of `images`; sides in px, as the labels refer to them, None where the file does not say."""

    id: int
    file_name: str
    width: int | None
    height: int | None
    extra: Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotationRecord:
    """An entry of `annotations`; `box` in px, None where the file does not say; `segmentation` is not checked yet."""

    id: int
    image_id: int
    category_id: int
    box: Box | None
    area: float | None
    iscrowd: bool
    segmentation: object
    extra: Mapping[str, object]


def read_json(path: Path) -> Json:
    """The object of a COCO file in UTF-8 or UTF-16, with or without a byte order mark. DataError for anything else."""
    data = plain_bytes(path, DataError, "a COCO file is needed", most=LARGEST_FILE)
    try:
        text = data.decode(json.detect_encoding(data)).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise DataError(str(path), f"byte {error.start} that is not UTF-8", "JSON, saved as UTF-8") from error
    record = parse_json(text, str(path), DataError)
    if not isinstance(record, dict):
        raise DataError(str(path), type(record).__name__, "an object with images, annotations and categories")
    return record


def entries(record: Json, key: str, path: Path) -> Iterator[tuple[Json, str]]:
    """The objects of a list of the file, each with its place for messages."""
    items = record.get(key)
    if not isinstance(items, list):
        raise DataError(f"{path}: {key}", items, "a list")
    for number, item in enumerate(items):
        where = f"{path}: {key}[{number}]"
        if not isinstance(item, dict):
            raise DataError(where, item, "an object")
        yield item, where


def category_of(item: Json, where: str) -> Category:
    """A category, whose id may be 0."""
    supercategory = item.get("supercategory") or ""
    return Category(id=_whole(item, "id", where, 0), name=_text(item, "name", where), supercategory=str(supercategory))


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
        extra={key: value for key, value in item.items() if key not in _ANNOTATION_KEYS},
    )


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
    if type(value) is not int or value < least:
        raise DataError(f"{where}.{key}", value, f"a whole number of {least} or more")
    return value


def _text(item: Json, key: str, where: str) -> str:
    value = item.get(key)
    if not isinstance(value, str) or not value:
        raise DataError(f"{where}.{key}", value, "a text")
    return value
