"""The last steps of a split: counts as near as whole groups allow, and strata nearer to their shares by exchanges."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice

from synth.data.split.filling import Filling

_MOST_GROUPS, _MOST_EXCHANGES, _MOST_STRATA, _MOST_TRIED = 20_000, 200, 12, 48
"""Exchanges in all, strata looked at for each, kinds of groups tried on each side of it. Larger sets go without: there
a sample more or less is a small share.
"""

Kind = tuple[int, tuple[tuple[str, int], ...]]
"""Size and strata of groups that may stand for each other."""


def approach_counts(filling: Filling) -> None:
    """While counts are not exact: move a group to a part with room, or exchange two, whatever gets nearest."""
    while any(room < 0 for room in filling.room):
        held = _by_size(filling)
        gains = [
            (gain, -give, -take, -full, -short)
            for full, too_much in enumerate(filling.room)
            for short, too_few in enumerate(filling.room)
            if too_much < 0 < too_few
            for give in held[full]
            for take in (0, *held[short])
            if take or _groups_in(held[full]) > 1
            for gain in [-too_much + too_few - abs(too_much + give - take) - abs(too_few - give + take)]
            if gain > 0
        ]
        if not gains:
            return
        _, give, take, full, short = (abs(value) for value in max(gains))
        if take:
            filling.exchange(held[full][give][0], held[short][take][0])
        else:
            filling.move(held[full][give][0], short)


def fill_empty_parts(filling: Filling) -> None:
    """A part without a group gets the smallest one of the part that has most groups, where that has several."""
    for part in range(len(filling.room)):
        held = _by_size(filling)
        richest = max(range(len(held)), key=lambda place: (_groups_in(held[place]), -place))
        if not held[part] and _groups_in(held[richest]) > 1:
            filling.move(held[richest][min(held[richest])][0], part)


def even_strata(filling: Filling) -> None:
    """While a stratum is a whole sample off its share somewhere: the exchange of two groups of a size that helps most.

    What counts is the sum of squares over all strata and parts.
    """
    if len(filling.groups) > _MOST_GROUPS:
        return
    held: list[dict[Kind, list[int]]] = [defaultdict(list) for _ in filling.room]
    for number in filling.in_order:
        held[filling.part_of[number]][_kind(filling, number)].append(number)
    for _ in range(_MOST_EXCHANGES):
        found = next(
            (pair for place in _worst(filling)[:_MOST_STRATA] for pair in _exchanges(filling, held, *place)), None
        )
        if found is None:
            return
        kinds = [(_kind(filling, number), filling.part_of[number], number) for number in found]
        filling.exchange(*found)
        for kind, part, number in kinds:
            held[part][kind].remove(number)
            held[filling.part_of[number]][kind].append(number)
            if not held[part][kind]:
                del held[part][kind]


def _worst(filling: Filling) -> list[tuple[str, int, int]]:
    """(stratum, a part with too much of it, one with too little), the largest sum of both first."""
    found = [
        (wanted[short] - wanted[full], stratum, full, short)
        for stratum, wanted in filling.wanted.items()
        for full in range(len(wanted))
        for short in range(len(wanted))
        if wanted[full] < wanted[short] and max(-wanted[full], wanted[short]) >= filling.whole
    ]
    return [one[1:] for one in sorted(found, key=lambda one: (-one[0], *one[1:]))]


def _exchanges(
    filling: Filling, held: list[dict[Kind, list[int]]], stratum: str, full: int, short: int
) -> Iterator[tuple[int, int]]:
    """The best exchange that takes some of the stratum out of `full`, where one helps."""
    gives = islice((kind for kind in held[full] if stratum in dict(kind[1])), _MOST_TRIED)
    others = [kind for kind in held[short] if stratum not in dict(kind[1])]
    tried = [
        (change, give, take)
        for give in gives
        for take in islice((kind for kind in others if kind[0] == give[0]), _MOST_TRIED)
        for change in [_change(filling, give, take, full, short)]
        if change < 0
    ]
    if tried:
        _, give, take = min(tried)
        yield held[full][give][0], held[short][take][0]


def _change(filling: Filling, give: Kind, take: Kind, full: int, short: int) -> int:
    """By how much the sum of squares changes."""
    moved = defaultdict[str, int](int)
    for sign, (_, strata) in ((1, give), (-1, take)):
        for stratum, count in strata:
            moved[stratum] += sign * count * filling.whole
    change = 0
    for stratum, number in moved.items():
        wanted = filling.wanted[stratum]
        change += (wanted[full] + number) ** 2 - wanted[full] ** 2
        change += (wanted[short] - number) ** 2 - wanted[short] ** 2
    return change


def _kind(filling: Filling, number: int) -> Kind:
    group = filling.groups[number]
    return group.size, tuple(sorted(group.strata.items()))


def _groups_in(sizes: dict[int, list[int]]) -> int:
    return sum(map(len, sizes.values()))


def _by_size(filling: Filling) -> list[dict[int, list[int]]]:
    """For each part its groups by size, each list in their order."""
    held: list[dict[int, list[int]]] = [defaultdict(list) for _ in filling.room]
    for number in filling.in_order:
        held[filling.part_of[number]][filling.groups[number].size].append(number)
    return held
