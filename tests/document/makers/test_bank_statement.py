"""A statement's balances add up to the cent, its days are in order, its words are those of the locale."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from synth.core.errors import SpecError
from synth.core.seeds import draws_for
from synth.document.makers.bank_statement.details import routing_number
from synth.document.makers.bank_statement.entries import bank_words
from synth.document.makers.bank_statement.record import draw_bank_statement
from synth.document.makers.context import RecordContext
from synth.document.records import Value
from synth.people import LOCALES
from synth.people.check_digits import mod_97
from synth.people.identity import TODAY
from tests.document.makers.test_formats import day_read, number_read

SEEDS = range(16)
EVERY = pytest.mark.parametrize("locale", sorted(LOCALES))


@cache
def statement(locale: str, seed: int, transactions: int = 0, overdrawn: bool = False) -> Any:
    context = RecordContext(
        draws=draws_for(0, seed, "record/0"),
        locale=locale,
        seed=0,
        variables={"transactions": transactions or 20 + 5 * (seed % 15), "overdrawn": overdrawn},
    )
    return draw_bank_statement(context)


def amount(value: Value) -> Decimal:
    return Decimal(value.value.split()[1])


def day(value: Value) -> date:
    return date.fromisoformat(value.value)


@EVERY
@pytest.mark.parametrize("overdrawn", [False, True])
def test_every_balance_is_the_one_before_and_the_entry(locale: str, overdrawn: bool) -> None:
    for seed in SEEDS:
        told = statement(locale, seed, overdrawn=overdrawn)
        balance = amount(told["opening"])
        for row in told["transactions"]:
            assert ("debit" in row) != ("credit" in row)
            signed = amount(row["credit"]) if "credit" in row else -amount(row["debit"])
            assert signed == amount(row["amount"]) != 0
            balance += signed
            assert amount(row["balance"]) == balance
        assert amount(told["closing"]) == balance
        assert (balance < 0) == told["overdrawn"] == overdrawn


@EVERY
def test_the_summary_is_that_of_the_entries(locale: str) -> None:
    for seed, overdrawn in itertools.product(SEEDS, (False, True)):
        told = statement(locale, seed, overdrawn=overdrawn)
        rows, summary = told["transactions"], told["summary"]
        inward = [amount(row["credit"]) for row in rows if "credit" in row]
        outward = [amount(row["debit"]) for row in rows if "debit" in row]
        assert amount(summary["money_in"]) == sum(inward)
        assert amount(summary["money_out"]) == sum(outward)
        assert amount(told["opening"]) + sum(inward) - sum(outward) == amount(told["closing"])
        assert (summary["count_in"].value, summary["count_out"].value) == (str(len(inward)), str(len(outward)))
        lowest = min(amount(told["opening"]), *(amount(row["balance"]) for row in rows))
        assert amount(summary["lowest"]) == lowest >= -amount(summary["overdraft"])


@EVERY
def test_as_many_entries_as_asked_for_day_by_day(locale: str) -> None:
    for seed, count in itertools.product(SEEDS, (1, 7, 20, 90)):
        told = statement(locale, seed, count)
        assert len(told["transactions"]) == count
        booked = [day(row["date"]) for row in told["transactions"]]
        first, last = day(told["period"]["from"]), day(told["period"]["to"])
        assert booked == sorted(booked)
        assert first <= booked[0] <= booked[-1] == last < day(told["date"])
        assert last < TODAY
        assert all(
            row_day <= day(row["value_date"]) <= last for row_day, row in zip(booked, told["transactions"], strict=True)
        )


@EVERY
def test_what_is_printed_means_what_is_stored(locale: str) -> None:
    told = statement(locale, 3)
    for row in told["transactions"]:
        assert day_read(row["date"], locale) == day(row["date"])
        for name in {"debit", "credit", "balance", "amount"} & set(row):
            assert number_read(row[name].text, locale) == amount(row[name])
    for value in (told["opening"], told["closing"], *(told["summary"][name] for name in ("money_in", "lowest"))):
        assert number_read(value.text, locale) == amount(value)


def test_interest_on_an_overdraft_is_that_of_its_days() -> None:
    """Day by day from the printed rows alone: what the bank charges on the last day, within a cent."""
    seen = 0
    for seed in SEEDS:
        told = statement("en_GB", seed, 40, overdrawn=True)
        *rows, last = told["transactions"]
        if last["kind"].text not in bank_words("en_GB")["phrases"]["owed"]:
            continue
        rate, owed = Decimal(told["summary"]["rate"].value), Decimal(0)
        first = day(told["period"]["from"])
        for number in range(1, day(told["period"]["to"]).day + 1):
            until = [row for row in rows if day(row["date"]) <= first.replace(day=number)]
            evening = amount(until[-1]["balance"]) if until else amount(told["opening"])
            owed += max(Decimal(0), -evening)
        assert abs(amount(last["debit"]) - owed * rate / 36_500) <= Decimal("0.005")
        seen += 1
    assert seen > len(SEEDS) / 2


@EVERY
def test_accounts_pass_their_checks_and_belong_to_nobody(locale: str) -> None:
    for seed in SEEDS:
        account = statement(locale, seed)["account"]
        if "iban" in account:
            bare = account["iban"].value
            assert mod_97(bare[:2], bare[4:]) == bare[2:4]
        if locale == "en_US":
            digits = [int(digit) for digit in account["code"].text]
            assert (len(digits), digits[0]) == (9, 9)
            assert sum(digit * weight for digit, weight in zip(digits, (3, 7, 1) * 3, strict=True)) % 10 == 0


def test_a_routing_number_as_its_standard_has_it() -> None:
    assert routing_number("00000000") == "000000000"
    assert routing_number("51234567") == "512345677"  # 3 7 1 3 7 1 3 7 times 5 1 2 3 4 5 6 7 is 133


@EVERY
def test_the_same_desk_writes_the_same_statement(locale: str) -> None:
    assert statement.__wrapped__(locale, 5) == statement(locale, 5) != statement(locale, 6)


@EVERY
def test_no_two_months_alike(locale: str) -> None:
    told = [statement(locale, seed) for seed in SEEDS]
    assert len({one["bank"]["name"].text for one in told}) >= 6
    assert len({one["holder"]["name"].text for one in told}) == len(SEEDS)
    payees = {row["payee"].text for one in told for row in one["transactions"] if "payee" in row}
    assert len(payees) >= 150
    assert not [text for one in told for row in one["transactions"] for text in row.values() if "{" in text.text]


def test_every_language_has_what_the_ledger_asks_for() -> None:
    for locale in LOCALES:
        words = bank_words(locale)
        assert len(words["brands"]) * sum(map(len, words["nouns"].values())) >= 40
        assert set(words["nouns"]) == set(bank_words("en_US")["nouns"])
        assert set(words["phrases"]) >= set(bank_words("en_US")["phrases"]) - {"cheque"}
        assert ("cheque" in words["phrases"]) == ("cheque" in words["details"])


@pytest.mark.parametrize("wrong", [0, 501, 2.5, True, "many"])
def test_a_number_of_entries_that_nobody_can_print(wrong: Any) -> None:
    context = RecordContext(
        draws=draws_for(0, 0, "record/0"), locale="en_US", seed=0, variables={"transactions": wrong}
    )
    with pytest.raises(SpecError, match=r"variables\.transactions: got .*; a whole number from 1 to 500 is needed"):
        draw_bank_statement(context)


def test_a_flag_is_true_or_false() -> None:
    context = RecordContext(draws=draws_for(0, 0, "record/0"), locale="en_US", seed=0, variables={"overdrawn": "no"})
    with pytest.raises(SpecError, match=r"variables\.overdrawn: got 'no'; true or false is needed"):
        draw_bank_statement(context)


def test_without_variables_a_usual_month() -> None:
    told: Any = draw_bank_statement(RecordContext(draws=draws_for(0, 0, "record/0"), locale="en_US", seed=0))
    assert 20 <= len(told["transactions"]) <= 90
    assert not told["overdrawn"]
