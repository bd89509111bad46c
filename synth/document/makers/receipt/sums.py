"""The arithmetic of a receipt: tax on top of the prices, or in them, to the printed cent."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from synth.document.makers.formats import Formats

NOTES = {
    "USD": (5, 10, 20, 50, 100),
    "GBP": (5, 10, 20, 50),
    "EUR": (5, 10, 20, 50, 100),
    "SAR": (5, 10, 50, 100, 500),
    "INR": (50, 100, 200, 500),
    "JPY": (500, 1_000, 5_000, 10_000),
}
"""Currency -> banknotes that are handed over at a till, and in Japan the largest coin."""


class TaxedPart(NamedTuple):
    """What is taxed at one rate: without tax, the tax, and both together."""

    rate: Decimal
    net: Decimal
    tax: Decimal

    @property
    def gross(self) -> Decimal:
        """With the tax."""
        return self.net + self.tax


class Bill(NamedTuple):
    """Sum of the lines, what a coupon takes away, and the parts by rate, the highest first."""

    subtotal: Decimal
    coupon: Decimal
    parts: tuple[TaxedPart, ...]

    @property
    def tax(self) -> Decimal:
        """The tax of all rates."""
        return sum((part.tax for part in self.parts), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What is to be paid."""
        return sum((part.gross for part in self.parts), Decimal(0))


def receipt_bill(
    amounts: Sequence[tuple[Decimal, Decimal]], coupon_percent: Decimal, formats: Formats, *, tax_on_top: bool
) -> Bill:
    """The bill of (amount, tax rate) lines; the coupon is rounded for each rate, so that everything adds up.

    Where tax is not on top it is in the amounts: net = gross / (1 + rate), and the tax is the rest.
    """
    by_rate: dict[Decimal, Decimal] = {}
    for amount, rate in amounts:
        by_rate[rate] = by_rate.get(rate, Decimal(0)) + amount
    coupon, parts = Decimal(0), []
    for rate in sorted(by_rate, reverse=True):
        off = formats.rounded(by_rate[rate] * coupon_percent / 100)
        coupon += off
        left = by_rate[rate] - off
        net = left if tax_on_top else formats.rounded(left / (1 + rate / 100))
        parts.append(TaxedPart(rate, net, formats.rounded(net * rate / 100) if tax_on_top else left - net))
    return Bill(sum(by_rate.values(), Decimal(0)), coupon, tuple(parts))


def handed_over(total: Decimal, note: int) -> Decimal:
    """The cash that pays a total in notes of one kind."""
    return (total / note).to_integral_value(ROUND_CEILING) * note
