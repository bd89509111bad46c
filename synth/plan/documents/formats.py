"""How a locale writes numbers, money, percentages and dates; every method gives the text and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from synth.records import Value

DateStyle = Literal["short", "long"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Formats:
    """The formats of one locale."""

    locale: str
    currency: str

    def number(self, amount: Decimal | int, decimals: int = 0) -> Value:
        """A plain number with the locale's grouping: `1.234,5`."""
        raise NotImplementedError

    def money(self, amount: Decimal, *, symbol: bool = True) -> Value:
        """An amount in the locale's currency, with its usual decimals; `symbol`: with the sign of the currency."""
        raise NotImplementedError

    def percent(self, amount: Decimal) -> Value:
        """A percentage; 19 is 19 %."""
        raise NotImplementedError

    def date(self, day: date, style: DateStyle = "short") -> Value:
        """A day; `long` names the month."""
        raise NotImplementedError


def formats_for(locale: str) -> Formats:
    """The formats of a locale. SpecError for an unknown one."""
    raise NotImplementedError
