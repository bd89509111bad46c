"""The finished data set folder as the report sees it: one picture with its labels at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import dropwhile, takewhile
from pathlib import Path
from typing import Any

import numpy as np

from synth.core.errors import DataError
from synth.core.geometry import Box, Mask, mask_of_rle
from synth.core.json_stream import iter_jsonl, iter_members
from synth.folder.finished import _part, spread_choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One instance of annotations.json; `rle` and `amodal_rle` are COCO RLE, boxes in px, `area` in px.

    None where the file does not tell: an object that was labelled with a detector's box has no mask.
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

    @property
    def mask(self) -> Mask:
        """What is drawn of it: its mask, or the rectangle of its box."""
        if self.rle is not None:
            return mask_of_rle(dict(self.rle))
        x0, y0, x1, y1 = (round(side) for side in self.box)
        return Mask(x0=x0, y0=y0, bits=np.ones((max(y1 - y0, 1), max(x1 - x0, 1)), np.bool_))


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One line of samples.jsonl with the labels of its picture."""

    id: int
    file: str
    width: int
    height: int
    generator: str
    prompt: str
    variables: Mapping[str, Any]
    quotas: tuple[str, ...]
    captions: tuple[str, ...]
    checks: tuple[tuple[str, float, float], ...]
    notes: tuple[tuple[str, str], ...]
    labels: tuple[Label, ...]


def read_categories(folder: Path) -> list[tuple[int, str]]:
    """(id, name) of annotations.json's categories in file order."""
    members = iter_members(_part(folder, "annotations.json"))
    before = dropwhile(lambda member: member[0] != "categories", members)
    return [(value["id"], value["name"]) for _, value in takewhile(lambda member: member[0] == "categories", before)]


def count_pictures(folder: Path) -> int:
    """Lines of samples.jsonl."""
    with _part(folder, "samples.jsonl").open("rb") as lines:
        return sum(1 for _ in lines)


def iter_pictures(folder: Path) -> Iterator[Picture]:
    """The pictures in file order; samples.jsonl and annotations.json are read side by side, so memory stays flat.

    Raises DataError where the two files do not list their pictures in the same order.
    """
    path = _part(folder, "annotations.json")
    annotations = (value for key, value in iter_members(path) if key == "annotations")
    held = next(annotations, None)
    for record in iter_jsonl(_part(folder, "samples.jsonl")):
        labels = []
        while held is not None and held["image_id"] == record["id"]:
            labels.append(_label_of(held))
            held = next(annotations, None)
        yield _picture_of(record, tuple(labels))
    if held is not None:
        raise DataError(str(path), held["image_id"], "annotations in the order of samples.jsonl, none without a sample")


def chosen_pictures(folder: Path, most: int) -> list[Picture]:
    """At most `most` pictures of a data set, evenly spread in file order."""
    places = set(spread_choice(count_pictures(folder), most))
    return [picture for place, picture in enumerate(iter_pictures(folder)) if place in places]


def _label_of(record: Mapping[str, Any]) -> Label:
    x, y, width, height = record["bbox"]
    ax, ay, amodal_width, amodal_height = record.get("amodal_bbox", record["bbox"])
    flat = record.get("keypoints", ())
    return Label(
        id=record["id"],
        category_id=record["category_id"],
        box=Box(x, y, x + width, y + height),
        amodal_box=Box(ax, ay, ax + amodal_width, ay + amodal_height),
        area=record["area"],
        rle=record["segmentation"] or None,
        amodal_rle=record.get("amodal_segmentation"),
        visibility=record.get("visibility", 1.0),
        truncation=record.get("truncation", 0.0),
        iou=record.get("iou"),
        score=record.get("score"),
        attributes=record.get("attributes", {}),
        keypoints=tuple(zip(flat[::3], flat[1::3], flat[2::3], strict=True)),
    )


def _picture_of(record: Mapping[str, Any], labels: tuple[Label, ...]) -> Picture:
    plan = record["plan"]
    return Picture(
        id=record["id"],
        file=record["file"],
        width=plan["width"],
        height=plan["height"],
        generator=record["generator"],
        prompt=plan["prompt"],
        variables=plan["variables"],
        quotas=tuple(plan.get("quotas", ())),
        captions=tuple(record.get("captions", ())),
        checks=tuple((check["check"], check["measured"], check["limit"]) for check in record["checks"]),
        notes=tuple((note["kind"], note["text"]) for note in record.get("notes", ())),
        labels=labels,
    )
