"""The record of a locale, which each file in `locales/` becomes, and the type of a field's maker."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from synth.core.errors import SpecError, suggest
from synth.people.latin import Names

if TYPE_CHECKING:
    from synth.people.persona import Persona

Maker = Callable[["Persona", int], str]
"""(persona, 64 random bits of the field) -> the field's text; it may read the persona's other fields."""

FOLDER = Path(__file__).parent / "locales"
LOCALES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))


class City(NamedTuple):
    """A real city. `zips` and `phones` are patterns: `#` is any digit and `@` any letter. `plate`: the area code of its
    licence plates. `numbers`: ordinary telephone numbers, `area|group|group` without the trunk prefix; besides `#`, `N`
    is a digit from 2 to 9 and `E` one from 2 to 8.
    """

    name: str
    state: str
    zips: tuple[str, ...]
    phones: tuple[str, ...]
    plate: str = ""
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Locale:
    """`pronouns` (subject, object, possessive) and `titles` by gender: f, m.

    `address` and `address_lines` alternate field names and glue. `employers` are shapes of {last}, {other}, {brand} and
    {trade}; a brand or trade after `|` is its ASCII form. One persona in `double_names` (0: none) has two surnames;
    where all do (1), mail addresses have the first. `account` gives (country, account in the IBAN, account number).
    `umlauts`: ä becomes ae in ASCII. `middle_name` makes the name between first name and surname (it may be empty).
    `origins` are those in `shared/origins.json` from which people of this country may have their names, `nicknames`
    what bearers of a first name are called. `makers` make the fields that only this locale has, or that it makes
    differently from the others.

    Of the ordinary surface: `countries` and `suffixes` are top-level domains (see `hosts.py`), `mobile` numbers as
    those of a city, `styles` pairs of a shape of {area} and {local} and the glue of the local groups, `office_styles`
    these and shapes with an extension {more}, `dates` shapes of {d}, {m}, {y}, {yy}, {month} and {short}, `ordinary`
    the makers that take the place of those in `makers`.
    """

    code: str
    country: str
    cities: tuple[City, ...]
    pronouns: Mapping[str, tuple[str, str, str]]
    titles: Mapping[str, str]
    date: str
    address: tuple[str, ...]
    address_lines: tuple[str, ...]
    jobs: Mapping[str, tuple[str, ...]]
    departments: tuple[str, ...]
    brands: tuple[str, ...]
    trades: tuple[str, ...]
    employers: tuple[str, ...]
    first_names: Callable[[int, str], Names]
    last_names: Callable[[int], Names]
    account: Callable[[Persona], tuple[str, str, str]]
    countries: tuple[str, ...]
    suffixes: tuple[str, ...]
    styles: tuple[tuple[str, str], ...]
    office_styles: tuple[tuple[str, str], ...]
    dates: tuple[str, ...]
    mobile: tuple[str, ...] = ()
    full_name: str = "{first} {last}"
    double_names: int = 12
    double: str = "{}-{}"
    umlauts: bool = False
    origins: tuple[str, ...] = ()
    nicknames: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    middle_name: Maker | None = None
    makers: Mapping[str, Maker] = field(default_factory=dict)
    ordinary: Mapping[str, Maker] = field(default_factory=dict)


@cache
def locale_named(code: str) -> Locale:
    """The record of a locale; SpecError for a locale without a file."""
    from synth.people.locale_file import read_locale  # which makes this module's record

    if code not in LOCALES:
        raise SpecError("locale", code, suggest(str(code), LOCALES))
    return read_locale(FOLDER / f"{code}.json")
