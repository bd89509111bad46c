"""Reads a finished data set of pictures: samples.jsonl beside annotations.json, one picture at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np

from synth.core.errors import DataError
from synth.core.geometry import Box, Mask
from synth.core.json_stream import iter_members
from synth.folder.finished import FinishedFolder, FolderKind, iter_records, open_finished, spread_choice
from synth.folder.stated import Stated, checked
from synth.image.formats.segmentation import LARGEST_CANVAS, mask_of_segmentation, mask_of_stated_rle
from synth.image.stated import AnnotationStated, CategoryStated, PictureStated

PICTURES = FolderKind("pictures", "samples.jsonl")
ANNOTATIONS = "annotations.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectLabel:
    """One instance of annotations.json; `rle` and `amodal_rle` are COCO RLE, boxes in px, `area` in px.

    None where the file does not say: an object that was labelled with a detector's box has no mask.
    """

    id: int
    category_id: int
    box: Box
    amodal_box: Box
    area: float
    rle: Mapping[str, Any] | None
    amodal_rle: Mapping[str, Any] | None
    visibility: float | None
    truncation: float | None
    iou: float | None
    score: float | None
    attributes: Mapping[str, Any]
    keypoints: tuple[tuple[float, float, int], ...] = ()
    """x, y in px and COCO's visibility."""
    polygons: tuple[Sequence[float], ...] = ()
    """x, y in px of the corners of each, where the outline was given so."""

    @property
    def mask(self) -> Mask:
        """What is drawn of it: its mask, or the rectangle of its box. DataError for an outline that is malformed."""
        if self.rle is not None:
            return mask_of_stated_rle(self.rle, f"annotation {self.id}")
        if self.polygons:
            width, height = (max(1, ceil(side)) for side in (self.box.x1, self.box.y1))
            return mask_of_segmentation(list(self.polygons), width, height, f"annotation {self.id}")
        x0, y0, x1, y1 = (round(side) for side in self.box)
        if self.box.area > LARGEST_CANVAS:
            raise DataError(f"annotation {self.id}: bbox", self.box.xywh, f"at most {LARGEST_CANVAS} pixels")
        return Mask(x0=x0, y0=y0, bits=np.ones((max(y1 - y0, 1), max(x1 - x0, 1)), np.bool_))


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSample:
    """One line of samples.jsonl with the labels of its picture; `checks` are records of check, measured and limit."""

    id: int
    file: str
    width: int
    height: int
    generator: str
    prompt: str
    variables: Mapping[str, Any]
    quotas: tuple[str, ...]
    captions: tuple[str, ...]
    checks: tuple[Mapping[str, Any], ...]
    notes: tuple[tuple[str, str], ...]
    labels: tuple[ObjectLabel, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureDataSet:
    """A finished data set of pictures."""

    finished: FinishedFolder

    @property
    def folder(self) -> Path:
        return self.finished.folder

    @property
    def manifest(self) -> Mapping[str, Any]:
        return self.finished.manifest

    def categories(self) -> list[tuple[int, str]]:
        """(id, name) of annotations.json's categories in file order."""
        members = iter_members(self.finished.part(ANNOTATIONS))
        before = dropwhile(lambda member: member[0] != "categories", members)
        found = takewhile(lambda member: member[0] == "categories", before)
        return [(value["id"], value["name"]) for value in self._stated(CategoryStated, (value for _, value in found))]

    def records(self, line: type[Stated]) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """(`path:line`, record) of samples.jsonl in file order, without the labels of annotations.json.

        DataError at a line that is not a JSON object with the keys that `line` requires.
        """
        return iter_records(self.finished.path, line, "a picture's record")

    def __iter__(self) -> Iterator[PictureSample]:
        """The pictures in file order; samples.jsonl and annotations.json are read side by side, so memory stays flat.

        DataError where the two files do not list their pictures in the same order.
        """
        path = self.finished.part(ANNOTATIONS)
        found = (value for key, value in iter_members(path) if key == "annotations")
        annotations = self._stated(AnnotationStated, found)
        held = next(annotations, None)
        for where, record in self.records(PictureStated):
            checked(PictureStated, record, where)
            labels = []
            while held is not None and held["image_id"] == record["id"]:
                labels.append(label_of(held))
                held = next(annotations, None)
            yield sample_of(record, tuple(labels))
        if held is not None:
            allowed = "annotations in the order of samples.jsonl, none without a sample"
            raise DataError(str(path), held["image_id"], allowed)

    def _stated(self, model: type[Stated], values: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
        """The values one by one; DataError at one that is not as the model states it."""
        for number, value in enumerate(values):
            checked(
                model, value, f"{self.folder / ANNOTATIONS}: {model.__name__.removesuffix('Stated').lower()} {number}"
            )
            yield value

    def spread(self, most: int) -> list[PictureSample]:
        """At most `most` of the pictures, evenly spread in file order."""
        places = set(spread_choice(self.finished.count(), most))
        return [sample for place, sample in enumerate(self) if place in places]


def open_pictures(folder: Path) -> PictureDataSet:
    """The data set in `folder`; DataError where there is no finished data set of pictures."""
    return PictureDataSet(finished=open_finished(folder, PICTURES))


def label_of(record: Mapping[str, Any]) -> ObjectLabel:
    """An entry of `annotations`, checked as `AnnotationStated`. DataError for keypoints that are cut off."""
    x, y, width, height = record["bbox"]
    ax, ay, amodal_width, amodal_height = record.get("amodal_bbox") or record["bbox"]
    flat, outline = record.get("keypoints", ()), record["segmentation"]
    if len(flat) % 3:
        raise DataError(f"annotation {record['id']}: keypoints", len(flat), "x, y and visibility of each keypoint")
    return ObjectLabel(
        id=record["id"],
        category_id=record["category_id"],
        box=Box(x, y, x + width, y + height),
        amodal_box=Box(ax, ay, ax + amodal_width, ay + amodal_height),
        area=record["area"],
        rle=outline if isinstance(outline, dict) else None,
        amodal_rle=record.get("amodal_segmentation"),
        visibility=record.get("visibility", 1.0),
        truncation=record.get("truncation", 0.0),
        iou=record.get("iou"),
        score=record.get("score"),
        attributes=record.get("attributes", {}),
        polygons=tuple(outline) if isinstance(outline, list) else (),
        keypoints=tuple(zip(flat[::3], flat[1::3], flat[2::3], strict=True)),
    )


def sample_of(record: Mapping[str, Any], labels: tuple[ObjectLabel, ...]) -> PictureSample:
    """A line of samples.jsonl, checked as `PictureStated`, with the labels of its picture."""
    plan = record["plan"]
    return PictureSample(
        id=record["id"],
        file=record["file"],
        width=plan["width"],
        height=plan["height"],
        generator=record["generator"],
        prompt=plan["prompt"],
        variables=plan["variables"],
        quotas=tuple(plan.get("quotas", ())),
        captions=tuple(record.get("captions", ())),
        checks=tuple(record["checks"]),
        notes=tuple((note["kind"], note["text"]) for note in record.get("notes", ())),
        labels=labels,
    )
