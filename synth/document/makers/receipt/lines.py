"""The lines of a receipt: articles, quantities, and their printed rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from synth.core.seeds import Draws, draws_for
from synth.document.makers.catalogue import Article, Catalogue, Trade, chosen_articles, drawn_code, drawn_price
from synth.document.makers.formats import Formats
from synth.document.makers.receipt.sums import Bill
from synth.document.records import Record, Value

LETTERS = "ABCDEF"
"""What stands for a rate of tax, the highest first."""
_PLACES: Mapping[str, int] = {"piece": 0, "kilo": 3, "litre": 2, "gallon": 3, "km": 1, "minute": 0}
"""Unit -> decimals that a till prints."""


class Bought(NamedTuple):
    """A line: how much of an article at what price, what was taken off it, the tax rate in percent."""

    article: Article
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    off: Decimal
    rate: Decimal


def drawn_bought(trade: Trade, shop: str, count: int, formats: Formats, key: int) -> list[Bought]:
    """The lines; at a pump one fuel comes first, a ride has its lines in their order."""
    draws, prices, choice = (draws_for(key, 0, name) for name in ("lines", "prices", "articles"))
    poured = [one for one in trade.articles if one.unit in ("litre", "gallon")]
    others = [one for one in trade.articles if one not in poured]
    if shop == "taxi":
        chosen = list(trade.articles[: min(max(count, 2), len(trade.articles))])
    elif poured:
        chosen = [choice.pick(poured), *chosen_articles(others, min(count - 1, 2), choice)]
    else:
        chosen = chosen_articles(others, count, choice)
    usual = formats.tax_rates[0]
    reduced = _reduced(shop, formats)
    listed = {one: _price(one, formats, prices) for one in trade.articles}
    bought = []
    for article in chosen:
        amount, price = _quantity(article.unit, draws), listed[article]
        if shop == "taxi" and article.unit == "piece":
            amount = Decimal(1)
        cost = formats.rounded(amount * price)
        off = formats.rounded(cost * draws.pick((10, 15, 20, 25, 30)) / 100)
        cheaper = draws.chance(0.1) and shop in ("supermarket", "pharmacy")
        rate = reduced if article.reduced else usual
        bought.append(Bought(article, amount, price, cost, off if cheaper else Decimal(0), rate))
    return bought


def bought_rows(
    bought: Sequence[Bought], bill: Bill, catalogue: Catalogue, formats: Formats, draws: Draws
) -> list[Record]:
    """The printed rows; a letter stands for each line's rate of tax."""
    symbol = draws.chance(0.15)
    letters = {part.rate: letter for part, letter in zip(bill.parts, LETTERS, strict=False)}
    codes = {one.article: ean_13(f"2{drawn_code('###########', draws)}") for one in bought}
    rows = []
    for article, quantity, unit_price, amount, off, rate in bought:
        unit, offer = catalogue.phrases["units"][article.unit], draws.pick(catalogue.phrases["offers"])
        poured = article.unit in ("litre", "gallon") and formats.decimals > 0
        rows.append(
            {
                "name": Value(article.name, article.name),
                "code": Value(codes[article], codes[article], "code"),
                "quantity": formats.number(quantity, _PLACES[article.unit]),
                "unit": Value(unit, unit),
                "is_measured": article.unit != "piece",
                "is_single": quantity == 1 and article.unit == "piece",
                "unit_price": formats.number(unit_price, 3) if poured else formats.money(unit_price, symbol=symbol),
                "amount": formats.money(amount, symbol=symbol),
                "offer": Value(offer, offer),
                "discount": formats.money(-off, symbol=symbol),
                "is_cheaper": off > 0,
                "letter": Value(letters[rate], letters[rate], "code"),
            }
        )
    return rows


def ean_13(body: str) -> str:
    """Twelve digits and their check digit (GS1). Numbers that begin with 2 are a shop's own and no product's."""
    weighted = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(body))
    return f"{body}{-weighted % 10}"


def _reduced(shop: str, formats: Formats) -> Decimal:
    """The rate of what is taxed less: none in the United States, in supermarkets the lowest."""
    if formats.tax_name == "Sales tax":
        return Decimal(0)
    return formats.tax_rates[-1 if shop == "supermarket" else min(1, len(formats.tax_rates) - 1)]


def _price(article: Article, formats: Formats, draws: Draws) -> Decimal:
    """Fuel has a third decimal where the currency has decimals, and hardly varies."""
    price = drawn_price(article.price, formats.decimals, draws)
    share = Decimal(draws.between(960, 1_050)) / 1_000
    if article.unit not in ("litre", "gallon"):
        return price
    return (article.price * share).quantize(Decimal("0.001") if formats.decimals else Decimal(1))


def _quantity(unit: str, draws: Draws) -> Decimal:
    """How much: pieces are few, weights and fuel have decimals."""
    pieces, share = draws.pick((1, 1, 1, 1, 1, 2, 2, 3, 4)), draws.random()
    match unit:
        case "kilo":
            return Decimal(round(180 + 1_500 * share)) / 1_000
        case "litre":
            return Decimal(round(1_200 + 4_500 * share)) / 100
        case "gallon":
            return Decimal(round(4_000 + 12_000 * share)) / 1_000
        case "km":
            return Decimal(round(12 + 240 * share)) / 10
        case "minute":
            return Decimal(round(1 + 12 * share))
    return Decimal(pieces)
