"""A pay slip adds up: rows to totals, rates to amounts, periods to the year to date."""

from __future__ import annotations

import itertools
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from synth.core.seeds import draws_for
from synth.document.makers.context import RecordContext
from synth.document.makers.formats import formats_for
from synth.document.makers.payslip.payroll import Deduction, draw_deductions, pay_of, pay_rules, progressive
from synth.document.makers.payslip.record import WORKING_AGE, draw_payslip
from synth.document.makers.working_days import is_working_day
from synth.document.records import Value
from synth.people import LOCALES
from synth.people.identity import TODAY
from tests.document.makers.test_formats import day_read, number_read

SEEDS = range(24)
EVERY = pytest.mark.parametrize("locale", sorted(LOCALES))
ZERO = Decimal(0)


@cache
def slip(locale: str, seed: int, hourly: bool = False, bonus: bool = False, correction: bool = False) -> Any:
    variables = {"hourly": hourly, "bonus": bonus, "correction": correction}
    context = RecordContext(draws=draws_for(0, seed, "record/0"), locale=locale, seed=0, variables=variables)
    return draw_payslip(context)


def slips(locale: str) -> list[Any]:
    kinds = list(itertools.product((False, True), repeat=3))
    return [slip(locale, seed, *kinds[seed % len(kinds)]) for seed in SEEDS]


def amount(value: Value) -> Decimal:
    return Decimal(value.value.split()[-1])


@EVERY
def test_rows_add_up_to_the_totals_of_period_and_year(locale: str) -> None:
    for told in slips(locale):
        totals = told["totals"]
        for column, ending in (("amount", ""), ("to_date", "_to_date")):
            gross = sum(amount(row[column]) for row in told["earnings"])
            taken = sum(amount(row[column]) for row in told["deductions"])
            assert amount(totals["gross" + ending]) == gross
            assert amount(totals["deductions" + ending]) == taken
            assert amount(totals["net" + ending]) == gross - taken > 0
        employer = sum(amount(row["employer"]) for row in told["deductions"] if "employer" in row)
        assert amount(totals["employer"]) == employer
        assert amount(totals["cost"]) == amount(totals["gross"]) + employer


@EVERY
def test_hours_and_rates_give_the_amounts(locale: str) -> None:
    formats = formats_for(locale)
    for told in slips(locale):
        for row in told["earnings"]:
            if "units" in row:
                assert amount(row["amount"]) == formats.rounded(amount(row["units"]) * amount(row["rate"]))
        for row in told["deductions"]:
            if "rate" in row:
                assert amount(row["amount"]) == formats.rounded(amount(row["base"]) * amount(row["rate"]) / 100)
            if "employer" in row:
                share = amount(row["base"]) * amount(row["employer_rate"]) / 100
                assert amount(row["employer"]) == formats.rounded(share)


@EVERY
def test_the_year_to_date_is_as_many_periods(locale: str) -> None:
    for seed in SEEDS:
        told = slip(locale, seed)
        number = int(told["period"]["number"].value)
        assert 1 <= number <= pay_rules(locale)["periods"]
        basic = told["earnings"][0]
        assert amount(basic["to_date"]) == number * amount(basic["amount"])
        if number == 1:
            rows = [*told["earnings"], *told["deductions"]]
            assert all(amount(row["to_date"]) == amount(row["amount"]) for row in rows)


@EVERY
def test_days_are_in_order_and_people_of_working_age(locale: str) -> None:
    for told in slips(locale):
        period, person = told["period"], told["employee"]
        first, last, paid, born, joined = (
            date.fromisoformat(value.value)
            for value in (period["from"], period["to"], period["paid"], person["born"], person["joined"])
        )
        assert born < joined <= first <= last
        assert (joined - born).days >= 18 * 365
        assert first <= paid < TODAY
        assert is_working_day(paid, locale)
        assert WORKING_AGE[0] <= (TODAY - born).days / 365.25 < WORKING_AGE[1] + 1
        assert day_read(period["paid"], locale) == paid


@EVERY
def test_leave_and_print(locale: str) -> None:
    for told in slips(locale):
        leave = {name: Decimal(value.value) for name, value in told["leave"].items()}
        assert leave["left"] == leave["entitled"] - leave["taken"] > 0
        for value in told["totals"].values():
            assert number_read(value.text, locale) == amount(value)


@EVERY
def test_bonus_and_correction_show_only_where_asked_for(locale: str) -> None:
    rules = pay_rules(locale)
    for seed in SEEDS:
        names = [row["name"].text for row in slip(locale, seed)["earnings"]]
        assert not {rules["recovery"], *rules["bonus"]} & set(names)
        told = slip(locale, seed, bonus=True, correction=True)["earnings"]
        assert next(amount(row["amount"]) for row in told if row["name"].text == rules["recovery"]) < 0
        assert next(amount(row["amount"]) for row in told if row["name"].text in rules["bonus"]) > 0


def test_progressive_tax_by_hand() -> None:
    """United Kingdom, 60,000 a year: 37,700 at 20 %, the rest of 47,430 at 40 %."""
    brackets = ((ZERO, Decimal(20)), (Decimal(37_700), Decimal(40)))
    assert progressive(Decimal(47_430), brackets) == Decimal("7540") + Decimal("3892")
    assert progressive(Decimal(37_700), brackets) == 7_540
    assert progressive(Decimal(-5), brackets) == 0


def test_what_is_deducted_before_tax_lowers_the_tax() -> None:
    pension = Deduction("pension", "Pension", rate=Decimal(5), before_tax=True)
    tax = Deduction("tax", "Tax", base="taxable", rate=Decimal(20))
    church = Deduction("church", "Church", of="tax", rate=Decimal(9))
    insurance = Deduction("insurance", "NI", rate=Decimal(8), floor=Decimal(1_000), cap=Decimal(1_500))
    pay = pay_of((tax, church, pension, insurance), Decimal(2_000), Decimal(2_000), 12, formats_for("en_GB"))
    assert pay.amounts == {"pension": 100, "tax": 380, "church": Decimal("34.20"), "insurance": 40}
    assert (pay.taxable, pay.net) == (1_900, Decimal("1445.80"))


@EVERY
def test_a_rule_that_hangs_on_another_comes_with_it(locale: str) -> None:
    for seed in SEEDS:
        met = draw_deductions(locale, 45, formats_for(locale), draws_for(1, seed, "rules"))
        keys = [deduction.key for deduction in met]
        assert len(set(keys)) == len(keys)
        assert all(deduction.of is None or deduction.of in keys for deduction in met)


def test_care_insurance_is_due_from_forty() -> None:
    young, old = (draw_deductions("ja_JP", age, formats_for("ja_JP"), draws_for(0, 0, "x")) for age in (39, 40))
    assert {deduction.key for deduction in old} - {deduction.key for deduction in young} == {"care"}


@EVERY
def test_the_same_desk_writes_the_same_slip(locale: str) -> None:
    assert slip.__wrapped__(locale, 5) == slip(locale, 5) != slip(locale, 6)


@EVERY
def test_slips_look_like_many_companies(locale: str) -> None:
    told = slips(locale)
    assert len({one["employer"]["name"].text for one in told}) == len(SEEDS)
    assert len({tuple(row["name"].text for row in one["deductions"]) for one in told}) >= 8
    assert {one["employee"]["address"].text for one in told}.isdisjoint(one["employer"]["address"].text for one in told)
