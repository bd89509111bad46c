"""The shipped scene `bank_question`: every intent alike often, values under their labels, short and varied."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from synth.core.paths import SCENES
from synth.text.scene.load import load_text_scene

from .rendered import Rendered, rendered
from .requests import again, assert_sound

INTENTS = 76
COUNT = 8 * INTENTS
SHAPES = {"CARD_LAST4": r"\d{4}", "AMOUNT": r"[$£€]?[\d,]+(\.\d\d)?|[\w,]+( \w+){0,4}", "EMAIL": r"[^@ ]+@[^@ ]+"}


@pytest.fixture(scope="module")
def questions() -> list[Rendered]:
    return rendered("bank_question", COUNT, 9)


def test_every_intent_comes_up_alike_often(questions: list[Rendered]) -> None:
    counts = Counter(question.plan.variables["intent"] for question in questions)
    assert len(counts) == INTENTS
    assert set(counts.values()) == {COUNT // INTENTS}


def test_texts_are_sound_and_every_label_comes_up(questions: list[Rendered]) -> None:
    assert_sound("bank_question", questions)
    labels = {span.label for question in questions for span in question.spans}
    assert labels == set(load_text_scene(SCENES / "bank_question.yaml").labels)
    for question in questions:
        for span in question.spans:
            assert re.fullmatch(SHAPES.get(span.label, r".+"), span.value), (span, question.text)


def test_texts_differ_and_wordings_are_seldom_used_again(questions: list[Rendered]) -> None:
    assert len({question.text for question in questions}) > 0.97 * COUNT
    assert again(questions) < 0.12


def test_calls_are_transcribed_with_amounts_in_words(questions: list[Rendered]) -> None:
    calls = [question for question in questions if question.plan.variables["channel"] == "voice"]
    assert calls
    for call in calls:
        assert call.text == call.text.lower()
        assert not any(re.search(r"[\d$£€]", span.value) for span in call.spans if span.label == "AMOUNT"), call.text


@pytest.mark.parametrize(
    ("intent", "decisive"),
    [
        ("charged_twice", r"twice|double|two|duplicate|more than once|multiple|three times|second|repeated"),
        ("card_swallowed", r"atm|machine|cash point|slot"),
        ("transfer_pending", r"pending|processed|in progress|stuck|processing"),
        ("pin_blocked", r"pin|wrong"),
    ],
)
def test_what_tells_an_intent_from_its_neighbours_is_said(
    questions: list[Rendered], intent: str, decisive: str
) -> None:
    said = [question.text.lower() for question in questions if question.plan.variables["intent"] == intent]
    assert said
    for text in said:
        assert re.search(decisive, text), text
