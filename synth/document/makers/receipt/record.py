"""Receipts of tills: supermarkets, restaurants, pharmacies, filling stations, taxis."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from synth.core.errors import SpecError, suggest
from synth.core.seeds import Draws, draws_for
from synth.document.makers.catalogue import Catalogue, Trade, catalogue_for, drawn_code
from synth.document.makers.company import office_address, office_phone
from synth.document.makers.context import RecordContext
from synth.document.makers.formats import Formats
from synth.document.makers.receipt.lines import LETTERS, bought_rows, drawn_bought
from synth.document.makers.receipt.sums import NOTES, Bill, handed_over, receipt_bill
from synth.document.records import Record, Value
from synth.people import Persona
from synth.people.identity import TODAY

SHOPS = ("supermarket", "restaurant", "pharmacy", "fuel", "taxi")
PAYMENTS = ("cash", "card")
MOST_ITEMS = 100


_HOURS = {"supermarket": (8, 20), "restaurant": (12, 21), "pharmacy": (9, 18), "fuel": (6, 22), "taxi": (0, 23)}
"""Shop -> the first and the last hour at which something is bought."""
_SHUT_ON_SUNDAYS, _SUNDAY = ("de_DE",), 6


def draw_receipt(context: RecordContext) -> Record:
    """A receipt. Variables: `shop` (one of SHOPS), `items` (number of lines; fuel and taxis have few), `payment`.

    What a scene does not vary is drawn. Prices hold the tax, but for the United States.
    """
    draws = context.draws
    owner, cashier, guest = context.people("owner", "cashier", "guest")
    formats = context.formats.in_state(owner.value("state"))
    catalogue = catalogue_for("receipt", context.locale.split("_")[0])
    shop = _one_of("shop", SHOPS, context)
    payment = _one_of("payment", PAYMENTS, context)
    count = _count(context)
    trade = catalogue.trades.get(f"{shop} {context.locale}", catalogue.trades[shop])
    on_top = context.locale == "en_US"
    key = draws.bits()
    bought = drawn_bought(trade, shop, count, formats, key)
    percent, has_coupon = draws.pick((5, 10)), draws.chance(0.15)
    coupon = Decimal(percent if has_coupon and shop in ("supermarket", "pharmacy") else 0)
    lines = [(one.amount - one.off, one.rate) for one in bought]
    bill = receipt_bill(lines, coupon, formats, tax_on_top=on_top)
    return {
        **_heading(owner, cashier, trade, formats, draws),
        **_open(context.locale, shop, catalogue, formats, draws),
        "shop": shop,
        "items": bought_rows(bought, bill, catalogue, formats, draws_for(key, 0, "rows")),
        "item_count": formats.number(len(bought)),
        **_sums(bill, coupon, formats),
        "tax_on_top": on_top,
        **_payment(bill.total, payment, guest, catalogue, formats, draws),
        **_table(guest, bill.total, formats, draws),
        **_extras(shop, catalogue, draws),
    }


def _one_of(name: str, known: Sequence[str], context: RecordContext) -> str:
    drawn = context.draws.pick(known)
    chosen = context.variables.get(name, drawn)
    if chosen not in known:
        raise SpecError(f"variables.{name}", chosen, suggest(str(chosen), known))
    return str(chosen)


def _count(context: RecordContext) -> int:
    drawn = context.draws.between(1, 16)
    count = context.variables.get("items", drawn)
    if isinstance(count, bool) or not isinstance(count, int) or not 1 <= count <= MOST_ITEMS:
        raise SpecError("variables.items", count, f"a whole number from 1 to {MOST_ITEMS} is needed")
    return count


def _heading(owner: Persona, cashier: Persona, trade: Trade, formats: Formats, draws: Draws) -> Record:
    """Shop, day and time, till, cashier, numbers."""
    company = draws.pick(trade.names).format(last=owner.value("last_name"))
    code = {
        "number": drawn_code(draws.pick(("####", "######", "##-####", "@####", "####/###")), draws),
        "till": drawn_code(draws.pick(("#", "0#", "##")), draws),
        "store": drawn_code("####", draws),
        "terminal": drawn_code("########", draws),
        "tax_id": owner.value("work_tax_id"),
    }
    return {
        "company": Value(company, company, "name"),
        "address": office_address(owner),
        "phone": office_phone(owner),
        "cashier": Value(cashier.value("first_name"), cashier.value("first_name"), "name"),
        "driver": Value(cashier.value("name"), cashier.value("name"), "name"),
        "plate": Value(owner.value("plate"), owner.value("plate"), "code"),
        **{name: Value(text, text, "code") for name, text in code.items()},
    }


def _open(locale: str, shop: str, catalogue: Catalogue, formats: Formats, draws: Draws) -> Record:
    """Day and time, and opening hours that they are within; taxis go at all hours and print none."""
    day = TODAY - datetime.timedelta(days=draws.between(0, 300))
    if locale in _SHUT_ON_SUNDAYS and shop in ("supermarket", "pharmacy") and day.weekday() == _SUNDAY:
        day -= datetime.timedelta(days=1)
    hour, minute = draws.between(*_HOURS[shop]), draws.below(60)
    phrases = catalogue.phrases
    every: Sequence[Mapping[str, Any]] = phrases.get(f"hours {locale}", phrases["hours"])
    fitting = [one["text"] for one in every if one["from"] <= hour < one["to"] and day.weekday() in one["days"]]
    hours = draws.pick(fitting or [""])
    return {
        "date": formats.date(day),
        "time": formats.time(hour, minute),
        "hours": Value(hours, hours),
        "has_hours": shop != "taxi" and bool(fitting),
    }


def _sums(bill: Bill, coupon: Decimal, formats: Formats) -> Record:
    return {
        "subtotal": formats.money(bill.subtotal),
        "coupon_rate": formats.percent(coupon),
        "discount": formats.money(-bill.coupon),
        "has_coupon": bill.coupon > 0,
        "tax_name": formats.tax_name,
        "taxes": [
            {
                "letter": Value(letter, letter, "code"),
                "rate": formats.percent(part.rate),
                "net": formats.money(part.net, symbol=False),
                "amount": formats.money(part.tax, symbol=False),
                "gross": formats.money(part.gross, symbol=False),
            }
            for part, letter in zip(bill.parts, LETTERS, strict=False)
        ],
        "tax": formats.money(bill.tax),
        "total": formats.money(bill.total),
    }


def _payment(
    total: Decimal, payment: str, guest: Persona, catalogue: Catalogue, formats: Formats, draws: Draws
) -> Record:
    """Cash with what comes back, or a card of which the last four digits (of a test number) are printed."""
    cash = handed_over(total, draws.pick(NOTES[formats.currency]))
    last = "".join(mark for mark in guest.value("card") if mark.isdigit())[-4:]
    mask = draws.pick(("**** **** **** {}", "************{}", "XXXXXXXXXXXX{}", "#### #### #### {}")).format(last)
    kind, approval = draws.pick(catalogue.phrases["cards"]), drawn_code("######", draws)
    return {
        "payment": payment,
        "cash": formats.money(cash),
        "change": formats.money(cash - total),
        "card": formats.money(total),
        "card_kind": Value(kind, kind),
        "card_number": Value(mask, last, "code"),
        "approval": Value(approval, approval, "code"),
    }


def _table(guest: Persona, total: Decimal, formats: Formats, draws: Draws) -> Record:
    """A restaurant's table and guests, and the tip that is written by hand."""
    step = Decimal({"INR": 10, "JPY": 100}.get(formats.currency, 1)) / 2
    tip = max((total * draws.between(5, 20) / 100 / step).to_integral_value(), Decimal(1)) * step
    tip = formats.rounded(tip)
    return {
        "table": formats.number(draws.between(1, 40)),
        "guests": formats.number(draws.between(1, 8)),
        "tip": formats.money(tip),
        "total_with_tip": formats.money(total + tip),
        "signed_by": Value(guest.value("name"), guest.value("name"), "name"),
    }


def _extras(shop: str, catalogue: Catalogue, draws: Draws) -> Record:
    """What stands below: loyalty, thanks, opening hours, the code under the bars."""
    phrases: Mapping[str, Any] = catalogue.phrases
    store = shop in ("supermarket", "pharmacy")
    member, code = f"****{drawn_code('####', draws)}", drawn_code("####################", draws)
    points = str(draws.between(3, 900))
    texts = {
        "thanks": draws.pick([*phrases["thanks"], *(phrases["shop_thanks"] if store else ())]),
        "note": draws.pick([*phrases["notes"], *(phrases["shop_notes"] if store else ())]),
    }
    return {
        "member": Value(member, member, "code"),
        "points": Value(points, points, "number"),
        "barcode": Value(code, code, "code"),
        **{name: Value(text, text) for name, text in texts.items()},
    }
