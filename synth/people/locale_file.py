"""Reads a locale's file: JSON into the record `Locale`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from synth.core.errors import SpecError, suggest
from synth.core.tables import flag, many, named, read_table, record, row, text, texts, whole
from synth.people.fields import FIELDS
from synth.people.latin import Names
from synth.people.lists import check_list, lists_of
from synth.people.locale import City, Locale, Maker
from synth.people.names import NameSource, check_source, names_of
from synth.people.patterns import compile_rule

if TYPE_CHECKING:
    from synth.people.persona import Persona

OWN = ("street", "work_street", "ssn", "tax_id", "work_tax_id", "passport", "driver_licence", "plate")
"""Fields that every file must define; a file may redefine others."""

_RULE = record({"text": text}, {"bits": text, "draw": texts, "check": text, "wrong": text, "shape": text})


def _rule(value: Any) -> dict[str, Any]:
    return _RULE({"text": value} if type(value) is str else value)


def _job(value: Any) -> tuple[str, str]:
    """A job's name for women and for men."""
    return (value, value) if type(value) is str else row(text, text)(value)


def _phones(value: Any) -> str | tuple[str, ...]:
    """Patterns, or the name of a list of patterns in the file's `phones`."""
    return value if type(value) is str else texts(value)


_WORDS = {"jobs": many(_job), "departments": texts, "brands": texts, "trades": texts}
_CITY = record(
    {"name": text, "state": text, "zips": texts, "phones": _phones}, {"plate": text, "area": text, "numbers": texts}
)


def _glue(value: Any) -> str:
    """What stands between groups of digits, which may be nothing."""
    return value if value == "" else text(value)


_STYLES = many(row(text, _glue, whole))
_ORDINARY = record(
    {
        "countries": texts,
        "suffixes": texts,
        "styles": _STYLES,
        "dates": texts,
        "fields": record({}, dict.fromkeys(FIELDS, _rule)),
    },
    {"numbers": texts, "mobile": texts, "office_styles": _STYLES},
)
_NEEDED = {
    "about": texts,
    "country": text,
    "cities": many(_CITY),
    "pronouns": record({"f": row(text, text, text), "m": row(text, text, text)}),
    "titles": record({"f": text, "m": text}),
    "date": text,
    "address": texts,
    "address_lines": texts,
    "employers": texts,
    "names": record({"f": many(check_source), "m": many(check_source), "last": many(check_source)}),
    "account": record({"country": text, "number": _rule, "iban": _rule}),
    "fields": record(dict.fromkeys(OWN, _rule), dict.fromkeys(FIELDS, _rule)),
    "lists": named(check_list),
    "ordinary": _ORDINARY,
}
_OPTIONAL = {
    "phones": named(texts),
    "middle_name": _rule,
    "full_name": text,
    "double_names": whole,
    "double": text,
    "umlauts": flag,
    "origins": texts,
}
_NICKNAMES = {"nicknames": named(texts)}
_FILE = record(_NEEDED, {**_OPTIONAL, **_WORDS, **_NICKNAMES, "shared": text})
_SHARED = record({}, {**_WORDS, **_NICKNAMES})
_AS_THEY_ARE = (
    *("country", "pronouns", "titles", "date", "address", "address_lines", "departments", "brands", "trades"),
    *("employers", "full_name", "double_names", "double", "umlauts", "origins", "nicknames"),
)


def read_locale(path: Path) -> Locale:
    """The record of a locale, whose code is the file's name. SpecError for a file that cannot be read.

    The file's `about` is for readers: it states why no number can belong to a real person.
    """
    content, code = _read(path), path.stem
    umlauts = content.get("umlauts", False)
    first_names, last_names = (
        _first_names(content["names"], code, umlauts),
        _last_names(content["names"], code, umlauts),
    )
    lists, ordinary = lists_of(content["lists"], code, first_names, last_names), content["ordinary"]

    def made(rule: Mapping[str, Any], name: str) -> Maker:
        return compile_rule(rule, lists, f"{path.name}: {name}")

    return Locale(
        code=code,
        cities=tuple(
            _city(city, content.get("phones", {}), ordinary.get("numbers", ()), path.name) for city in content["cities"]
        ),
        jobs={gender: tuple(job[at] for job in content["jobs"]) for at, gender in enumerate("fm")},
        first_names=first_names,
        last_names=last_names,
        account=_account(
            content["account"]["country"], *(made(content["account"][key], key) for key in ("iban", "number"))
        ),
        middle_name=made(content["middle_name"], "middle_name") if "middle_name" in content else None,
        makers={name: made(rule, f"fields.{name}") for name, rule in content["fields"].items()},
        ordinary={name: made(rule, f"ordinary.fields.{name}") for name, rule in ordinary["fields"].items()},
        mobile=ordinary.get("mobile", ()),
        styles=_repeated(ordinary["styles"]),
        office_styles=_repeated((*ordinary["styles"], *ordinary.get("office_styles", ()))),
        **{key: ordinary[key] for key in ("countries", "suffixes", "dates")},
        **{key: content[key] for key in _AS_THEY_ARE if key in content},
    )


def _read(path: Path) -> dict[str, Any]:
    """The file, merged with the word lists that it shares with other locales; its own entries win."""
    content = read_table(path, _FILE)
    if "shared" in content:
        content = {**read_table(path.parent / "shared" / f"{content['shared']}.json", _SHARED), **content}
    for key in _WORDS:
        if key not in content:
            raise SpecError(path.name, list(content), f"'{key}' is needed")
    return content


def _city(city: Mapping[str, Any], phones: Mapping[str, tuple[str, ...]], numbers: tuple[str, ...], where: str) -> City:
    """A city. `phones` are its own patterns, or the name of those in the file's `phones`; `numbers` its own, or those
    of the file with its `area`.
    """
    own = city["phones"]
    if isinstance(own, str):
        if own not in phones:
            raise SpecError(f"{where}: cities", own, suggest(own, phones))
        own = phones[own]
    area, local = city.get("area", ""), city.get("numbers", numbers)
    known = {key: value for key, value in city.items() if key != "area"}
    return City(**{**known, "phones": own, "numbers": tuple(number.replace("{area}", area) for number in local)})


def _repeated(styles: Sequence[tuple[str, str, int]]) -> tuple[tuple[str, str], ...]:
    """Each (shape, glue) as often as its style says."""
    return tuple((shape, glue) for shape, glue, times in styles for _ in range(times))


def _first_names(names: Mapping[str, Sequence[NameSource]], code: str, umlauts: bool) -> Callable[[int, str], Names]:
    return cache(lambda seed, gender: names_of(names[gender], code, seed, umlauts=umlauts))


def _last_names(names: Mapping[str, Sequence[NameSource]], code: str, umlauts: bool) -> Callable[[int], Names]:
    return cache(lambda seed: names_of(names["last"], code, seed, umlauts=umlauts))


def _account(country: str, iban: Maker, number: Maker) -> Callable[[Persona], tuple[str, str, str]]:
    def account(person: Persona) -> tuple[str, str, str]:
        bits = person.bits("account")
        return country, iban(person, bits), number(person, bits)

    return account
