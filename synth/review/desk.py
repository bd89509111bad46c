"""What every kind of data shows a reviewer, and how what is done in the page becomes edits of its label files."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

from pydantic import Field

from synth.folder.stated import Natural, Stated
from synth.quality.finding import Edit, Place
from synth.review.decision import Net

MOST_CHANGES, MOST_NUMBERS = 500, 200_000
"""Changes in one decision; numbers in an outline or in the runs of a mask."""

Coordinate = Field(ge=-1e6, le=1e6)

T = TypeVar("T")


class ChangeStated(Stated):
    """A change that a reviewer made to a label in the page.

    `label` is its id there, of a new label one that the page made up. Which of the others are needed depends on the
    kind of data: the number of a class; a box x0, y0, x1, y1, polygons, or the runs of a mask (row by row, background
    first, over the whole picture), in px; first and last character of a span, half-open. `gone`: the label goes.
    """

    label: str = Field(min_length=1, max_length=40)
    gone: bool = False
    category: Natural | None = None
    box: list[float] | None = Field(default=None, min_length=4, max_length=4)
    polygons: list[list[float]] | None = Field(default=None, min_length=1, max_length=1000)
    runs: list[Natural] | None = Field(default=None, min_length=1, max_length=MOST_NUMBERS)
    start: Natural | None = None
    end: Natural | None = None


class RefusedError(Exception):
    """A request that cannot be met: the status of its answer, and one line that says why."""

    def __init__(self, status: int, message: str) -> None:
        self.status = status
        super().__init__(message)


def differing(old: Mapping[str, T], new: Mapping[str, T], shown: Callable[[str, T], Any]) -> dict[str, Any]:
    """What `Desk.differing` says of labels by id, each `shown` as the page knows it."""
    return {
        "labels": [shown(key, value) for key, value in new.items() if old.get(key) != value],
        "gone": [key for key in old if key not in new],
    }


class Labelled(NamedTuple):
    """A label of a set: its place, the sample it is on, its class, its score, what a person looks at.

    `key` leads to a label of a text as a whole in its line, such as `labels.intent`; empty for all others.
    """

    place: Place
    sample: int
    category: str
    score: float | None
    subject: str
    where: str
    key: str = ""


class Signed(NamedTuple):
    """Where the attributes of a label stand: the key of its entry that leads to them, and what stands there."""

    key: str
    attributes: Mapping[str, Any] | None


class Desk(Protocol):
    """A set of one kind of data. Samples are counted from 0; `kind` says which part of the page shows them.

    `classes` are those that a label drawn or marked may get; `values` those of each label of a text as a whole.
    """

    kind: str
    name: str
    files: Sequence[Path]
    folder: Path
    classes: Sequence[str]
    values: Mapping[str, Sequence[str]]

    def labels(self) -> Iterator[Labelled]:
        """All labels, in file order."""
        ...

    def sample_of(self, place: Place) -> int | None:
        """The sample that a place is in; None for none."""
        ...

    def category_of(self, place: Place) -> str:
        """The class of the label at a place; empty where it is no label, or has none."""
        ...

    def show(self, sample: int, net: Net) -> dict[str, Any]:
        """What the page needs of a sample, with its labels as the net of decisions leaves them."""
        ...

    def differing(self, sample: int, before: Net, after: Net) -> dict[str, Any]:
        """`labels` that one net of decisions leaves otherwise than another, and the ids of those that are `gone`."""
        ...

    def focus(self, place: Place, key: str) -> str:
        """The id that the page knows the label at a place by, or at a key of it; empty where it is no label."""
        ...

    def signed(self, edit: Edit) -> Signed | None:
        """Where the label that an edit changes says who made it; None where it has no place for that."""
        ...

    def edits(
        self, sample: int, net: Net, changes: Sequence[ChangeStated], new_id: int
    ) -> tuple[list[Edit], list[Edit]]:
        """(edits, additions that they replace) which change the labels as they stand. New objects are counted from
        `new_id`. RefusedError for a change that makes no sense.
        """
        ...

    def largest_id(self) -> int:
        """Of the labels' own ids; 0 where they have none."""
        ...

    def base(self, edit: Edit) -> Any:
        """The value that stands in the label file where an edit would change it."""
        ...

    def spoiled(self, place: Place, draw: int) -> tuple[tuple[Edit, ...], str] | None:
        """Edits that would make a label wrong, by a number that decides how, and what the wrong one is in words."""
        ...

    def picture(self, sample: int) -> tuple[bytes, str]:
        """The bytes of a sample's picture and their media type. RefusedError where there is none."""
        ...

    def thumbnail(self, sample: int, place: Place | None) -> bytes:
        """A small JPEG of what lies at a place. RefusedError where there is no picture."""
        ...

    def close(self) -> None:
        """Give the disk back."""
        ...
