"""Employer, job and the employer's host names, which follow its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING

from synth.people.hosts import ordinary_host
from synth.people.latin import latin
from synth.people.locale import Maker
from synth.people.mix import chosen, decimal_digits

if TYPE_CHECKING:
    from synth.people.persona import Persona


def _firm(person: Persona) -> tuple[str, dict[str, tuple[str, str]]]:
    """The pattern of the employer's name, and the words for its slots, each with its ASCII form."""
    locale, bits = person.locale, person.bits("employer")
    founders = locale.last_names(person.seed)
    shape, bits = chosen(locale.employers, bits)
    trade, bits = chosen(locale.trades, bits)
    brand, bits = chosen(locale.brands, bits)
    last, bits = chosen(founders, bits)
    other = founders[bits % len(founders)]
    words = {"trade": _word(trade, locale.umlauts), "brand": _word(brand, locale.umlauts), "last": last, "other": other}
    return shape, words


def _employer(person: Persona, bits: int) -> str:
    shape, words = _firm(person)
    return shape.format_map({part: word for part, (word, _) in words.items()})


def _domain(person: Persona, bits: int) -> str:
    return f"{'-'.join(_words_in_ascii(person))}.example"


def _ordinary_domain(person: Persona, bits: int) -> str:
    return ordinary_host(_words_in_ascii(person), person.locale, bits)


def _words_in_ascii(person: Persona) -> list[str]:
    """The words of the employer's name without its legal form."""
    shape, words = _firm(person)
    return [words[part][1] for part in _parts(shape)]


@cache
def _word(entry: str, umlauts: bool) -> tuple[str, str]:
    word, _, spelt = entry.partition("|")
    return word, spelt or latin(word, umlauts=umlauts)


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
    "employer": _employer,
    "domain": _domain,
    "website": _website,
    "job": _job,
    "department": _department,
    "employee_id": lambda person, bits: f"E{decimal_digits(bits, 6)}",
}

HOSTS: Mapping[str, Maker] = {"domain": _ordinary_domain}
"""Fields whose ordinary forms are made here."""
