"""Telephone numbers of ordinary shape: of the ranges in the locale's file, in every way in which people write them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from synth.people.contact import dialled, town
from synth.people.locale import LOCALES, Maker, locale_named
from synth.people.mix import chosen, mixed_bits, salt

if TYPE_CHECKING:
    from synth.people.persona import Persona

_DIGITS: Mapping[str, tuple[int, int]] = {"N": (2, 8), "E": (2, 7)}
"""Sign of a pattern -> (lowest digit, how many): 2 to 9, 2 to 8; `#` is any digit."""
_CLASSES: Mapping[str, str] = {"#": r"\d", "N": "[2-9]", "E": "[2-8]"}
"""The same as regular expressions."""
_STYLE, _ANOTHER = salt("style of a telephone number"), salt("another number")


def _phone(person: Persona, bits: int) -> str:
    """A mobile number for three in eight, else one of the person's town."""
    mobile = person.locale.mobile if bits & 7 < 3 else ()
    return _written(mobile or town(person).numbers, person.locale.styles, bits >> 3)


def _work_phone(person: Persona, bits: int) -> str:
    """A number of the same town that is not the person's own."""
    own = dialled(person.value("phone"))
    while dialled(number := _written(town(person).numbers, person.locale.office_styles, bits)) == own:
        bits = mixed_bits(bits, _ANOTHER)
    return number


def _written(patterns: tuple[str, ...], styles: tuple[tuple[str, str], ...], bits: int) -> str:
    """One of `patterns` (`area|group|group`, national, without the trunk prefix) with its digits, in a style."""
    shape, glue = styles[mixed_bits(bits, _STYLE) % len(styles)]
    pattern, bits = chosen(patterns, bits)
    made = ""
    for piece, low, many in _pieces(pattern):
        if many:
            bits, at = divmod(bits, many)
            made += str(low + at) if low else (piece % at)[::-1]
        else:
            made += piece
    area, _, local = made.partition("|")
    return shape.format(area=area, local=local.replace("|", glue), more=101 + bits % 899)


@cache
def _pieces(pattern: str) -> tuple[tuple[str, int, int], ...]:
    """(text or the format of digits, the lowest digit, how many numbers; 0: text) of a pattern.

    Several digits are drawn at once, the first of them from the lowest bits.
    """
    pieces = []
    for found in re.findall("#+|[NE]|[^#NE]+", pattern):
        any_digits = (f"%0{len(found)}d", 0, 10 ** len(found)) if found[0] == "#" else (found, 0, 0)
        pieces.append((found, *_DIGITS[found]) if found in _DIGITS else any_digits)
    return tuple(pieces)


def is_nobodys(digits: str) -> bool:
    """Whether a telephone number, in digits alone, with its country or without, is one of any locale's ranges."""
    return _ranges().fullmatch(digits) is not None


@cache
def _ranges() -> re.Pattern[str]:
    """Numbers of all locales, with the ways to dial the country and the trunk."""
    found = dict[str, None]()
    for locale in map(locale_named, LOCALES):
        country = next(code[1] for shape, _ in locale.styles if (code := re.search(r"\+(\d+)", shape)))
        for pattern in (*locale.mobile, *(number for city in locale.cities for number in city.numbers)):
            national = "".join(_CLASSES.get(sign, sign) for sign in pattern if sign != "|")
            found[f"(?:(?:00|011)?{country})?0?{national}"] = None
    return re.compile("|".join(found))


PHONES: Mapping[str, Maker] = {"phone": _phone, "work_phone": _work_phone}
"""Fields whose ordinary forms are made here."""
