"""The facts of a packet: what they are, and how a place is read back, whatever way it is written in."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import NamedTuple

from babel import Locale
from babel.numbers import get_decimal_symbol, get_group_symbol

from synth.packet.spoken import LANGUAGE, in_figures
from synth.people import FIELDS, Persona
from synth.people.contact import without_extension
from synth.people.formats import format_of
from synth.people.identity import born

NAMES_OF_A_PERSON = (
    *("name", "first_name", "last_name", "name_inverted", "name_initial", "nickname", "title_name", "initials"),
)
"""The fields that a mention of a person can be, the fullest first."""

EXACT = ("date", "money", "number")
"""Types whose normalised value is the same in the labels of every kind."""

_TYPES: Mapping[str, str] = {
    "PERSON": "name", "ORGANIZATION": "name", "JOB_TITLE": "text", "DATE_OF_BIRTH": "date", "AGE": "number",
    "EMAIL": "email", "PHONE": "phone", "URL": "url", "DOMAIN": "url", "USERNAME": "email", "ADDRESS": "address",
    "STREET": "address", "CITY": "address", "STATE": "address", "COUNTRY": "address", "": "text",
}  # fmt: skip
"""Label of a persona's field -> type of the fact; all others are codes."""
_WORDS = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")
_OF_DAYS = {"年", "月", "日"}
_OLDEST_CENTURY = 26
"""Two digits above this are a year of the 20th century: nobody is born after 2008, and no day is after 2026."""


class Fact(NamedTuple):
    """A fact's normalised value, its type (see `synth.core.facts.Told`), and what members are given of it (empty: the
    value)."""

    value: str
    type: str
    said: str = ""


def fact_of_person(person: Persona, field: str) -> Fact:
    """A field of a persona as a fact. KeyError for a field that personas do not have."""
    if field == "birth_date":
        return Fact(born(person).isoformat(), "date")
    if field == "record_number":
        return Fact(normal(person.value(field), "digits", ""), "digits", person.value(field))
    return fact_told(person.value(field), _TYPES.get(FIELDS[field], "code"), person.locale.code)


def fact_told(value: str, kind: str, locale: str) -> Fact:
    """A fact that a member's plan tells."""
    return Fact(value if kind in EXACT else normal(value, kind, locale), kind, value)


def normal(text: str, kind: str, locale: str) -> str:
    """The normal form of a value as it is written, by its type; the text itself where it cannot be read as one.

    Days are ISO 8601, amounts `GBP 12.50`, codes bare signs, names and addresses words in small letters. What is said
    in English words is read as it would be written.
    """
    text = in_figures(text, kind) if locale.startswith(LANGUAGE) else text
    read = {"date": _day, "money": _money, "number": _number}.get(kind)
    if read:
        return read(text, locale) or text
    if kind in ("name", "address", "text"):
        return " ".join(_WORDS.findall(text.casefold()))
    if kind == "phone":
        return "".join(_DIGITS.findall(without_extension(text).replace("(0)", ""))).removeprefix("00")
    if kind == "digits":
        return "".join(_DIGITS.findall(text))
    if kind in ("email", "url"):
        return "".join(text.casefold().split())
    return "".join(_WORDS.findall(text.upper()))


def agrees(
    text: str, fact: Fact, locale: str, how: str = "whole", words: Mapping[str, Sequence[str]] | None = None
) -> bool:
    """Whether a place that says `text` shows the fact: as a whole, among other words, or by its last four signs.

    `words`: value -> what says it, of a fact that is one of a variable's values.
    """
    if words is not None:
        return term_in(text, words) == fact.said
    read = normal(text, fact.type, locale)
    if how == "within":
        return f" {fact.value} " in f" {read} "
    if how == "last_four":
        return len(read) >= 4 and read[-4:] == fact.value[-4:]
    return read == fact.value


def term_in(text: str, words: Mapping[str, Sequence[str]]) -> str | None:
    """The one value whose words stand in a text; None where there is none, or several."""
    plain = text.casefold()
    found = [
        value
        for value, ways in words.items()
        if any(re.search(rf"(?<!\w){re.escape(way.casefold())}", plain) for way in ways)
    ]
    return found[0] if len(found) == 1 else None


def _day(text: str, locale: str) -> str | None:
    """A day in digits, in the order of the locale or ISO 8601, or with its month by name."""
    numbers = [int(part) for part in _DIGITS.findall(text)]
    months = _month_names(locale)
    named = next((months[word] for word in map(str.casefold, re.findall(r"[^\W\d_]+", text)) if word in months), None)
    try:
        if named is not None and len(numbers) == 2:
            day, year = numbers if numbers[0] <= 31 else reversed(numbers)
            return datetime.date(_whole_year(year), named, day).isoformat()
        if len(numbers) != 3 or set(re.findall(r"[^\W\d_]", text)) - _OF_DAYS:
            return None
        if numbers[0] > 31:
            return datetime.date(*numbers).isoformat()
        first, second, year = numbers
        month, day = (first, second) if locale == "en_US" else (second, first)
        return datetime.date(_whole_year(year), month, day).isoformat()
    except ValueError:
        return None


def _whole_year(year: int) -> int:
    return year if year > 99 else year + (1900 if year > _OLDEST_CENTURY else 2000)


@cache
def _month_names(locale: str) -> Mapping[str, int]:
    months = Locale.parse(locale).months
    return {
        name.casefold().rstrip("."): number
        for use in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in months[use][width].items()
    }


def _money(text: str, locale: str) -> str | None:
    """An amount; its currency is the locale's, whether it stands there or not."""
    amount = _number(text, locale)
    form = format_of(locale)
    return None if amount is None else f"{form.currency} {Decimal(amount):.{form.decimals()}f}"


def _number(text: str, locale: str) -> str | None:
    group, point = get_group_symbol(locale), get_decimal_symbol(locale)
    found = re.search(r"-?\d[\d\s.,'\u00a0\u202f]*", text)
    if found is None:
        return None
    bare = re.sub(r"[\s\u00a0\u202f']", "", found[0]).rstrip(".,")
    bare = bare.replace(group, "").replace(point, ".") if group.strip() else bare.replace(point, ".")
    try:
        return f"{Decimal(bare):f}"
    except InvalidOperation:
        return None
