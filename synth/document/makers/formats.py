"""How a locale writes numbers, money, percentages, dates and times; every method gives the text and what it means.

The forms are those of the texts (`synth.text.grammar.formats`, CLDR 46). No-break spaces stand where the locale has them, so
a French 1 234,50 € is three printed words. A minus is the hyphen-minus in front, also in Arabic; no invisible marks are
written, so that every label can be read off the page. Amounts are rounded half to even at the last printed place.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from typing import Literal, NamedTuple

from synth.core.errors import SpecError, suggest
from synth.document.records import Value
from synth.text.grammar import formats as written

DateStyle = Literal["short", "long"]
LARGEST_AMOUNT = 10**15
"""No number in a document is larger."""


class _More(NamedTuple):
    """What documents need beyond texts: `clock` is 24-hour without `noon`, else (before, after) noon."""

    tax_name: str
    tax_rates: tuple[str, ...]
    percent: str
    month: str
    noon: tuple[str, str] | None = None


_MORE: Mapping[str, _More] = {
    "en_US": _More("Sales tax", ("8.25", "7", "6"), "{}%", "{month} {y}", ("AM", "PM")),
    "en_GB": _More("VAT", ("20", "5", "0"), "{}%", "{month} {y}"),
    "de_DE": _More("MwSt.", ("19", "7"), "{}\u00a0%", "{month} {y}"),
    "fr_FR": _More("TVA", ("20", "10", "5.5"), "{}\u202f%", "{month} {y}"),
    "es_ES": _More("IVA", ("21", "10", "4"), "{}\u00a0%", "{month} de {y}"),
    "ar": _More("ضريبة القيمة المضافة", ("15",), "{}%", "{month} {y}", ("ص", "م")),
    "hi_IN": _More("GST", ("18", "12", "5"), "{}%", "{month} {y}", ("am", "pm")),
    "ja_JP": _More("消費税", ("10", "8"), "{}%", "{y}年{month}"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """The formats of one locale; `decimals` are those of its currency, tax rates in percent, the usual one first."""

    locale: str
    currency: str
    decimals: int
    tax_name: str
    tax_rates: tuple[Decimal, ...]

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
            text = written.money(exact, self.locale)
        else:
            text = self._written(exact, self.decimals)
        return Value(text, f"{self.currency} {exact:f}", "money")

    def percent(self, amount: Decimal | int) -> Value:
        """A percentage; 19 is 19 %. It has as many decimals as the amount needs."""
        exact = _plain(Decimal(amount))
        text = _MORE[self.locale].percent.format(self._written(exact, max(0, -_exponent(exact))))
        return Value(text, f"{exact:f}", "percent")

    def date(self, day: datetime.date, style: DateStyle = "short") -> Value:
        """A day; `long` names the month."""
        return Value(written.date(day, self.locale, style), day.isoformat(), "date")

    def month(self, day: datetime.date) -> Value:
        """The month of a day with its year: `January 2026`."""
        name = written.FORMATS[self.locale].months.split()[day.month - 1]
        return Value(_MORE[self.locale].month.format(month=name, y=day.year), f"{day:%Y-%m}", "date")

    def time(self, hour: int, minute: int) -> Value:
        """A time of day, hours 0 to 23."""
        value = f"{datetime.time(hour, minute):%H:%M}"
        noon = _MORE[self.locale].noon
        text = f"{(hour - 1) % 12 + 1}:{minute:02d}\u00a0{noon[hour >= 12]}" if noon else value
        return Value(text, value, "time")

    def _written(self, exact: Decimal, decimals: int) -> str:
        _check_size(exact)
        return written.number(exact, self.locale, decimals)


@cache
def formats_for(locale: str) -> Formats:
    """The formats of a locale. SpecError for an unknown one."""
    if locale not in _MORE:
        raise SpecError("locale", locale, suggest(str(locale), _MORE))
    currency, more = written.FORMATS[locale].currency, _MORE[locale]
    return Formats(
        locale=locale,
        currency=currency,
        decimals=0 if currency in written.WHOLE_CURRENCIES else 2,
        tax_name=more.tax_name,
        tax_rates=tuple(map(Decimal, more.tax_rates)),
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
