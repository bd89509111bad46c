"""Receipts: tills add up, taxes are on top or in the prices, and no card is told in full."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from synth.core.errors import SpecError
from synth.core.seeds import draws_for
from synth.document.makers.catalogue import catalogue_for
from synth.document.makers.context import RecordContext
from synth.document.makers.formats import formats_for
from synth.document.makers.receipt.lines import ean_13
from synth.document.makers.receipt.record import SHOPS, draw_receipt
from synth.document.makers.receipt.sums import NOTES, handed_over, receipt_bill
from synth.document.records import Value
from synth.people.identity import TODAY

LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "ar", "hi_IN", "ja_JP")


def made(locale: str, number: int, **variables: Any) -> Any:
    return draw_receipt(RecordContext(draws=draws_for(5, number, "record"), locale=locale, seed=5, variables=variables))


def some(locale: str, count: int = 50) -> Iterator[Any]:
    return (made(locale, number) for number in range(count))


def amount(told: Value) -> Decimal:
    return Decimal(told.value.rpartition(" ")[2])


@pytest.mark.parametrize("locale", LOCALES)
def test_sums_add_up_as_they_are_printed(locale: str) -> None:
    formats = formats_for(locale)
    for receipt in some(locale):
        lines = Decimal(0)
        for row in receipt["items"]:
            assert amount(row["amount"]) == formats.rounded(amount(row["quantity"]) * amount(row["unit_price"]))
            assert amount(row["discount"]) <= 0
            assert (amount(row["discount"]) < 0) == row["is_cheaper"]
            lines += amount(row["amount"]) + amount(row["discount"])
        assert lines == amount(receipt["subtotal"])
        on_top = amount(receipt["tax"]) if receipt["tax_on_top"] else Decimal(0)
        assert lines + amount(receipt["discount"]) + on_top == amount(receipt["total"]) > 0
        assert sum(amount(tax["gross"]) for tax in receipt["taxes"]) == amount(receipt["total"])
        assert sum(amount(tax["amount"]) for tax in receipt["taxes"]) == amount(receipt["tax"])
        for tax in receipt["taxes"]:
            assert amount(tax["net"]) + amount(tax["amount"]) == amount(tax["gross"])
            share = amount(tax["net"]) * amount(tax["rate"]) / 100
            assert abs(share - amount(tax["amount"])) <= Decimal(1).scaleb(-formats.decimals)


@pytest.mark.parametrize("locale", LOCALES)
def test_change_is_what_is_left_of_banknotes(locale: str) -> None:
    largest = max(NOTES[formats_for(locale).currency])
    for receipt in some(locale):
        assert (
            amount(receipt["cash"]) - amount(receipt["change"]) == amount(receipt["total"]) == amount(receipt["card"])
        )
        assert 0 <= amount(receipt["change"]) < largest


@pytest.mark.parametrize("locale", LOCALES)
def test_letters_tell_the_rate(locale: str) -> None:
    for receipt in some(locale, 30):
        rates = [amount(tax["rate"]) for tax in receipt["taxes"]]
        letters = [tax["letter"].text for tax in receipt["taxes"]]
        assert rates == sorted(set(rates), reverse=True)
        assert {row["letter"].text for row in receipt["items"]} == set(letters)


def test_a_card_shows_its_last_four_digits_only() -> None:
    for receipt in some("en_US", 100):
        text, last = receipt["card_number"].text, receipt["card_number"].value
        digits = [mark for mark in text if mark.isdigit()]
        assert "".join(digits) == last
        assert len(last) == 4


def test_goods_have_one_number_with_its_check_digit() -> None:
    assert ean_13("400638133393") == "4006381333931"
    rows = made("en_GB", 2, shop="pharmacy", items=40)["items"]
    numbers = {row["name"].text: row["code"].text for row in rows}
    assert len(set(numbers.values())) == len(numbers) == 12
    assert all(numbers[row["name"].text] == row["code"].text == ean_13(row["code"].text[:-1]) for row in rows)
    assert {number[0] for number in numbers.values()} == {"2"}


def test_a_pump_has_one_fuel_and_a_ride_its_order() -> None:
    for number in range(40):
        fuel, ride = made("de_DE", number, shop="fuel", items=9), made("de_DE", number, shop="taxi", items=4)
        assert [row["is_measured"] for row in fuel["items"]] == [True, False, False]
        assert [row["name"].text for row in ride["items"]] == [
            "Grundpreis",
            "Strecke",
            "Wartezeit",
            "Zuschlag Flughafen",
        ]
        assert amount(ride["items"][0]["quantity"]) == 1
    assert {row["unit"].text for row in made("en_US", 1, shop="fuel")["items"]} <= {"gal", ""}
    assert {row["unit"].text for row in made("en_GB", 1, shop="fuel")["items"]} <= {"L", ""}


def test_food_is_taxed_less() -> None:
    rates = {
        locale: {amount(tax["rate"]) for n in range(20) for tax in made(locale, n, shop="supermarket")["taxes"]}
        for locale in ("en_GB", "de_DE", "fr_FR")
    }
    assert rates == {
        "en_GB": {Decimal(20), Decimal(0)},
        "de_DE": {Decimal(19), Decimal(7)},
        "fr_FR": {Decimal(20), Decimal("5.5")},
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_days_lie_before_today_and_tips_are_added(locale: str) -> None:
    for receipt in some(locale, 30):
        assert date.fromisoformat(receipt["date"].value) <= TODAY
        first = {"restaurant": "12", "supermarket": "08", "pharmacy": "09", "fuel": "06", "taxi": "00"}
        assert receipt["time"].value >= first[receipt["shop"]]
        assert amount(receipt["tip"]) > 0
        assert amount(receipt["total"]) + amount(receipt["tip"]) == amount(receipt["total_with_tip"])


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ar", "hi", "ja"])
def test_every_language_has_every_shop(language: str) -> None:
    catalogue = catalogue_for("receipt", language)
    assert set(SHOPS) <= set(catalogue.trades)
    articles = [article for trade in catalogue.trades.values() for article in trade.articles]
    assert len({article.name for article in articles}) >= 60
    assert {article.unit for article in articles} <= set(catalogue.phrases["units"])
    assert catalogue.phrases.keys() - {"hours en_US"} == catalogue_for("receipt", "de").phrases.keys()
    assert all("{last}" in name for trade in catalogue.trades.values() for name in trade.names)


def test_fifty_receipts_are_of_fifty_shops() -> None:
    receipts = list(some("en_GB"))
    assert len({receipt["company"].text for receipt in receipts}) > 45
    assert {receipt["shop"] for receipt in receipts} == set(SHOPS)
    assert made("ja_JP", 3) == made("ja_JP", 3)


def test_what_a_scene_sets_shifts_no_other_draw() -> None:
    few, more = made("es_ES", 6, shop="supermarket", items=3), made("es_ES", 6, shop="supermarket", items=12)
    amounts = [[(row["name"], row["amount"]) for row in receipt["items"][:3]] for receipt in (few, more)]
    assert amounts[0] == amounts[1]
    other = made("es_ES", 6, shop="restaurant", items=3, payment="cash")
    for key in ("address", "phone", "number", "cashier", "barcode", "approval"):
        assert few[key] == more[key] == other[key]
    assert (few["date"], few["time"]) == (more["date"], more["time"])


def test_tax_in_the_price_is_what_is_left_of_it() -> None:
    lines = [(Decimal("1.19"), Decimal(19)), (Decimal("1.07"), Decimal(7)), (Decimal("2.38"), Decimal(19))]
    bill = receipt_bill(lines, Decimal(0), formats_for("de_DE"), tax_on_top=False)
    assert [(part.net, part.tax) for part in bill.parts] == [
        (Decimal("3.00"), Decimal("0.57")),
        (Decimal("1.00"), Decimal("0.07")),
    ]
    assert bill.total == Decimal("4.64")
    above = receipt_bill(lines, Decimal(10), formats_for("en_US"), tax_on_top=True)
    assert above.coupon == Decimal("0.47")
    assert above.total == above.subtotal - above.coupon + above.tax


def test_cash_is_rounded_up_to_whole_notes() -> None:
    assert handed_over(Decimal("20.01"), 10) == 30
    assert handed_over(Decimal("20.00"), 10) == 20


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"items": 101}, "variables.items: got 101; a whole number from 1 to 100 is needed"),
        ({"shop": "taxis"}, "variables.shop: got 'taxis'; known: fuel, pharmacy, restaurant, supermarket, taxi"),
        ({"payment": "shells"}, "variables.payment: got 'shells'; known: card, cash"),
    ],
)
def test_what_no_receipt_can_be(variables: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError) as caught:
        made("en_US", 0, **variables)
    assert str(caught.value).startswith(message)


def test_sales_are_taxed_as_the_state_has_it_and_not_in_oregon() -> None:
    for number in range(60):
        receipt = made("en_US", number, shop="restaurant")
        state = receipt["address"].text.split(", ")[-1].split()[0]
        (tax,) = receipt["taxes"]
        assert amount(tax["rate"]) == formats_for("en_US").in_state(state).tax_rates[0]
        assert (amount(tax["amount"]) == 0) == (state == "OR")


@pytest.mark.parametrize("locale", LOCALES)
def test_nobody_buys_while_the_shop_is_shut(locale: str) -> None:
    phrases = catalogue_for("receipt", locale.split("_")[0]).phrases
    listed = {one["text"]: one for one in phrases.get(f"hours {locale}", phrases["hours"])}
    receipts = [*some(locale)]
    for receipt in receipts:
        if not receipt["has_hours"]:
            continue
        hours, day = listed[receipt["hours"].text], date.fromisoformat(receipt["date"].value)
        assert day.weekday() in hours["days"]
        assert hours["from"] <= int(receipt["time"].value[:2]) < hours["to"]
    assert any(receipt["has_hours"] for receipt in receipts)
