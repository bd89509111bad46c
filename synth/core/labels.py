"""The labels of a sample: categories of a picture, spans and tokens of a text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

AttributeValue = str | int | float | bool

SOURCE, ANNOTATOR, PERSON = "source", "annotator", "person"
"""The attribute of a label that says who made it, and its values: a model, whose guess it is, or a person."""

KEYPOINT_NAMES = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow",
    "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle",
    "right_ankle",
)  # fmt: skip
"""The 17 keypoints of a person, as COCO names and orders them; left and right are the person's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A class of objects. Ids start at 1, in order of first appearance in the scene, and never change.

    `keypoints` names those that its objects may have, in the order in which they are written; `skeleton` are the lines
    between them, as pairs of places in that order, from 1, where a data set of others states them.
    """

    id: int
    name: str
    supercategory: str = ""
    keypoints: tuple[str, ...] = ()
    skeleton: tuple[tuple[int, int], ...] = ()


NO_ATTRIBUTES: Mapping[str, AttributeValue] = {}


class Span(NamedTuple):
    """A labelled stretch of a text: Unicode code points [start, end), and `value`, the characters between them.

    Spans of one sample that name the same entity share `entity_id` (from 1, in order of appearance).
    """

    start: int
    end: int
    label: str
    value: str
    entity_id: int
    attributes: Mapping[str, AttributeValue] = NO_ATTRIBUTES


class Token(NamedTuple):
    """A token: code points [start, end), its BIO tag (`O`, `B-PERSON` ...) and its Universal POS (empty: unknown)."""

    start: int
    end: int
    tag: str
    pos: str = ""
