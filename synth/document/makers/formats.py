"""How a locale writes numbers, money, percentages, dates and times; every method gives the text and what it means.

The forms are those of `synth.people.formats`, as in texts. No-break spaces stand where the locale has them, so
a French 1 234,50 € is three printed words. A minus is the hyphen-minus in front, also in Arabic; no invisible marks are
written, so that every label can be read off the page. Amounts are rounded half to even at the last printed place.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Literal

from synth.core.errors import SpecError
from synth.document.records import Value
from synth.people.formats import LocaleFormat, format_of

DateStyle = Literal["short", "long"]
LARGEST_AMOUNT = 10**15
"""No number in a document is larger."""


_TAXES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "en_US": ("Sales tax", ("8.25",)),
    "en_GB": ("VAT", ("20", "5", "0")),
    "de_DE": ("MwSt.", ("19", "7")),
    "fr_FR": ("TVA", ("20", "10", "5.5")),
    "es_ES": ("IVA", ("21", "10", "4")),
    "ar": ("ضريبة القيمة المضافة", ("15",)),
    "hi_IN": ("GST", ("18", "5")),
    "ja_JP": ("消費税", ("10", "8")),
}
"""The name of the tax on sales and its rates in percent, the usual one first."""

_SALES_TAXES: Mapping[str, Mapping[str, str]] = {
    "en_US": {
        "AZ": "9.1",
        "CA": "7.75",
        "CO": "8.81",
        "FL": "7",
        "GA": "8.9",
        "IL": "10.25",
        "MA": "6.25",
        "MD": "6",
        "MI": "6",
        "MN": "9.03",
        "MO": "9.68",
        "NY": "8.875",
        "OH": "8",
        "OR": "0",
        "PA": "8",
        "TN": "9.75",
        "TX": "8.25",
        "WA": "10.35",
        "WI": "7.9",
    }
}
"""Locale -> state -> what the state and a city in it take of sales, in percent; 0: nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """The formats of one locale; `decimals` are those of its currency, tax rates in percent, the usual one first."""

    written: LocaleFormat
    currency: str
    decimals: int
    tax_name: str
    tax_rates: tuple[Decimal, ...]

    @property
    def locale(self) -> str:
        """Language and country."""
        return self.written.locale

    def in_state(self, state: str) -> Formats:
        """The formats with the tax on sales of a state, in countries where each has its own. KeyError for another."""
        rates = _SALES_TAXES.get(self.locale)
        return self if rates is None else replace(self, tax_rates=(Decimal(rates[state]),))

    def rounded(self, amount: Decimal) -> Decimal:
        """An amount of money as it can be paid: half to even at the currency's last decimal."""
        return _rounded(amount, self.decimals)

    def number(self, amount: Decimal | int, decimals: int = 0) -> Value:
        """A plain number with the locale's grouping: `1.234,5`."""
        exact = _rounded(Decimal(amount), decimals)
        return Value(self._written(exact, decimals), f"{exact:f}", "number")

    def money(self, amount: Decimal, *, symbol: bool = True) -> Value:
        """An amount in the locale's currency, with its usual decimals; `symbol`: with the sign of the currency."""
        exact = self.rounded(amount)
        if symbol:
            _check_size(exact)
            text = self.written.money(exact)
        else:
            text = self._written(exact, self.decimals)
        return Value(text, f"{self.currency} {exact:f}", "money")

    def percent(self, amount: Decimal | int) -> Value:
        """A percentage; 19 is 19 %. It has as many decimals as the amount needs."""
        exact = _plain(Decimal(amount))
        text = self.written.percent.format(self._written(exact, max(0, -_exponent(exact))))
        return Value(text, f"{exact:f}", "percent")

    def date(self, day: datetime.date, style: DateStyle = "short") -> Value:
        """A day; `long` names the month."""
        return Value(self.written.day(day, long=style == "long"), day.isoformat(), "date")

    def month(self, day: datetime.date) -> Value:
        """The month of a day with its year: `January 2026`."""
        return Value(self.written.month(day), f"{day:%Y-%m}", "date")

    def time(self, hour: int, minute: int) -> Value:
        """A time of day, hours 0 to 23."""
        return Value(self.written.time(hour, minute), f"{datetime.time(hour, minute):%H:%M}", "time")

    def _written(self, exact: Decimal, decimals: int) -> str:
        _check_size(exact)
        return self.written.number(exact, decimals)


@cache
def formats_for(locale: str) -> Formats:
    """The formats of a locale. SpecError for an unknown one."""
    written = format_of(locale)
    tax_name, tax_rates = _TAXES[locale]
    return Formats(
        written=written,
        currency=written.currency,
        decimals=written.decimals(),
        tax_name=tax_name,
        tax_rates=tuple(map(Decimal, tax_rates)),
    )


def _rounded(amount: Decimal, decimals: int) -> Decimal:
    """Half to even; never a negative zero."""
    _check_size(amount)
    return amount.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_EVEN) + 0


def _plain(amount: Decimal) -> Decimal:
    """Without zeros at the end, without an exponent."""
    bare = amount.normalize() + 0
    return bare.quantize(Decimal(1)) if _exponent(bare) > 0 else bare


def _exponent(amount: Decimal) -> int:
    return int(amount.as_tuple().exponent)


def _check_size(amount: Decimal) -> None:
    if not amount.is_finite() or abs(amount) > LARGEST_AMOUNT:
        raise SpecError("amount", f"{amount:f}", f"numbers up to {LARGEST_AMOUNT} are written")
