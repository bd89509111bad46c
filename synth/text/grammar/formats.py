"""Numbers, amounts and days in templates, as the locale writes them; what cannot be written is refused."""

from __future__ import annotations

import datetime
from decimal import Decimal

from synth.core.errors import SpecError, suggest
from synth.core.seeds import Draws
from synth.people.dates import spelt_day
from synth.people.formats import LocaleFormat, currencies, format_of
from synth.people.locale import locale_named
from synth.text.grammar.budget import LARGEST_NUMBER, RefusedError

STYLES = ("short", "long", "iso", "any")


def number_in(value: float | Decimal, locale: str, digits: int | None = None) -> str:
    """A number with the locale's separators. Raises RefusedError where it is too large."""
    form = _form(locale)
    if not abs(value) <= LARGEST_NUMBER or (digits is not None and not 0 <= digits <= 12):
        raise RefusedError(value, f"numbers up to {LARGEST_NUMBER} with up to 12 decimals are written")
    return form.number(value, digits)


def money_in(value: float | Decimal, locale: str, currency: str = "") -> str:
    """An amount with its currency's sign, where the locale puts it; default: the locale's currency. Raises RefusedError
    for an unknown currency (ISO 4217) or too large an amount.
    """
    form = _form(locale)
    if currency and currency not in currencies():
        raise RefusedError(currency, "an ISO 4217 code such as EUR, GBP, JPY or USD is needed")
    if not abs(value) <= LARGEST_NUMBER:
        raise RefusedError(value, f"amounts up to {LARGEST_NUMBER} are written")
    return form.money(value, currency)


def date_in(value: datetime.date, locale: str, style: str, draws: Draws) -> str:
    """A day: `short`, `long`, `iso` (ISO 8601), or `any` of the ways in which people of the locale write one.

    Raises RefusedError for another style.
    """
    form = _form(locale)
    if style not in STYLES:
        raise RefusedError(style, suggest(str(style), STYLES))
    if style == "any":
        return spelt_day(value, locale_named(locale), draws.bits())
    return value.isoformat() if style == "iso" else form.day(value, long=style == "long")


def _form(locale: str) -> LocaleFormat:
    try:
        return format_of(locale)
    except SpecError as error:
        raise RefusedError(locale, error.allowed) from None
