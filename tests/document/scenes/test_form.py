"""The shipped scene `form`: every layout prints and verifies; questions, answers, boxes to tick, blanks."""

from __future__ import annotations

from typing import Any

import pytest

from synth.document.makers.form.record import PURPOSES

from .printed import LOCALES, Paper, Press

LAYOUTS = ("lines", "boxes", "columns", "table")
USUAL = {"purpose": "membership", "handwritten": True, "unanswered": 0.0, "blank": False, "stamp": False}
ENGLISH = {"Surname", "Please", "Received", "Telephone", "yes", "complete"}


@pytest.fixture(scope="module")
def press() -> Press:
    return Press("form")


def answers_of(paper: Paper) -> Any:
    return paper.plan.record["answers"]


def test_the_scene_knows_layouts_and_purposes(press: Press) -> None:
    assert set(press.scene.templates) == set(LAYOUTS)
    assert set(press.scene.variables["purpose"].values() or ()) == set(PURPOSES)


@pytest.mark.parametrize(("number", "layout"), list(enumerate(LAYOUTS)))
def test_every_question_is_linked_to_its_answer(press: Press, number: int, layout: str) -> None:
    paper = press.print(layout, ("en_GB", "en_US")[number % 2], number, **USUAL)
    asked = {paper.labels.fields[link.field].key for link in paper.labels.links}
    assert asked >= {f"answers.{key}" for key in answers_of(paper)}
    assert all(link.question for link in paper.labels.links)
    for field in paper.labels.fields:
        if field.key.startswith("answers.") and field.key.count(".") == 1:
            ticked = isinstance(answers_of(paper)[field.key.split(".")[1]], dict)
            assert {paper.labels.words[word].handwritten for word in field.words} == {not ticked}


@pytest.mark.parametrize(("number", "locale"), list(enumerate(LOCALES[2:])))
def test_every_purpose_and_language_prints_its_boxes_and_tables(press: Press, number: int, locale: str) -> None:
    layout = LAYOUTS[number % 4]
    paper = press.print(layout, locale, number, **USUAL | {"purpose": PURPOSES[number]})
    assert not {word.text for word in paper.labels.words} & ENGLISH
    assert {"Title", "Section-header", "Text"} <= {region.category for region in paper.labels.regions}
    choices = {key: own for key, own in answers_of(paper).items() if isinstance(own, dict)}
    ticks = {f"answers.{key}.{option}": told for key, own in choices.items() for option, told in own.items()}
    assert {box.key: box.checked for box in paper.labels.checkboxes if box.key in ticks} == ticks
    tables = [own for own in answers_of(paper).values() if isinstance(own, list)]
    assert len(paper.labels.tables) == len(tables) + (layout == "table")
    shown = {field.text for field in paper.labels.fields}
    assert {cell.text for rows in tables for row in rows for cell in row.values()} <= shown


@pytest.mark.parametrize("layout", ["boxes", "table"])
def test_a_blank_form_has_fields_without_words(press: Press, layout: str) -> None:
    paper = press.print(layout, "en_US", 7, **USUAL | {"purpose": "patient", "blank": True})
    own = [field for field in paper.labels.fields if field.key.startswith(("answers.", "signature."))]
    assert own
    assert not any(field.words or field.text for field in own)
    assert not any(box.checked for box in paper.labels.checkboxes)
    assert not any(word.handwritten for word in paper.labels.words)
    assert "signature" not in {graphic.kind for graphic in paper.labels.graphics}


def test_letters_in_cells_are_one_field(press: Press) -> None:
    paper = press.print("boxes", "en_GB", 2, **USUAL | {"purpose": "insurance", "handwritten": False})
    (policy,) = [field for field in paper.labels.fields if field.key == "answers.policy"]
    assert policy.text == answers_of(paper)["policy"].text
    assert len(policy.words) == len(policy.text) == 10
    office = {word for field in paper.labels.fields if field.key.startswith("office.") for word in field.words}
    assert {word for word, one in enumerate(paper.labels.words) if one.handwritten} <= office
