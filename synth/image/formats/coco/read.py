"""Read any COCO instance folder: pictures, objects, categories, and a tally of what was left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol, TypeVar

from synth.core.errors import DataError
from synth.core.geometry import Box
from synth.core.labels import Category
from synth.image.formats.coco.layouts import Layout, find_layout, locate
from synth.image.formats.coco.records import (
    AnnotationRecord,
    ImageRecord,
    Json,
    annotation_of,
    category_of,
    entries,
    image_of,
    read_json,
)
from synth.image.formats.data_set import AnnotatedImage, Annotation, DataSet
from synth.image.formats.pixels import read_stored
from synth.image.formats.segmentation import LARGEST_CANVAS, extent_of_segmentation, without_stumps
from synth.image.formats.survey import survey
from synth.image.formats.tally import NOTHING, Tally, dropped


class _Numbered(Protocol):
    @property
    def id(self) -> int: ...


_N = TypeVar("_N", bound=_Numbered)


def read_coco(data: Path) -> DataSet:
    """Read a COCO file, or a folder that holds one (`layouts.PLACES`), and look at every picture that it names.

    DataError, one line that says where, for whatever is missing, malformed or contradicts itself. What is of no use to
    anyone is left out and counted: duplicates, empty objects, annotations of pictures that are not listed.
    """
    layout = find_layout(data)
    record = read_json(layout.file)
    reading = _Reading(layout, record)
    categories = reading.distinct("categories", category_of)
    surveyed = survey(_pictures(layout, reading.distinct("images", image_of)))
    found = _annotations(reading, categories, surveyed.pictures)
    pictures = tuple(replace(picture, annotations=tuple(found[picture.id])) for picture in surveyed.pictures)
    tally = reading.tally() + Tally(changed=surveyed.changed)
    return DataSet(file=layout.file, categories=categories, pictures=pictures, tally=tally)


class _Reading:
    """The entries of one file, and the places of those that were left out."""

    def __init__(self, layout: Layout, record: Json) -> None:
        self.path, self._record = layout.file, record
        self._dropped: dict[str, list[str]] = {}

    def drop(self, reason: str, where: str) -> None:
        self._dropped.setdefault(reason, []).append(where)

    def tally(self) -> Tally:
        return sum((dropped(reason, places) for reason, places in self._dropped.items()), NOTHING)

    def distinct(self, key: str, checked: Callable[[Json, str], _N]) -> tuple[_N, ...]:
        """The entries of a list by their ids; one that stands there twice, word for word, is left out."""
        return tuple(item for item, _ in self.distinct_with_place(key, checked))

    def distinct_with_place(self, key: str, checked: Callable[[Json, str], _N]) -> Iterator[tuple[_N, str]]:
        kept: dict[int, _N] = {}
        for item, where in entries(self._record, key, self.path):
            one = checked(item, where)
            if one.id not in kept:
                kept[one.id] = one
                yield one, where
            elif kept[one.id] == one:
                self.drop("duplicate", where)
            else:
                raise DataError(f"{where}.id", one.id, f"ids of {key} that differ: this one stands there already")


def _pictures(layout: Layout, records: Sequence[ImageRecord]) -> list[AnnotatedImage]:
    """The pictures without their annotations. DataError where two entries are the same file."""
    paths = locate(layout, [record.file_name for record in records])
    owners: dict[Path, int] = {}
    for record, path in zip(records, paths, strict=True):
        if owners.setdefault(path, record.id) != record.id:
            allowed = f"one entry for each picture: image {owners[path]} is the same file"
            raise DataError(f"{layout.file}: image {record.id}", record.file_name, allowed)
    return [_picture(record, path) for record, path in zip(records, paths, strict=True)]


def _picture(record: ImageRecord, path: Path) -> AnnotatedImage:
    width, height = record.width, record.height
    if width is None or height is None:
        width, height = read_stored(path).upright_wh
        if width * height > LARGEST_CANVAS:
            raise DataError(str(path), f"{width} x {height}", f"at most {LARGEST_CANVAS} pixels")
    return AnnotatedImage(
        id=record.id,
        file_name=record.file_name,
        path=path,
        width=width,
        height=height,
        annotations=(),
        extra=record.extra,
    )


def _annotations(
    reading: _Reading, categories: Sequence[Category], pictures: Sequence[AnnotatedImage]
) -> dict[int, list[Annotation]]:
    """Picture id -> its annotations in file order."""
    names = {category.id: category.name for category in categories}
    by_id = {picture.id: picture for picture in pictures}
    found: dict[int, list[Annotation]] = {picture.id: [] for picture in pictures}
    seen: set[str] = set()
    for record, where in reading.distinct_with_place("annotations", annotation_of):
        if record.category_id not in names:
            raise DataError(f"{where}.category_id", record.category_id, "an id of the file's categories")
        if record.image_id not in by_id:
            reading.drop("stray", where)
            continue
        annotation = _annotation(reading, record, where, names, by_id[record.image_id])
        if annotation is None:
            continue
        shape = repr((record.image_id, record.category_id, record.iscrowd, annotation.segmentation or record.box))
        if shape in seen:
            reading.drop("duplicate", where)
            continue
        seen.add(shape)
        found[record.image_id].append(annotation)
    return found


def _annotation(
    reading: _Reading, record: AnnotationRecord, where: str, names: Mapping[int, str], picture: AnnotatedImage
) -> Annotation | None:
    """The object; None, and counted, where nothing of it lies in its picture."""
    segmentation, stumps = without_stumps(record.segmentation)
    width, height = picture.width, picture.height
    extent = record.box
    if segmentation is not None:
        for _ in range(stumps):
            reading.drop("corners", where)
        extent = extent_of_segmentation(segmentation, width, height, f"{where}.segmentation")
    if not extent or not extent.area or (stumps and segmentation is None):
        reading.drop("empty", where)
        return None
    if not extent.intersection(Box(0, 0, width, height)).area:
        reading.drop("outside", where)
        return None
    box = record.box if record.box and record.box.area else extent
    return Annotation(
        id=record.id,
        category=names[record.category_id],
        box=box,
        area=box.area if record.area is None else record.area,
        iscrowd=record.iscrowd,
        segmentation=segmentation,
        canvas_wh_px=(width, height),
        where=where,
        extra=record.extra,
    )
