"""A paper tells one story: days in order, answers that fit each other, what is done where and by whom."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from synth.document import makers
from synth.document.records import Value
from synth.people.locale import locale_named
from synth.scene.read import read_yaml

from .papers import EVERY_LOCALE, host_of, plans, records


@EVERY_LOCALE
def test_answers_of_a_form_tell_one_story(locale: str) -> None:
    texts = {}
    for number in range(8):
        for plan in plans("form", locale, number):
            record: Any = plan.record
            answers = record["answers"]
            if record["purpose"] == "insurance" and record["filled"]:
                cause = next(option for option, ticked in answers["cause"].items() if ticked)
                texts.setdefault(answers["description"].text, set()).add(cause)
                if cause == "theft" and any(answers.get("police", {}).values()):
                    assert answers["police"]["yes"]
            if record["purpose"] == "customs" and record["filled"]:
                assert answers["country"].text != locale_named(locale).country
                assert not answers["contents"]["documents"]
            if record["purpose"] == "school" and record["filled"]:
                age = _age(date.fromisoformat(answers["child_birth_date"].value), record["signature"]["date"])
                texts.setdefault(f"grade {answers['grade'].text} {record['issuer']['name'].text[:0]}", set())
                assert 6 <= age <= 15
    assert all(len(causes) <= 1 for causes in texts.values())


def _age(born: date, day: Value) -> int:
    signed = date.fromisoformat(day.value)
    return signed.year - born.year - ((signed.month, signed.day) < (born.month, born.day))


@EVERY_LOCALE
def test_an_order_comes_before_the_delivery_and_that_before_the_invoice(locale: str) -> None:
    for record in records("invoice", locale):
        days = [record[key].value for key in ("order_date", "delivery_date", "date", "due_date")]
        assert days == sorted(days)
        years = re.findall(r"\b20\d\d", record["order_number"].text)
        assert set(years) <= {record["order_date"].value[:4]}


@EVERY_LOCALE
def test_a_stamp_of_receipt_is_younger_than_the_letter(locale: str) -> None:
    for record in records("letter", locale):
        facts = record["facts"]
        assert facts["date"].value < facts["received_date"].value <= date(2026, 1, 15).isoformat()
        if record["sender"]["is_company"] and "email" in record["sender"]:
            assert host_of(record["sender"]["email"].text) in record["sender"]["website"].text


@EVERY_LOCALE
def test_blood_is_taken_on_working_days_fasting_where_glucose_is_measured(locale: str) -> None:
    weekend = (4, 5) if locale == "ar" else (5, 6)
    for record in records("medical_report", locale):
        assert date.fromisoformat(record["collected_date"].value).weekday() not in weekend
        keys = {row["key"] for panel in record["panels"] for row in panel["rows"]}
        assert "glucose" not in keys or record["fasting"].text in _FASTING
        urine = any(panel["key"] == "urine" for panel in record["panels"])
        assert not urine or any(word in record["specimen"].text for word in _URINE), record["specimen"].text


_FASTING = {"Fasting", "nüchtern", "À jeun", "En ayunas", "صائم", "खाली पेट", "空腹時"}
_URINE = ("urin", "orina", "بول", "मूत्र", "尿")


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "ar", "hi", "ja"])
def test_every_sentence_of_a_report_is_whole(language: str) -> None:
    """An unquoted comma in a list of the YAML file makes two fragments of one sentence."""
    topics = read_yaml(Path(makers.__file__).parent / "report" / "data" / f"{language}.yaml")["topics"]
    for topic in topics.values():
        for name in ("intro", "method", "discussion"):
            for sentence in topic.get(name, ()):
                assert sentence.endswith((".", "।", "。")), (name, sentence)


@EVERY_LOCALE
def test_authors_write_from_their_institute(locale: str) -> None:
    for record in records("report", locale):
        hosts = {host_of(person["email"].text) for person in record["authors"]} | {host_of(record["email"].text)}
        assert len(hosts) == 1
        week = date.fromisoformat(record["date"].value).timetuple().tm_yday // 7 + 1
        assert int(record["number"].text[-2:]) <= max(week, 2)


@EVERY_LOCALE
def test_what_is_studied_belongs_to_the_faculty(locale: str) -> None:
    studies = read_yaml(Path(makers.__file__).parent / "id_card" / "data.yaml")[locale.split("_")[0]]["studies"]
    for record in records("id_card", locale):
        assert record["programme"].text in studies[record["faculty"].text]
        assert int(record["age"].text) == _age(date.fromisoformat(record["birth_date"].value), _TODAY)


_TODAY = Value("", "2026-01-15")


def test_a_laboratory_is_reached_under_its_own_name() -> None:
    for record in records("medical_report", "en_US"):
        name = record["laboratory"]["name"].text.lower().replace(" ", "-").replace("'", "")
        label = host_of(record["laboratory"]["email"].text).partition(".")[0].removeprefix("lab-")
        assert any(part in name for part in re.split("-+|lab|online|group|24", label) if len(part) > 3), label
