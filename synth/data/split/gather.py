"""What a split needs to know of a data set, gathered sample by sample; then the part of each of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from synth.core.errors import DataError
from synth.data.split.filling import Group
from synth.data.split.groups import Groups, digest
from synth.data.split.loose import LooseTies
from synth.data.split.shares import Shares
from synth.data.split.stratify import parts_of_groups
from synth.data.split.traits import NO_KEYS

MOST_VALUES = 20
"""Different values of a variable up to which a split looks at it: beyond them it is a name or a number."""

_MOST_CLASSES = 40
"""Lines of the table of classes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """How to split: the shares, the seed that chooses between equal ways, `by`: keys whose values are not divided."""

    shares: Shares
    seed: int = 0
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """The part of each sample by its name's digest, and what a person should know of it, a line each."""

    names: tuple[str, ...]
    parts: Mapping[bytes, int]
    lines: tuple[str, ...]

    def part_of(self, name: str) -> str:
        """The name of a sample's part."""
        return self.names[self.parts[digest(name)]]


class Gathered:
    """Samples in memory as digests of their names, ties and strata. `noun` is what the samples are, in the plural."""

    def __init__(self, noun: str) -> None:
        self._noun, self._groups, self._loose = noun, Groups(), LooseTies()
        self._names: list[bytes] = []
        self._strata: list[tuple[str, ...]] = []
        self._known: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._values: dict[str, set[str]] = defaultdict(set)
        self._classes: dict[str, None] = {}

    def add(
        self,
        name: str,
        ties: Iterable[str],
        classes: Iterable[str],
        variables: Mapping[str, object],
        loose: Mapping[str, Iterable[str]] = NO_KEYS,
    ) -> None:
        """A sample: its name, the keys that it may share with samples of its own part only, what it is stratified by.

        `loose`: by sort, keys that it shares with samples of its own part as far as groups stay small. Of the
        variables only texts and truth values of at most MOST_VALUES different ones play a part.
        """
        self._loose.add(self._groups.add(ties), loose)
        self._names.append(digest(name))
        found = dict.fromkeys(classes)
        self._classes |= found
        strata = [_class_stratum(one) for one in found] or [_class_stratum(None)]
        for key, value in variables.items():
            values = self._values[key]
            if isinstance(value, str | bool) and len(values) <= MOST_VALUES:
                values.add(str(value))
                strata.append(f"{key}={value}")
        whole = tuple(strata)
        self._strata.append(self._known.setdefault(whole, whole))

    def assigned(self, split: Split, where: str, ties: str) -> Assigned:
        """The part of each sample. DataError where groups leave one of the parts empty; `ties` says what ties them."""
        self._loose.unite(self._groups, min(split.shares.counts(len(self._names))))
        members: dict[int, list[int]] = defaultdict(list)
        for number in range(len(self._names)):
            members[self._groups.root(number)].append(number)
        held = list(members.values())
        self._refuse_empty(held, split.shares, where, ties)
        parts = parts_of_groups([self._group(one, split.seed) for one in held], split.shares)
        part_of = {number: part for one, part in zip(held, parts, strict=True) for number in one}
        return Assigned(
            names=split.shares.names,
            parts={self._names[number]: part for number, part in part_of.items()},
            lines=(
                *self._said(held, part_of, split, ties),
                *self._loose.said(part_of.__getitem__, split.shares.names),
                *self._table(part_of, split.shares.names),
            ),
        )

    def _refuse_empty(self, held: Sequence[Sequence[int]], shares: Shares, where: str, ties: str) -> None:
        number, wanted = len(self._names), len(shares.parts)
        if 0 in shares.counts(number):
            allowed = f"enough for one in each of {', '.join(shares.names)}: more of them, or other shares"
            raise DataError(where, f"{number} {self._noun}", allowed)
        if len(held) < wanted:
            got = f"{number} {self._noun} in {len(held)} group{'s' * (len(held) != 1)} that must not be divided"
            allowed = f"at least {wanted} groups, one for each part; tied are {ties}; --by names other ties"
            raise DataError(where, got, allowed)
        largest, most = max(map(len, held)), max(shares.counts(number))
        if largest > most and 2 * (number - largest) < number - most:
            got = f"{largest} of {number} {self._noun} in one group that must not be divided"
            raise DataError(
                where,
                got,
                f"groups that leave the other parts half their share; tied are {ties}; --by names other ties",
            )

    def _group(self, members: Sequence[int], seed: int) -> Group:
        counts = Counter(stratum for number in members for stratum in self._strata[number])
        strata = {name: count for name, count in counts.items() if self._counts(name)}
        order = digest(f"{seed}/{min(self._names[number] for number in members).hex()}")
        return Group(order=order, size=len(members), strata=strata)

    def _counts(self, stratum: str) -> bool:
        key = stratum.partition("=")[0]
        return not key or 1 < len(self._values[key]) <= MOST_VALUES

    def _said(self, held: Sequence[Sequence[int]], part_of: Mapping[int, int], split: Split, ties: str) -> list[str]:
        names, number = split.shares.names, len(self._names)
        counts = Counter(part_of.values())
        found = [counts[part] for part in range(len(names))]
        shared = ", ".join(f"{name} {count}" for name, count in zip(names, found, strict=True))
        lines = [f"split     {shared} of {number} {self._noun} (seed {split.seed})"]
        several = [len(one) for one in held if len(one) > 1]
        if several:
            many = f"{len(several)} of several {self._noun}, the largest of {max(several)}"
            lines.append(f"groups    {many}, are not divided; tied are {ties}")
        asked = split.shares.counts(number)
        if tuple(found) != asked:
            lines.append(
                f"note      asked were {', '.join(map(str, asked))}: groups are not divided, this is the nearest"
            )
        return lines

    def _table(self, part_of: Mapping[int, int], names: Sequence[str]) -> list[str]:
        """How many samples of each part have each class."""
        counts = Counter((stratum, part) for number, part in part_of.items() for stratum in self._strata[number])
        rows = [(one, _class_stratum(one)) for one in self._classes][:_MOST_CLASSES]
        if any((_class_stratum(None), part) in counts for part in range(len(names))):
            rows.append(("(none)", _class_stratum(None)))
        more = len(self._classes) - _MOST_CLASSES
        title = f"{self._noun} with"
        width = max(len(title), *(len(name) for name, _ in rows)) if rows else len(title)
        lines = [f"{title:{width}}  " + "  ".join(f"{name:>7}" for name in names)]
        for name, stratum in rows:
            numbers = (counts[stratum, part] for part in range(len(names)))
            lines.append(f"{name:{width}}  " + "  ".join(f"{number:>7}" for number in numbers))
        return lines + ([f"({more} more classes)"] if more > 0 else [])


def _class_stratum(name: str | None) -> str:
    """The stratum of a class; of None, that of samples without any."""
    return "" if name is None else f"={name}"
