"""Invoices: who sells what to whom, at what price, and how it is paid."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from synth.core.errors import SpecError
from synth.core.seeds import Draws
from synth.document.makers.bank_statement.details import bank_details
from synth.document.makers.catalogue import catalogue_for, drawn_code
from synth.document.makers.company import company, customer
from synth.document.makers.context import RecordContext
from synth.document.makers.formats import DateStyle, Formats
from synth.document.makers.invoice.rows import drawn_shipping, drawn_sold, item_rows
from synth.document.makers.invoice.sums import Sums, invoice_sums
from synth.document.records import Record, Value
from synth.people import Persona
from synth.people.identity import TODAY

STATES = ("open", "partly", "paid")
"""How far an invoice is paid."""
MOST_ITEMS = 200
LONGER_BY = 30
"""How many lines more a long list has."""
_DAYS = (7, 10, 14, 14, 21, 30, 30, 30, 45, 60)


def draw_invoice(context: RecordContext) -> Record:
    """An invoice. Variables: `items` (number of lines), `list` (`long`: LONGER_BY more), `payment` (one of STATES).

    What a scene does not vary is drawn.
    """
    draws = context.draws
    seller, buyer, receiver = context.people("seller", "buyer", "receiver")
    formats = context.formats.in_state(buyer.value("state"))
    catalogue = catalogue_for("invoice", context.locale.split("_")[0])
    phrases = catalogue.phrases
    own = company(seller)
    dates = _dates(draws)
    style: DateStyle = "long" if draws.chance(0.25) else "short"
    printed_dates = {key: formats.date(day, style) for key, day in dates.items()}
    count, state = _count(context), _state(context)
    key = draws.bits()
    sold = drawn_sold(catalogue.trade_of(seller.value("employer")), count, formats, key)
    lines = [one.line for one in sold]
    discount = Decimal(draws.pick((0, 0, 0, 2, 3, 5, 10)))
    sums = invoice_sums(lines, discount, drawn_shipping(count, formats, draws), formats)
    return {
        **printed_dates,
        **_numbers(dates, phrases, draws),
        "seller": own,
        **_buyer_and_receiver(buyer, receiver, draws),
        "contact": {"name": _name(seller), "email": _own_mail(seller), "phone": own["phone"]},
        "items": item_rows(sold, sums.amounts, phrases, printed_dates["delivery_date"].text, formats, key),
        "has_discounts": any(line.discount for line in lines),
        "has_rates": len(sums.taxes) > 1,
        "tax_name": formats.tax_name,
        **_totals(sums, discount, state, formats, draws),
        "bank": bank_details(seller, draws.pick(phrases["banks"]), draws),
        **_phrases(phrases, dates, printed_dates, buyer, formats, draws, count=count),
    }


def _count(context: RecordContext) -> int:
    drawn = context.draws.between(1, 14)
    count = context.variables.get("items", drawn)
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_ITEMS:
        raise SpecError("variables.items", count, f"a whole number from 1 to {MOST_ITEMS} is needed")
    return count + LONGER_BY if context.variables.get("list") == "long" else count


def _state(context: RecordContext) -> str:
    drawn = context.draws.pick(("open", "open", "partly", "paid"))
    state = context.variables.get("payment", drawn)
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


def _numbers(dates: Mapping[str, datetime.date], phrases: Mapping[str, Any], draws: Draws) -> dict[str, Value]:
    """The invoice's and the order's numbers, each with its own year, and the customer's."""
    date, ordered = dates["date"], dates["order_date"]
    invoice, order = draws.between(1, 999), draws.between(1, 9_999)
    texts = {
        "number": draws.pick(phrases["numbers"]).format(y=date.year, m=date.month, n=invoice),
        "order_number": draws.pick(phrases["orders"]).format(y=ordered.year, m=ordered.month, n=order),
        "customer_number": drawn_code(draws.pick(("#####", "1####", "C-####", "####-##")), draws),
    }
    return {key: Value(text, text, "code") for key, text in texts.items()}


def _name(person: Persona) -> Value:
    return Value(person.value("name"), person.value("name"), "name")


def _own_mail(person: Persona) -> Value:
    return Value(person.value("work_email"), person.value("work_email"), "email")


def _buyer_and_receiver(buyer: Persona, receiver: Persona, draws: Draws) -> Record:
    """`buyer`: a company with a person to turn to, or a private person. `ship_to`: another such one, or the buyer."""
    private, elsewhere = draws.chance(0.25), draws.chance(0.4)
    party = customer if private else company
    asked = {} if private else {"contact": _name(buyer)}
    chosen = party(receiver if elsewhere else buyer)
    return {
        "buyer": {**party(buyer), **asked, "is_company": not private},
        "ship_to": {"name": chosen["name"], "address": chosen["address"], "is_other": elsewhere},
    }


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
    printed_dates: Mapping[str, Value],
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
    terms = draws.pick(phrases["terms"]).format(days=days, due=printed_dates["due_date"].text)
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
