"""Numbers, amounts and days as six locales write them (the forms of CLDR 46)."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from synth.errors import suggest
from synth.grammar.budget import LARGEST_NUMBER, RefusedError


class Format(NamedTuple):
    """How a locale writes; `{d}` day, `{m}` month (`02` with a zero), `{month}` its name, `{y}` year.

    `first` is how the first day of a month is written in long dates, where that is not its number.
    """

    group: str
    point: str
    money: str
    currency: str
    short: str
    long: str
    months: str
    grouped_from: int = 1000
    first: str = ""


_EN = "January February March April May June July August September October November December"
_DE = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_ES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
_JA = "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"
_FR_LONG = "{d} {month} {y}"
FORMATS = {
    "en_US": Format(",", ".", "{sign}{amount}", "USD", "{m}/{d}/{y}", "{month} {d}, {y}", _EN),
    "en_GB": Format(",", ".", "{sign}{amount}", "GBP", "{d:02d}/{m:02d}/{y}", "{d} {month} {y}", _EN),
    "de_DE": Format(".", ",", "{amount}\u00a0{sign}", "EUR", "{d:02d}.{m:02d}.{y}", "{d}. {month} {y}", _DE),
    "fr_FR": Format("\u202f", ",", "{amount}\u00a0{sign}", "EUR", "{d:02d}/{m:02d}/{y}", _FR_LONG, _FR, first="1er"),
    "es_ES": Format(".", ",", "{amount}\u00a0{sign}", "EUR", "{d}/{m}/{y}", "{d} de {month} de {y}", _ES, 10_000),
    "ja_JP": Format(",", ".", "{sign}{amount}", "JPY", "{y}/{m:02d}/{d:02d}", "{y}年{month}{d}日", _JA),
}
CURRENCIES = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CHF": "CHF", "CAD": "CA$", "AUD": "A$", "INR": "₹"}
_WHOLE_CURRENCIES = ("JPY",)


def number(value: float, locale: str, digits: int | None = None) -> str:
    """A number with the locale's separators. Raises RefusedError where it is too large."""
    form = _form(locale)
    if not abs(value) <= LARGEST_NUMBER or (digits is not None and not 0 <= digits <= 12):
        raise RefusedError(value, f"numbers up to {LARGEST_NUMBER} with up to 12 decimals are written")
    if digits is None:
        text = f"{abs(value):,.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{abs(value):,}"
    else:
        text = f"{abs(value):,.{digits}f}"
    whole, point, rest = text.partition(".")
    group = form.group if abs(value) >= form.grouped_from else ""
    return ("-" if value < 0 else "") + whole.replace(",", group) + (form.point if point else "") + rest


def money(value: float, locale: str, currency: str = "") -> str:
    """An amount with its currency's sign, which stands where the locale puts it."""
    form = _form(locale)
    code = currency or form.currency
    if code not in CURRENCIES:
        raise RefusedError(code, suggest(str(code), CURRENCIES))
    amount = number(abs(value), locale, 0 if code in _WHOLE_CURRENCIES else 2)
    sign = CURRENCIES[code]
    if sign.isalpha() and form.money.startswith("{sign}"):
        sign += "\u00a0"
    return ("-" if value < 0 else "") + form.money.format(sign=sign, amount=amount)


def date(value: datetime.date, locale: str, style: str) -> str:
    """A day, `short`, `long` or `iso`."""
    form = _form(locale)
    if style not in ("short", "long", "iso"):
        raise RefusedError(style, suggest(str(style), ("short", "long", "iso")))
    if style == "iso":
        return value.isoformat()
    pattern = form.short if style == "short" else form.long
    day = form.first if form.first and style == "long" and value.day == 1 else value.day
    return pattern.format(d=day, m=value.month, y=value.year, month=form.months.split()[value.month - 1])


def _form(locale: str) -> Format:
    try:
        return FORMATS[locale]
    except KeyError:
        raise RefusedError(locale, suggest(locale, FORMATS)) from None
