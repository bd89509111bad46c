"""Numbers, amounts and days as eight locales write them (the forms of CLDR 46, Arabic with Western digits)."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import NamedTuple

from synth.core.errors import suggest
from synth.text.grammar.budget import LARGEST_NUMBER, RefusedError


class Format(NamedTuple):
    """How a locale writes; `{d}` day, `{m}` month (`02` with a zero), `{month}` its name, `{y}` year.

    `first` is how the first day of a month is written in long dates, where that is not its number; `sign` that of the
    locale's own currency, where others write it otherwise. `pairs`: after the first three digits, groups of two.
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
    sign: str = ""
    pairs: bool = False


_EN = "January February March April May June July August September October November December"
_DE = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
_FR = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_ES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
_AR = "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
_HI = "जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्तूबर नवंबर दिसंबर"
_JA = "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月"
_LONG = "{d} {month} {y}"
_SLASHES = "{d:02d}/{m:02d}/{y}"
FORMATS = {
    "en_US": Format(",", ".", "{sign}{amount}", "USD", "{m}/{d}/{y}", "{month} {d}, {y}", _EN),
    "en_GB": Format(",", ".", "{sign}{amount}", "GBP", _SLASHES, _LONG, _EN),
    "de_DE": Format(".", ",", "{amount}\u00a0{sign}", "EUR", "{d:02d}.{m:02d}.{y}", "{d}. {month} {y}", _DE),
    "fr_FR": Format("\u202f", ",", "{amount}\u00a0{sign}", "EUR", _SLASHES, _LONG, _FR, first="1er"),
    "es_ES": Format(".", ",", "{amount}\u00a0{sign}", "EUR", "{d}/{m}/{y}", "{d} de {month} de {y}", _ES, 10_000),
    "ar": Format(",", ".", "{amount}\u00a0{sign}", "SAR", _SLASHES, _LONG, _AR, sign="ر.س"),
    "hi_IN": Format(",", ".", "{sign}{amount}", "INR", _SLASHES, _LONG, _HI, pairs=True),
    "ja_JP": Format(",", ".", "{sign}{amount}", "JPY", "{y}/{m:02d}/{d:02d}", "{y}年{month}{d}日", _JA),
}
CURRENCIES = {
    "USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥", "CHF": "CHF", "CAD": "CA$", "AUD": "A$", "INR": "₹",
    "SAR": "SAR",
}  # fmt: skip
WHOLE_CURRENCIES = ("JPY",)


def number(value: float | Decimal, locale: str, digits: int | None = None) -> str:
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
    groups = _pairs(whole) if form.pairs else whole.split(",")
    return ("-" if value < 0 else "") + group.join(groups) + (form.point if point else "") + rest


def money(value: float | Decimal, locale: str, currency: str = "") -> str:
    """An amount with its currency's sign, which stands where the locale puts it."""
    form = _form(locale)
    code = currency or form.currency
    if code not in CURRENCIES:
        raise RefusedError(code, suggest(str(code), CURRENCIES))
    amount = number(abs(value), locale, 0 if code in WHOLE_CURRENCIES else 2)
    sign = form.sign if form.sign and code == form.currency else CURRENCIES[code]
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


def _pairs(whole: str) -> list[str]:
    """The groups of a number in the Indian manner: 12,34,567."""
    head, thousands = whole.replace(",", "")[:-3], whole.replace(",", "")[-3:]
    odd = len(head) % 2
    return [*([head[:odd]] if odd else []), *(head[at : at + 2] for at in range(odd, len(head), 2)), thousands]


def _form(locale: str) -> Format:
    try:
        return FORMATS[locale]
    except KeyError:
        raise RefusedError(locale, suggest(locale, FORMATS)) from None
