"""What a reader left out of an annotated folder, and what it changed on the way: counted, and never without a word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from synth.core.errors import DataError

NOUNS = {
    "crowd": ("crowd region", "crowd regions"),
    "empty": ("empty object", "empty objects"),
    "outside": ("object outside its picture", "objects outside their picture"),
    "sliver": ("sliver (under 2 px)", "slivers (under 2 px)"),
    "hidden": ("object hidden by others", "objects hidden by others"),
    "duplicate": ("duplicate", "duplicates"),
    "stray": ("annotation of a picture that is not listed", "annotations of pictures that are not listed"),
    "corners": ("polygon of fewer than three corners", "polygons of fewer than three corners"),
    "box": ("box without a mask", "boxes without a mask"),
    "category": ("category without an object", "categories without an object"),
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
