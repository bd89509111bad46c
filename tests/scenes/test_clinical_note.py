"""The shipped scene `clinical_note`: notes whose drugs, tests and findings fit the condition."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest

from synth.grammar.library import load_library
from synth.labels import Span
from synth.personas import personas_for
from synth.plan.texts import TextPlanner
from synth.records import TextPlan
from synth.seeds import draws_for
from synth.spec.load import load_text_scene

SCENES = Path(__file__).parents[2] / "scenes"
COUNT = 400


@pytest.fixture(scope="module")
def notes() -> list[tuple[TextPlan, str, tuple[Span, ...]]]:
    return list(_rendered())


def _rendered() -> Iterator[tuple[TextPlan, str, tuple[Span, ...]]]:
    scene = load_text_scene(SCENES / "clinical_note.yaml")
    library = load_library(scene, SCENES)
    planner = TextPlanner(scene, COUNT, 5)
    for sample_id in range(COUNT):
        plan = planner.plan(sample_id)
        people = personas_for(scene.people, plan.locale, 5, draws_for(5, sample_id, "people"))
        context = {**plan.variables, "locale": plan.locale, **people}
        marked, _ = library.render(plan.template, context, draws_for(5, sample_id, "text"))
        yield plan, marked.text, marked.spans()[0]


def test_every_label_template_and_condition_comes_up(notes: list) -> None:
    scene = load_text_scene(SCENES / "clinical_note.yaml")
    assert {span.label for _, _, spans in notes for span in spans} == set(scene.labels)
    assert {plan.template for plan, _, _ in notes} == set(scene.templates)
    assert len({plan.variables["condition"] for plan, _, _ in notes}) == 17


def test_no_two_notes_are_alike_and_none_looks_broken(notes: list) -> None:
    assert len({text for _, text, _ in notes}) == COUNT
    for _, text, _ in notes:
        assert not any(flaw in text for flaw in ("  ", " ,", " .", "..", "\n\n\n", "{{", "MRN MRN"))


def test_spans_are_the_characters_that_stand_there(notes: list) -> None:
    for _, text, spans in notes:
        assert all(text[span.start : span.end] == span.value.strip() == span.value for span in spans)


def test_sections_do_not_overlap_and_hold_what_belongs_there(notes: list) -> None:
    for _, _, spans in notes:
        sections = [span for span in spans if span.label.startswith("SECTION_")]
        assert len(sections) >= 4
        assert all(a.end <= b.start for a, b in itertools.pairwise(sections))
        labs = next(section for section in sections if section.label == "SECTION_LABS")
        values = [span for span in spans if span.label == "LAB_VALUE"]
        assert values
        assert all(labs.start < value.start and value.end <= labs.end for value in values)


def test_drugs_carry_dose_route_and_frequency(notes: list) -> None:
    for _, _, spans in notes:
        for drug in (span for span in spans if span.label == "MEDICATION"):
            assert drug.value == " ".join(str(drug.attributes[key]) for key in ("drug", "dose", "route", "frequency"))


def test_tests_fit_the_condition(notes: list) -> None:
    for plan, _, spans in notes:
        tests = {span.value for span in spans if span.label == "LAB_TEST"}
        assert ("HbA1c" in tests) <= (plan.variables["condition"] == "diabetes")
        assert ("uric acid" in tests) <= (plan.variables["condition"] == "gout")


def test_one_patient_is_one_entity(notes: list) -> None:
    for _, _, spans in notes:
        assert len({span.entity_id for span in spans if span.label == "PATIENT"}) == 1
