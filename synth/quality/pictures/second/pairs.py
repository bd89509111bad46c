"""The labels of a picture beside the objects that an annotator read in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.image.verify.found import FoundObject
from synth.quality.pictures.view import SeenObject, View

if TYPE_CHECKING:
    from jaxtyping import Bool, Float64

ONE_OBJECT = 0.3
"""IoU from which a label and a reading of different classes may be one object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """`labels` are objects of classes that the annotator knows, no crowds; `readings` those of classes of the set.

    `iou`, and the shares `of_label` and `of_reading` of the area that a pair has in common: by masks where both have
    one, else by boxes; 0 for pairs of different classes that are not one object, such as a tumour and its head.
    `crowded`: the share of each reading that lies in crowds. `first_id`: reading n, as a label, gets this id plus n.
    """

    view: View
    labels: Sequence[SeenObject]
    readings: Sequence[FoundObject]
    iou: Float64[np.ndarray, "labels readings"]
    of_label: Float64[np.ndarray, "labels readings"]
    of_reading: Float64[np.ndarray, "labels readings"]
    crowded: Float64[np.ndarray, " readings"]
    first_id: int

    def nearest(self, row: int) -> int | None:
        """The reading with the largest IoU with a label; None where none meets it."""
        return int(self.iou[row].argmax()) if self.iou[row].any() else None


def pairs_of(view: View, found: Sequence[FoundObject], names: Mapping[str, str], first_id: int) -> Pairs:
    """`names`: class of the annotator -> class of the set; others on either side are left out."""
    known = set(names.values())
    readings = [one._replace(category=names[one.category]) for one in found if one.category in names]
    there = [one for one in view.objects if one.category in known and one.sound_box is not None]
    labels, crowds = [one for one in there if not one.iscrowd], [one for one in there if one.iscrowd]
    iou, of_label, of_reading = _overlaps(labels, readings)
    related = _same_class(labels, readings) | (iou >= ONE_OBJECT)
    return Pairs(
        view=view, labels=labels, readings=readings, iou=iou * related, of_label=of_label * related,
        of_reading=of_reading * related, crowded=_overlaps(crowds, readings).of_reading.max(axis=0, initial=0.0),
        first_id=first_id,
    )  # fmt: skip


def area_of(one: SeenObject | FoundObject) -> float:
    """In px, by the mask where there is one."""
    box = one.box if isinstance(one, FoundObject) else one.sound_box
    return float(one.mask.area) if one.mask is not None else box.area if box else 0.0


def _same_class(labels: Sequence[SeenObject], readings: Sequence[FoundObject]) -> Bool[np.ndarray, "labels readings"]:
    mine, theirs = np.array([one.category for one in labels]), np.array([one.category for one in readings])
    return mine.reshape(-1, 1) == theirs.reshape(1, -1)


class _Overlaps(NamedTuple):
    iou: Float64[np.ndarray, "labels readings"]
    of_label: Float64[np.ndarray, "labels readings"]
    of_reading: Float64[np.ndarray, "labels readings"]


def _overlaps(labels: Sequence[SeenObject], readings: Sequence[FoundObject]) -> _Overlaps:
    """IoU, and what each has in common with the other as a share of the label's and of the reading's area."""
    iou, of_label, of_reading = (np.zeros((len(labels), len(readings))) for _ in range(3))
    for row, label in enumerate(labels):
        box = label.sound_box
        for column, reading in enumerate(readings):
            common = box.intersection(reading.box).area if box else 0.0
            if box is None or common <= 0:
                continue
            areas = box.area, reading.box.area
            if label.mask is not None and reading.mask is not None:
                common = label.mask.intersection_area(reading.mask)
                areas = label.mask.area, reading.mask.area
            iou[row, column] = common / (sum(areas) - common)
            of_label[row, column], of_reading[row, column] = common / areas[0], common / areas[1]
    return _Overlaps(iou, of_label, of_reading)
