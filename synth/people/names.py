"""The names of a locale from the sources that its file lists: Faker, words, or parts of names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from synth.core.errors import SpecError
from synth.core.tables import flag, record, text, texts, whole
from synth.people.latin import Names, with_latin
from synth.people.pools import pool, readings

NameSource = Mapping[str, Any]

_NAME_SOURCE = record(
    {},
    {
        "faker": text,
        "one_word": flag,
        "readings": text,
        "words": texts,
        "shapes": texts,
        "heads": texts,
        "ends": texts,
        "times": whole,
    },
)
_KINDS = ({"faker"}, {"faker", "one_word"}, {"readings"}, {"words"}, {"words", "shapes"}, {"heads", "ends"})


def check_source(value: Any) -> NameSource:
    """Checks one source of names.

    `faker` is a method of Faker, `one_word` leaves out the names with a blank. `readings` is one of its Japanese
    methods that give a name in three scripts. `words` are `name|ASCII form`, put into each of `shapes` (`{}|al-{}`). Of
    `heads` and `ends`, written in the same way, every pair makes a name. `times`: how often each name is in the pool.
    """
    source = _NAME_SOURCE(value)
    if source.keys() - {"times"} not in _KINDS:
        raise SpecError("", list(source), "one of faker, readings, words, or heads with ends is needed")
    return source


def names_of(sources: Sequence[NameSource], locale: str, seed: int, *, umlauts: bool) -> Names:
    """The names of all sources in their order, each with its ASCII form."""
    return tuple(name for one in sources for name in [*_names(one, locale, seed, umlauts)] * one.get("times", 1))


def _names(source: NameSource, locale: str, seed: int, umlauts: bool) -> Iterator[tuple[str, str]]:
    match source:
        case {"faker": method}:
            one_word = source.get("one_word", False)
            found = (name for name in pool(locale, method, seed) if not (one_word and " " in name))
            yield from with_latin(tuple(found), umlauts=umlauts)
        case {"readings": method}:
            yield from readings(locale, method, seed)
        case {"words": words}:
            for name, latin in _pairs(source.get("shapes", ("{}|{}",))):
                yield from ((name.format(word), latin.format(spelt)) for word, spelt in _pairs(words))
        case {"heads": heads, "ends": ends}:
            yield from _composed(_pairs(heads), _pairs(ends))


def _pairs(words: Sequence[str]) -> Names:
    return tuple((word, latin) for word, _, latin in (entry.partition("|") for entry in words))


def _composed(heads: Names, ends: Names) -> Iterator[tuple[str, str]]:
    """Every head with every end, except pairs that repeat a part."""
    for head, reading in heads:
        for end, rest in ends:
            if head != end and not reading.endswith(rest):
                yield head + end, reading + rest
