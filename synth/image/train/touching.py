"""Which objects touch others of their category: those an annotator must tell apart by what lies within a region."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from synth.image.train.corpus import TrainingPicture

if TYPE_CHECKING:
    from jaxtyping import Bool

FEW = 0.02
"""Share of a category's objects up to which touching ones are accidents of the labels."""


def lone_categories(pictures: Sequence[TrainingPicture], categories: int) -> list[int]:
    """Categories of whose objects in the pictures hardly any touches another one of the same."""
    objects, touching = np.zeros(categories), np.zeros(categories)
    for picture in pictures:
        objects += np.bincount(picture.categories, minlength=categories)
        touching += np.bincount(picture.categories[touched(picture)], minlength=categories)
    return [k for k in range(categories) if touching[k] <= FEW * objects[k]]


def touched(picture: TrainingPicture) -> Bool[np.ndarray, " n"]:
    """Which objects have a pixel beside one of another object of their category."""
    labels, found = picture.labels, np.zeros(len(picture.categories), np.bool_)
    for one, other in ((labels[1:], labels[:-1]), (labels[:, 1:], labels[:, :-1])):
        border = (one != other) & (one > 0) & (other > 0)
        pairs = np.stack([one[border], other[border]]) - 1
        same = picture.categories[pairs[0]] == picture.categories[pairs[1]]
        found[pairs[:, same].ravel()] = True
    return found
