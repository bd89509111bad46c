"""The shipped scene `assistant_request`: a share out of scope, speech without digits, slots that are what they say."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from synth.core.paths import SCENES
from synth.text.scene.load import load_text_scene

from .rendered import Rendered, rendered
from .requests import again, assert_sound

COUNT = 800
SHAPES = {
    "YEAR": r"\d{4}|(?i:nineteen .+|the .+ties)",
    "RATING": r"(?i)[0-6]|zero|one|two|three|four|five|six",
    "PARTY_SIZE": r"\d{1,2}|[A-Za-z]+",
    "PHRASE": r"[^.?!]+",
}
SLOTS = {
    "add_to_playlist": {"PLAYLIST"},
    "rate_book": {"RATING"},
    "set_timer": {"DURATION"},
    "set_alarm": {"TIME", "DURATION"},
    "translate": {"LANGUAGE", "PHRASE", "WORD"},
    "send_text": {"PERSON", "MESSAGE"},
    "recipe": {"DISH"},
}
"""Intent -> labels of which every such request has one, but for the few that name a person without a name."""


@pytest.fixture(scope="module")
def requests() -> list[Rendered]:
    return rendered("assistant_request", COUNT, 9)


def test_a_share_is_out_of_scope_and_rich_intents_come_oftener(requests: list[Rendered]) -> None:
    counts = Counter(request.plan.variables["intent"] for request in requests)
    assert 0.04 * COUNT < counts["out_of_scope"] < 0.08 * COUNT
    assert len(counts) >= 95
    assert counts["play_music"] > 2 * counts["flip_coin"]


def test_five_requests_can_be_made() -> None:
    assert len(rendered("assistant_request", 5, 1)) == 5


def test_texts_are_sound_and_nearly_every_label_comes_up(requests: list[Rendered]) -> None:
    assert_sound("assistant_request", requests)
    labels = {span.label for request in requests for span in request.spans}
    assert len(set(load_text_scene(SCENES / "assistant_request.yaml").labels) - labels) <= 6
    for request in requests:
        for span in request.spans:
            assert re.fullmatch(SHAPES.get(span.label, r".+"), span.value), (span, request.text)


@pytest.mark.parametrize("intent", SLOTS)
def test_a_request_has_its_slot(requests: list[Rendered], intent: str) -> None:
    found = [request for request in requests if request.plan.variables["intent"] == intent]
    filled = [request for request in found if SLOTS[intent] & {span.label for span in request.spans}]
    assert found
    assert len(filled) >= 0.6 * len(found)


def test_speech_has_small_letters_and_no_digits_or_marks(requests: list[Rendered]) -> None:
    spoken = [request.text for request in requests if request.plan.variables["style"] == "spoken"]
    assert 0.45 * COUNT < len(spoken) < 0.65 * COUNT
    for text in spoken:
        assert re.fullmatch(r"[^A-Z\d.,?!]+", text), text


def test_an_answer_is_no_request(requests: list[Rendered]) -> None:
    answers = [request.text for request in requests if request.plan.variables["intent"] in ("yes", "no", "maybe")]
    assert answers
    for text in answers:
        assert not re.search(r"(?i)\b(can|could|would) you\b|\bplease\b(?! do)", text), text


def test_wordings_are_seldom_used_again(requests: list[Rendered]) -> None:
    assert again(requests) < 0.1
