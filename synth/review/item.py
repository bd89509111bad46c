"""One thing to decide: a question on a label, what stands there, what is suggested, and why."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from synth.quality.finding import Edit, Place
from synth.review.decision import Verdict

LABEL = "label"
"""The check of an item that no check found: is this label right?"""


class Item(NamedTuple):
    """`number` counts from 1. `sample` is the picture, the page or the text that it is on, None for none of them.

    `key` is that of a `Labelled`; `edits` are the suggested answer; `box` (x0, y0, x1, y1 in px) is what it is about
    in the sample. Of a gold item, `planted` puts a fault into what is shown, `right` is the verdict known to be right.
    """

    number: int
    check: str
    category: str
    sample: int | None
    subject: str
    where: str
    given: Any
    suggested: Any
    evidence: str
    confidence: float | None
    edits: tuple[Edit, ...] = ()
    place: Place | None = None
    planted: tuple[Edit, ...] = ()
    right: Verdict | None = None
    box: tuple[float, ...] | None = None
    key: str = ""

    @property
    def is_gold(self) -> bool:
        """Whether its answer is known: it measures the reviewer and never reaches the patch."""
        return self.right is not None

    def is_right(self, verdict: Verdict) -> bool:
        """Of a gold item: whether a verdict is the right one; to mend a planted fault by hand is right too."""
        return verdict == self.right or (verdict == "fix" and bool(self.planted))

    @property
    def alike(self) -> str:
        """Equal for items that one answer may fit."""
        kind = "" if self.check != LABEL and self.edits else "by hand"
        return f"{self.check}|{self.category}|{kind}"

    def record(self) -> dict[str, Any]:
        """As a value of JSON; `item_of` is the inverse."""
        return {
            **self._asdict(),
            "edits": [edit.record() for edit in self.edits],
            "planted": [edit.record() for edit in self.planted],
            "place": self.place and self.place._asdict(),
        }


def item_of(record: Mapping[str, Any]) -> Item:
    """The inverse of `Item.record`."""
    place = record["place"]
    known = {"edits": edits_of(record["edits"]), "planted": edits_of(record["planted"])}
    return Item(**{**record, **known, "place": place and Place(**place)})


def edits_of(records: list[Mapping[str, Any]]) -> tuple[Edit, ...]:
    """Edits as `Edit.record` wrote them."""
    return tuple(Edit(**{"before": None, **record}) for record in records)
