"""Where an annotator contradicts labels: each check compares every label, or every reading, and says which differ."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from synth.image.verify.found import FoundObject
from synth.quality.pictures.instances import Cut, is_cut
from synth.quality.pictures.outline import are_alike, contrast, solidity
from synth.quality.pictures.second.answers import of_class, of_label, of_reading
from synth.quality.pictures.second.pairs import Pairs, area_of
from synth.quality.pictures.second.usual import Compared
from synth.quality.pictures.view import SeenObject

APART = 0.1
"""Share of an area up to which two outlines have nothing in common."""

SAME_IOU, OTHER_IOU = 0.5, 0.2
"""IoU from which a label and a reading are one object with one outline, and from which one object with another."""

INSIDE, PART, WHOLE = 0.8, 0.15, 0.7
"""Least share of a part that lies in the whole, of the whole that is in each part, and of it that is in all of them."""

CONCAVE = 0.82
"""Share of its convex hull that a mask of several objects has at most."""

CUT = Cut(share=0.7, convex=0.955)
"""What the border of two labels must be like, where the annotator reads them as one."""

LEAST_SIDE_PX = 8
"""Of a label and its reading, from which half of their pixels are more than a rim."""

BLANK = 0.35
"""Contrast of a label with what is around it, below which there is nothing to see, ..."""

CLEARER = 2.0
"""... and times that of a label that a reading has at least, where its outline is the better one."""


def missing_object(pairs: Pairs) -> Iterator[Compared]:
    """Readings on no label; their like are those of the same score."""
    for column, one in enumerate(pairs.readings):
        apart = max(pairs.of_reading[:, column].sum(), pairs.crowded[column]) <= APART
        finding = of_reading(pairs, column) if apart else None
        yield Compared(one.category, one.score, finding, _is_labelled(pairs, column))


def unread_object(pairs: Pairs) -> Iterator[Compared]:
    """Labels of nothing: not read, nor unlike what is around. Their like, here and below, are of the same size."""
    for row, one in enumerate(pairs.labels):
        finding = None
        if pairs.of_label[row].sum() <= APART and _contrast(pairs, one) <= BLANK:
            finding = of_label(pairs, [row], "unread_object", "no such object", "the annotator reads nothing here", [])
        yield Compared(one.category, _size(one), finding, _is_read(pairs, row))


def loose_outline(pairs: Pairs) -> Iterator[Compared]:
    """Labels of which the annotator reads the one object with another outline: shifted, too large or too small."""
    for row, one in enumerate(pairs.labels):
        column = pairs.nearest(row)
        finding = None
        if column is not None and _is_loose(pairs, row, column):
            evidence = f"the annotator reads it with another outline; IoU {pairs.iou[row, column]:.2f}"
            finding = of_label(pairs, [row], "loose_outline", None, evidence, [column])
        yield Compared(one.category, _size(one), finding, _is_read(pairs, row))


def several_in_one(pairs: Pairs) -> Iterator[Compared]:
    """Labels that the annotator reads as several objects, which no other label has."""
    for row, one in enumerate(pairs.labels):
        parts = np.flatnonzero((pairs.of_reading[row] >= INSIDE) & (pairs.of_label[row] >= PART))
        others = np.delete(pairs.of_reading, row, axis=0)[:, parts].sum(axis=0)
        finding = None
        many = len(parts) > 1 and pairs.of_label[row, parts].sum() >= WHOLE and (others <= APART).all()
        if many and (one.mask is None or solidity(one.mask.bits) <= CONCAVE):
            evidence = f"the annotator reads {len(parts)} objects here"
            finding = of_label(pairs, [row], "several_in_one", f"{len(parts)} objects", evidence, parts.tolist())
        yield Compared(one.category, _size(one), finding, _is_read(pairs, row))


def one_in_several(pairs: Pairs) -> Iterator[Compared]:
    """Readings that labels of one class share, none of which holds anything else."""
    for column, one in enumerate(pairs.readings):
        parts = np.flatnonzero((pairs.of_label[:, column] >= INSIDE) & (pairs.of_reading[:, column] >= PART))
        others = np.delete(pairs.of_label, column, axis=1)[parts].sum(axis=1)
        finding = None
        if len(parts) > 1 and (others <= APART).all() and _are_one(pairs, parts.tolist(), column):
            places = " and ".join(pairs.labels[row].where for row in parts[1:])
            evidence = f"the annotator reads one object here; {places} is a part of it too"
            finding = of_label(pairs, parts.tolist(), "one_in_several", "1 object", evidence, [column])
        yield Compared(one.category, _size(one), finding, _is_labelled(pairs, column))


def read_as_other(pairs: Pairs) -> Iterator[Compared]:
    """Labels that the annotator reads with the same outline and another class; their like are those so surely read."""
    for row, one in enumerate(pairs.labels):
        column = pairs.nearest(row)
        if column is not None and pairs.iou[row, column] >= SAME_IOU:
            reading = pairs.readings[column]
            differs = reading.category != one.category
            yield Compared(one.category, reading.score, of_class(pairs, row, column) if differs else None, not differs)


OF_ANNOTATOR: Mapping[str, Callable[[Pairs], Iterator[Compared]]] = {
    "missing_object": missing_object, "unread_object": unread_object, "loose_outline": loose_outline,
    "several_in_one": several_in_one, "one_in_several": one_in_several, "read_as_other": read_as_other,
}  # fmt: skip
"""Names as in the table of all checks."""


def _is_read(pairs: Pairs, row: int) -> bool:
    return bool(pairs.iou[row].max(initial=0) >= SAME_IOU)


def _is_labelled(pairs: Pairs, column: int) -> bool:
    return bool(pairs.iou[:, column].max(initial=0) >= SAME_IOU)


def _is_loose(pairs: Pairs, row: int, column: int) -> bool:
    label, reading = pairs.labels[row], pairs.readings[column]
    boxes = label.sound_box, reading.box
    large = all(box is not None and min(box.width, box.height) >= LEAST_SIDE_PX for box in boxes)
    if not large or not OTHER_IOU <= pairs.iou[row, column] < SAME_IOU or not _are_alone(pairs, row, column):
        return False
    return _contrast(pairs, reading) >= CLEARER * _contrast(pairs, label)


def _are_one(pairs: Pairs, rows: Sequence[int], column: int) -> bool:
    """Whether labels of one class fill a reading without lying on one another, as if they had been cut."""
    labels, share = [pairs.labels[row] for row in rows], pairs.of_reading[rows, column].sum()
    if not WHOLE <= share <= 1 + APART or len({one.category for one in labels}) > 1:
        return False
    masks = [one.mask for one in labels if one.mask is not None]
    if len(masks) < len(labels):
        return True
    return len(masks) == 2 and is_cut(masks[0], masks[1], CUT) and are_alike(pairs.view, masks[0], masks[1])


def _are_alone(pairs: Pairs, row: int, column: int) -> bool:
    """Whether a label and a reading have nothing to do with any other."""
    others = np.delete(pairs.of_reading[:, column], row), np.delete(pairs.of_label[row], column)
    return all(one.sum() <= APART for one in others)


def _size(one: SeenObject | FoundObject) -> float:
    return math.log(max(area_of(one), 1.0))


def _contrast(pairs: Pairs, one: SeenObject | FoundObject) -> float:
    box = one.box if isinstance(one, FoundObject) else one.sound_box
    return contrast(pairs.view, box, one.mask) if box is not None else 0.0
