"""Boxes that hold no object, or do not sit on one: a classifier of crops, fitted on boxes that were moved on purpose.

Each object gives three examples: its own box; a box beside it, moved or scaled as wrong ones are; a box of its size
where nothing is labelled. A box whose own example looks like one of the others is asked about.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from synth.core.geometry import Box
from synth.core.seeds import rng_for
from synth.image.appearance import crop_of, features_of, out_of_fold
from synth.quality.finding import Finding
from synth.quality.pictures.answers import of_object
from synth.quality.pictures.read import ReadSet
from synth.quality.pictures.view import View, view_of

if TYPE_CHECKING:
    from jaxtyping import Float32, UInt8

LEAST_OBJECTS, MOST_OBJECTS = 100, 10_000
"""Objects of a set from which it can be learned, and the first so many that are compared."""

SURE = 0.9
"""Least probability of the other kind of box."""

AROUND = 0.6
"""Of a side of the box, on each side of it: what is outside says whether the box is in its place."""

SHIFTS, SCALES = (0.3, 0.6), ((0.5, 0.7), (1.4, 1.8))
MOST_COMMON, MOST_COVERED = 0.6, 0.1
"""IoU of a moved box with any object, and share of an empty one that objects cover, at most."""

_OWN, _MOVED, _EMPTY = range(3)
_TRIES = 10


class Places:
    """Examples of a set's pictures."""

    def __init__(self) -> None:
        self._features: list[Float32[np.ndarray, " features"]] = []
        self._kinds, self._pictures, self._places = array("b"), array("q"), array("q")

    def add(self, view: View) -> None:
        """Take in the objects of a picture that can be read; draws follow from its place in its list."""
        pixels = view.pixels
        if pixels is None or len(self._places) >= 3 * MOST_OBJECTS:
            return
        draws = rng_for(0, view.entry.place, "placed")
        boxes = [one.sound_box for one in view.objects if one.sound_box is not None]
        for one in view.objects:
            if one.iscrowd or one.sound_box is None or not self._example(view, pixels, one.sound_box, _OWN):
                continue
            self._places.extend((one.entry.file, view.entry.place, one.entry.place))
            height, width = pixels.shape[:2]
            for kind, draw in ((_MOVED, _moved), (_EMPTY, _empty)):
                other = draw(one.sound_box, boxes, (width, height), draws)
                if other is not None:
                    self._example(view, pixels, other, kind)

    def misplaced(self, read: ReadSet) -> Iterator[Finding]:
        """Objects whose own box looks like a moved one, or like one of nothing."""
        if len(self._places) < 3 * LEAST_OBJECTS:
            return
        kinds = np.array(self._kinds)
        likely = out_of_fold(np.stack(self._features), kinds.astype(np.int64), np.array(self._pictures))
        for number, row in enumerate(np.flatnonzero(kinds == _OWN)):
            for kind, check in ((_MOVED, "misplaced_box"), (_EMPTY, "spurious_object")):
                if likely[row, kind] >= SURE:
                    yield self._finding(read, number, check, float(likely[row, kind]))

    def _example(self, view: View, pixels: UInt8[np.ndarray, "h w 3"], box: Box, kind: int) -> bool:
        crop = crop_of(pixels, box, AROUND)
        if crop is None:
            return False
        self._features.append(features_of(crop))
        self._kinds.append(kind)
        self._pictures.append(view.entry.file << 40 | view.entry.place)
        return True

    def _finding(self, read: ReadSet, number: int, check: str, likely: float) -> Finding:
        file, picture, place = self._places[3 * number : 3 * number + 3]
        view = view_of(read, read.raw.entry("images", file, picture))
        one = next(seen for seen in view.objects if seen.entry.place == place)
        what = "a box that was moved or scaled" if check == "misplaced_box" else "a box where nothing is"
        evidence = f"a classifier fitted on the others takes it for {what} ({likely:.2f})"
        suggested = "no such object" if check == "spurious_object" else None
        return of_object(view, one, check, one.entry.get("bbox"), suggested, evidence, confidence=likely)


def _moved(box: Box, boxes: list[Box], size: tuple[int, int], draws: np.random.Generator) -> Box | None:
    """A box beside an object, or larger or smaller than it; None where that is hard to find."""
    (x, y), width, height = box.centre_xy, box.width, box.height
    for _ in range(_TRIES):
        if draws.random() < 0.5:
            share, angle = draws.uniform(*SHIFTS), draws.uniform(0, 2 * np.pi)
            new = _around(x + share * width * np.cos(angle), y + share * height * np.sin(angle), width, height)
        else:
            factor = draws.uniform(*SCALES[int(draws.integers(2))])
            new = _around(x, y, factor * width, factor * height)
        new = new.intersection(Box(0, 0, *size))
        if new.width > 2 and new.height > 2 and max(new.iou(other) for other in boxes) < MOST_COMMON:
            return new
    return None


def _empty(box: Box, boxes: list[Box], size: tuple[int, int], draws: np.random.Generator) -> Box | None:
    """A box of the same size where no object is; None where that is hard to find."""
    for _ in range(2 * _TRIES):
        x, y = draws.uniform((0, 0), (max(1, size[0] - box.width), max(1, size[1] - box.height)))
        new = Box(x, y, x + box.width, y + box.height)
        if all(new.intersection(other).area <= MOST_COVERED * new.area for other in boxes):
            return new
    return None


def _around(x: float, y: float, width: float, height: float) -> Box:
    return Box(float(x - width / 2), float(y - height / 2), float(x + width / 2), float(y + height / 2))
