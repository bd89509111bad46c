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
from synth.document.makers.payslip.payroll import (
    Deduction,
    Employed,
    draw_deductions,
    is_due_in,
    pay_of,
    pay_rules,
    progressive,
)
from synth.document.makers.payslip.record import WORKING_AGE, draw_payslip
from synth.document.makers.working_days import is_working_day
from synth.document.records import Value
from synth.people import LOCALES
from synth.people.identity import TODAY
from synth.people.locale import locale_named
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
        met = draw_deductions(
            locale, Employed(45, "Sachsen", "1", 0.5), formats_for(locale), draws_for(1, seed, "rules")
        )
        keys = [deduction.key for deduction in met]
        assert len(set(keys)) == len(keys)
        assert all(deduction.of is None or deduction.of in keys for deduction in met)


def test_care_insurance_is_due_from_forty() -> None:
    young, old = (rules_of("ja_JP", Employed(age, "東京都", "1", 0.5)) for age in (39, 40))
    assert {deduction.key for deduction in old} - {deduction.key for deduction in young} == {"care"}


@EVERY
def test_the_same_desk_writes_the_same_slip(locale: str) -> None:
    assert slip.__wrapped__(locale, 5) == slip(locale, 5) != slip(locale, 6)


@EVERY
def test_slips_look_like_many_companies(locale: str) -> None:
    told = slips(locale)
    assert len({one["employer"]["name"].text for one in told}) >= len(SEEDS) - 1
    assert len({tuple(row["name"].text for row in one["deductions"]) for one in told}) >= 6
    assert {one["employee"]["address"].text for one in told}.isdisjoint(one["employer"]["address"].text for one in told)


def rules_of(locale: str, who: Employed, seed: int = 0) -> tuple[Deduction, ...]:
    return draw_deductions(locale, who, formats_for(locale), draws_for(0, seed, "x"))


WITHOUT_INCOME_TAX = {"AK", "FL", "NV", "NH", "SD", "TN", "TX", "WA", "WY"}


def test_states_without_income_tax_print_none() -> None:
    (rule,) = [rule for rule in pay_rules("en_US")["rules"] if rule["key"] == "state"]
    states = {city.state for city in locale_named("en_US").cities}
    assert {state for state in states if not is_due_in(rule, state)} == states & WITHOUT_INCOME_TAX
    assert not rule["rates"].keys() & WITHOUT_INCOME_TAX
    for state in states:
        found = {deduction.key: deduction for deduction in rules_of("en_US", Employed(40, state, "9", 0.5))}
        assert ("state" in found) == (state not in WITHOUT_INCOME_TAX)


@EVERY
def test_every_rule_names_real_states(locale: str) -> None:
    rules = [*pay_rules(locale)["rules"], *pay_rules(locale)["extras"]]
    named = {state for rule in rules for key in ("where", "nowhere", "rates") for state in rule.get(key, ())}
    named |= pay_rules(locale).get("codes_of", {}).keys()
    assert named - {"usual"} <= {city.state for city in locale_named(locale).cities}


@EVERY
def test_nobody_pays_one_thing_twice_wherever_they_live(locale: str) -> None:
    every = {rule["key"] for rule in pay_rules(locale)["rules"] if "share" not in rule and "from_age" not in rule}
    for state in {city.state for city in locale_named(locale).cities}:
        keys = [deduction.key for deduction in rules_of(locale, Employed(66, state, "1", 0.5), 3)]
        assert len(keys) == len(set(keys))
        local = {rule["key"] for rule in pay_rules(locale)["rules"] if not is_due_in(rule, state)}
        assert every <= set(keys) | local


def test_church_tax_codes_and_weighting_are_those_of_the_place() -> None:
    def rate(state: str) -> Decimal | None:
        found = (rules_of("de_DE", Employed(40, state, "9", 0.5), seed) for seed in range(20))
        return next(one.rate for rules in found for one in rules if one.key == "church")

    assert (rate("Bayern"), rate("Hessen")) == (8, 9)
    slips = [slip("en_GB", seed) for seed in range(60)]
    scots = [
        one for one in slips if one["employee"]["address"].text.split("\n")[1].startswith(("Edinburgh", "Glasgow"))
    ]
    assert scots
    assert {one["employee"]["code"].text for one in slips if one["employee"]["code"].text[0] == "S"} == {
        one["employee"]["code"].text for one in scots
    }
    london = [one for one in slips for row in one["earnings"] if row["name"].text == "London weighting"]
    assert london
    assert all("London" in one["employee"]["address"].text for one in london)


def test_who_earns_more_pays_a_higher_rate() -> None:
    rates = [
        next(one.rate for one in rules_of("es_ES", Employed(40, "Madrid", "9", level)) if one.key == "tax")
        for level in (0.0, 0.3, 0.7, 1.0)
    ]
    assert rates == sorted(set(rates), key=lambda rate: rate or 0)


@pytest.mark.parametrize(("national_id", "insured"), [("1", True), ("2", False)])
def test_residents_of_saudi_arabia_pay_no_pension(national_id: str, insured: bool) -> None:
    keys = {deduction.key for deduction in rules_of("ar", Employed(40, "منطقة حائل", national_id, 0.5))}
    assert ({"social", "unemployment"} <= keys) == insured
    assert "tax" not in keys


@EVERY
def test_an_employee_lives_where_the_employer_is_but_not_in_the_office(locale: str) -> None:
    for told in slips(locale):
        home, office = told["employee"]["address"], told["employer"]["address"]
        assert home.text.split("\n")[-1] != office.text
        assert home.text != office.text
