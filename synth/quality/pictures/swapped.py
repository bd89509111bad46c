"""Objects that look like those of another class: a classifier of crops, asked about those that it was not fitted on."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from synth.core.geometry import Box
from synth.quality.finding import Finding
from synth.quality.pictures.answers import of_object, set_key
from synth.quality.pictures.read import ReadSet
from synth.quality.pictures.view import View, view_of

if TYPE_CHECKING:
    from jaxtyping import Float32, Float64, UInt8

LEAST_OF_CLASS = 20
"""Objects of a class from which it can be told from others."""

FOLDS = 5

SURE_OF_OTHER = 0.9
"""Least probability of the other class."""

MOST_OBJECTS = 20_000
"""The first so many objects of a set are compared: memory and time stay bounded."""

CROP_PX = 32
AROUND = 0.1
"""Of a side of the box, on each side of it."""

_COLOURS = 4
_DIRECTIONS = 8
_CELL_PX = 8
_CELL_NUMBER = (CROP_PX // _CELL_PX) ** 2
_CELLS = np.add.outer(CROP_PX // _CELL_PX * (np.arange(CROP_PX) // _CELL_PX), np.arange(CROP_PX) // _CELL_PX)
"""Of each pixel of a crop, the number of its cell."""

_REGULARISATION = 0.02
"""Inverse strength of the L2 penalty, on standardised features."""


class Crops:
    """Features of the objects of a set: gradients (HOG, Dalal and Triggs 2005), colours, size, aspect ratio."""

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
            crop = _crop(view.pixels, one.sound_box)
            if crop is not None:
                self._features.append(_features(crop, one.sound_box, view.pixels.shape[:2]))
                self._names.append(one.category)
                self._places.extend((one.entry.file, view.entry.place, one.entry.place))

    def swapped(self, read: ReadSet) -> Iterator[Finding]:
        """Objects of which the classifier is sure that they are of another class than they are said to be."""
        counts = Counter(self._names)
        names = sorted(name for name, number in counts.items() if number >= LEAST_OF_CLASS)
        if len(names) < 2:
            return
        kept = [number for number, name in enumerate(self._names) if name in names]
        given = np.array([names.index(self._names[number]) for number in kept])
        likely = _out_of_fold(np.stack([self._features[number] for number in kept]), given)
        best = likely.argmax(axis=1)
        rows = np.arange(len(given))
        doubted = (best != given) & (likely[rows, best] >= SURE_OF_OTHER)
        for row in np.flatnonzero(doubted):
            yield self._finding(read, kept[row], names[best[row]], likely[row, best[row]], likely[row, given[row]])

    def _finding(self, read: ReadSet, number: int, other: str, likely: float, given: float) -> Finding:
        file, picture, place = self._places[3 * number : 3 * number + 3]
        view = view_of(read, read.raw.entry("images", file, picture))
        one = next(seen for seen in view.objects if seen.entry.place == place)
        ids = [key[1] for key, name in read.raw.class_names.items() if key[0] == file and name == other]
        edits = (set_key(read.raw, one.entry, "category_id", ids[0]),) if ids else ()
        evidence = f"a classifier fitted on the others says {other!r} ({likely:.2f}), {one.category!r} {given:.3f}"
        return of_object(view, one, "swapped_class", one.category, other, evidence, edits, confidence=float(likely))


def _out_of_fold(features: Float32[np.ndarray, "n features"], given: np.ndarray) -> Float64[np.ndarray, "n classes"]:
    """Probabilities of the classes of each object by a model that was fitted without it."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(StandardScaler(), LogisticRegression(C=_REGULARISATION, max_iter=200))
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    return np.asarray(cross_val_predict(model, features, given, cv=folds, method="predict_proba"))


def _crop(pixels: UInt8[np.ndarray, "h w 3"], box: Box) -> UInt8[np.ndarray, "side side 3"] | None:
    import cv2

    height, width = pixels.shape[:2]
    across, down = AROUND * box.width, AROUND * box.height
    x0, x1 = max(0, int(box.x0 - across)), min(width, int(np.ceil(box.x1 + across)))
    y0, y1 = max(0, int(box.y0 - down)), min(height, int(np.ceil(box.y1 + down)))
    if x1 - x0 < 2 or y1 - y0 < 2:
        return None
    return cv2.resize(pixels[y0:y1, x0:x1], (CROP_PX, CROP_PX), interpolation=cv2.INTER_AREA)


def _features(
    crop: UInt8[np.ndarray, "side side 3"], box: Box, shape_hw: tuple[int, int]
) -> Float32[np.ndarray, " features"]:
    import cv2

    across, down = cv2.spatialGradient(cv2.cvtColor(crop, cv2.COLOR_RGB2GRAY))
    strength, angle = np.hypot(across, down), np.arctan2(down, across) % np.pi
    direction = np.minimum((angle * (_DIRECTIONS / np.pi)).astype(int), _DIRECTIONS - 1)
    hog = np.bincount((_CELLS * _DIRECTIONS + direction).ravel(), strength.ravel(), _CELL_NUMBER * _DIRECTIONS)
    hog = np.sqrt(hog / max(float(hog.sum()), 1e-6)) * np.sqrt(_CELL_NUMBER)
    colours = cv2.resize(cv2.cvtColor(crop, cv2.COLOR_RGB2LAB), (_COLOURS, _COLOURS), interpolation=cv2.INTER_AREA)
    inner = crop[8:-8, 8:-8].reshape(-1, 3)
    shape = np.log([box.area / (shape_hw[0] * shape_hw[1]), box.width / box.height])
    parts = [hog, colours.ravel() / 64, inner.mean(axis=0) / 64, inner.std(axis=0) / 32, shape]
    return np.concatenate(parts).astype(np.float32)
