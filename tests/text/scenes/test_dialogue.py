"""The dialogue scene: turns that alternate, acts that fit their speakers, slots that stay one entity over turns."""

from __future__ import annotations

import functools
from itertools import pairwise

from synth.core.paths import SCENES
from synth.text.records import VerifiedText
from synth.text.scene.load import load_text_scene

from .rendered import verified

COUNT = 300
ACTS = {
    "user": {"request", "inform", "accept", "decline", "thank"},
    "agent": {"greet", "request", "inform", "offer", "confirm", "goodbye"},
}
SLOTS = ("CITY", "DATE", "TIME", "PARTY_SIZE", "ORIGIN", "DESTINATION", "VENUE", "DOCTOR", "PERSON", "REFERENCE")
"""Labels whose equal values are one thing within a conversation."""


@functools.cache
def conversations() -> tuple[VerifiedText, ...]:
    return verified("dialogue", COUNT, 5)


def test_every_conversation_is_made_and_none_twice() -> None:
    assert len({made.draft.text for made in conversations()}) == COUNT


def test_every_label_of_the_scene_is_used() -> None:
    used = {span.label for made in conversations() for span in made.draft.spans}
    assert used == set(load_text_scene(SCENES / "dialogue.yaml").labels)


def test_every_line_is_one_utterance_of_its_speaker() -> None:
    for made in conversations():
        text = made.draft.text
        turns = [span for span in made.draft.spans if span.label == "UTTERANCE"]
        lines = [f"{str(turn.attributes['speaker']).title()}: {turn.value}" for turn in turns]
        assert text.split("\n") == lines
        assert all(turn.attributes["act"] in ACTS[str(turn.attributes["speaker"])] for turn in turns)
        assert all(a.attributes["speaker"] != b.attributes["speaker"] for a, b in pairwise(turns)), text


def test_the_acts_of_a_conversation_are_its_label() -> None:
    for made in conversations():
        acts = [span.attributes["act"] for span in made.draft.spans if span.label == "UTTERANCE"]
        assert made.draft.attributes["acts"] == tuple(dict.fromkeys(acts))


def test_a_slot_that_comes_up_again_is_the_same_entity() -> None:
    carried = 0
    for made in conversations():
        seen: dict[tuple[str, str], int] = {}
        for span in made.draft.spans:
            if span.label in SLOTS:
                key = span.label, span.value.casefold()
                carried += key in seen
                assert seen.setdefault(key, span.entity_id) == span.entity_id, span
    assert carried > 3 * COUNT


def test_the_outcome_is_what_is_said() -> None:
    for made in conversations():
        acts = [span.attributes["act"] for span in made.draft.spans if span.label == "UTTERANCE"]
        assert ("confirm" in acts) == (made.plan.variables["outcome"] != "abandoned")


def test_a_hasty_user_types_no_capitals_and_the_agent_does() -> None:
    for made in conversations():
        said = {"user": "", "agent": ""}
        for span in made.draft.spans:
            if span.label == "UTTERANCE":
                said[str(span.attributes["speaker"])] += span.value
        assert said["user"].islower() == (made.plan.variables["typing"] == "hasty")
        assert not said["agent"].islower()
