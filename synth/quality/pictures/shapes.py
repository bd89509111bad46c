"""Sizes and aspect ratios of the boxes of each class: what stands out in a set, and what differs between two."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.data.vocabulary.spelling import folded
from synth.quality.finding import Finding
from synth.quality.pictures.answers import of_object
from synth.quality.pictures.read import ReadSet
from synth.quality.pictures.view import SeenObject, View, view_of

if TYPE_CHECKING:
    from jaxtyping import Bool, Float64

LEAST_OF_CLASS = 50
"""Boxes of a class from which it is known what is usual."""

SPREADS = 5.0
"""So many standard deviations from the median an outlier lies, on its own side of it; ..."""

LEAST_SPREAD = 0.1
"""... each of at least 10 %."""

MOST_ALIKE = 0.005
"""Largest share of a class that outliers on one side may be: more of them are a kind of its own."""

DRIFT = 0.4
"""Largest distance between two distributions (Kolmogorov-Smirnov) of one class as two sets draw it."""

ASKED = 0.5
"""Confidence in what is only asked."""

_BORDER_PX = 1.0
_MEASURES = ("size", "aspect")


class ClassShapes(NamedTuple):
    """The boxes of a class: logarithms of the size as a share of the picture's, and of width by height; whether each
    lies in its picture whole; and where it stands: file, place of its picture, place of its annotation.
    """

    size: array[float]
    aspect: array[float]
    whole: array[int]
    places: array[int]

    def measured(self, name: str) -> tuple[Float64[np.ndarray, " n"], Bool[np.ndarray, " n"]]:
        """One of the measures, and which boxes are whole."""
        return np.array(getattr(self, name)), np.array(self.whole, np.bool_)


class Shapes:
    """Those of a set; numbers alone are kept, so that memory stays flat."""

    def __init__(self) -> None:
        self.classes: dict[str, ClassShapes] = {}

    def add(self, view: View) -> None:
        """Measure the boxes of a picture; crowds, and pictures whose size is not stated, are left out."""
        size = view.stated_wh
        if size is None:
            return
        width, height = size
        for one in view.objects:
            box = one.box
            if box is None or one.iscrowd or not one.category or box.width <= 0 or box.height <= 0:
                continue
            new = ClassShapes(array("d"), array("d"), array("b"), array("q"))
            shapes = self.classes.setdefault(one.category, new)
            cut = min(box.x0, box.y0, width - box.x1, height - box.y1) <= _BORDER_PX
            shapes.size.append(math.log(box.area / (width * height)) / 2)
            shapes.aspect.append(math.log(box.width / box.height))
            shapes.whole.append(not cut)
            shapes.places.extend((one.entry.file, view.entry.place, one.entry.place))

    def outliers(self, read: ReadSet) -> Iterator[Finding]:
        """Boxes of a size or an aspect ratio that no other of its class has."""
        for name, shapes in self.classes.items():
            asked = set[int]()
            for measure in _MEASURES:
                values, whole = shapes.measured(measure)
                for number, spreads in _far(values, whole):
                    if number not in asked:
                        asked.add(number)
                        yield self._outlier(read, name, number, measure, spreads)

    def _outlier(self, read: ReadSet, name: str, number: int, measure: str, spreads: float) -> Finding:
        shapes = self.classes[name]
        file, picture, place = shapes.places[3 * number : 3 * number + 3]
        view = view_of(read, read.raw.entry("images", file, picture))
        one = next(seen for seen in view.objects if seen.entry.place == place)
        usual = math.exp(float(np.median(getattr(shapes, measure)) - getattr(shapes, measure)[number]))
        much = f"{usual:.1f} times" if usual > 1 else f"1/{1 / usual:.1f} of"
        what = "that large" if measure == "size" else "that broad for its height"
        evidence = f"the median of {len(shapes.size)} boxes is {much} {what}; {abs(spreads):.1f} spreads from it"
        return of_object(view, one, f"{measure}_outlier", _sides(one), None, evidence, confidence=ASKED)


def drifts(sets: Sequence[tuple[str, Mapping[str, ClassShapes]]]) -> Iterator[Finding]:
    """Classes of one name that sets, given with their names, draw otherwise than the first that has the class."""
    first = dict[str, tuple[str, ClassShapes]]()
    for data_set, classes in sets:
        for name, shapes in classes.items():
            if len(shapes.size) < LEAST_OF_CLASS:
                continue
            other_set, other = first.setdefault(folded(name), (data_set, shapes))
            for measure in _MEASURES if other is not shapes else ():
                mine, theirs = (one.measured(measure)[0] for one in (shapes, other))
                distance = _distance(mine, theirs)
                if distance >= DRIFT:
                    yield _drift(data_set, name, measure, other_set, (mine, theirs), distance)


def _drift(
    data_set: str, name: str, measure: str, other: str,
    values: tuple[Float64[np.ndarray, " n"], Float64[np.ndarray, " m"]], distance: float,
) -> Finding:  # fmt: skip
    mine, theirs = (math.exp(float(np.median(one))) for one in values)
    what = "of the picture's side" if measure == "size" else "as broad as high"
    unit = (f"{100 * mine:.1f} %", f"{100 * theirs:.1f} %") if measure == "size" else (f"{mine:.2f}", f"{theirs:.2f}")
    evidence = f"the median box is {unit[0]} {what} here, {unit[1]} in {other}; distance {distance:.2f} (KS)"
    return Finding(
        check="class_drift", data_set=data_set, where="the whole set", subject=name, given=f"{measure} {unit[0]}",
        suggested=None, confidence=ASKED, evidence=evidence,
    )  # fmt: skip


def _far(values: Float64[np.ndarray, " n"], whole: Bool[np.ndarray, " n"]) -> Iterator[tuple[int, float]]:
    """(number, spreads from the median) of boxes that few or no others are like."""
    if len(values) < LEAST_OF_CLASS or whole.sum() < LEAST_OF_CLASS / 2:
        return
    low, middle, high = np.quantile(values[whole], (0.1, 0.5, 0.9))
    sides = np.maximum(np.array((middle - low, high - middle)) / 1.2816, LEAST_SPREAD)  # of a normal distribution
    spreads = np.where(values < middle, (values - middle) / sides[0], (values - middle) / sides[1])
    for side in (-1, 1):
        found = np.flatnonzero((side * spreads > SPREADS) & whole)
        if len(found) <= max(1, MOST_ALIKE * len(values)):
            yield from ((int(number), float(spreads[number])) for number in found)


def _distance(one: Float64[np.ndarray, " n"], other: Float64[np.ndarray, " m"]) -> float:
    """The largest distance between two distribution functions (Kolmogorov-Smirnov), 0-1."""
    values = np.concatenate([one, other])
    shares = [np.searchsorted(np.sort(part), values, side="right") / len(part) for part in (one, other)]
    return float(np.abs(shares[0] - shares[1]).max())


def _sides(one: SeenObject) -> str:
    box = one.box
    return f"{box.width:g} x {box.height:g} px" if box else ""
