"""What a check found: a question about a label, what stands there, what is suggested, and the edits that mend it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from synth.core.geometry import Box

Op = Literal["set", "remove", "add"]

SURE = 0.99
"""Confidence in what contradicts itself."""


class Edit(NamedTuple):
    """A change to one entry of a label file.

    `file` is relative to the data set. The entry is number `place`, from 0, of the member `list` of a JSON object, or a
    line of JSON Lines where `list` is empty. `set` replaces the value of `key`, which may be a path as `spans.2.end`;
    `remove` takes out the entry, or the element that `key` leads to; `add` appends `after` to the list at `key`, or to
    `list` itself where `key` is empty. `before` is what must stand there before any edit of the same patch; `add` has
    none.
    """

    op: Op
    file: str
    list: str
    place: int
    key: str
    before: Any
    after: Any = None

    def record(self) -> dict[str, Any]:
        """As a value of JSON."""
        unused = {"remove": "after", "add": "before"}.get(self.op)
        return {name: value for name, value in self._asdict().items() if name != unused}


class Place(NamedTuple):
    """The entry that a finding is on, named as in an `Edit`; of a text, also the number of the span in its list; of a
    document, the number of the page, from 0.
    """

    file: str
    list: str
    place: int
    span: int | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One question. `data_set` is the set as it was named; `where` the place in its label file in words, `place` the
    same for programs (None: the set as a whole), `subject` what a person looks at: a picture, a text.

    `confidence` (0 to 1) is the share of such findings that are right. Without `edits` only a person knows the answer.
    `picture` and `box` (px) are what a page can show of it.
    """

    check: str
    data_set: str
    where: str
    subject: str
    given: Any
    suggested: Any
    confidence: float
    evidence: str
    edits: tuple[Edit, ...] = ()
    place: Place | None = None
    picture: Path | None = None
    box: Box | None = None

    def record(self, number: int) -> Mapping[str, Any]:
        """As a value of JSON, without its edits."""
        return {
            "finding": number,
            "check": self.check,
            "data_set": self.data_set,
            "where": self.where,
            "place": self.place._asdict() if self.place else None,
            "box": self.box,
            "subject": self.subject,
            "given": self.given,
            "suggested": self.suggested,
            "confidence": self.confidence,
            "evidence": self.evidence,
            "edits": len(self.edits),
        }


def appliable_together(findings: Sequence[Finding]) -> Iterator[Finding]:
    """The findings, of which those that edit what an earlier one edits have no edits: they are for the next check."""
    taken = dict[tuple[str, str, str, int], set[str]]()
    for one in findings:
        mine = [((one.data_set, edit.file, edit.list, edit.place), edit) for edit in one.edits if edit.op != "add"]
        clash = any(
            place in taken and (not edit.key or "" in taken[place] or edit.key in taken[place]) for place, edit in mine
        )
        if clash:
            yield replace(one, edits=(), evidence=f"{one.evidence}; an earlier finding mends this entry first")
            continue
        for place, edit in mine:
            taken.setdefault(place, set()).add(edit.key)
        yield one
