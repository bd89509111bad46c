"""COCO box precision and recall of read boxes against planned ones, class by class, by pycocotools."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np

from synth.dataset.evaluate import IOU_THRESHOLDS
from synth.geometry import Box

MOST_READ = 100
"""Detections of a picture that count, as in COCO's protocol."""


class ReadBox(NamedTuple):
    """A detection: its class, its box in px and its score."""

    name: str
    box: Box
    score: float


class PlannedBox(NamedTuple):
    """A box that is to be found; a `crowd` may be found or not, any number of times, and counts neither way."""

    name: str
    box: Box
    crowd: bool = False


class Boxes(NamedTuple):
    """The boxes of one picture."""

    planned: Sequence[PlannedBox]
    read: Sequence[ReadBox]


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """Average precision over IoU 0.50 to 0.95, at IoU 0.50, and average recall of 100 detections a picture, in 0-1;
    None where nothing is planned. `planned`: boxes that were to be found."""

    ap: float | None
    ap50: float | None
    ar: float | None
    planned: int

    def record(self) -> dict[str, float | int | None]:
        """As it stands in a JSON file."""
        return asdict(self)


def box_precision(pictures: Iterable[Boxes], names: Sequence[str], min_side_px: int) -> dict[str, Precision]:
    """Precision by class, in the order of `names`, as COCOeval computes it with a picture for each of `pictures`.

    Boxes with a side below `min_side_px` are treated as COCO treats those outside of its range of areas: planned ones
    need not be found, and read ones cost nothing. COCO's measure of size is the shorter side squared here.
    """
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    truth: Any = COCO()
    found: Any = COCO()
    number = {name: place for place, name in enumerate(names, start=1)}
    categories = [{"id": place, "name": name} for name, place in number.items()]
    truth.dataset = {"images": [], "annotations": [], "categories": categories}
    found.dataset = {"images": truth.dataset["images"], "annotations": [], "categories": categories}
    for place, boxes in enumerate(pictures, start=1):
        truth.dataset["images"].append({"id": place})
        _add(truth, place, [(number[b.name], b.box, {"iscrowd": int(b.crowd)}) for b in boxes.planned])
        _add(found, place, [(number[b.name], b.box, {"iscrowd": 0, "score": b.score}) for b in boxes.read])
    with contextlib.redirect_stdout(io.StringIO()):
        truth.createIndex()
        found.createIndex()
        run = COCOeval(truth, found, "bbox")
        run.params.iouThrs = np.array(IOU_THRESHOLDS)
        run.params.maxDets = [MOST_READ]
        run.params.areaRng, run.params.areaRngLbl = [[float(min_side_px) ** 2, 1e12]], ["asked"]
        run.evaluate()
        run.accumulate()
    return {name: _precision(run, truth, place, min_side_px) for name, place in number.items()}


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of those that are numbers; None where there are none."""
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 9) if known else None


def _add(coco: Any, picture: int, boxes: Sequence[tuple[int, Box, dict[str, float]]]) -> None:
    for category, box, more in boxes:
        side = min(box.width, box.height)
        entry = {"image_id": picture, "category_id": category, "bbox": box.xywh, "area": side * side, **more}
        coco.dataset["annotations"].append({"id": len(coco.dataset["annotations"]) + 1, **entry})


def _precision(run: Any, truth: Any, place: int, min_side_px: int) -> Precision:
    """precision is (thresholds, recalls, classes, areas, most), recall the same without recalls; -1: nothing planned"""
    planned = [a for a in truth.dataset["annotations"] if a["category_id"] == place and not a["iscrowd"]]
    precision, recall = run.eval["precision"][:, :, place - 1, 0, 0], run.eval["recall"][:, place - 1, 0, 0]
    known = bool((precision > -1).any())
    return Precision(
        ap=_share(precision) if known else None,
        ap50=_share(precision[0]) if known else None,
        ar=_share(recall) if known else None,
        planned=sum(a["area"] >= min_side_px**2 for a in planned),
    )


def _share(values: np.ndarray) -> float:
    return round(float(values.mean()), 9)  # pycocotools' precisions are 2e-16 short of 1
