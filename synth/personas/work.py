"""Who a person works for, and as what: the host names follow the employer's name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING

from synth.personas.latin import latin
from synth.personas.locale import Maker
from synth.personas.mix import chosen, digits

if TYPE_CHECKING:
    from synth.personas.persona import Persona


def _firm(person: Persona) -> tuple[str, str]:
    """(the employer's name, its host name); the legal form is no part of the latter."""
    locale, bits = person.locale, person.bits("employer")
    shape, bits = chosen(locale.employers, bits)
    trade, bits = chosen(locale.trades, bits)
    trade, _, trade_latin = trade.partition("|")
    brand, bits = chosen(locale.brands, bits)
    brand, _, brand_latin = brand.partition("|")
    founders = locale.last_names(person.seed)
    (one, one_latin), bits = chosen(founders, bits)
    two, two_latin = founders[bits % len(founders)]
    name = shape.format(brand=brand, trade=trade, last=one, other=two)
    spelt = {"brand": brand_latin or brand, "trade": trade_latin or trade, "last": one_latin, "other": two_latin}
    return name, latin(" ".join(spelt[part] for part in _parts(shape)), umlauts=locale.umlauts)


@cache
def _parts(shape: str) -> tuple[str, ...]:
    return tuple(part for _, part, _, _ in Formatter().parse(shape) if part)


def _website(person: Persona, bits: int) -> str:
    start = ("https://www.", "www.", "https://")[bits % 3]
    return start + person.value("domain")


def _job(person: Persona, bits: int) -> str:
    jobs = person.locale.jobs[person.gender]
    return jobs[bits % len(jobs)]


def _department(person: Persona, bits: int) -> str:
    return person.locale.departments[bits % len(person.locale.departments)]


WORK: Mapping[str, Maker] = {
    "employer": lambda person, bits: _firm(person)[0],
    "domain": lambda person, bits: f"{_firm(person)[1]}.example",
    "website": _website,
    "job": _job,
    "department": _department,
    "employee_id": lambda person, bits: f"E{digits(bits, 6)}",
}
