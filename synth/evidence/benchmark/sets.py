"""The sets of a benchmark: a sample of the items of each, what is counted over all, and what a kind of data knows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, NamedTuple, Protocol, TypeVar

from synth.evidence.figures import ComparedData

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import Float

T = TypeVar("T")

NEW, OLD = "new", "old"
"""Roles of sets."""

SMALL = 200
"""Items below which a set says that its intervals are wide."""

Labels = Mapping[str, Counter[str]]
"""Kind of label -> label -> how often it occurs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSet(Generic[T]):
    """`items` are in the order of their hash, so that the first n are a random sample that never changes; `number` and
    `labels` are those of the whole set. `name` tells it from the other sets.
    """

    role: str
    name: str
    path: str
    items: tuple[T, ...]
    number: int
    labels: Labels
    notes: tuple[str, ...] = ()

    def described(self, noun: str) -> ComparedData:
        """What the report says of the set."""
        notes = [*self.notes]
        if len(self.items) < self.number:
            notes.append(f"{len(self.items)} of {self.number} {noun} looked at, chosen by their hash")
        if len(self.items) < SMALL:
            notes.append("a small set: intervals are wide, and many questions stay open")
        labels = sum(counts.total() for counts in self.labels.values())
        return ComparedData(
            role=self.role, name=self.path, records=self.number, labels=labels, kind=noun, notes=tuple(notes)
        )


class Judged(NamedTuple):
    """A label and what a model says in its place, empty where there is nothing; `right`: the model found it."""

    given: str
    found: str
    right: bool


Answer = Counter[Judged]
"""Of one item; a label at the right place within other borders is not `right`, though both names are the same."""

Model = Callable[[Sequence[T]], list[Answer]]
"""Items, which it has not learnt from -> its answer on each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task(Generic[T]):
    """What can be learnt of items, in words; `fit` trains on items and a seed. `kind` is that of its labels, `usable`
    whether an item has any; `most_trained` and `most_tested` items of each set are used. `key` names its tables.
    """

    key: str
    title: str
    kind: str
    score: str
    model: str
    usable: Callable[[T], bool]
    fit: Callable[[Sequence[T], int], Model[T]]
    most_trained: int
    most_tested: int


class Subject(Protocol[T]):
    """A kind of data, after all sets were read. `noun` in the plural; `most_near` items of a set are measured."""

    noun: str
    most_near: int

    @property
    def tasks(self) -> Sequence[Task[T]]:
        """What can be learnt from every set."""
        ...

    def distances(self, one: Sequence[T], other: Sequence[T]) -> Float[np.ndarray, "n m"]:
        """How unlike the items are."""
        ...

    def key(self, item: T) -> bytes:
        """The same for two items only where they are the same."""
        ...

    def labels(self, item: T) -> Labels:
        """Its labels; none of an item that nobody labelled."""
        ...

    def place(self, item: T) -> str:
        """Where it stands in its set."""
        ...

    def shown(self, item: T) -> str | bytes:
        """A text, or a small picture as JPEG."""
        ...
