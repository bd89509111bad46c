"""Groups of samples into the parts of a split: exact counts, every stratum shared out alike.

After Sechidis, Tsoumakas, Vlahavas, On the Stratification of Multi-Label Data (ECML PKDD 2011), algorithm 1: the
stratum with the fewest samples left goes first, each of its samples to the part that wants most of it. Here groups take
the place of samples, large ones first; a part that is full takes no more; and what a part wants counts for all strata
of a group, in relation to its share, which gets nearer where strata overlap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from synth.data.split.even import approach_counts, even_strata, fill_empty_parts
from synth.data.split.filling import Filling, Group
from synth.data.split.shares import Shares


def parts_of_groups(groups: Sequence[Group], shares: Shares) -> list[int]:
    """The part (its place in `shares`) of each group, a function of the groups alone, never of their order.

    Counts are those of `shares.counts` wherever groups of one sample are left to fill up with; else as near as moving
    or exchanging two groups gets. No part stays empty while another has several groups.
    """
    filling = Filling(groups, shares)
    for size in sorted({group.size for group in groups}, reverse=True):
        alike = [number for number, group in enumerate(groups) if group.size == size]
        for number in _rarest_first(alike, groups):
            filling.move(number, _part_for(filling, number))
    approach_counts(filling)
    fill_empty_parts(filling)
    even_strata(filling)
    return filling.part_of


def _part_for(filling: Filling, number: int) -> int:
    """Of the parts that the group fits into, the one that lacks most of its strata for its share, then most room."""
    group, room = filling.groups[number], filling.room
    fitting = [part for part in range(len(room)) if room[part] >= group.size]
    if fitting:
        return max(fitting, key=lambda part: (filling.lack(group, part), room[part], -part))
    return max(range(len(room)), key=lambda part: (room[part], filling.lack(group, part), -part))


def _rarest_first(numbers: Sequence[int], groups: Sequence[Group]) -> Iterator[int]:
    """Those of the stratum with the fewest groups left first; those of none last."""
    left: dict[str, set[int]] = defaultdict(set)
    for number in numbers:
        for stratum in groups[number].strata:
            left[stratum].add(number)
    while left:
        stratum = min(left, key=lambda name: (len(left[name]), name))
        for number in sorted(left.pop(stratum), key=lambda number: groups[number].order):
            for other in groups[number].strata.keys() & left.keys():
                left[other].discard(number)
                if not left[other]:
                    del left[other]
            yield number
    without = [number for number in numbers if not groups[number].strata]
    yield from sorted(without, key=lambda number: groups[number].order)
