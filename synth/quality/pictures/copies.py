"""The same picture more than once: in a set, in its training and its test part, in several sets, with other labels."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.core.geometry import Box
from synth.data.vocabulary.spelling import folded
from synth.image.likeness import Likenesses, Same
from synth.quality.finding import Edit, Finding
from synth.quality.pictures.answers import place_of, remove
from synth.quality.pictures.raw import Entry
from synth.quality.pictures.read import ReadSet
from synth.quality.pictures.view import SeenObject, View, view_of

if TYPE_CHECKING:
    from jaxtyping import Float64

LEAST_IOU = 0.5
"""Of an object in one picture and its counterpart in the other."""

LEAST_INSIDE = 0.6
"""Share of an object that the other picture must show."""

LEAST_SIDE = 0.01
"""Of an object, as a share of the picture's: what is smaller may be left out of a smaller copy."""


class _Place(NamedTuple):
    read: ReadSet
    entry: Entry
    split: str
    path: Path | None


class Copies:
    """The pictures of all sets, in the order in which they were looked at."""

    def __init__(self) -> None:
        self._likenesses, self._places = Likenesses(), list[_Place]()

    def add(self, read: ReadSet, view: View) -> None:
        """Take a picture in; one that cannot be read is left out."""
        if view.pixels is None:
            return
        self._likenesses.add(view.pixels)
        self._places.append(_Place(read, view.entry, read.split_of(view.entry), view.path))

    def findings(self) -> Iterator[Finding]:
        """For each picture that is there before, the first question on it."""
        asked = set[int]()
        for same in sorted(self._likenesses.same(), key=lambda one: (one.other, one.one)):
            if same.other in asked:
                continue
            asked.add(same.other)
            yield from self._of_pair(same)

    def close(self) -> None:
        """Give the disk back."""
        self._likenesses.close()

    def _of_pair(self, same: Same) -> Iterator[Finding]:
        first, later = self._places[same.one], self._places[same.other]
        views = view_of(first.read, first.entry), view_of(later.read, later.entry)
        missing = _without_counterpart(views, same)
        shown = f"{views[0].where} ({views[0].subject}{_of(first, later)}) shows the same"
        how = f"{', mirrored' if same.is_flipped else ''}; correlation {same.likeness:.3f}"
        if first.read is later.read and first.split == later.split:
            edits = _without(views[1]) if not missing and later.read.raw.editable else ()
            yield _finding(views[1], "duplicate_picture", "one picture" if edits else None, shown + how, edits)
        else:
            yield _finding(views[1], "leak", None, shown + how)
        if missing:
            evidence = f"{shown}{how}; without a counterpart: {', '.join(missing)}"
            yield _finding(views[1], "other_labels_of_picture", None, evidence)


def _finding(view: View, check: str, suggested: str | None, evidence: str, edits: tuple[Edit, ...] = ()) -> Finding:
    return Finding(
        check=check, data_set=view.raw.name, where=view.where, subject=view.subject, given=view.subject,
        suggested=suggested, confidence=0.98, evidence=evidence, edits=edits, picture=view.path,
        place=place_of(view.raw, view.entry),
    )  # fmt: skip


def _of(first: _Place, later: _Place) -> str:
    """How the place of the first picture differs from that of the later one, in words."""
    if first.read is not later.read:
        return f" of {first.read.raw.name}"
    return f" of {first.split}" if first.split != later.split else ""


def _without(view: View) -> tuple[Edit, ...]:
    """Edits that take a picture and its objects out."""
    return (remove(view.raw, view.entry), *(remove(view.raw, one.entry) for one in view.objects))


def _without_counterpart(views: tuple[View, View], same: Same) -> list[str]:
    """Objects of classes that both sets have, of which only one of two pictures has one at this place, in words."""
    vocabularies = [{folded(name) for name in view.raw.class_names.values()} for view in views]
    common = vocabularies[0] & vocabularies[1]
    (first, boxes), (later, others) = (_boxes(view, common) for view in views)
    inverse = np.linalg.inv(np.vstack([same.to_other, (0, 0, 1)]))[:2]
    found = list[str]()
    for mine, mine_boxes, other, other_boxes, matrix in (
        (first, boxes, later, others, same.to_other),
        (later, others, first, boxes, inverse),
    ):
        moved = [_moved(box, matrix) for box in mine_boxes]
        inside = [(one.intersection(Box(0, 0, 1, 1)), one.area) for one in moved]
        lone = Counter(
            one.category
            for one, (box, area) in zip(mine, inside, strict=True)
            if box.area >= LEAST_INSIDE * area
            and not any(
                box.iou(there) >= LEAST_IOU and folded(one.category) == folded(its.category)
                for its, there in zip(other, other_boxes, strict=True)
            )
        )
        place = "here" if mine is later else "there"
        found += [f"{number} {name} {place}" for name, number in lone.items()]
    return found


def _boxes(view: View, names: set[str]) -> tuple[list[SeenObject], list[Box]]:
    """Objects of some classes, and their boxes as shares of the picture's sides."""
    objects, boxes = list[SeenObject](), list[Box]()
    size = view.stated_wh
    for one in view.objects if size else ():
        box = one.sound_box
        if size is None or box is None or one.iscrowd or folded(one.category) not in names:
            continue
        share = Box(box.x0 / size[0], box.y0 / size[1], box.x1 / size[0], box.y1 / size[1])
        if min(share.width, share.height) >= LEAST_SIDE:
            objects.append(one)
            boxes.append(share)
    return objects, boxes


def _moved(box: Box, matrix: Float64[np.ndarray, "2 3"]) -> Box:
    """The box around a moved one."""
    corners = np.array([(x, y) for x in (box.x0, box.x1) for y in (box.y0, box.y1)])
    points = corners @ matrix[:, :2].T + matrix[:, 2]
    (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
    return Box(float(x0), float(y0), float(x1), float(y1))
