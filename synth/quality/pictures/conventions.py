"""How a set states boxes, and which objects it leaves out: conventions that differ between sets, or between tools."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from synth.quality.finding import SURE, Finding
from synth.quality.pictures.view import SeenObject, View

LEAST_BOXES = 20
"""Boxes from which a set has a convention, ..."""

LEAST_SHARE = 0.9
"""... which that share of them follow."""

MANY = 200
"""Boxes of a set from which it means what it leaves out."""

SMALLER_SHARE = 0.1
"""Share of one set's boxes that are smaller than all of another's, from which the sets differ in their least size."""

_ROUNDING_PX = 0.25

ASKED = 0.5
"""Confidence in what is only asked."""


class SetConventions(NamedTuple):
    """What a set does: its boxes' sides (square root of the area, px), and how many objects are crowds, have an
    outline, or have sides in whole pixels.
    """

    name: str
    sides_px: array[float]
    crowds: int
    outlines: int
    whole_px: int


class Conventions:
    """Counts what the boxes of a set have in common."""

    def __init__(self, name: str) -> None:
        self._name, self._sides = name, array("d")
        self._crowds = self._outlines = self._whole = 0
        self._boxes = self._shares = self._corners = self._beyond = 0
        self._outlined = self._short = 0

    def add(self, view: View) -> None:
        """Count the objects of a picture."""
        for one in view.objects:
            self._crowds += one.iscrowd
            if one.box is not None and not one.iscrowd:
                self._add_box(one, view.stated_wh)

    def found(self) -> SetConventions:
        """What the set does."""
        return SetConventions(self._name, self._sides, self._crowds, self._outlines, self._whole)

    def findings(self) -> Iterator[Finding]:
        """What is no box of COCO throughout the set: shares of the picture, corners, the last pixel for the end."""
        if self._boxes < LEAST_BOXES:
            return
        least = LEAST_SHARE * self._boxes
        if self._shares >= least:
            evidence = f"{self._shares} of {self._boxes} boxes lie within 0 to 1"
            yield self._whole_set("shares of the picture's sides", "px", evidence)
        elif self._corners >= least and self._beyond >= self._boxes / 4:
            evidence = f"{self._beyond} of {self._boxes} boxes leave their picture, none if the numbers are two corners"
            yield self._whole_set("x0, y0, x1, y1", "x, y, width, height", evidence)
        elif self._outlined >= LEAST_BOXES and self._short >= LEAST_SHARE * self._outlined:
            evidence = f"{self._short} of {self._outlined} boxes end a pixel before their outlines"
            yield self._whole_set("the place of the last pixel", "a width that counts it", evidence)

    def _add_box(self, one: SeenObject, size: tuple[int, int] | None) -> None:
        box = one.box
        if box is None:
            return
        self._boxes += 1
        self._sides.append(math.sqrt(max(0.0, box.area)))
        self._outlines += one.segmentation is not None
        self._whole += all(float(side).is_integer() for side in box)
        self._shares += max(box) <= 1.0 + 1e-6 and min(box) >= 0 and box.area > 0
        if size is not None:
            self._beyond += box.x1 > size[0] + 1 or box.y1 > size[1] + 1
            x1, y1 = box.width, box.height  # what they would be, were the four numbers two corners
            self._corners += box.x0 < x1 <= size[0] + 1 and box.y0 < y1 <= size[1] + 1
        if one.extent is not None:
            self._outlined += 1
            self._short += max(abs(box.x1 + 1 - one.extent.x1), abs(box.y1 + 1 - one.extent.y1)) < _ROUNDING_PX

    def _whole_set(self, given: str, suggested: str, evidence: str) -> Finding:
        return Finding(
            check="box_convention", data_set=self._name, where="the whole set", subject=f"{self._boxes} boxes",
            given=given, suggested=suggested, confidence=SURE, evidence=evidence,
        )  # fmt: skip


def differences(sets: Sequence[SetConventions]) -> Iterator[Finding]:
    """Conventions that one set follows and another, compared with the first of many boxes, does not."""
    large = [one for one in sets if len(one.sides_px) >= MANY]
    for one in large[1:]:
        for what, (mine, theirs) in _shares(one, large[0]).items():
            if mine != theirs and "none" in (mine, theirs):
                yield _finding(one, what, mine, f"{theirs} in {large[0].name}")
        smaller, larger = sorted((one, large[0]), key=lambda each: min(each.sides_px))
        least = min(larger.sides_px)
        share = float(np.mean(np.array(smaller.sides_px) < least))
        if share >= SMALLER_SHARE:
            evidence = f"none of {larger.name} is below {least:.0f} px, {100 * share:.0f} % of {smaller.name} are"
            yield _finding(one, "least size", f"{min(one.sides_px):.0f} px", evidence)


def _shares(one: SetConventions, other: SetConventions) -> Mapping[str, tuple[str, str]]:
    """What is counted -> how much of either set has it."""
    counts = {"outlines": "outlines", "boxes of whole pixels": "whole_px"}
    return {
        what: (_much(getattr(one, name), one), _much(getattr(other, name), other)) for what, name in counts.items()
    } | {"crowds": ("some" if one.crowds else "none", "some" if other.crowds else "none")}


def _much(number: int, one: SetConventions) -> str:
    share = number / len(one.sides_px)
    return "all" if share >= 0.99 else "none" if share <= 0.01 else "some"


def _finding(one: SetConventions, what: str, given: str, evidence: str) -> Finding:
    return Finding(
        check="other_convention", data_set=one.name, where="the whole set", subject=what, given=given, suggested=None,
        confidence=ASKED, evidence=evidence,
    )  # fmt: skip
