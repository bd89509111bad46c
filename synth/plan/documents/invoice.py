"""Invoices: who sells what to whom, at what price, and how it is paid."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from synth.errors import SpecError
from synth.personas import Persona
from synth.personas.identity import TODAY
from synth.plan.documents.bank_details import bank_details
from synth.plan.documents.catalogue import Article, catalogue_for, chosen_articles, drawn_code, drawn_price
from synth.plan.documents.company import company, customer
from synth.plan.documents.desk import Desk
from synth.plan.documents.formats import DateStyle, Formats
from synth.plan.documents.invoice_sums import Line, Sums, invoice_sums
from synth.records import Record, Value
from synth.seeds import Draws, draws_for

STATES = ("open", "partly", "paid")
"""How far an invoice is paid."""
MOST_ITEMS = 200
LONGER_BY = 30
"""How many lines more a long list has."""
_DAYS = (7, 10, 14, 14, 21, 30, 30, 30, 45, 60)
_CODES = ("####", "##-###", "@@-####", "@###.##", "@@@###", "######", "#.##.###")
_LEAST_AMOUNT = 8
"""What a line of cheap things comes to at least, roughly, in euros."""
_COUNTED = ("piece", "box", "kilo", "metre", "square", "litre", "set", "person", "page")
"""Units of which there may be many; of the others, see `_MOST`."""
_MOST: Mapping[str, int] = {"hour": 60, "day": 8, "month": 12, "night": 6, "trip": 4, "job": 1}


def draw_invoice(desk: Desk) -> Record:
    """An invoice. Variables: `items` (number of lines), `list` (`long`: LONGER_BY more), `payment` (one of STATES).

    What a scene does not vary is drawn.
    """
    draws, formats = desk.draws, desk.formats
    seller, buyer, receiver = desk.people("seller", "buyer", "receiver")
    catalogue = catalogue_for("invoice", desk.locale.split("_")[0])
    phrases = catalogue.phrases
    own = company(seller)
    dates = _dates(draws)
    style: DateStyle = "long" if draws.chance(0.25) else "short"
    told_dates = {key: formats.date(day, style) for key, day in dates.items()}
    count, state = _count(desk), _state(desk)
    key = draws.bits()
    trade = catalogue.trade_of(seller.value("employer"))
    articles = chosen_articles(trade.articles, count, draws_for(key, 0, "articles"))
    lines = _lines(articles, formats, draws_for(key, 0, "lines"))
    shipping = _shipping(lines, formats, draws)
    discount = Decimal(draws.pick((0, 0, 0, 2, 3, 5, 10)))
    sums = invoice_sums(lines, discount, shipping, formats)
    symbol = draws.chance(0.45)
    return {
        **told_dates,
        **_numbers(dates["date"], phrases, draws),
        "seller": own,
        "buyer": _buyer(buyer, draws),
        "ship_to": _receiver(receiver, buyer, draws),
        "contact": {key: own[key] if key == "phone" else _of(seller, key) for key in ("name", "work_email", "phone")},
        "items": _items(articles, lines, sums, told_dates, phrases, formats, draws_for(key, 0, "items"), symbol=symbol),
        "has_discounts": any(line.discount for line in lines),
        "has_rates": len(sums.taxes) > 1,
        "tax_name": formats.tax_name,
        **_totals(sums, discount, state, formats, draws),
        "bank": bank_details(seller, draws.pick(phrases["banks"]), draws),
        **_phrases(phrases, dates, told_dates, buyer, formats, draws, count=count),
    }


def _count(desk: Desk) -> int:
    drawn = desk.draws.between(1, 14)
    count = desk.variables.get("items", drawn)
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_ITEMS:
        raise SpecError("variables.items", count, f"a whole number from 1 to {MOST_ITEMS} is needed")
    return count + LONGER_BY if desk.variables.get("list") == "long" else count


def _state(desk: Desk) -> str:
    drawn = desk.draws.pick(("open", "open", "partly", "paid"))
    state = desk.variables.get("payment", drawn)
    if state not in STATES:
        raise SpecError("variables.payment", state, f"known: {', '.join(STATES)}")
    return str(state)


def _dates(draws: Draws) -> dict[str, datetime.date]:
    """Order, delivery, invoice, in this order before TODAY; the invoice is due some days later."""
    date = TODAY - datetime.timedelta(days=draws.between(0, 400))
    delivery = date - datetime.timedelta(days=draws.between(0, 12))
    order = delivery - datetime.timedelta(days=draws.between(2, 40))
    due = date + datetime.timedelta(days=draws.pick(_DAYS))
    return {"date": date, "due_date": due, "delivery_date": delivery, "order_date": order}


def _numbers(date: datetime.date, phrases: Mapping[str, Any], draws: Draws) -> dict[str, Value]:
    """The invoice's and the order's numbers, in the year of the invoice, and the customer's."""
    invoice, order = draws.between(1, 999), draws.between(1, 9_999)
    told = {
        "number": draws.pick(phrases["numbers"]).format(y=date.year, m=date.month, n=invoice),
        "order_number": draws.pick(phrases["orders"]).format(y=date.year, m=date.month, n=order),
        "customer_number": drawn_code(draws.pick(("#####", "1####", "C-####", "####-##")), draws),
    }
    return {key: Value(text, text, "code") for key, text in told.items()}


def _of(person: Persona, field: str) -> Value:
    return Value(person.value(field), person.value(field), {"name": "name", "work_email": "email"}[field])


def _buyer(person: Persona, draws: Draws) -> Record:
    """A company with a person to turn to, or a private person."""
    private = draws.chance(0.25)
    if private:
        return {**customer(person), "is_company": False}
    return {**company(person), "contact": _of(person, "name"), "is_company": True}


def _receiver(receiver: Persona, buyer: Persona, draws: Draws) -> Record:
    """Where the goods go: elsewhere, or to the buyer."""
    elsewhere = draws.chance(0.4)
    chosen = company(receiver) if elsewhere else company(buyer)
    return {"name": chosen["name"], "address": chosen["address"], "is_other": elsewhere}


def _lines(articles: Sequence[Article], formats: Formats, draws: Draws) -> list[Line]:
    """Quantities, prices, discounts and tax rates of the lines; one invoice in four has discounts on single lines."""
    usual = formats.tax_rates[0]
    reduced = formats.tax_rates[1] if formats.tax_name != "Sales tax" and len(formats.tax_rates) > 1 else usual
    rebates, found = draws.chance(0.25), []
    largest = draws.pick((400, 1_500, 1_500, 6_000)) * _scale(formats)
    for article in articles:
        price = drawn_price(article.price, formats.decimals, draws)
        rebate = Decimal(draws.pick((0, 0, 5, 10, 15))) if rebates else Decimal(0)
        rate = reduced if article.reduced else usual
        found.append(Line(_quantity(article.unit, price, _scale(formats), largest, draws), price, rebate, rate))
    return found


def _quantity(unit: str, price: Decimal, scale: Decimal, largest: Decimal, draws: Draws) -> Decimal:
    """How many: few of what is dear, many of what is cheap; hours, kilos and metres also in parts."""
    share, part = draws.random(), draws.below(4)
    most = max(1, min(int(largest / price), 120 if unit in _COUNTED else _MOST[unit]))
    least = min(most, max(1, int(_LEAST_AMOUNT * scale / price)))
    whole = Decimal(int(least * (most / least) ** share + share))
    if unit in ("hour", "kilo", "metre", "square") and whole < 40:
        return whole + Decimal(part) / 4 if unit == "hour" else whole + Decimal(part) / 2
    return whole


def _scale(formats: Formats) -> Decimal:
    """Units of the currency to the euro, roughly."""
    return Decimal({"SAR": 4, "INR": 40, "JPY": 150}.get(formats.currency, 1))


def _shipping(lines: Sequence[Line], formats: Formats, draws: Draws) -> Decimal:
    price = drawn_price(12 * _scale(formats), formats.decimals, draws)
    return price if draws.chance(0.25) and len(lines) > 1 else Decimal(0)


def _items(
    articles: Sequence[Article],
    lines: Sequence[Line],
    sums: Sums,
    dates: Mapping[str, Value],
    phrases: Mapping[str, Any],
    formats: Formats,
    draws: Draws,
    *,
    symbol: bool,
) -> list[Record]:
    """Rows; a third of all invoices say a little more below some names."""
    form, talkative, rows = draws.pick(_CODES), draws.chance(0.35), []
    carried = Decimal(0)
    for article, line, amount in zip(articles, lines, sums.amounts, strict=True):
        detail = draws.pick(phrases["details"]).format(day=dates["delivery_date"].text, code=drawn_code("@@###", draws))
        shown = draws.chance(0.5) and talkative
        code, unit = drawn_code(form, draws), phrases["units"][article.unit]
        carried += amount
        rows.append(
            {
                "code": Value(code, code, "code"),
                "name": Value(article.name, article.name),
                "detail": Value(detail, detail),
                "has_detail": shown,
                "quantity": formats.number(line.quantity, max(0, -int(line.quantity.normalize().as_tuple().exponent))),
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


def _totals(sums: Sums, discount: Decimal, state: str, formats: Formats, draws: Draws) -> Record:
    """Everything below the lines. A discount and what is paid already are printed as what they take away."""
    part = formats.rounded(sums.total * draws.between(2, 6) / 10)
    paid = {"open": Decimal(0), "partly": part, "paid": sums.total}[state]
    return {
        "subtotal": formats.money(sums.subtotal),
        "discount_rate": formats.percent(discount),
        "discount": formats.money(-sums.discount),
        "has_discount": sums.discount > 0,
        "shipping": formats.money(sums.shipping),
        "has_shipping": sums.shipping > 0,
        "net": formats.money(sums.net),
        "taxes": [
            {"rate": formats.percent(one.rate), "base": formats.money(one.base), "amount": formats.money(one.amount)}
            for one in sums.taxes
        ],
        "tax": formats.money(sums.tax),
        "total": formats.money(sums.total),
        "payment": state,
        "paid": formats.money(-paid),
        "balance": formats.money(sums.total - paid),
    }


def _phrases(
    phrases: Mapping[str, Any],
    dates: Mapping[str, datetime.date],
    told: Mapping[str, Value],
    buyer: Persona,
    formats: Formats,
    draws: Draws,
    *,
    count: int,
) -> Record:
    """Terms, notes, the first sentence, and what somebody wrote on it by hand."""
    day = TODAY - datetime.timedelta(days=draws.below((TODAY - dates["date"]).days + 1))
    initials = "".join(name[0] for name in (buyer.value("first_name"), buyer.value("last_name")))
    days = (dates["due_date"] - dates["date"]).days
    terms = draws.pick(phrases["terms"]).format(days=days, due=told["due_date"].text)
    written = draws.pick(phrases["handwriting"]).format(
        day=formats.date(day).text, initials=initials, line=draws.between(1, count)
    )
    first = draws.below(len(phrases["notes"]))
    notes = [phrases["notes"][(first + at) % len(phrases["notes"])] for at in range(draws.between(1, 3))]
    texts = {"terms": terms, "intro": draws.pick(phrases["intros"]), "handwritten_note": written}
    return {
        **{key: Value(text, text) for key, text in texts.items()},
        "notes": [{"text": Value(text, text)} for text in (note.format(currency=formats.currency) for note in notes)],
    }
