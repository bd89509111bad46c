"""Names that mean one thing: synonyms of WordNet, and labels of named entities as different sets call them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from synth.data.vocabulary.spelling import folded
from synth.scene.read import read_yaml

NOUNS = Path(__file__).parent / "nouns.tsv"
TAGS = Path(__file__).parent / "tags.yaml"


class Nouns(NamedTuple):
    """Name without spaces and hyphens -> numbers of its synsets; the numbers right above each synset."""

    synsets: Mapping[str, Sequence[int]]
    above: Sequence[Sequence[int]]


class Tags(NamedTuple):
    """Folded name of a label -> the list of names of one label that it is in, and the lists that it is asked in:
    their numbers and whether it is the first there, which takes in the others.
    """

    same: Mapping[str, int]
    asked: Mapping[str, Mapping[int, bool]]


def are_synonyms(one: str, other: str) -> bool:
    """Whether two names of things are names of one synset."""
    return bool(_synsets(one) & _synsets(other))


def is_sort_of(one: str, other: str) -> bool:
    """Whether a thing is the sort of thing that another name means, right above it: a motorbike is a motorcycle."""
    above = _nouns().above
    return any(number in above[below] for below in _synsets(one) for number in _synsets(other))


def is_noun(name: str) -> bool:
    """Whether a name is that of a thing that has several."""
    return bool(_synsets(name))


def are_one_tag(one: str, other: str) -> bool:
    """Whether two labels of named entities are names of one."""
    same = _tags().same
    return same.get(folded(one), -1) == same.get(folded(other), -2)


def tag_takes_in(one: str, other: str) -> bool:
    """Whether the spans of another label are, wholly or in part, spans of this one in other sets."""
    asked = _tags().asked
    mine, others = asked.get(folded(one), {}), asked.get(folded(other), {})
    return any(first and not others[number] for number, first in mine.items() if number in others)


@lru_cache(4096)
def _synsets(name: str) -> frozenset[int]:
    nouns = _nouns().synsets
    return frozenset(number for spelled in (_plain(name), folded(name)) for number in nouns.get(spelled, ()))


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name.casefold()))


@lru_cache(1)
def _nouns() -> Nouns:
    synsets, above = defaultdict[str, list[int]](list), list[Sequence[int]]()
    with NOUNS.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            names, *numbers = line.rstrip("\n").split("\t")
            above.append([int(one) for one in numbers])
            for name in names.split("|"):
                synsets[_plain(name)].append(number)
    return Nouns(dict(synsets), above)


@lru_cache(1)
def _tags() -> Tags:
    table = read_yaml(TAGS)
    same = {name: number for number, names in enumerate(_lists(table, "same")) for name in names}
    asked = defaultdict[str, dict[int, bool]](dict)
    for number, names in enumerate(_lists(table, "asked")):
        for at, name in enumerate(names):
            group = [one for one in same if same[one] == same.get(name)] or [name]
            for one in group:
                asked[one][number] = at == 0
    return Tags(same, dict(asked))


def _lists(table: Mapping[str, Any], key: str) -> Iterator[list[str]]:
    return ([folded(name) for name in names] for names in table[key])
