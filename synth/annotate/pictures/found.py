"""What an annotator reads in a picture, and how it joins the labels that are there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from synth.annotate.model import Model, is_of_model
from synth.core.geometry import Box
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.verify.found import FoundObject

SAME_IOU = 0.5
"""An object that overlaps a label by so much is that label's object."""


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
    """A model that reads pictures; `categories` are those that it may find, `threshold` is where it abstains below.

    `within`: its objects lie in others, as words do in cells of a table: only labels of its own classes are in the way.
    """

    model: Model
    categories: tuple[str, ...]
    threshold: float = 0.5
    within: bool = False
    read: Callable[[AnnotatedImage], PictureReading]


class Joined(NamedTuple):
    """The labels that stay, and the objects that are new, are too doubtful, or have a label already."""

    kept: tuple[Annotation, ...]
    added: tuple[FoundObject, ...]
    abstained: tuple[FoundObject, ...]
    there: tuple[FoundObject, ...]


def joined(
    given: Sequence[Annotation], found: Sequence[FoundObject], annotator: PictureAnnotator, threshold: float
) -> Joined:
    """What becomes of a picture's labels. Only labels of the same model make room for its new ones."""
    kept = tuple(one for one in given if not is_mine(one, annotator.model))
    in_the_way = [one for one in kept if not annotator.within or one.category in annotator.categories]
    added, abstained, there = list[FoundObject](), list[FoundObject](), list[FoundObject]()
    for one in found:
        if any(_is_same(one, other) for other in in_the_way):
            there.append(one)
        elif one.score < threshold:
            abstained.append(one)
        else:
            added.append(one)
    return Joined(kept, tuple(added), tuple(abstained), tuple(there))


def is_mine(one: Annotation, model: Model) -> bool:
    """Whether a label is the model's, and nobody has changed it since."""
    return is_of_model(one.attributes, model, said(one.category, one.box, one.segmentation))


def said(category: str, box: Box, segmentation: object) -> object:
    """What a label says, as JSON."""
    return [category, box.xywh, segmentation]


def _is_same(one: FoundObject, other: Annotation) -> bool:
    if not one.box.intersection(other.box).area:
        return False
    iou = one.mask.iou(other.mask) if one.mask is not None and other.has_mask else one.box.iou(other.box)
    return iou >= SAME_IOU
