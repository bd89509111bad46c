"""Read any COCO instance folder (`annotations.json` beside `images/`) and check what it says."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from synth.core.errors import DataError
from synth.core.geometry import Box
from synth.core.inside import inside
from synth.core.labels import Category
from synth.core.strict_json import read_object
from synth.image.formats.pictures import AnnotatedImage, Annotation, DataSet
from synth.image.formats.segmentation import LARGEST_CANVAS

Json = Mapping[str, Any]

LARGEST_FILE = 1 << 31
"""Bytes of an annotation file."""

_INSIDE = "files inside the folder of the data set are needed"
_IMAGE_KEYS = {"id", "file_name", "width", "height"}
_ANNOTATION_KEYS = {"id", "image_id", "category_id", "bbox", "area", "iscrowd", "segmentation"}


class _Numbered(Protocol):
    @property
    def id(self) -> int: ...


_N = TypeVar("_N", bound=_Numbered)


def read_coco(folder: Path, annotations: str = "annotations.json", images: str = "images") -> DataSet:
    """Read the COCO file `annotations` and the picture folder `images` inside `folder`.

    DataError, one line that says where, for whatever is missing, malformed or contradicts itself. Masks and pictures
    are checked when they are decoded.
    """
    path = inside(folder, annotations, str(folder), DataError, _INSIDE)
    record = read_object(path, DataError, "an object with images, annotations and categories", most=LARGEST_FILE)
    found_categories = (_category(item, where) for item, where in _items(record, "categories", path))
    categories = _distinct(found_categories, path, "category")
    found_pictures = (_picture(item, where, folder, images) for item, where in _items(record, "images", path))
    pictures = _distinct(found_pictures, path, "picture")
    by_id = {picture.id: picture for picture in pictures}
    names = {category.id: category.name for category in categories}
    found: dict[int, list[Annotation]] = {picture.id: [] for picture in pictures}
    for item, where in _items(record, "annotations", path):
        picture = by_id[_reference(item, "image_id", where, by_id)]
        found[picture.id].append(_annotation(item, where, names, picture))
    _distinct((annotation for annotations in found.values() for annotation in annotations), path, "annotation")
    whole = tuple(replace(picture, annotations=tuple(found[picture.id])) for picture in pictures)
    return DataSet(folder=folder, categories=categories, pictures=whole)


def _items(record: Json, key: str, path: Path) -> Iterator[tuple[Json, str]]:
    """The objects of a list of the file, each with its place for messages."""
    items = record.get(key)
    if not isinstance(items, list):
        raise DataError(f"{path}: {key}", items, "a list")
    for number, item in enumerate(items):
        where = f"{path}: {key}[{number}]"
        if not isinstance(item, dict):
            raise DataError(where, item, "an object")
        yield item, where


def _distinct(items: Iterable[_N], path: Path, noun: str) -> tuple[_N, ...]:
    kept: dict[int, _N] = {}
    for item in items:
        if item.id in kept:
            raise DataError(str(path), item.id, f"ids of {noun} entries that differ")
        kept[item.id] = item
    return tuple(kept.values())


def _category(item: Json, where: str) -> Category:
    supercategory = item.get("supercategory") or ""
    return Category(id=_whole(item, "id", where, 0), name=_text(item, "name", where), supercategory=str(supercategory))


def _picture(item: Json, where: str, folder: Path, images: str) -> AnnotatedImage:
    file_name = _text(item, "file_name", where)
    inside(folder / images, file_name, f"{where}.file_name", DataError, "a path inside the folder of pictures")
    path = inside(folder, f"{images}/{file_name}", str(folder), DataError, _INSIDE)
    width, height = _whole(item, "width", where, 1), _whole(item, "height", where, 1)
    if width * height > LARGEST_CANVAS:
        raise DataError(where, f"{width} x {height}", f"at most {LARGEST_CANVAS} pixels")
    return AnnotatedImage(
        id=_whole(item, "id", where, 0),
        file_name=file_name,
        path=path,
        width=width,
        height=height,
        annotations=(),
        extra={key: value for key, value in item.items() if key not in _IMAGE_KEYS},
    )


def _annotation(item: Json, where: str, names: Mapping[int, str], picture: AnnotatedImage) -> Annotation:
    box = _box(item, where)
    iscrowd = item.get("iscrowd", 0)
    if iscrowd not in (0, 1):
        raise DataError(f"{where}.iscrowd", iscrowd, "0 or 1")
    return Annotation(
        id=_whole(item, "id", where, 0),
        category=names[_reference(item, "category_id", where, names)],
        box=box,
        area=_number(item.get("area", box.area), f"{where}.area", 0),
        iscrowd=bool(iscrowd),
        segmentation=item.get("segmentation") or None,
        canvas_wh_px=(picture.width, picture.height),
        where=where,
        extra={key: value for key, value in item.items() if key not in _ANNOTATION_KEYS},
    )


def _box(item: Json, where: str) -> Box:
    xywh = item.get("bbox")
    if not isinstance(xywh, list) or len(xywh) != 4:
        raise DataError(f"{where}.bbox", xywh, "[x, y, width, height] in px")
    x, y = (_number(value, f"{where}.bbox", -math.inf) for value in xywh[:2])
    width, height = (_number(value, f"{where}.bbox", 0) for value in xywh[2:])
    return Box(x, y, x + width, y + height)


def _number(value: object, where: str, least: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < least:
        raise DataError(where, value, "a finite number" + (f" of {least} or more" if math.isfinite(least) else ""))
    return float(value)


def _whole(item: Json, key: str, where: str, least: int) -> int:
    value = item.get(key)
    if type(value) is not int or value < least:
        raise DataError(f"{where}.{key}", value, f"a whole number of {least} or more")
    return value


def _text(item: Json, key: str, where: str) -> str:
    value = item.get(key)
    if not isinstance(value, str) or not value:
        raise DataError(f"{where}.{key}", value, "a text")
    return value


def _reference(item: Json, key: str, where: str, known: Mapping[int, object]) -> int:
    value = _whole(item, key, where, 0)
    if value not in known:
        raise DataError(
            f"{where}.{key}", value, f"an id of the file's {'images' if key == 'image_id' else 'categories'}"
        )
    return value
