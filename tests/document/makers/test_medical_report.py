"""Laboratory reports: flags, comments and units agree with the printed numbers, ages and days with each other."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from synth.core.errors import SpecError
from synth.core.seeds import draws_for
from synth.document.makers.context import RecordContext
from synth.document.makers.medical_report.analytes import (
    ANALYTES,
    DERIVED,
    PANELS,
    QUALITATIVE,
    SYSTEMS,
    ReferenceRange,
    converted,
)
from synth.document.makers.medical_report.laboratory import Person, draw_results, egfr
from synth.document.makers.medical_report.record import draw_medical_report
from synth.document.records import Value
from synth.people.identity import TODAY

LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "ar", "hi_IN", "ja_JP")


def made(locale: str, number: int, **variables: Any) -> Any:
    context = RecordContext(draws=draws_for(5, number, "record"), locale=locale, seed=5, variables=variables)
    return draw_medical_report(context)


def some(locale: str, count: int = 40, **variables: Any) -> Iterator[Any]:
    return (
        made(locale, number, **{"panels": 2 + number % 7, "abnormal": 0.25, **variables}) for number in range(count)
    )


def rows_of(report: Any) -> list[Any]:
    return [row for panel in report["panels"] for row in panel["rows"]]


def range_of(told: Value) -> ReferenceRange:
    if told.value.startswith(("<=", ">=")):
        sign, end = told.value.split()
        return ReferenceRange(None, Decimal(end)) if sign == "<=" else ReferenceRange(Decimal(end), None)
    low, high = told.value.split("-")
    return ReferenceRange(Decimal(low), Decimal(high))


def side_of(row: Any) -> str:
    low, high = range_of(row["reference"])
    amount = Decimal(row["result"].value)
    return "low" if low is not None and amount < low else "high" if high is not None and amount > high else ""


def day(told: Value) -> date:
    return date.fromisoformat(told.value)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_result_is_flagged_exactly_when_it_is_out_of_its_printed_range(locale: str) -> None:
    flagged = 0
    for report in some(locale):
        for row in rows_of(report):
            if row["key"] in QUALITATIVE:
                assert bool(row["flag"].text) == (row["result"].value != "negative")
                continue
            assert row["flag"].value.replace("critical ", "") == side_of(row)
            assert bool(row["flag"].text) == bool(row["flag"].value)
            flagged += bool(row["flag"].text)
    assert flagged > 40


@pytest.mark.parametrize("locale", LOCALES)
def test_printed_ranges_and_numbers_are_written_alike(locale: str) -> None:
    for report in some(locale, 10):
        for row in rows_of(report):
            if row["key"] in QUALITATIVE:
                continue
            unit = next(unit for unit in ANALYTES[row["key"]].units if unit.name == row["unit"].text)
            ends = [f"{end:f}" for end in range_of(row["reference"]) if end is not None]
            for number in (row["result"].value, row["previous"].value, *ends):
                assert len(number.partition(".")[2]) == unit.decimals


@pytest.mark.parametrize("locale", LOCALES)
def test_comments_say_what_the_flags_say(locale: str) -> None:
    quiet = set()
    for report in some(locale, abnormal=0.08):
        out = [row["name"].text for row in rows_of(report) if row["flag"].text]
        said = [comment["text"].text for comment in report["comments"]]
        assert said
        if not out:
            quiet.update(said)
            continue
        assert not quiet & set(said)
        assert all(any(name in sentence for sentence in said) for name in out[:6])
        inside = {row["name"].text for row in rows_of(report) if not row["flag"].text} - set(out)
        told = {sentence.split(":")[0] for sentence in said[: min(len(out), 6)]}
        assert not inside & told
    assert quiet


def test_nothing_is_out_of_range_where_nothing_is_abnormal() -> None:
    for report in some("en_US", 60, abnormal=0.0, panels=len(PANELS)):
        assert not [row["key"] for row in rows_of(report) if row["flag"].text]


def test_more_is_out_of_range_where_more_is_abnormal() -> None:
    shares = []
    for abnormal in (0.1, 0.3, 0.6):
        rows = [row for report in some("en_GB", 60, abnormal=abnormal) for row in rows_of(report)]
        drawn = [bool(row["flag"].text) for row in rows if row["key"] not in DERIVED]
        shares.append(sum(drawn) / len(drawn))
    assert shares == pytest.approx((0.1, 0.3, 0.6), abs=0.04)


def test_a_critical_report_has_one_critical_result_and_others_have_none() -> None:
    for number in range(80):
        report = made("en_US", number, critical=True, abnormal=0.3)
        critical = [row for row in rows_of(report) if row["critical"]]
        assert len(critical) == 1
        assert report["critical"]
        assert len(critical[0]["flag"].text) == 2
        called = next(one["text"].text for one in report["comments"] if "telephone" in one["text"].text)
        assert critical[0]["name"].text in called
        assert critical[0]["result"].text in called
        assert not made("en_US", number, critical=False, abnormal=0.3)["critical"]


def test_units_are_those_of_the_country() -> None:
    for number in range(30):
        for locale, unit in (("en_US", "mg/dL"), ("ja_JP", "mg/dL"), ("en_GB", "mmol/L"), ("fr_FR", "mmol/L")):
            found = {row["unit"].text for row in rows_of(made(locale, number, panels=10)) if row["key"] == "ldl"}
            assert found <= {unit}
    assert set(SYSTEMS) == set(LOCALES)


@pytest.mark.parametrize(
    ("key", "conventional", "si"),
    [
        ("glucose", "99", "5.5"),
        ("creatinine", "1.00", "88"),
        ("cholesterol", "200", "5.2"),
        ("triglycerides", "150", "1.7"),
        ("calcium", "8.6", "2.15"),
        ("haemoglobin", "13.5", "135"),
        ("hba1c", "5.6", "38"),
        ("bilirubin", "1.2", "21"),
        ("ft4", "1.70", "21.9"),
        ("urea", "15", "2.5"),
    ],
)
def test_units_are_converted_as_clinical_tables_have_it(key: str, conventional: str, si: str) -> None:
    assert converted(Decimal(conventional), ANALYTES[key].unit("si")) == Decimal(si)


@pytest.mark.parametrize("system", ["conventional", "si"])
def test_what_follows_from_other_results_does(system: Any) -> None:
    for number in range(200):
        person = Person("fm"[number % 2], 18 + number % 70)
        found = draw_results(list(ANALYTES), person, system, 0.3, "", draws_for(2, number, "x"))
        value = {key: float(one.amount) for key, one in found.items()}
        white = ("neutrophils", "lymphocytes", "monocytes", "eosinophils", "basophils")
        assert sum(found[key].amount for key in white) == 100
        share = 1 if system == "si" else 0.01  # L/L or %
        grams = value["haemoglobin"] / (10 if system == "si" else 1)
        assert value["haematocrit"] * share * 1000 == pytest.approx(value["erythrocytes"] * value["mcv"], abs=6)
        assert value["mch"] == pytest.approx(grams / value["erythrocytes"] * 10, abs=0.25)
        assert found["cholesterol"].amount == found["hdl"].amount + found["non_hdl"].amount
        very_low = value["triglycerides"] / (2.2 if system == "si" else 5)
        assert value["cholesterol"] == pytest.approx(value["hdl"] + value["ldl"] + very_low, abs=0.51)


@pytest.mark.parametrize(
    ("creatinine", "sex", "years", "rate"),
    [(0.9, "m", 50, 104), (0.7, "f", 50, 105), (1.5, "m", 70, 50), (0.6, "f", 30, 124)],
)
def test_the_filtration_rate_is_that_of_ckd_epi_2021(creatinine: float, sex: str, years: int, rate: int) -> None:
    assert math.isclose(egfr(creatinine, Person(sex, years)), rate, abs_tol=1)


@pytest.mark.parametrize("locale", LOCALES)
def test_days_and_ages_agree(locale: str) -> None:
    for report in some(locale):
        birth, collected = day(report["patient"]["birth_date"]), day(report["collected_date"])
        age = collected.year - birth.year - ((collected.month, collected.day) < (birth.month, birth.day))
        assert int(report["patient"]["age"].value) == age
        assert report["patient"]["age"].value in report["patient"]["age"].text
        order = [day(report[name]) for name in ("previous_date", "collected_date", "received_date", "reported_date")]
        assert order == sorted(order)
        assert order[-1] <= TODAY
        assert order[0] < order[1]
        taken, received = report["collected_time"].value, report["received_time"].value
        assert order[1] != order[2] or taken < received


def test_ranges_are_those_of_the_sex() -> None:
    found = {}
    for report in some("en_GB", 60):
        for row in rows_of(report):
            if row["key"] == "haematocrit":
                found[report["patient"]["sex"].value] = row["reference"].value
    assert found == {"f": "0.36-0.46", "m": "0.40-0.52"}


@pytest.mark.parametrize("locale", LOCALES)
def test_the_same_desk_writes_the_same_report_and_others_differ(locale: str) -> None:
    assert made(locale, 3, panels=4) == made(locale, 3, panels=4)
    reports = list(some(locale, 50))
    assert len({report["laboratory"]["name"].text for report in reports}) >= 35
    assert len({report["patient"]["name"].text for report in reports}) >= 45
    assert len({tuple(panel["key"] for panel in report["panels"]) for report in reports}) >= 20


def test_a_report_has_as_many_panels_as_are_wanted() -> None:
    for wanted in (1, 2, 5, len(PANELS)):
        assert all(len(report["panels"]) == wanted for report in some("de_DE", 10, panels=wanted))


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"panels": 11}, "variables.panels: got 11; a whole number from 1 to 10"),
        ({"panels": True}, "variables.panels: got True; a whole number from 1 to 10"),
        ({"panels": 2.5}, "variables.panels: got 2.5; a whole number from 1 to 10"),
        ({"abnormal": -0.1}, "variables.abnormal: got -0.1; a number from 0 to 1"),
        ({"critical": 1}, "variables.critical: got 1; true or false"),
    ],
)
def test_variables_that_mean_nothing_are_refused(variables: Any, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        made("en_US", 1, **variables)
