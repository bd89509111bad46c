"""The lines of an invoice: articles, quantities, and their printed rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from synth.core.seeds import Draws, draws_for
from synth.document.makers.catalogue import Article, Trade, chosen_articles, drawn_code, drawn_price
from synth.document.makers.formats import Formats
from synth.document.makers.invoice.sums import InvoiceLine
from synth.document.records import Record, Value

_CODES = ("####", "##-###", "@@-####", "@###.##", "@@@###", "######", "#.##.###")
_LEAST_AMOUNT = 8
"""What a line of cheap things comes to at least, roughly, in euros."""
_MOST: Mapping[str, int] = {"hour": 60, "day": 8, "month": 12, "night": 6, "trip": 4, "job": 1}
"""Unit -> how many there may be; of things that are counted or measured there may be `_MOST_COUNTED`."""
_MOST_COUNTED = 120


class Sold(NamedTuple):
    """An article in an invoice's line, under the seller's code."""

    article: Article
    code: str
    line: InvoiceLine


def drawn_sold(trade: Trade, count: int, formats: Formats, key: int) -> list[Sold]:
    """`count` lines; an article has one price and one code. One invoice in four has discounts on single lines.

    The first lines do not depend on `count`.
    """
    prices, codes, draws = (draws_for(key, 0, name) for name in ("prices", "codes", "lines"))
    form = codes.pick(_CODES)
    listed = {
        one: (drawn_code(form, codes), drawn_price(one.price, formats.decimals, prices)) for one in trade.articles
    }
    usual = formats.tax_rates[0]
    reduced = formats.tax_rates[1] if formats.tax_name != "Sales tax" and len(formats.tax_rates) > 1 else usual
    rebates, largest = draws.chance(0.25), draws.pick((400, 1_500, 1_500, 6_000))
    sold = []
    for article in chosen_articles(trade.articles, count, draws_for(key, 0, "articles")):
        code, price = listed[article]
        rebate = Decimal(draws.pick((0, 0, 5, 10, 15)))
        quantity = _quantity(article.unit, price / units_to_euro(formats), largest, draws)
        line = InvoiceLine(quantity, price, rebate if rebates else Decimal(0), reduced if article.reduced else usual)
        sold.append(Sold(article, code, line))
    return sold


def drawn_shipping(lines: int, formats: Formats, draws: Draws) -> Decimal:
    """What sending the goods costs, on one invoice of several lines in four."""
    price = drawn_price(12 * units_to_euro(formats), formats.decimals, draws)
    return price if draws.chance(0.25) and lines > 1 else Decimal(0)


def item_rows(
    sold: Sequence[Sold],
    amounts: Sequence[Decimal],
    phrases: Mapping[str, Any],
    delivered: str,
    formats: Formats,
    key: int,
) -> list[Record]:
    """The printed rows; a third of all invoices have details below some names. `delivered`: a day, as printed."""
    draws = draws_for(key, 0, "rows")
    symbol, talkative = draws.chance(0.45), draws.chance(0.35)
    carried, rows = Decimal(0), []
    units = phrases.get(f"units {formats.locale}", phrases["units"])
    names = phrases.get(f"names {formats.locale}", {})
    for (article, code, line), amount in zip(sold, amounts, strict=True):
        detail = draws.pick(phrases["details"]).format(day=delivered, code=drawn_code("@@###", draws))
        unit, decimals = units[article.unit], max(0, -int(line.quantity.normalize().as_tuple().exponent))
        carried += amount
        name = names.get(article.name, article.name)
        rows.append(
            {
                "code": Value(code, code, "code"),
                "name": Value(name, name),
                "detail": Value(detail, detail),
                "has_detail": draws.chance(0.5) and talkative,
                "quantity": formats.number(line.quantity, decimals),
                "unit": Value(unit, unit),
                "unit_price": formats.money(line.unit_price, symbol=symbol),
                "discount": formats.percent(line.discount),
                "is_discounted": line.discount > 0,
                "tax_rate": formats.percent(line.tax_rate),
                "amount": formats.money(amount, symbol=symbol),
                "carried": formats.money(carried, symbol=symbol),
            }
        )
    return rows


def units_to_euro(formats: Formats) -> Decimal:
    """Units of the locale's currency to the euro, roughly."""
    return Decimal({"SAR": 4, "INR": 40, "JPY": 150}.get(formats.currency, 1))


def _quantity(unit: str, price: Decimal, largest: int, draws: Draws) -> Decimal:
    """How many: few of what is dear, many of what is cheap; hours, kilos and metres also in parts. Prices in euros."""
    share, part = draws.random(), draws.below(4)
    most = max(1, min(int(largest / price), _MOST.get(unit, _MOST_COUNTED)))
    least = min(most, max(1, int(_LEAST_AMOUNT / price)))
    whole = Decimal(int(least * (most / least) ** share + share))
    if unit not in ("hour", "kilo", "metre", "square") or whole >= 40:
        return whole
    return whole + Decimal(part) / (4 if unit == "hour" else 2)
