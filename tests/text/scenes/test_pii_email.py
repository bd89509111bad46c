"""The shipped scene `pii_email`: mails in six locales with every kind of personal data labelled."""

from __future__ import annotations

import re

import pytest

from synth.core.paths import SCENES
from synth.text.scene.load import load_text_scene

from .rendered import Rendered, rendered

COUNT = 600

WEEKDAYS = (
    r"\b((Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|Samstag|Sonntag|lundi|mardi|"
    r"mercredi|jeudi|vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|domingo)\b|[月火水木金土日]曜日"
)


@pytest.fixture(scope="module")
def mails() -> list[Rendered]:
    return rendered("pii_email", COUNT, 5)


def test_every_label_kind_and_locale_comes_up(mails: list[Rendered]) -> None:
    scene = load_text_scene(SCENES / "pii_email.yaml")
    assert {span.label for mail in mails for span in mail.spans} == set(scene.labels)
    assert len(scene.labels) >= 25
    assert {mail.plan.locale for mail in mails} == {"en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "ja_JP"}
    assert len({(mail.plan.locale, mail.plan.variables["kind"]) for mail in mails}) == 6 * 12


def test_no_two_mails_are_alike_and_none_looks_broken(mails: list[Rendered]) -> None:
    assert len({mail.text for mail in mails}) == COUNT
    for _, _, text, _, _ in mails:
        assert not any(flaw in text for flaw in ("  ", " ,", " .", "..", "\n\n\n", "{{", "。。")), text


def test_spans_are_the_characters_that_stand_there(mails: list[Rendered]) -> None:
    for _, _, text, spans, _ in mails:
        assert all(text[span.start : span.end] == span.value.strip() == span.value for span in spans)


def test_a_full_name_is_one_span_wherever_it_stands(mails: list[Rendered]) -> None:
    found = 0
    for _, people, text, spans, _ in mails:
        for name in (person.value("name") for person in people.values()):
            for at in re.finditer(re.escape(name), text):
                found += 1
                assert any(span.start <= at.start() and at.end() <= span.end for span in spans), text
    assert found > COUNT


def test_every_weekday_is_a_date(mails: list[Rendered]) -> None:
    found = 0
    for _, _, text, spans, _ in mails:
        for at in re.finditer(WEEKDAYS, text):
            found += 1
            assert any(span.start <= at.start() and at.end() <= span.end for span in spans), text
    assert found > COUNT // 20


def test_greetings_agree_with_the_gender_of_whom_they_greet(mails: list[Rendered]) -> None:
    forms = {
        "de_DE": ("Liebe ", "Sehr geehrte Frau ", "Lieber ", "Sehr geehrter Herr "),
        "fr_FR": ("Chère ", "Madame ", "Cher ", "Monsieur "),
        "es_ES": ("Querida ", "Estimada ", "Querido ", "Estimado "),
    }
    seen: set[tuple[str, bool]] = set()
    for plan, people, text, _, _ in mails:
        feminine = people["recipient"].gender == "f"
        for number, form in enumerate(forms.get(plan.locale, ())):
            if re.search(rf"^{form}.*[,:]$", text, re.MULTILINE):
                assert feminine == (number < 2), text
                seen.add((plan.locale, feminine))
    assert len(seen) == 2 * len(forms)


def test_a_person_is_one_entity_from_greeting_to_signature(mails: list[Rendered]) -> None:
    several = 0
    for _, people, _, spans, _ in mails:
        names = {people["sender"].value("name"), people["sender"].value("first_name")}
        entities = [span.entity_id for span in spans if span.label == "PERSON" and span.value in names]
        assert len(set(entities)) <= 1
        several += len(entities) > 1
    assert several > COUNT // 4


def test_ibans_are_those_of_countries_that_have_them(mails: list[Rendered]) -> None:
    with_iban = {mail.plan.locale for mail in mails if any(span.label == "IBAN" for span in mail.spans)}
    assert with_iban <= {"en_GB", "de_DE", "fr_FR", "es_ES"}
    assert "de_DE" in with_iban


def test_a_firm_in_a_signature_is_not_where_its_clerk_lives(mails: list[Rendered]) -> None:
    offices = 0
    for mail in mails:
        sender = mail.people["sender"]
        signature = mail.text[mail.text.rfind(sender.value("name")) :]
        if sender.value("employer") in signature:
            assert sender.value("street") not in signature
            offices += sender.value("work_street") in signature
    assert offices
