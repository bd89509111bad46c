"""Invoices: whatever is printed adds up to the cent, in every locale, and no two companies look the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from synth.core.errors import SpecError
from synth.core.seeds import draws_for
from synth.document.makers.catalogue import catalogue_for, drawn_price
from synth.document.makers.context import RecordContext
from synth.document.makers.formats import formats_for
from synth.document.makers.invoice.record import LONGER_BY, draw_invoice
from synth.document.makers.invoice.sums import InvoiceLine, invoice_sums
from synth.document.records import Value
from synth.people.identity import TODAY

LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "ar", "hi_IN", "ja_JP")


def made(locale: str, number: int, **variables: Any) -> Any:
    return draw_invoice(RecordContext(draws=draws_for(5, number, "record"), locale=locale, seed=5, variables=variables))


def some(locale: str, count: int = 60) -> Iterator[Any]:
    return (made(locale, number) for number in range(count))


def amount(told: Value) -> Decimal:
    return Decimal(told.value.rpartition(" ")[2])


@pytest.mark.parametrize("locale", LOCALES)
def test_sums_add_up_as_they_are_printed(locale: str) -> None:
    formats = formats_for(locale)
    for invoice in some(locale):
        rows = invoice["items"]
        for row in rows:
            share = 1 - amount(row["discount"]) / 100
            exact = amount(row["quantity"]) * amount(row["unit_price"]) * share
            assert amount(row["amount"]) == formats.rounded(exact)
            assert amount(row["amount"]) > 0
        assert sum(amount(row["amount"]) for row in rows) == amount(invoice["subtotal"]) == amount(rows[-1]["carried"])
        net = amount(invoice["subtotal"]) + amount(invoice["discount"]) + amount(invoice["shipping"])
        assert net == amount(invoice["net"]) == sum(amount(tax["base"]) for tax in invoice["taxes"])
        for tax in invoice["taxes"]:
            assert amount(tax["amount"]) == formats.rounded(amount(tax["base"]) * amount(tax["rate"]) / 100)
        assert sum(amount(tax["amount"]) for tax in invoice["taxes"]) == amount(invoice["tax"])
        assert net + amount(invoice["tax"]) == amount(invoice["total"])
        assert amount(invoice["total"]) + amount(invoice["paid"]) == amount(invoice["balance"])


@pytest.mark.parametrize("locale", LOCALES)
def test_every_money_is_in_the_currency_with_its_decimals(locale: str) -> None:
    formats = formats_for(locale)
    for invoice in some(locale, 20):
        told = [invoice[key] for key in ("subtotal", "tax", "total", "paid", "balance")]
        for value in (*told, *(row[key] for row in invoice["items"] for key in ("unit_price", "amount"))):
            currency, number = value.value.split()
            assert currency == formats.currency
            assert len(number.partition(".")[2]) == formats.decimals


@pytest.mark.parametrize("locale", LOCALES)
def test_days_are_in_order_and_before_today(locale: str) -> None:
    for invoice in some(locale):
        days = [date.fromisoformat(invoice[key].value) for key in ("order_date", "delivery_date", "date", "due_date")]
        assert days == sorted(days)
        assert days[2] <= TODAY < date(2027, 1, 1)
        assert (days[3] - days[2]).days <= 60


def test_the_payment_decides_what_is_left() -> None:
    for number in range(20):
        opened, partly, paid = (made("en_US", number, payment=state) for state in ("open", "partly", "paid"))
        assert opened["balance"] == opened["total"]
        assert 0 < amount(partly["balance"]) < amount(partly["total"])
        assert amount(paid["balance"]) == 0
        assert opened["total"] == partly["total"] == paid["total"]


def test_more_lines_leave_the_first_ones_and_the_people_as_they_are() -> None:
    few, more, long = made("de_DE", 3, items=4), made("de_DE", 3, items=9), made("de_DE", 3, items=4, list="long")
    assert few["items"] == more["items"][:4] == long["items"][:4]
    assert len(long["items"]) == 4 + LONGER_BY
    assert (few["seller"], few["buyer"], few["number"]) == (more["seller"], more["buyer"], more["number"])


def test_an_article_has_one_price_and_one_code() -> None:
    rows = made("es_ES", 1, items=60)["items"]
    listed = {row["name"].text: (row["code"], row["unit_price"]) for row in rows}
    assert len(listed) < len(rows)
    assert all(listed[row["name"].text] == (row["code"], row["unit_price"]) for row in rows)


def test_a_record_is_a_function_of_its_name() -> None:
    assert made("fr_FR", 4) == made("fr_FR", 4)
    assert made("fr_FR", 4) != made("fr_FR", 5)


@pytest.mark.parametrize("locale", LOCALES)
def test_fifty_invoices_are_of_fifty_companies(locale: str) -> None:
    invoices = list(some(locale, 50))
    assert len({invoice["seller"]["name"].text for invoice in invoices}) > 45
    assert len({invoice["number"].text for invoice in invoices}) > 45
    assert len({row["name"].text for invoice in invoices for row in invoice["items"]}) > 60


_AMERICAN = {"units en_US", "names en_US"}


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ar", "hi", "ja"])
def test_a_catalogue_has_several_trades_and_a_word_for_every_unit(language: str) -> None:
    catalogue = catalogue_for("invoice", language)
    articles = [article for trade in catalogue.trades.values() for article in trade.articles]
    assert len(catalogue.trades) >= 8
    assert len({article.name for article in articles}) >= 80
    assert {article.unit for article in articles} <= set(catalogue.phrases["units"])
    assert catalogue.phrases.keys() - _AMERICAN == catalogue_for("invoice", "en").phrases.keys() - _AMERICAN


@pytest.mark.parametrize("locale", LOCALES)
def test_what_is_sold_is_of_the_sellers_trade(locale: str) -> None:
    catalogue = catalogue_for("invoice", locale.split("_")[0])
    names = catalogue.phrases.get(f"names {locale}", {})
    for invoice in some(locale, 30):
        trade = catalogue.trade_of(invoice["seller"]["name"].text)
        known = {names.get(article.name, article.name) for article in trade.articles}
        assert {row["name"].text for row in invoice["items"]} <= known


def test_americans_buy_in_feet_pounds_and_gallons() -> None:
    metric = re.compile(r"\b\d+ ?(mm|cm|m|kg|l)\b")
    articles = [row for invoice in some("en_US", 60) for row in invoice["items"]]
    assert not any(metric.search(row["name"].text) for row in articles)
    assert {row["unit"].text for row in articles}.isdisjoint({"kg", "m", "m²", "l"})
    articles = [row for invoice in some("en_GB", 60) for row in invoice["items"]]
    assert {"kg", "m"} <= {row["unit"].text for row in articles}


def test_the_trade_is_a_whole_word_of_a_name() -> None:
    german = catalogue_for("invoice", "de")
    assert not german.trade_of("Bauer Software GmbH").is_named_in("Lindenhof Bau GmbH")
    assert german.trade_of("Lindenhof Bau GmbH").is_named_in("Werner Sanitär")
    assert catalogue_for("invoice", "ja").trade_of("はるか印刷株式会社").is_named_in("株式会社泉出版")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_bank_is_where_the_seller_has_its_account(locale: str) -> None:
    for invoice in some(locale, 10):
        bank = invoice["bank"]
        assert bank["holder"] == invoice["seller"]["name"]
        assert ("iban" in bank) == (locale in ("de_DE", "fr_FR", "es_ES", "ar"))
        if "iban" in bank:
            assert bank["iban"].text[:2] == {"ar": "SA"}.get(locale, locale[-2:])
        if "routing_number" in bank:
            assert bank["routing_number"].text[:2] == "98"


def test_discounts_are_rounded_by_rate_so_that_the_bases_add_up() -> None:
    lines = [
        InvoiceLine(Decimal(1), Decimal(price), Decimal(0), Decimal(rate))
        for price, rate in (("0.15", 20), ("0.15", 5))
    ]
    sums = invoice_sums(lines, Decimal(10), Decimal(0), formats_for("en_GB"))
    assert [one.base for one in sums.taxes] == [Decimal("0.13"), Decimal("0.13")]
    assert sums.net == Decimal("0.26")


def test_prices_stay_near_the_usual_one() -> None:
    for number, usual in enumerate(("0.18", "1.1", "9.4", "96", "1850", "28000")):
        for decimals in (0, 2):
            if decimals or Decimal(usual) > 50:
                price = drawn_price(Decimal(usual), decimals, draws_for(0, number, "price"))
                assert Decimal("0.7") < price / Decimal(usual) < Decimal("1.45")


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"items": 0}, "variables.items: got 0; a whole number from 1 to 200 is needed"),
        ({"items": True}, "variables.items: got True; a whole number from 1 to 200 is needed"),
        ({"payment": "never"}, "variables.payment: got 'never'; known: open, partly, paid"),
    ],
)
def test_what_no_invoice_can_be(variables: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError) as caught:
        made("en_US", 0, **variables)
    assert str(caught.value) == message
