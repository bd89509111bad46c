"""Counts over the samples of a folder, whatever their kind: they add up equally however the samples are cut."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

MOST_VALUES = 100
"""A group of open values with more distinct ones than this is a measurement or a name, and is not counted."""

OPEN = "values/"
"""How the name of a group begins whose values nobody has listed: such a group is emptied beyond `MOST_VALUES`."""

JUDGED, CONFIRMED = "judged", "confirmed"
"""Groups of labels by name: those that an annotator looked for, and those that it read back."""

Counts = Mapping[str, int]

K = TypeVar("K")


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What became of samples and of their drafts, and what the written ones hold.

    `rejected`: check -> drafts that it refused. `groups`: what a kind counts, group -> name -> number; an open group
    (`OPEN`) that is empty had more than `MOST_VALUES` values. Sums and differences hold no count of 0 and no other
    empty group.
    """

    written: int = 0
    given_up: int = 0
    rejected: Counts = field(default_factory=dict)
    groups: Mapping[str, Counts] = field(default_factory=dict)

    @property
    def drafts(self) -> int:
        """All drafts that were judged."""
        return self.written + sum(self.rejected.values())

    @property
    def yield_share(self) -> float:
        """Accepted drafts / all drafts; 0 where there was none."""
        return self.written / self.drafts if self.drafts else 0.0

    def group(self, name: str) -> Counts:
        """The counts of one group; empty where nothing was counted."""
        return self.groups.get(name, {})

    def __add__(self, other: Totals) -> Totals:
        names = self.groups.keys() | other.groups.keys()
        return Totals(
            written=self.written + other.written,
            given_up=self.given_up + other.given_up,
            rejected=_sum(self.rejected, other.rejected),
            groups=_told({name: _sum_group(name, self.groups.get(name), other.groups.get(name)) for name in names}),
        )

    def __sub__(self, other: Totals) -> Totals:
        """The totals without those of samples that are part of them; an open group that was emptied stays empty."""
        emptied = {name: counts for name, counts in self.groups.items() if not counts}
        left = {name: _difference(counts, other.group(name)) for name, counts in self.groups.items()}
        return Totals(
            written=self.written - other.written,
            given_up=self.given_up - other.given_up,
            rejected=_difference(self.rejected, other.rejected),
            groups=_told(emptied | {name: counts for name, counts in left.items() if counts}),
        )

    def yield_record(self) -> dict[str, object]:
        """The entries of the manifest that every kind has."""
        return {
            "written": self.written,
            "given_up": self.given_up,
            "drafts": self.drafts,
            "rejected": self.rejected,
            "yield": self.yield_share,
        }

    def record(self) -> dict[str, object]:
        """All counts in JSON's own types, for the journal."""
        return {
            "written": self.written,
            "given_up": self.given_up,
            "rejected": self.rejected,
            "groups": self.groups,
        }

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Totals:
        """The inverse of `record`."""
        return cls(**record)


def _sum(one: Mapping[K, int], other: Mapping[K, int]) -> dict[K, int]:
    return dict(Counter(one) + Counter(other))


def _difference(one: Mapping[K, int], other: Mapping[K, int]) -> dict[K, int]:
    return dict(Counter(one) - Counter(other))


def _sum_group(name: str, one: Counts | None, other: Counts | None) -> Counts:
    if name.startswith(OPEN) and {} in (one, other):
        return {}
    whole = _sum(one or {}, other or {})
    return {} if name.startswith(OPEN) and len(whole) > MOST_VALUES else whole


def _told(groups: Mapping[str, Counts]) -> dict[str, Counts]:
    """The groups without those that say nothing."""
    return {name: counts for name, counts in groups.items() if counts or name.startswith(OPEN)}
