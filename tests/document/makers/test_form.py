"""Forms: answers fit together, sums add up, and what is left blank says nothing."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from synth.core.errors import SpecError
from synth.core.seeds import draws_for
from synth.document.makers.context import RecordContext
from synth.document.makers.form.answers import answer
from synth.document.makers.form.context import FormContext
from synth.document.makers.form.record import PURPOSES, draw_form
from synth.document.makers.formats import formats_for
from synth.document.records import Value
from synth.people.identity import TODAY

LOCALES = ("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "ar", "hi_IN", "ja_JP")


def desk_of(locale: str, number: int, **variables: Any) -> RecordContext:
    return RecordContext(draws=draws_for(5, number, "record"), locale=locale, seed=5, variables=variables)


def made(locale: str, number: int, **variables: Any) -> Any:
    return draw_form(desk_of(locale, number, **variables))


def some(locale: str, purpose: str, count: int = 25, **variables: Any) -> Iterator[Any]:
    return (made(locale, number, purpose=purpose, **{"unanswered": 0.0, **variables}) for number in range(count))


def items_of(form: Any) -> list[Any]:
    return [item for section in form["sections"] for item in section["items"]]


def texts_of(answers: Any) -> Iterator[str]:
    if isinstance(answers, Value):
        yield answers.text
    elif isinstance(answers, dict):
        for one in answers.values():
            yield from texts_of(one)
    elif isinstance(answers, list):
        for one in answers:
            yield from texts_of(one)


def amount(told: Value) -> Decimal:
    return Decimal(told.value.rpartition(" ")[2])


def day(told: Value) -> date:
    return date.fromisoformat(told.value)


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("locale", LOCALES)
def test_every_question_is_answered_or_blank(locale: str, purpose: str) -> None:
    for form in some(locale, purpose, 8):
        for item in items_of(form):
            told = form["answers"][item["key"]]
            if item["kind"] in ("choice", "yesno"):
                assert sum(told.values()) == 1
            elif item["kind"] == "several":
                assert 1 <= sum(told.values()) <= len(told)
            elif item["kind"] != "table":
                assert told.text
                assert told.value
        assert set(form["answers"]) == {item["key"] for item in items_of(form)}


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_blank_form_says_nothing_and_is_not_signed(purpose: str) -> None:
    form = made("en_GB", 4, purpose=purpose, blank=True)
    assert not any(texts_of(form["answers"]))
    ticks = [tick for told in form["answers"].values() if isinstance(told, dict) for tick in told.values()]
    assert not any(ticks)
    assert not form["filled"]
    assert not form["signature"]["date"].text
    assert not form["office"]["received"].text
    assert [item["key"] for item in items_of(form)] == [
        item["key"] for item in items_of(made("en_GB", 4, purpose=purpose))
    ]


def test_only_what_need_not_be_answered_is_left_blank() -> None:
    blank = total = 0
    for number in range(60):
        form = made("en_US", number, purpose="insurance", unanswered=0.4)
        for item in items_of(form):
            if item["kind"] in ("line", "comb", "lines"):
                empty = not form["answers"][item["key"]].text
                assert not (empty and item["required"])
                blank, total = blank + (empty and not item["required"]), total + (not item["required"])
    assert 0.3 < blank / total < 0.5


def test_an_answer_does_not_hang_on_what_else_is_left_blank() -> None:
    full, sparse = made("en_US", 9, purpose="job", unanswered=0.0), made("en_US", 9, purpose="job", unanswered=0.5)
    given = {key: told for key, told in sparse["answers"].items() if isinstance(told, Value) and told.text}
    assert given
    assert all(full["answers"][key] == told for key, told in given.items())


@pytest.mark.parametrize("locale", LOCALES)
def test_totals_are_the_sums_of_the_printed_rows(locale: str) -> None:
    for form in some(locale, "insurance"):
        assert sum(amount(row["price"]) for row in form["answers"]["items"]) == amount(form["answers"]["total"])
    for form in some(locale, "customs"):
        rows = form["answers"]["goods"]
        assert sum(amount(row["price"]) for row in rows) == amount(form["answers"]["total_value"])
        assert sum(Decimal(row["weight"].value) for row in rows) == Decimal(form["answers"]["total_weight"].value)


@pytest.mark.parametrize("locale", LOCALES)
def test_days_are_in_order(locale: str) -> None:
    for purpose in ("membership", "insurance", "school"):
        for form in some(locale, purpose):
            signed, answers = day(form["signature"]["date"]), form["answers"]
            assert signed < TODAY
            if "start_date" in answers:
                assert day(answers["start_date"]) > signed
            if "incident_date" in answers:
                assert day(answers["incident_date"]) < signed
            if "child_birth_date" in answers:
                assert 5 <= (signed - day(answers["child_birth_date"])).days / 365 <= 17
            if form["office"]["received"].text:
                assert signed < day(form["office"]["received"]) <= TODAY


@pytest.mark.parametrize("locale", LOCALES)
def test_a_career_runs_from_school_to_the_latest_job(locale: str) -> None:
    for form in some(locale, "job"):
        answers = form["answers"]
        school = [(int(row["from"].value), int(row["to"].value)) for row in answers["education"]]
        assert all(start < end for start, end in school)
        assert school[0][1] == school[1][0]
        jobs = [(int(row["from"].value), int(row["to"].value)) for row in answers.get("experience", [])]
        assert all(start < end for start, end in jobs)
        assert all(later[0] == earlier[1] for later, earlier in itertools.pairwise(jobs))
        assert not jobs or jobs[-1][0] >= school[1][1] - 2
        if "birth_date" in answers:
            assert 10 <= school[0][0] - day(answers["birth_date"]).year <= 11


def test_the_sex_ticked_is_that_of_the_person() -> None:
    for number in range(20):
        context = desk_of("de_DE", number, purpose="patient", unanswered=0.0)
        form = draw_form(context)
        again = desk_of("de_DE", number).people(*(f"person {at}" for at in range(8)))
        applicant = next(one for one in again if one.value("name") == form["signature"]["name"].text)  # type: ignore[index]
        assert form["answers"]["sex"] == {"female": applicant.gender == "f", "male": applicant.gender == "m"}  # type: ignore[index]


@pytest.mark.parametrize("locale", LOCALES)
def test_the_same_desk_writes_the_same_form_and_others_differ(locale: str) -> None:
    assert made(locale, 3, purpose="job") == made(locale, 3, purpose="job")
    forms = [made(locale, number, purpose=PURPOSES[number % 6]) for number in range(60)]
    assert len({form["issuer"]["name"].text for form in forms}) >= 50
    assert len({form["signature"]["name"].text for form in forms}) >= 50
    assert len({tuple(item["key"] for item in items_of(form)) for form in forms}) >= 40


def test_a_question_that_nobody_can_answer_is_an_error() -> None:
    context = desk_of("en_US", 1)
    people = context.people("a", "b")
    form = FormContext(
        applicant=people[0], others=people[1:], signed=TODAY, texts={"answers": {}}, formats=formats_for("en_US"), key=1
    )
    with pytest.raises(SpecError, match="question: got 'iban number'"):
        answer("iban number", form, form.draws("x"))


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"purpose": "taxes"}, "variables.purpose: got 'taxes'; known: customs, insurance"),
        ({"unanswered": 2.0}, "variables.unanswered: got 2.0; a number from 0 to 1"),
        ({"unanswered": "many"}, "variables.unanswered: got 'many'; a number from 0 to 1"),
        ({"blank": "yes"}, "variables.blank: got 'yes'; true or false"),
    ],
)
def test_variables_that_mean_nothing_are_refused(variables: Any, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        made("en_US", 1, **variables)
