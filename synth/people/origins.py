"""Names of many origins: in every country live people whose families came from elsewhere."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from synth.core.errors import SpecError, suggest
from synth.core.tables import named, read_table, record, texts
from synth.people.latin import Names, latin

_FILE = Path(__file__).parent / "locales" / "shared" / "origins.json"
_CHECK = record({"about": texts, "origins": named(record({"f": texts, "m": texts, "last": texts}))})


class Family(NamedTuple):
    """A surname with its ASCII form, and the first names of its origin for women and men."""

    last: tuple[str, str]
    women: Names
    men: Names


@cache
def families(origins: tuple[str, ...], *, umlauts: bool) -> tuple[Family, ...]:
    """The surnames of all `origins`, each with the first names that go with it. SpecError for an unknown origin."""
    found = read_table(_FILE, _CHECK)["origins"]
    made: list[Family] = []
    for origin in origins:
        if origin not in found:
            raise SpecError("origins", origin, suggest(origin, found))
        women, men, lasts = (_names(found[origin][part], umlauts) for part in ("f", "m", "last"))
        made += [Family(last, women, men) for last in lasts]
    return tuple(made)


def _names(entries: tuple[str, ...], umlauts: bool) -> Names:
    split = (entry.partition("|") for entry in entries)
    return tuple((name, spelt or latin(name, umlauts=umlauts)) for name, _, spelt in split)
