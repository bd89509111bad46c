"""Names, titles, pronouns and the day of birth."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING

from synth.people.locale import Maker

if TYPE_CHECKING:
    from synth.people.persona import Persona

TODAY = date(2026, 1, 15)
"""The reference day for every age, instead of the clock; equal to `TODAY` of synth/text/grammar/functions.py."""


def born(person: Persona) -> date:
    """The day of birth that a sample states."""
    return person.said_birth or true_birth(person)


def true_birth(person: Persona) -> date:
    """The day of birth: 18 to 88 years before TODAY. What offices and the person made of it depends on this one."""
    return TODAY - timedelta(days=6_575 + person.bits("birth_date") % 25_567)


def years(person: Persona) -> int:
    """The age in whole years on TODAY."""
    day = born(person)
    return TODAY.year - day.year - ((TODAY.month, TODAY.day) < (day.month, day.day))


def _birth_date(person: Persona, bits: int) -> str:
    day = born(person)
    return person.locale.date.format(day=day.day, month=day.month, year=day.year)


def _short_name(person: Persona, bits: int) -> str:
    return person.first if bits & 1 else person.value("title_name")


def _name(person: Persona, bits: int) -> str:
    """First name and surname; between them, where the locale has them, a middle name that is not the first again."""
    middle = person.locale.middle_name(person, bits) if person.locale.middle_name else ""
    first = person.first if middle in ("", person.first) else f"{person.first} {middle}"
    return person.locale.full_name.format(first=first, last=person.last)


def _nickname(person: Persona, bits: int) -> str:
    """What bearers of the first name are called; the first name where the locale's file knows no other."""
    known = person.locale.nicknames.get(person.first, (person.first,))
    return known[bits % len(known)]


def _name_initial(person: Persona, bits: int) -> str:
    """`A. Weiss`; the surname alone in scripts without capitals, which have no initials."""
    return f"{person.first[0]}. {person.last}" if _has_capitals(person) else person.last


def _name_inverted(person: Persona, bits: int) -> str:
    """`Weiss, Anna`; the name as it is in scripts without capitals."""
    return f"{person.last}, {person.first}" if _has_capitals(person) else person.value("name")


def _initials(person: Persona, bits: int) -> str:
    """`AW`, from the names' ASCII forms."""
    return "".join(part[0] for part in person.latin).upper()


def _has_capitals(person: Persona) -> bool:
    return person.first[0].upper() != person.first[0].lower()


IDENTITY: Mapping[str, Maker] = {
    "name": _name,
    "first_name": lambda person, bits: person.first,
    "last_name": lambda person, bits: person.last,
    "short_name": _short_name,
    "nickname": _nickname,
    "name_initial": _name_initial,
    "name_inverted": _name_inverted,
    "initials": _initials,
    "title_name": lambda person, bits: person.locale.titles[person.gender].format(person.last),
    "pronoun": lambda person, bits: person.locale.pronouns[person.gender][0],
    "pronoun_object": lambda person, bits: person.locale.pronouns[person.gender][1],
    "pronoun_possessive": lambda person, bits: person.locale.pronouns[person.gender][2],
    "gender": lambda person, bits: person.gender,
    "birth_date": _birth_date,
    "age": lambda person, bits: str(years(person)),
}
