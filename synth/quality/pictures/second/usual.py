"""What is usual between the labels of a set and its annotator: only what is rare among its like is asked about.

An annotator misses small objects, and cuts those of one kind in two. Of the labels, or readings, of a class that are
nearest by a number such as their size, few may differ; where more do, the annotator cannot be relied on there.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from synth.quality.finding import Finding

ALIKE = 60
"""So many of a class, the nearest, are compared: fewer in all, and nothing is asked."""

MOST_DIFFERING, LEAST_RIGHT = 0.1, 0.75
"""Share of them that may differ, and share that must be read as it is labelled."""


class Compared(NamedTuple):
    """A label or a reading of a class, the `number` by which its like are known, and how it differs, if it does.

    `right`: a label and a reading agree on it.
    """

    category: str
    number: float
    finding: Finding | None
    right: bool


class Usual:
    """All that was compared by one check."""

    def __init__(self) -> None:
        self._numbers: dict[str, array[float]] = {}
        self._differing: dict[str, array[int]] = {}
        self._right: dict[str, array[int]] = {}
        self._findings: dict[str, list[Finding]] = {}

    def add(self, one: Compared) -> None:
        """Numbers alone are kept of what does not differ."""
        self._numbers.setdefault(one.category, array("d")).append(one.number)
        self._differing.setdefault(one.category, array("b")).append(one.finding is not None)
        self._right.setdefault(one.category, array("b")).append(one.right)
        if one.finding is not None:
            self._findings.setdefault(one.category, []).append(one.finding)

    def unusual(self) -> Iterator[Finding]:
        """Where few of those alike differ."""
        for category, findings in self._findings.items():
            numbers = np.array(self._numbers[category])
            differing, right = (np.array(of[category], np.bool_) for of in (self._differing, self._right))
            if len(numbers) < ALIKE:
                continue
            for at, finding in zip(np.flatnonzero(differing), findings, strict=True):
                nearest = np.argpartition(np.abs(numbers - numbers[at]), ALIKE - 1)[:ALIKE]
                if differing[nearest].mean() <= MOST_DIFFERING and right[nearest].mean() >= LEAST_RIGHT:
                    yield finding
