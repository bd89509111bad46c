"""COCO box precision and recall of read boxes against planned ones, class by class, by pycocotools."""

from __future__ import annotations

import contextlib
import io
from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box
from synth.image.fidelity.evaluate import IOU_THRESHOLDS

MOST_READ = 100
"""Detections of a picture and class that count, as in COCO's protocol."""

RECALLS = np.linspace(0.0, 1.0, 101)
"""Where COCO reads precision off."""


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


class Curve(NamedTuple):
    """COCO's curve of one class: `precision` (10 IoU thresholds, 101 recalls) and the `recall` reached (10,)."""

    precision: NDArray[np.float64]
    recall: NDArray[np.float64]


@dataclass(slots=True)
class _Found:
    """The detections of one class in the order of their pictures: 13 bytes each.

    Bit t of `hits` and of `misses` is IoU threshold t: found rightly, found wrongly; neither where it does not count.
    Bit g of `groups` is the tally's group g. `planned`: boxes that were to be found, by group.
    """

    scores: array[float] = field(default_factory=lambda: array("d"))
    hits: array[int] = field(default_factory=lambda: array("H"))
    misses: array[int] = field(default_factory=lambda: array("H"))
    groups: array[int] = field(default_factory=lambda: array("B"))
    planned: Counter[str] = field(default_factory=Counter)


class PrecisionTally:
    """COCO's evaluation of pictures that are handed in one by one, for at most eight groups of pictures at once.

    A picture is matched when it comes, and of its boxes only what `_Found` says is kept. The numbers are those of one
    COCOeval over all pictures of a group in the order in which they came. Boxes with a side below `min_side_px` are
    treated as COCO treats those outside of its range of areas: planned ones need not be found, and read ones cost
    nothing. COCO's measure of size is the shorter side squared here.
    """

    def __init__(self, names: Sequence[str], min_side_px: int, groups: Sequence[str]) -> None:
        self.names, self.groups, self.min_side_px = tuple(names), tuple(groups), min_side_px
        self.pictures: Counter[str] = Counter()
        self._found = {name: _Found() for name in self.names}

    def add(self, boxes: Boxes, groups: Collection[str]) -> None:
        """Match one picture, which belongs to `groups`."""
        self.pictures.update(groups)
        member = sum(1 << self.groups.index(group) for group in groups)
        for name, match in _matches(boxes, self.names, self.min_side_px).items():
            hit, counts = match["dtMatches"] > 0, ~match["dtIgnore"]
            found = self._found[name]
            found.scores.extend(match["dtScores"])
            found.hits.frombytes(_bits(hit & counts).tobytes())
            found.misses.frombytes(_bits(~hit & counts).tobytes())
            found.groups.extend([member] * len(match["dtScores"]))
            found.planned.update(dict.fromkeys(groups, int(np.count_nonzero(match["gtIgnore"] == 0))))

    def curve(self, name: str, group: str) -> Curve | None:
        """The curve of a class over the pictures of a group; None where nothing is planned."""
        found = self._found[name]
        if not found.planned[group]:
            return None
        chosen = np.flatnonzero(np.frombuffer(found.groups, np.uint8) & (1 << self.groups.index(group)))
        order = chosen[np.argsort(-np.frombuffer(found.scores)[chosen], kind="mergesort")]
        hits, misses = (np.frombuffer(bits, np.uint16)[order] for bits in (found.hits, found.misses))
        precision, recall = np.zeros((len(IOU_THRESHOLDS), len(RECALLS))), np.zeros(len(IOU_THRESHOLDS))
        for place in range(len(IOU_THRESHOLDS)):
            right, wrong = (np.cumsum(bits >> place & 1, dtype=np.int64) for bits in (hits, misses))
            precision[place], recall[place] = _interpolated(right, wrong, found.planned[group])
        return Curve(precision, recall)

    def precision(self, group: str) -> dict[str, Precision]:
        """Precision by class over the pictures of a group, in the order of the tally's names."""
        return {name: self._precision(name, group) for name in self.names}

    def _precision(self, name: str, group: str) -> Precision:
        curve = self.curve(name, group)
        if curve is None:
            return Precision(ap=None, ap50=None, ar=None, planned=0)
        ap, ap50, ar = map(_share, (curve.precision, curve.precision[0], curve.recall))
        return Precision(ap=ap, ap50=ap50, ar=ar, planned=self._found[name].planned[group])


def box_precision(pictures: Iterable[Boxes], names: Sequence[str], min_side_px: int) -> dict[str, Precision]:
    """Precision by class, in the order of `names`; see `PrecisionTally`."""
    tally = PrecisionTally(names, min_side_px, ["all"])
    for boxes in pictures:
        tally.add(boxes, ["all"])
    return tally.precision("all")


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of those that are numbers; None where there are none."""
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 9) if known else None


def _interpolated(
    right: NDArray[np.int64], wrong: NDArray[np.int64], planned: int
) -> tuple[NDArray[np.float64], float]:
    """COCO's precision at `RECALLS` and its largest recall; `right` and `wrong` (n,) count down the list of scores.

    Precision at a recall is the best that is reached at it or at any larger one, 0 where it is never reached.
    """
    read_off = np.zeros(len(RECALLS))
    if not len(right):
        return read_off, 0.0
    recall, precision = right / planned, right / (right + wrong + np.spacing(1))
    best = np.maximum.accumulate(precision[::-1])[::-1]
    places = np.searchsorted(recall, RECALLS, side="left")
    reached = places < len(best)
    read_off[reached] = best[places[reached]]
    return read_off, float(recall[-1])


def _matches(boxes: Boxes, names: Sequence[str], min_side_px: int) -> Mapping[str, Mapping[str, Any]]:
    """What COCOeval's `evaluateImg` says of one picture, by class; classes with no box are left out."""
    from pycocotools.cocoeval import COCOeval

    number = {name: place for place, name in enumerate(names, start=1)}
    with contextlib.redirect_stdout(io.StringIO()):
        truth = _coco([(number[b.name], b.box, {"iscrowd": int(b.crowd)}) for b in boxes.planned], number)
        found = _coco([(number[b.name], b.box, {"iscrowd": 0, "score": b.score}) for b in boxes.read], number)
        run = COCOeval(truth, found, "bbox")
        run.params.iouThrs = np.array(IOU_THRESHOLDS)
        run.params.maxDets = [MOST_READ]
        run.params.areaRng, run.params.areaRngLbl = [[float(min_side_px) ** 2, 1e12]], ["asked"]
        run.evaluate()
    return {name: match for name, match in zip(names, run.evalImgs, strict=True) if match is not None}


def _coco(boxes: Sequence[tuple[int, Box, dict[str, float]]], number: Mapping[str, int]) -> Any:
    """A COCO data set of one picture."""
    from pycocotools.coco import COCO

    coco: Any = COCO()
    coco.dataset = {"images": [{"id": 1}], "annotations": [], "categories": [{"id": n} for n in number.values()]}
    for place, (category, box, more) in enumerate(boxes, start=1):
        side = min(box.width, box.height)
        entry = {"id": place, "image_id": 1, "category_id": category, "bbox": box.xywh, "area": side * side, **more}
        coco.dataset["annotations"].append(entry)
    coco.createIndex()
    return coco


def _bits(flags: NDArray[np.bool_]) -> NDArray[np.uint16]:
    """Flags (thresholds, n) as one number (n,) each: threshold t is bit t."""
    return (flags.T << np.arange(len(flags))).sum(axis=1).astype(np.uint16)


def _share(values: NDArray[np.float64]) -> float:
    return round(float(values.mean()), 9)  # pycocotools' precisions are 2e-16 short of 1
