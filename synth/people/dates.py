"""Days in the ways in which people of a locale write them: digits with and without zeros, months by name, ISO 8601."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from babel import Locale as CldrLocale

from synth.people.identity import born
from synth.people.locale import Locale, Maker

if TYPE_CHECKING:
    from synth.people.persona import Persona


def spelt_day(day: datetime.date, locale: Locale, bits: int) -> str:
    """A day in one of the spellings of the locale's file."""
    spellings = locale.dates
    full, short = _months(locale.code)
    return spellings[bits % len(spellings)].format(
        d=day.day, m=day.month, y=day.year, yy=day.year % 100, month=full[day.month - 1], short=short[day.month - 1]
    )


@cache
def _months(locale: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """CLDR's names of the months, in full and cut short."""
    names = CldrLocale.parse(locale).months["format"]
    full, short = names["wide"], names["abbreviated"]
    return tuple(full[month] for month in range(1, 13)), tuple(short[month] for month in range(1, 13))


def _birth_date(person: Persona, bits: int) -> str:
    return spelt_day(born(person), person.locale, bits)


DATES: Mapping[str, Maker] = {"birth_date": _birth_date}
"""Fields whose ordinary forms are made here."""
