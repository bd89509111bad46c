"""Parts of a field that a pattern cannot express, by their name in a locale's file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from synth.people.contact import town, town_zip
from synth.people.identity import true_birth
from synth.people.locale import Maker
from synth.people.mix import chosen
from synth.people.money import bank_letters

if TYPE_CHECKING:
    from synth.people.persona import Persona


def _birth_ddmmyy(person: Persona, bits: int) -> str:
    day = true_birth(person)
    return f"{day.day:02d}{day.month:02d}{day.year % 100:02d}"


def _birth_yymm(person: Persona, bits: int) -> str:
    day = true_birth(person)
    return f"{day.year % 100:02d}{day.month:02d}"


def _british_driver(person: Persona, bits: int) -> str:
    """The surname, the day of birth and the initial in a British driver number; women's months count from 51."""
    day = true_birth(person)
    first, last = (part.replace("-", "").upper() for part in person.latin)
    month = day.month + (50 if person.gender == "f" else 0)
    decade, year = divmod(day.year % 100, 10)
    return f"{last[:5]:9<5}{decade}{month:02d}{day.day:02d}{year}{first[0]}"


def _german_tax(person: Persona, bits: int) -> str:
    """Ten digits that begin with 0, of which one is there twice (BZSt's rule)."""
    left, made = list("123456789"), ["0"]
    for size in range(9, 0, -1):
        bits, at = divmod(bits, size)
        made.append(left.pop(at))
    twice, bits = chosen((1, 2, 3, 4, 5, 6, 7), bits)
    made[twice + 2] = made[twice]
    return "".join(made)


PARTS: Mapping[str, Maker] = {
    "bank": lambda person, bits: bank_letters(person),
    "birth_ddmmyy": _birth_ddmmyy,
    "birth_yymm": _birth_yymm,
    "british_driver": _british_driver,
    "german_tax": _german_tax,
    "initial": lambda person, bits: person.latin[1][0].upper(),
    "licence_year": lambda person, bits: str(true_birth(person).year + 18 + bits % 8),  # at 18 to 25
    "office": lambda person, bits: town(person).plate,
    "town_zip": town_zip,
}
