"""Groups of samples in the parts of a split, as far as they are placed: what each part still wants, and its room."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod

from synth.data.split.shares import Shares

_PRECISION = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Samples that stay together. `order` breaks ties; `strata`: how many of its samples each stratum has."""

    order: bytes
    size: int
    strata: Mapping[str, int] = field(default_factory=dict)


class Filling:
    """`part_of` each group its part, -1: none yet; `room` of each part, in samples, below 0 where it has too many.

    `in_order`: all groups, as their `order` has them. `wanted`: stratum -> for each part, how many of its samples are
    missing to the exact share, in `whole`ths of one.
    """

    def __init__(self, groups: Sequence[Group], shares: Shares) -> None:
        self.groups, self.whole = groups, sum(shares.parts)
        self.room = list(shares.counts(sum(group.size for group in groups)))
        self.part_of = [-1] * len(groups)
        self.in_order = sorted(range(len(groups)), key=lambda number: groups[number].order)
        self._totals = Counter[str]()
        for group in groups:
            self._totals.update(group.strata)
        self.wanted = {stratum: [number * part for part in shares.parts] for stratum, number in self._totals.items()}
        self._weights = [prod(shares.parts) // part for part in shares.parts]

    def lack(self, group: Group, part: int) -> int:
        """How much the part lacks of the group's strata, each in relation to all of it and to the part's share."""
        weight = self._weights[part] * _PRECISION
        return sum(self.wanted[stratum][part] * weight // self._totals[stratum] for stratum in group.strata)

    def move(self, number: int, part: int) -> None:
        """Put the group into a part, out of the one in which it was."""
        group, before = self.groups[number], self.part_of[number]
        for place, sign in ((before, 1), (part, -1)):
            if place >= 0:
                self.room[place] += sign * group.size
                for stratum, count in group.strata.items():
                    self.wanted[stratum][place] += sign * count * self.whole
        self.part_of[number] = part

    def exchange(self, one: int, other: int) -> None:
        """Let two groups change places."""
        part = self.part_of[one]
        self.move(one, self.part_of[other])
        self.move(other, part)
