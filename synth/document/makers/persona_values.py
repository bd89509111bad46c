"""Fields of a persona as values: printed form, normalised form, type."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from synth.document.makers.formats import formats_for
from synth.document.records import Value
from synth.people import Persona
from synth.people.contact import without_extension
from synth.people.identity import born

_NAMES = ("name", "first_name", "last_name", "short_name", "title_name", "employer")
_TEXTS = ("pronoun", "pronoun_object", "pronoun_possessive", "gender", "job", "department", "house")
_PLACES = (
    *("street", "city", "state", "country", "address", "address_lines"),
    *("work_street", "work_address", "work_address_lines"),
)
TYPES: Mapping[str, str] = {
    **dict.fromkeys(_NAMES, "name"),
    **dict.fromkeys(_TEXTS, "text"),
    **dict.fromkeys(_PLACES, "address"),
    **dict.fromkeys(("email", "work_email"), "email"),
    **dict.fromkeys(("domain", "website"), "url"),
    "card_expiry": "date",
    "age": "number",
    "phone": "phone",
    "work_phone": "phone",
}
"""Field of a persona -> type of its value; all others but the birth date are codes."""


def _expiry(person: Persona) -> str:
    month, _, year = person.value("card_expiry").partition("/")
    return f"20{year}-{month}"


def dialled_digits(phone: str) -> str:
    """With `+` where the country is written (+49 or 0049); without a trunk prefix in brackets and an extension."""
    bare = without_extension(phone).replace("(0)", "")
    digits = "".join(mark for mark in bare if mark.isdigit() or mark == "+")
    return f"+{digits[2:]}" if digits.startswith("00") else digits


_NORMAL: Mapping[str, Callable[[Persona], str]] = {
    "card_expiry": _expiry,
    "phone": lambda person: dialled_digits(person.value("phone")),
    "work_phone": lambda person: dialled_digits(person.value("work_phone")),
    "iban": lambda person: person.value("iban").replace(" ", ""),
    "card": lambda person: person.value("card").replace(" ", "").replace("-", ""),
    "address_lines": lambda person: person.value("address"),
    "work_address_lines": lambda person: person.value("work_address"),
}
"""Field -> its normalised form, where it is not the printed one: ISO 8601 months, digits without blanks."""


def persona_value(person: Persona, field: str) -> Value:
    """A field of a persona, days as documents write them; `address_lines` has a line break.

    SpecError for a field that personas do not have.
    """
    if field == "birth_date":
        return formats_for(person.locale.code).date(born(person))
    text = person.value(field)
    return Value(text, _NORMAL[field](person) if field in _NORMAL else text, TYPES.get(field, "code"))
