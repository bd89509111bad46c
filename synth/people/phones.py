"""Telephone numbers of ordinary shape: of the ranges in the locale's file, in every way in which people write them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from synth.people.contact import dialled, town
from synth.people.locale import Maker
from synth.people.mix import chosen, mixed_bits, salt

if TYPE_CHECKING:
    from synth.people.persona import Persona

_DIGITS: Mapping[str, tuple[int, int]] = {"#": (0, 10), "N": (2, 8), "E": (2, 7)}
"""Sign of a pattern -> (lowest digit, how many): any, 2 to 9, 2 to 8."""
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
    (shape, glue), _ = chosen(styles, mixed_bits(bits, _STYLE))
    pattern, bits = chosen(patterns, bits)
    made = []
    for mark in pattern:
        if mark in _DIGITS:
            low, many = _DIGITS[mark]
            bits, at = divmod(bits, many)
            mark = str(low + at)
        made.append(mark)
    area, _, local = "".join(made).partition("|")
    return shape.format(area=area, local=local.replace("|", glue), more=101 + bits % 899)


PHONES: Mapping[str, Maker] = {"phone": _phone, "work_phone": _work_phone}
"""Fields whose ordinary forms are made here."""
