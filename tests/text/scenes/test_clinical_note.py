"""The shipped scene `clinical_note`: notes whose drugs, tests and findings fit the condition."""

from __future__ import annotations

import itertools
import re

import pytest

from synth.core.paths import SCENES
from synth.text.scene.load import load_text_scene

from .rendered import Rendered, rendered

COUNT = 400


@pytest.fixture(scope="module")
def notes() -> list[Rendered]:
    return rendered("clinical_note", COUNT, 5)


def test_every_label_template_and_condition_comes_up(notes: list[Rendered]) -> None:
    scene = load_text_scene(SCENES / "clinical_note.yaml")
    assert {span.label for note in notes for span in note.spans} == set(scene.labels)
    assert {note.plan.template for note in notes} == set(scene.templates)
    assert len({note.plan.variables["condition"] for note in notes}) == 17


def test_no_two_notes_are_alike_and_none_looks_broken(notes: list[Rendered]) -> None:
    assert len({note.text for note in notes}) == COUNT
    for _, _, text, _, _ in notes:
        assert not any(flaw in text for flaw in ("  ", " ,", " .", "..", "\n\n\n", "{{", "MRN MRN"))


def test_spans_are_the_characters_that_stand_there(notes: list[Rendered]) -> None:
    for _, _, text, spans, _ in notes:
        assert all(text[span.start : span.end] == span.value.strip() == span.value for span in spans)


def test_sections_do_not_overlap_and_hold_what_belongs_there(notes: list[Rendered]) -> None:
    for _, _, _, spans, _ in notes:
        sections = [span for span in spans if span.label.startswith("SECTION_")]
        assert len(sections) >= 4
        assert all(a.end <= b.start for a, b in itertools.pairwise(sections))
        labs = next(section for section in sections if section.label == "SECTION_LABS")
        values = [span for span in spans if span.label == "LAB_VALUE"]
        assert values
        assert all(labs.start < value.start and value.end <= labs.end for value in values)


def test_drugs_carry_dose_route_and_frequency(notes: list[Rendered]) -> None:
    for _, _, _, spans, _ in notes:
        for drug in (span for span in spans if span.label == "MEDICATION"):
            assert drug.value == " ".join(str(drug.attributes[key]) for key in ("drug", "dose", "route", "frequency"))


def test_tests_fit_the_condition(notes: list[Rendered]) -> None:
    for plan, _, _, spans, _ in notes:
        tests = {span.value for span in spans if span.label == "LAB_TEST"}
        assert ("HbA1c" in tests) <= (plan.variables["condition"] == "diabetes")
        assert ("uric acid" in tests) <= (plan.variables["condition"] == "gout")


def test_one_patient_is_one_entity(notes: list[Rendered]) -> None:
    for _, _, _, spans, _ in notes:
        assert len({span.entity_id for span in spans if span.label == "PATIENT"}) == 1


def test_a_note_stays_in_one_town(notes: list[Rendered]) -> None:
    towns = 0
    for _, people, _, spans, _ in notes:
        town = people["patient"].value("city")
        assert {person.value("city") for person in people.values()} == {town}
        named = [span.value for span in spans if span.label == "HOSPITAL" and town in span.value]
        towns += len(named)
    assert towns > COUNT // 8


def test_clinics_sign_by_day_and_wards_at_any_hour(notes: list[Rendered]) -> None:
    hours: dict[str, set[int]] = {"soap": set(), "consult": set(), "ed": set(), "progress": set(), "discharge": set()}
    for plan, _, text, _, _ in notes:
        for signed in re.findall(r"signed by .* (\d\d?):\d\d", text):
            hours[plan.template].add(int(signed))
    assert hours["soap"] | hours["consult"] <= set(range(8, 18))
    assert any(hour < 8 or hour > 17 for ward in ("ed", "progress", "discharge") for hour in hours[ward])
