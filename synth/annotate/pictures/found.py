"""What an annotator reads in a picture, and how it joins the labels that are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from synth.annotate.model import Model, is_of_model
from synth.core.geometry import Box, Mask
from synth.image.formats.data_set import AnnotatedImage, Annotation

SAME_IOU = 0.5
"""An object that overlaps a label by so much is that label's object."""


class FoundObject(NamedTuple):
    """An object; `box` in px, `mask` None where only the box is known, `score` 0 to 1."""

    category: str
    box: Box
    mask: Mask | None
    score: float
    reason: str


class FoundCaption(NamedTuple):
    """A sentence about the picture."""

    text: str
    score: float
    reason: str


class PictureReading(NamedTuple):
    """What is read in a picture."""

    objects: Sequence[FoundObject] = ()
    captions: Sequence[FoundCaption] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureAnnotator:
    """A model that reads pictures; `categories` are those that it may find, `threshold` is where it abstains below."""

    model: Model
    categories: tuple[str, ...]
    threshold: float = 0.5
    read: Callable[[AnnotatedImage], PictureReading]


class Joined(NamedTuple):
    """The labels that stay, and the objects that are new, are too doubtful, or have a label already."""

    kept: tuple[Annotation, ...]
    added: tuple[FoundObject, ...]
    abstained: tuple[FoundObject, ...]
    there: tuple[FoundObject, ...]


def joined(given: Sequence[Annotation], found: Sequence[FoundObject], model: Model, threshold: float) -> Joined:
    """What becomes of a picture's labels. Only labels of the same model make room for its new ones."""
    kept = tuple(one for one in given if not is_of_model(one.attributes, model))
    added, abstained, there = list[FoundObject](), list[FoundObject](), list[FoundObject]()
    for one in found:
        if any(_is_same(one, other) for other in kept):
            there.append(one)
        elif one.score < threshold:
            abstained.append(one)
        else:
            added.append(one)
    return Joined(kept, tuple(added), tuple(abstained), tuple(there))


def _is_same(one: FoundObject, other: Annotation) -> bool:
    if not one.box.intersection(other.box).area:
        return False
    iou = one.mask.iou(other.mask) if one.mask is not None and other.has_mask else one.box.iou(other.box)
    return iou >= SAME_IOU
