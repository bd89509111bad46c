"""The arithmetic of an invoice: every amount is rounded as it is printed, so that a reader's sums come out."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from synth.document.makers.formats import Formats


class InvoiceLine(NamedTuple):
    """A line's quantity, price for one, discount and tax rate in percent."""

    quantity: Decimal
    unit_price: Decimal
    discount: Decimal
    tax_rate: Decimal


class TaxLine(NamedTuple):
    """The tax at one rate: its base after discounts, and the amount."""

    rate: Decimal
    base: Decimal
    amount: Decimal


class Sums(NamedTuple):
    """Amounts of the lines, and what follows from them: subtotal - discount + shipping = net, net + tax = total."""

    amounts: tuple[Decimal, ...]
    subtotal: Decimal
    discount: Decimal
    shipping: Decimal
    taxes: tuple[TaxLine, ...]

    @property
    def net(self) -> Decimal:
        """The sum of the taxes' bases."""
        return self.subtotal - self.discount + self.shipping

    @property
    def tax(self) -> Decimal:
        """The tax of all rates."""
        return sum((line.amount for line in self.taxes), Decimal(0))

    @property
    def total(self) -> Decimal:
        """What is to be paid."""
        return self.net + self.tax


def invoice_sums(lines: Sequence[InvoiceLine], discount: Decimal, shipping: Decimal, formats: Formats) -> Sums:
    """All sums of an invoice; `discount` in percent of every line, `shipping` is taxed at the first line's rate.

    The discount is rounded for each rate of tax, so that the bases add up to the net amount.
    """
    amounts = tuple(formats.rounded(line.quantity * line.unit_price * (100 - line.discount) / 100) for line in lines)
    gross: dict[Decimal, Decimal] = {}
    for line, amount in zip(lines, amounts, strict=True):
        gross[line.tax_rate] = gross.get(line.tax_rate, Decimal(0)) + amount
    off = {rate: formats.rounded(amount * discount / 100) for rate, amount in gross.items()}
    carried = {rate: shipping if at == 0 else Decimal(0) for at, rate in enumerate(gross)}
    taxes = []
    for rate in sorted(gross, reverse=True):
        base = gross[rate] - off[rate] + carried[rate]
        taxes.append(TaxLine(rate, base, formats.rounded(base * rate / 100)))
    return Sums(amounts, sum(amounts, Decimal(0)), sum(off.values(), Decimal(0)), shipping, tuple(taxes))
