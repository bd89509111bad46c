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
from synth.text.grammar.numerals import day_said, money_said, number_said

STYLES = ("short", "long", "iso", "any", "spoken")
NUMBER_STYLES = ("figures", "spoken")


def number_in(value: float | Decimal, locale: str, digits: int | None = None, style: str = "figures") -> str:
    """A number with the locale's separators, or as it is `spoken`. Raises RefusedError where it is too large."""
    if _is_spoken(style):
        return number_said(value, locale)
    form = _form(locale)
    if not abs(value) <= LARGEST_NUMBER or (digits is not None and not 0 <= digits <= 12):
        raise RefusedError(value, f"numbers up to {LARGEST_NUMBER} with up to 12 decimals are written")
    return form.number(value, digits)


def money_in(value: float | Decimal, locale: str, currency: str = "", style: str = "figures") -> str:
    """An amount with its currency's sign, where the locale puts it, or as it is `spoken`; default: the locale's
    currency. Raises RefusedError for an unknown currency (ISO 4217) or too large an amount.
    """
    form = _form(locale)
    if currency and currency not in currencies():
        raise RefusedError(currency, "an ISO 4217 code such as EUR, GBP, JPY or USD is needed")
    if not abs(value) <= LARGEST_NUMBER:
        raise RefusedError(value, f"amounts up to {LARGEST_NUMBER} are written")
    return money_said(value, locale, form, currency) if _is_spoken(style) else form.money(value, currency)


def date_in(value: datetime.date, locale: str, style: str, draws: Draws) -> str:
    """A day: `short`, `long`, `iso` (ISO 8601), `any` of the ways in which people of the locale write one, or as it is
    `spoken`.

    Raises RefusedError for another style.
    """
    form = _form(locale)
    if style not in STYLES:
        raise RefusedError(style, suggest(str(style), STYLES))
    if style == "spoken":
        return day_said(value, locale)
    if style == "any":
        return spelt_day(value, locale_named(locale), draws.bits())
    return value.isoformat() if style == "iso" else form.day(value, long=style == "long")


def _is_spoken(style: str) -> bool:
    if style not in NUMBER_STYLES:
        raise RefusedError(style, suggest(str(style), NUMBER_STYLES))
    return style == "spoken"


def _form(locale: str) -> LocaleFormat:
    try:
        return format_of(locale)
    except SpecError as error:
        raise RefusedError(locale, error.allowed) from None
