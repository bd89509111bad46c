"""Names of classes that may be one, within a data set or across several: spelled alike, or of one meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from synth.data.vocabulary.meaning import are_one_tag, are_synonyms, is_noun, is_sort_of, tag_takes_in
from synth.data.vocabulary.spelling import folded, nearly

SURE = 0.99
"""Confidence in names that are spelled alike, or listed as names of one label."""

ASKED = 0.6
"""Confidence in what is only asked."""

LIKELY = 0.8
"""Confidence in a synonym that is the only one."""


class Named(NamedTuple):
    """A name of a class in a data set, and how many labels have it; `of_texts`: they are spans."""

    data_set: str
    name: str
    labels: int
    of_texts: bool = False


class SameName(NamedTuple):
    """`named` may be the class that is mostly called `best`; `evidence` in words, `confidence` 0 to 1."""

    named: Named
    best: str
    evidence: str
    confidence: float

    @property
    def is_sure(self) -> bool:
        """Whether nobody needs to be asked."""
        return self.confidence >= SURE


Group = Sequence[Named]
"""All names that are spelled alike."""


def same_names(names: Sequence[Named]) -> Iterator[SameName]:
    """Names that differ and may be one. The most used of a group is suggested for the others.

    Only what is spelled alike, or listed as names of one label, is sure: all else is a question.
    """
    groups = defaultdict[str, list[Named]](list)
    for named in names:
        groups[folded(named.name)].append(named)
    for group in groups.values():
        best = _most_used(group)
        for named in group:
            if named.name != best:
                yield _same(named, best, f"the same word as {best!r}{_there(group, best)}", SURE)
    for one, other in nearly(sorted(groups)):
        yield from _joined(groups[one], groups[other], "one letter from {best}: a typing error?", ASKED)
    yield from _meanings(groups)


def _meanings(groups: Mapping[str, Group]) -> Iterator[SameName]:
    """Names that are spelled otherwise and may mean one thing."""
    pairs = list(combinations((groups[key] for key in sorted(groups)), 2))
    things = [pair for pair in pairs if not _of_texts(*pair)]
    yield from _things(things)
    for one, other in pairs:
        if _of_texts(one, other):
            yield from _tags(one, other)


def _tags(one: Group, other: Group) -> Iterator[SameName]:
    """Labels of named entities."""
    first, second = one[0].name, other[0].name
    if are_one_tag(first, second):
        yield from _joined(one, other, "another name of {best}", SURE)
    elif _sets(one) != _sets(other) and (tag_takes_in(first, second) or tag_takes_in(second, first)):
        wide, narrow = (one, other) if tag_takes_in(first, second) else (other, one)
        best = _most_used(wide)
        for named in narrow:
            yield _same(named, best, f"some sets have it in {best!r}{_there(wide, best)}", ASKED)


def _things(pairs: Sequence[tuple[Group, Group]]) -> Iterator[SameName]:
    """Names of things; a set that has both tells them apart, unless they are synonyms."""
    partners = defaultdict[str, set[str]](set)
    for one, other in pairs:
        first, second = one[0].name, other[0].name
        apart = not _sets(one) & _sets(other)
        if are_synonyms(first, second) and (apart or not _has_in_it(first, second)):
            partners[first].add(second)
            partners[second].add(first)
        elif apart and (is_sort_of(first, second) or is_sort_of(second, first)):
            yield from _joined(one, other, "one is a sort of the other: {best}", ASKED)
        elif apart and _is_part(first, second):
            yield from _joined(one, other, "one is a word of the other: {best}", ASKED)
    for one, other in pairs:
        first, second = one[0].name, other[0].name
        if second in partners[first]:
            several = sorted(max(partners[first], partners[second], key=len))
            alone = len(several) == 1
            evidence = "a synonym of {best}" if alone else f"a synonym of {{best}}, as of each of {', '.join(several)}"
            yield from _joined(one, other, evidence, LIKELY if alone else ASKED)


def _of_texts(one: Group, other: Group) -> bool:
    return all(named.of_texts for named in (*one, *other))


def _sets(group: Group) -> set[str]:
    return {named.data_set for named in group}


def _has_in_it(one: str, other: str) -> bool:
    """Whether the longer name begins or ends with the other, as `hot dog`."""
    shorter, longer = sorted((folded(one), folded(other)), key=len)
    return longer.startswith(shorter) or longer.endswith(shorter)


def _is_part(one: str, other: str) -> bool:
    """Whether the longer name is the other one and a further noun, as `tvmonitor` is `tv`."""
    shorter, longer = sorted((folded(one), folded(other)), key=len)
    rest = {longer.removeprefix(shorter), longer.removesuffix(shorter)} - {longer}
    return len(shorter) > 1 and any(is_noun(word) for word in rest)


def _joined(one: Group, other: Group, evidence: str, confidence: float) -> Iterator[SameName]:
    """Findings on the less used of two groups of names."""
    first, second = sorted((one, other), key=lambda group: -sum(named.labels for named in group))
    best = _most_used(first)
    for named in second:
        yield _same(named, best, evidence.format(best=f"{best!r}{_there(first, best)}"), confidence)


def _most_used(group: Sequence[Named]) -> str:
    totals = dict.fromkeys((named.name for named in group), 0)
    for named in group:
        totals[named.name] += named.labels
    return max(totals, key=lambda name: (totals[name], name))


def _there(group: Sequence[Named], name: str) -> str:
    number = sum(named.labels for named in group if named.name == name)
    sets = sorted({named.data_set for named in group if named.name == name})
    return f" ({number} labels in {', '.join(sets)})"


def _same(named: Named, best: str, evidence: str, confidence: float) -> SameName:
    return SameName(named, best, f"{named.labels} labels here; {evidence}", confidence)
