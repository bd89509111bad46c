"""How probable it is that each label is right: what the queue of a person who looks at labels is ordered by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from synth.core.canonical import rounded

FIRST_SHARE = 0.2
"""Of all labels, the least probable ones: those that a person looks at first."""


class Confidence(NamedTuple):
    """`probability` (0 to 1) that a label is right; `other` is what fits best in its place, where something does."""

    data_set: str
    where: str
    subject: str
    label: Any
    other: Any
    probability: float

    def record(self) -> Mapping[str, Any]:
        """As a value of JSON."""
        return self._asdict() | {"probability": rounded(self.probability)}


def in_order(labels: Sequence[Confidence]) -> list[Confidence]:
    """The least probable first; equally probable ones stay in their order."""
    return sorted(labels, key=lambda one: one.probability)


def first_of(queue: Sequence[Confidence]) -> Sequence[Confidence]:
    """The first of a queue: `FIRST_SHARE` of it."""
    return queue[: round(FIRST_SHARE * len(queue))]


def errors_held(queue: Sequence[Confidence]) -> float:
    """What share of all errors the first of a queue probably holds (0 to 1); 0 where there are none."""
    errors = sum(1 - one.probability for one in queue)
    return sum(1 - one.probability for one in first_of(queue)) / errors if errors else 0.0
