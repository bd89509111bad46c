"""Numbers, amounts, days and times as each locale writes them, from the data of CLDR in Babel.

Babel gives the signs, patterns, month names and currencies, once for each locale; putting a value into them is done
here: on one core `babel.numbers.format_currency` takes 15.6 us, `money` 1.6 us, and Babel 2.19 leaves out two rules of
CLDR, from how many digits on Spanish groups (1234, but 12.345) and the space in CHF 9.00. Digits are Western in every
locale, a minus is the hyphen-minus in front, and no invisible marks are written: a label can be read off a page.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from babel import Locale as CldrLocale
from babel.dates import tokenize_pattern
from babel.numbers import (
    get_currency_precision,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
    list_currencies,
)

from synth.core.errors import SpecError, suggest
from synth.people.locale import LOCALES

NO_BREAK_SPACE = "\u00a0"
MOST_DECIMALS = 6
"""The most decimals of a number that is written without a given number of decimals."""


class _LocaleOverrides(NamedTuple):
    """A locale's currency, and the formats in which this locale differs from Babel's CLDR.

    `sign` is that of its own currency, `short` the pattern of a day in digits, `first` how the first of a month is
    written in long dates, `october` that month's name, `least_grouped` the fewest digits that are grouped.
    """

    currency: str
    sign: str = ""
    short: str = ""
    percent: str = ""
    first: str = ""
    october: str = ""
    least_grouped: int = 4


_OVERRIDES = {
    "en_US": _LocaleOverrides("USD"),
    "en_GB": _LocaleOverrides("GBP"),
    "de_DE": _LocaleOverrides("EUR"),
    "fr_FR": _LocaleOverrides("EUR", percent="{}\u202f%", first="1er"),  # the thin space of its groups of digits
    "es_ES": _LocaleOverrides("EUR", least_grouped=5),
    "ar": _LocaleOverrides("SAR", sign="ر.س"),  # CLDR's has a full stop and an invisible mark at its end
    "hi_IN": _LocaleOverrides("INR", short="dd/MM/y", october="अक्तूबर"),  # of two spellings in use
    "ja_JP": _LocaleOverrides("JPY", sign="¥"),  # CLDR's is of full width
}

_INVISIBLE = re.compile("[\u061c\u200e\u200f]")
_DIGITS = re.compile(r"[#,0.]+")
_DAY_FIELDS = {"d": "{d}", "dd": "{d:02d}", "M": "{m}", "MM": "{m:02d}", "MMMM": "{month}", "y": "{y}"}


@cache
def currencies() -> frozenset[str]:
    """The ISO 4217 codes of all currencies, including former ones."""
    return frozenset(list_currencies())


@cache
def format_of(locale: str) -> LocaleFormat:
    """The formats of a locale; SpecError for a locale that is not in `LOCALES`."""
    if locale not in LOCALES:
        raise SpecError("locale", locale, suggest(str(locale), LOCALES))
    own, cldr = _OVERRIDES[locale], CldrLocale.parse(locale)
    clock, noon = cldr.time_formats["short"].pattern, cldr.day_periods["format"]["abbreviated"]
    months = {**cldr.months["format"]["wide"], **({10: own.october} if own.october else {})}
    return LocaleFormat(
        locale=locale,
        currency=own.currency,
        group=get_group_symbol(cldr, numbering_system="latn"),
        point=get_decimal_symbol(cldr, numbering_system="latn"),
        pairs=cldr.decimal_formats[None].grouping == (3, 2),
        least_grouped=own.least_grouped,
        percent=own.percent or _DIGITS.sub("{}", cldr.percent_formats[None].pattern),
        months=tuple(months[month] for month in range(1, 13)),
        first=own.first,
        short=_day_pattern(own.short or _in_digits(cldr)),
        long=_day_pattern(cldr.date_formats["long"].pattern),
        month_year=_day_pattern(cldr.datetime_skeletons["yMMMM"].pattern),
        noon=(noon["am"], noon["pm"]) if "h" in clock else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LocaleFormat:
    """How a locale writes. `currency` is the ISO 4217 code of its own; `noon`: (before, after), None on 24-hour clocks.

    `pairs`: after the first three digits, groups of two. In `short`, `long` and `month_year`: {d} day, {m} month,
    {month} its name, {y} year.
    """

    locale: str
    currency: str
    group: str
    point: str
    pairs: bool
    least_grouped: int
    percent: str
    months: tuple[str, ...]
    first: str
    short: str
    long: str
    month_year: str
    noon: tuple[str, str] | None

    def number(self, value: float | Decimal, digits: int | None = None) -> str:
        """With `digits` decimals, half to even; default: as many as it has, at most 6. No zero is negative."""
        if digits is not None:
            text = f"{value:z,.{digits}f}"
        elif isinstance(value, int):
            text = f"{value:,}"
        else:
            text = f"{value:z,.{MOST_DECIMALS}f}".rstrip("0").rstrip(".")
        whole, point, rest = text.partition(".")
        if self.pairs:
            whole = _in_pairs(whole)
        elif len(whole) - whole.count("-") <= self.least_grouped:  # the comma counts
            whole = whole.replace(",", "")
        return whole.replace(",", self.group) + (self.point if point else "") + rest

    def money(self, value: float | Decimal, currency: str = "") -> str:
        """With its currency's sign and decimals; `currency` is one of `currencies()`, default: the locale's own."""
        before, after, decimals = _around(self.locale, currency or self.currency)
        amount = self.number(value, decimals)
        return f"-{before}{amount[1:]}{after}" if amount[0] == "-" else f"{before}{amount}{after}"

    def decimals(self, currency: str = "") -> int:
        """The usual decimals of a currency, default: the locale's own."""
        return _around(self.locale, currency or self.currency)[2]

    def day(self, day: datetime.date, *, long: bool = False) -> str:
        """In digits, or with the month's name."""
        if long:
            number = self.first if self.first and day.day == 1 else day.day
            return self.long.format(d=number, month=self.months[day.month - 1], m=day.month, y=day.year)
        return self.short.format(d=day.day, m=day.month, y=day.year)

    def month(self, day: datetime.date) -> str:
        """The month of a day with its year: `January 2026`."""
        return self.month_year.format(month=self.months[day.month - 1], m=day.month, y=day.year)

    def time(self, hour: int, minute: int) -> str:
        """A time of day, hours 0 to 23."""
        if self.noon is None:
            return f"{hour:02d}:{minute:02d}"
        return f"{(hour - 1) % 12 + 1}:{minute:02d}{NO_BREAK_SPACE}{self.noon[hour >= 12]}"


@cache
def _around(locale: str, currency: str) -> tuple[str, str, int]:
    """(text before an amount of a currency, text after it, number of its decimals)."""
    own, cldr = _OVERRIDES[locale], CldrLocale.parse(locale)
    sign = own.sign if own.sign and currency == own.currency else get_currency_symbol(currency, cldr)
    pattern = _INVISIBLE.sub("", cldr.currency_formats["standard"].pattern).partition(";")[0]
    before, after = (part.replace("¤", _INVISIBLE.sub("", sign)) for part in _DIGITS.split(pattern))
    if before[-1:].isalpha():  # CLDR's currencySpacing
        before += NO_BREAK_SPACE
    return before, after, get_currency_precision(currency)


def _in_pairs(whole: str) -> str:
    """Grouped in the Indian manner: 12,34,567."""
    if len(whole) - whole.count("-") < 7:
        return whole
    head, thousands = whole[:-4].replace(",", ""), whole[-4:]
    return re.sub(r"(?<=\d)(?=(?:\d\d)+$)", ",", head) + thousands


def _in_digits(cldr: CldrLocale) -> str:
    """CLDR's pattern of a day with the month and the whole year in digits."""
    patterns = (cldr.date_formats[name].pattern for name in ("medium", "short"))
    written = (pattern for pattern in patterns if "MMM" not in pattern and "yy" not in pattern)
    return next(written, None) or cldr.datetime_skeletons["yMd"].pattern


def _day_pattern(cldr: str) -> str:
    """A pattern of CLDR as one of `str.format`."""
    tokens = tokenize_pattern(_INVISIBLE.sub("", cldr))
    return "".join(value if isinstance(value, str) else _DAY_FIELDS[value[0] * value[1]] for _, value in tokens)
