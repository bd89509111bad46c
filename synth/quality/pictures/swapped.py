"""Objects that look like those of another class: a classifier of crops, asked about those that it was not fitted on."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.image.appearance import FOLDS, crop_of, features_of, out_of_fold
from synth.quality.finding import Finding
from synth.quality.margins import margins, margins_of_wrong
from synth.quality.pictures.answers import of_object, set_key
from synth.quality.pictures.read import ReadSet
from synth.quality.pictures.view import View, view_of
from synth.quality.rightness import rightness

if TYPE_CHECKING:
    from jaxtyping import Float32, Float64, Int64

LEAST_OF_CLASS = 20
"""Objects of a class from which it can be told from others."""

WRONG = 0.5
"""Probability of being right below which a class is a finding."""

LEAST_PROBABILITY = 1e-6

MOST_OBJECTS = 20_000
"""The first so many objects of a set are compared: memory and time stay bounded."""

AROUND = 0.1
"""Of a side of the box, on each side of it."""


class ClassOpinions(NamedTuple):
    """Of `objects`, the numbers in which they were added: the class that each is given, and how probable all are."""

    names: Sequence[str]
    objects: Sequence[int]
    given: Int64[np.ndarray, " n"]
    probabilities: Float64[np.ndarray, "n classes"]


class Crops:
    """Features of the objects of a set: what they look like, their size, their aspect ratio."""

    def __init__(self) -> None:
        self._features: list[Float32[np.ndarray, " features"]] = []
        self._names, self._places = list[str](), array("q")

    def add(self, view: View) -> None:
        """Take in the objects of a picture that can be read."""
        if view.pixels is None or len(self._names) >= MOST_OBJECTS:
            return
        for one in view.objects:
            if one.iscrowd or not one.category or one.sound_box is None:
                continue
            box, (height, width) = one.sound_box, view.pixels.shape[:2]
            crop = crop_of(view.pixels, box, AROUND)
            if crop is not None:
                shape = np.log([box.area / (height * width), box.width / box.height])
                self._features.append(np.append(features_of(crop), shape).astype(np.float32))
                self._names.append(one.category)
                self._places.extend((one.entry.file, view.entry.place, one.entry.place))

    def opinions(self) -> ClassOpinions | None:
        """Those of a classifier fitted without an object's picture; None for fewer than two frequent classes, each in
        as many pictures as there are folds.
        """
        counts = Counter(self._names)
        spread = Counter(name for name, _ in {*zip(self._names, self._places[1::3], strict=True)})
        names = sorted(name for name, number in counts.items() if number >= LEAST_OF_CLASS and spread[name] >= FOLDS)
        if len(names) < 2:
            return None
        kept = [number for number, name in enumerate(self._names) if name in names]
        given = np.array([names.index(self._names[number]) for number in kept])
        pictures = np.array(self._places).reshape(-1, 3)[kept, 1]
        likely = out_of_fold(np.stack([self._features[number] for number in kept]), given, pictures)
        return ClassOpinions(names, kept, given, np.clip(likely, LEAST_PROBABILITY, 1.0))

    def place(self, number: int) -> tuple[int, int, int]:
        """Of the object that was added so many-th: file, place of its picture, its own place."""
        file, picture, place = self._places[3 * number : 3 * number + 3]
        return file, picture, place

    def swapped(self, read: ReadSet) -> Iterator[Finding]:
        """Objects of which it is probable that they are of another class than they are said to be."""
        judged = self.opinions()
        if judged is None:
            return
        likely, given = judged.probabilities, judged.given
        preferred, best = margins(likely, given)
        found = rightness(preferred[:, None], margins_of_wrong(likely, given)[0])
        for row in np.flatnonzero((preferred < 0) & (found.probabilities < WRONG)).tolist() if found.tells else ():
            other, own = judged.names[int(best[row])], judged.names[int(given[row])]
            said = f"{other!r} ({likely[row, best[row]]:.2f}), {own!r} {likely[row, given[row]]:.3f}"
            yield self._finding(read, judged.objects[row], other, float(found.probabilities[row]), said)

    def _finding(self, read: ReadSet, number: int, other: str, right: float, said: str) -> Finding:
        file, picture, place = self.place(number)
        view = view_of(read, read.raw.entry("images", file, picture))
        one = next(seen for seen in view.objects if seen.entry.place == place)
        ids = [key[1] for key, name in read.raw.class_names.items() if key[0] == file and name == other]
        edits = (set_key(read.raw, one.entry, "category_id", ids[0]),) if ids else ()
        evidence = f"a classifier fitted on the others says {said}"
        return of_object(
            view, one, "swapped_class", one.category, other, evidence, edits, confidence=round(1 - right, 2)
        )
