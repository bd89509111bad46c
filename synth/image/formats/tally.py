"""What a reader left out of an annotated folder, and what it changed on the way: counted, and never without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from synth.core.errors import DataError

NOUNS = {
    "crowd": ("crowd region", "crowd regions"),
    "empty": ("empty object", "empty objects"),
    "outside": ("object outside its picture", "objects outside their picture"),
    "sliver": ("sliver (under 2 px)", "slivers (under 2 px)"),
    "speck": ("speck beside a large region of its class", "specks beside large regions of their class"),
    "hidden": ("object hidden by others", "objects hidden by others"),
    "duplicate": ("duplicate", "duplicates"),
    "stray": ("annotation of a picture that is not listed", "annotations of pictures that are not listed"),
    "corners": ("polygon of fewer than three corners", "polygons of fewer than three corners"),
    "box": ("box without a mask", "boxes without a mask"),
    "category": ("category without an object", "categories without an object"),
    "phantom": ("category that is only the supercategory of others", "categories that are only those of others"),
    "shape": ("shape that encloses nothing (points, lines, tags)", "shapes that enclose nothing (points, lines, tags)"),
    "second": ("annotation of a second annotator", "annotations of second annotators"),
    "outline": ("polygon, which the format does not define", "polygons, which the format does not define"),
    "split": ("split whose folder is not there", "splits whose folders are not there"),
    "unreadable": ("picture that cannot be read", "pictures that cannot be read"),
    "maskless": ("picture without a mask", "pictures without a mask"),
    "pictureless": ("mask without a picture", "masks without a picture"),
    "rare": ("object of a category with fewer than 6", "objects of categories with fewer than 6 each"),
    "bare": ("picture without an object", "pictures without an object"),
    "points": ("list of keypoints that its category does not name", "lists of keypoints that no category names"),
}
"""Reason -> what was dropped, one and many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """`dropped`: reason (a key of NOUNS) -> how many; `first`: reason -> where the first of them stands.

    `changed` are whole lines on what was scaled, turned or left out of the pixels.
    """

    dropped: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    first: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    changed: tuple[str, ...] = ()

    def __add__(self, other: Tally) -> Tally:
        reasons = dict.fromkeys([*self.dropped, *other.dropped])
        return Tally(
            dropped={reason: self.dropped.get(reason, 0) + other.dropped.get(reason, 0) for reason in reasons},
            first={**other.first, **self.first},
            changed=self.changed + other.changed,
        )

    def lines(self) -> tuple[str, ...]:
        """What a person should know: one line on what was dropped, and one for each change."""
        counts = [f"{number} {NOUNS[reason][number != 1]}" for reason, number in self.dropped.items() if number]
        if not counts:
            return self.changed
        [first, *_] = (self.first[reason] for reason, number in self.dropped.items() if number)
        return (f"dropped {', '.join(counts)}; the first: {first}", *self.changed)

    def refuse_any(self, where: str) -> None:
        """DataError where anything was dropped or changed."""
        if lines := self.lines():
            raise DataError(where, "; ".join(lines), "strict=true allows no drop and no change: mend the data")


NOTHING = Tally()


def dropped(reason: str, places: Iterable[str]) -> Tally:
    """The tally of one reason; `places` of what was dropped, in file order, with or without their file before `: `."""
    found = [place.rpartition(": ")[2] for place in places]
    return Tally(dropped={reason: len(found)}, first={reason: found[0]}) if found else NOTHING


class Unreadable(NamedTuple):
    """A picture that a set names and that cannot be read: its name there, and why; `other_size`: it can be, but has
    another size than its labels refer to.
    """

    name: str
    path: Path
    why: str
    other_size: bool


class Counting:
    """A tally in the making, in memory that grows with the pictures that cannot be read alone.

    `lenient`: those are left out; else the first of them ends the reading.
    """

    def __init__(self, *, lenient: bool = False) -> None:
        self.lenient = lenient
        self.unreadable = list[Unreadable]()
        self._number: Counter[str] = Counter()
        self._first: dict[str, str] = {}

    def drop_picture(self, picture: Unreadable) -> None:
        """Count a picture that cannot be read."""
        self.unreadable.append(picture)
        self.drop("unreadable", f"{picture.name} ({picture.why})")

    def drop(self, reason: str, where: str) -> None:
        """Count one that is left out for a reason of NOUNS."""
        self._number[reason] += 1
        self._first.setdefault(reason, where.rpartition(": ")[2])

    def refuse_nothing(self, where: str, pictures: int) -> None:
        """DataError where not one of the pictures could be read: then it is the place that is wrong, not a file."""
        if self.unreadable and not pictures:
            first = self.unreadable[0]
            got = f"{len(self.unreadable)} pictures, none of which can be read"
            raise DataError(where, got, f"the first should be {first.path}: {first.why}")

    def tally(self) -> Tally:
        """What was counted so far."""
        return Tally(dropped=dict(self._number), first=dict(self._first))
