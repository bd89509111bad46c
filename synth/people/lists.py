"""The lists of a locale's file, from which patterns take their entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from synth.core.errors import SpecError
from synth.core.tables import record, row, text, texts
from synth.people.fields import FIELDS
from synth.people.latin import Names
from synth.people.parts import PARTS
from synth.people.patterns import ListEntries, PatternLists, TextOrMaker, compile_pattern
from synth.people.pools import pool

_KINDS = {
    "f": record({"f": texts, "m": texts}),
    "faker": record({"faker": text}, {"replace": row(text, text)}),
    "from": record({"from": text, "to": text}),
}


def check_list(value: Any) -> Any:
    """Checks one list: patterns; a text for its characters; or one of the objects that `_compiled_list` reads."""
    if type(value) is str:
        return tuple(value)
    if type(value) is list:
        return texts(value)
    kind = next((key for key in _KINDS if type(value) is dict and key in value), None)
    if kind is None:
        raise SpecError("", value, "a text, a list or an object (f and m; faker; from and to) is needed")
    return _KINDS[kind](value)


def lists_of(
    definitions: Mapping[str, Any],
    code: str,
    first_names: Callable[[int, str], Names],
    last_names: Callable[[int], Names],
) -> PatternLists:
    """The lists of a file, and `men` and `surnames` with the locale's names. An entry may use the lists before its own.

    SpecError for an entry with a wrong slot, and for a list that has the name of a field.
    """
    lists: dict[str, ListEntries] = {
        "men": _seeded(lambda seed: tuple(name for name, _ in first_names(seed, "m"))),
        "surnames": _seeded(lambda seed: tuple(name for name, _ in last_names(seed))),
    }
    for name, value in definitions.items():
        if name in FIELDS or name in PARTS or name in lists:
            raise SpecError(f"{code}.json: lists", name, "a list needs a name of its own")
        lists[name] = _compiled_list(value, code, lists, f"{code}.json: lists.{name}")
    return lists


def _compiled_list(value: Any, code: str, lists: PatternLists, where: str) -> ListEntries:
    """`f` and `m`: patterns by gender. `faker`: what a method of Faker gives, with a regular expression replaced.
    `from` and `to`: all numbers between, as wide as the first."""
    match value:
        case {"f": women, "m": men}:
            by_gender = {"f": _ready(women, lists, where), "m": _ready(men, lists, where)}
            return lambda person: by_gender[person.gender]
        case {"faker": method}:
            found, put = value.get("replace", ("(?!)", ""))
            return _seeded(lambda seed: tuple(re.sub(found, put, name) for name in pool(code, method, seed)))
        case {"from": first, "to": last}:
            return tuple(str(number).zfill(len(first)) for number in range(int(first), int(last) + 1))
    return _ready(value, lists, where)


def _ready(patterns: tuple[str, ...], lists: PatternLists, where: str) -> tuple[TextOrMaker, ...]:
    return tuple(compile_pattern(pattern, lists, where) if "{" in pattern else pattern for pattern in patterns)


def _seeded(made: Callable[[int], tuple[str, ...]]) -> ListEntries:
    """A list that depends on the run's seed, made once for each seed."""
    kept = cache(made)
    return lambda person: kept(person.seed)
