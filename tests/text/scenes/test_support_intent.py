"""The shipped scene `support_intent`: every intent alike often, slots that stand where they say, a tone that lasts."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from synth.core.paths import SCENES
from synth.text.scene.load import load_text_scene

from .rendered import Rendered, rendered
from .requests import again, assert_sound

COUNT = 580
SHAPES = {
    "ORDER_NUMBER": r"\d{7,8}|[A-Za-z]{2}-\d{6}|[A-Za-z]\d\d-\d{5}",
    "CARD_LAST4": r"\d{4}",
    "AMOUNT": r"\$\d+(\.\d\d)?|\d+ dollars",
    "EMAIL": r"[^@ ]+@[^@ ]+",
}
TONES = {
    "polite": "please|pls|plz|kindly|thanks|thank you|thx|if possible|hello|hi|good morning|sorry",
    "rude": "ffs|wtf|dammit|damn it|for god's sake|idiots|useless|kidding|clowns|stupid|terrible|pathetic|awful|time|"
    "ridiculous|joke|worst|nothing works here",
}


@pytest.fixture(scope="module")
def requests() -> list[Rendered]:
    return rendered("support_intent", COUNT, 11)


def test_every_intent_comes_up_alike_often(requests: list[Rendered]) -> None:
    counts = Counter(request.plan.variables["intent"] for request in requests)
    assert "out_of_scope" in counts
    assert len(counts) == 29
    assert set(counts.values()) == {COUNT // 29}


def test_every_label_comes_up_and_no_other(requests: list[Rendered]) -> None:
    scene = load_text_scene(SCENES / "support_intent.yaml")
    assert {span.label for request in requests for span in request.spans} <= set(scene.labels)
    rare = {"COUNTRY"}
    assert {span.label for request in requests for span in request.spans} >= set(scene.labels) - rare


def test_slots_have_their_shape(requests: list[Rendered]) -> None:
    for request in requests:
        for span in request.spans:
            assert request.text[span.start : span.end] == span.value == span.value.strip()
            if span.label in SHAPES:
                assert re.fullmatch(SHAPES[span.label], span.value), (span, request.text)


def test_texts_differ_and_none_looks_broken(requests: list[Rendered]) -> None:
    assert len({request.text for request in requests}) > 0.97 * COUNT
    for request in requests:
        assert not re.search(r"  |\n\n\n| [.,?!]|\.\.|[.?!],|\b(\w+) \1\b", request.text), request.text


def test_texts_are_sound_and_wordings_are_seldom_used_again(requests: list[Rendered]) -> None:
    assert_sound("support_intent", requests)
    assert again(requests) < 0.12


def test_the_search_box_shows_the_tone_that_its_label_says(requests: list[Rendered]) -> None:
    """What is typed there is catchwords; a label says of them only what is there."""
    searched = [request for request in requests if request.plan.variables["channel"] == "search"]
    assert len(searched) > 0.08 * COUNT
    shown = {tone: re.compile(rf"(?i)\b({words})\b") for tone, words in TONES.items()}
    for request in searched:
        told = str(request.plan.variables["tone"])
        assert told == "neutral" or shown[told].search(request.text), request.text


def test_the_polite_say_so(requests: list[Rendered]) -> None:
    """A bare question is neutral: it is never labelled polite."""
    bare = re.compile(r"(?i)(where|when|why|what|who|how|do|does|is|are|has|have|can) (?!i ask|if possible)[^.?!,]*\?")
    polite = [one.text for one in requests if one.plan.variables["tone"] == "polite"]
    assert len(polite) > 0.2 * COUNT
    asked = [text for text in polite if bare.fullmatch(text)]
    assert all(re.search(r"(?i)\b(could|would|might|may|chance|perhaps|sorry)\b", text) for text in asked), asked


def test_calls_are_transcribed_without_capitals_and_sentence_marks(requests: list[Rendered]) -> None:
    calls = [request.text for request in requests if request.plan.variables["channel"] == "voice"]
    assert calls
    for text in calls:
        assert text == text.lower()
        assert not re.search(r"[.,?!]( |$)", text), text


def test_mails_are_signed_and_only_the_rude_are_rude(requests: list[Rendered]) -> None:
    for request in requests:
        if request.plan.variables["channel"] == "mail":
            assert request.spans[-1].label == "PERSON"
            assert request.spans[-1].end == len(request.text)
        if request.plan.variables["tone"] != "rude":
            assert "ridiculous" not in request.text
            assert "Do your job" not in request.text
