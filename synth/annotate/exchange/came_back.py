"""What came back from another tool: findings whose edits `synth apply` takes, and how much stayed as it was."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from synth.quality.finding import Edit, Finding, Place

MOVED, RENAMED, REMOVED, ADDED, ACCEPTED = "moved", "renamed", "removed", "added", "accepted"
FATES = {
    MOVED: "drawn otherwise",
    RENAMED: "given another class",
    REMOVED: "removed",
    ADDED: "added",
    ACCEPTED: "a model's label that a person let stand",
}
"""What people did to a label -> in words."""


@dataclass(slots=True)
class CameBack:
    """The findings, and what there is no finding on.

    `unchanged` labels; `samples` that came back; `stale` ones, whose labels were changed here since they went out; and
    how many are not in the set, of which the first is named.
    """

    tool: str
    data_set: str
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0
    stale: int = 0
    samples: int = 0
    unknown: int = 0
    first_unknown: str = ""

    def not_in_set(self, name: str) -> None:
        """Count a sample that the set has not."""
        self.first_unknown = self.first_unknown or name
        self.unknown += 1

    def changed(
        self, fates: Sequence[str], place: Place, subject: str, given: Any, suggested: Any, edits: Sequence[Edit]
    ) -> None:
        """Note what was done to one label."""
        self.counts.update(fates)
        self.findings.append(
            Finding(
                check=self.tool,
                data_set=self.data_set,
                where=f"{place.file}: {place.list or 'line'} {place.place}",
                subject=subject,
                given=given,
                suggested=suggested,
                confidence=1.0,
                evidence=", ".join(FATES[fate] for fate in fates),
                edits=tuple(edits),
                place=place,
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """Where a set went, and lines on what was lost on the way."""

    path: Path
    lines: tuple[str, ...]
