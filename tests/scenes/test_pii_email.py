"""The shipped scene `pii_email`: mails in six locales with every kind of personal data labelled."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from synth.grammar.library import load_library
from synth.labels import Span
from synth.personas import personas_for
from synth.personas.persona import Persona
from synth.plan.texts import TextPlanner
from synth.records import TextPlan
from synth.seeds import draws_for
from synth.spec.load import load_text_scene

SCENES = Path(__file__).parents[2] / "scenes"
COUNT = 600


@pytest.fixture(scope="module")
def mails() -> list[tuple[TextPlan, dict[str, Persona], str, tuple[Span, ...]]]:
    return list(_rendered())


def _rendered() -> Iterator[tuple[TextPlan, dict[str, Persona], str, tuple[Span, ...]]]:
    scene = load_text_scene(SCENES / "pii_email.yaml")
    library = load_library(scene, SCENES)
    planner = TextPlanner(scene, COUNT, 5)
    for sample_id in range(COUNT):
        plan = planner.plan(sample_id)
        people = personas_for(scene.people, plan.locale, 5, draws_for(5, sample_id, "people"))
        context = {**plan.variables, "locale": plan.locale, **people}
        marked, _ = library.render(plan.template, context, draws_for(5, sample_id, "text"))
        yield plan, people, marked.text, marked.spans()[0]


def test_every_label_kind_and_locale_comes_up(mails: list) -> None:
    scene = load_text_scene(SCENES / "pii_email.yaml")
    assert {span.label for *_, spans in mails for span in spans} == set(scene.labels)
    assert len(scene.labels) >= 25
    assert {plan.locale for plan, *_ in mails} == {"en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "ja_JP"}
    assert len({(plan.locale, plan.variables["kind"]) for plan, *_ in mails}) == 6 * 12


def test_no_two_mails_are_alike_and_none_looks_broken(mails: list) -> None:
    assert len({text for *_, text, _ in mails}) == COUNT
    for *_, text, _ in mails:
        assert not any(flaw in text for flaw in ("  ", " ,", " .", "..", "\n\n\n", "{{", "。。")), text


def test_spans_are_the_characters_that_stand_there(mails: list) -> None:
    for *_, text, spans in mails:
        assert all(text[span.start : span.end] == span.value.strip() == span.value for span in spans)


def test_greetings_agree_with_the_gender_of_whom_they_greet(mails: list) -> None:
    forms = {
        "de_DE": ("Liebe ", "Sehr geehrte Frau ", "Lieber ", "Sehr geehrter Herr "),
        "fr_FR": ("Chère ", "Madame ", "Cher ", "Monsieur "),
        "es_ES": ("Querida ", "Estimada ", "Querido ", "Estimado "),
    }
    seen: set[tuple[str, bool]] = set()
    for plan, people, text, _ in mails:
        feminine = people["recipient"].gender == "f"
        for number, form in enumerate(forms.get(plan.locale, ())):
            if re.search(rf"^{form}.*[,:]$", text, re.MULTILINE):
                assert feminine == (number < 2), text
                seen.add((plan.locale, feminine))
    assert len(seen) == 2 * len(forms)


def test_a_person_is_one_entity_from_greeting_to_signature(mails: list) -> None:
    several = 0
    for _, people, _, spans in mails:
        names = {people["sender"].value("name"), people["sender"].value("first_name")}
        entities = [span.entity_id for span in spans if span.label == "PERSON" and span.value in names]
        assert len(set(entities)) <= 1
        several += len(entities) > 1
    assert several > COUNT // 4
