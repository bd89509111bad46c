"""A call as a member: what is said is read back from the labels of its verified sound, with its times."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from synth.core.outcome import Rejection
from synth.kinds import Share
from synth.options import RunConfig
from synth.packet.records import PacketDraft, PacketPlan, VerifiedPacket
from synth.packet.scene.load import load_packet_scene
from synth.packet.studio import PacketStudio

pytest.importorskip("espeakng_loader", reason="needs the extra audio")
pytest.importorskip("pocketsphinx", reason="needs the extra audio")

FILES = {
    "packet.yaml": """\
kind: packet
locale: de_DE
people: {customer: {age: [30, 60]}}
variables: {colour: {choice: [rot, blau]}}
members:
  mail: {scene: mail.yaml, people: {writer: customer}, facts: {paint: colour}, shows: {paint: colour}}
  call: {scene: call.yaml, people: {writer: customer}, facts: {paint: colour}, shows: {paint: colour}}
""",
    "call.yaml": """\
kind: audio
script: {scene: mail.yaml}
speakers: {caller: {voice: {variant: f2, rate_wpm: 300}}}
""",
    "mail.yaml": """\
kind: text
people: [writer]
labels: [PERSON, COLOUR]
locale: {choice: [de_DE, en_GB]}
variables: {paint: {choice: [rot, blau]}}
balance: [paint]
templates: {mail: {file: mail.j2}}
""",
    "mail.j2": 'caller: {{ writer.name }} {{ paint|label("COLOUR")|attr(fact="paint") }}\n',
}


def studio_in(folder: Path) -> PacketStudio:
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    own = RunConfig(scene="packet", scene_folder=folder, count=2, out=folder / "out")
    return PacketStudio(own, load_packet_scene(folder / "packet.yaml"), Share())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[PacketStudio, PacketPlan, PacketDraft]:
    """A studio, a plan that it makes, and the first draft of it that is verified."""
    studio = studio_in(tmp_path_factory.mktemp("call"))
    plan = studio.plan(0)
    while isinstance(plan, PacketPlan):
        (draft,) = studio.draft([plan])
        assert isinstance(draft, PacketDraft)
        verdict = studio.verify(plan, draft)
        if not isinstance(verdict, Rejection):
            return studio, plan, draft
        plan = studio.replan(plan, verdict)
    raise AssertionError("no draft was verified")


def test_what_is_said_is_a_place_with_its_times(made: tuple[PacketStudio, PacketPlan, PacketDraft]) -> None:
    packet = made[0].verify(*made[1:])
    assert isinstance(packet, VerifiedPacket)
    said = {place.fact: place.shown for place in packet.places if place.member == "call"}
    assert set(said) == {"customer.name", "colour"}
    transcript, words = packet.members["call"].plan.text, packet.members["call"].draft.words
    assert not transcript.startswith("caller")
    for shown in said.values():
        start, end = (int(str(shown.at[key])) for key in ("start", "end"))
        assert transcript[start:end] == shown.text
        heard = [word for word in words if start <= word.start < end]
        assert shown.at["start_s"] == pytest.approx(heard[0].start_s, abs=1e-4)
        assert shown.at["end_s"] == pytest.approx(heard[-1].end_s, abs=1e-4)


def test_a_call_that_says_something_else_is_refused(made: tuple[PacketStudio, PacketPlan, PacketDraft]) -> None:
    """Its own kind finds nothing wrong with it: the other colour is said and labelled."""
    studio, plan, draft = made
    desk, old = studio._desks["call"], plan.members["call"]
    given = replace(old.plan.given, facts={"paint": "rot" if plan.variables["colour"] == "blau" else "blau"})
    other = desk.membership.plan(desk.studio, 0, given)
    (spoken,) = desk.studio.draft([other])
    members = {**plan.members, "call": old._replace(plan=other)}
    refused = studio.verify(replace(plan, members=members), PacketDraft(members={**draft.members, "call": spoken}))
    assert isinstance(refused, Rejection)
    assert refused.evidence["member"] == "call"
    assert "colour is " in refused.detail


def test_a_refused_call_is_planned_anew_with_what_it_was_given(
    made: tuple[PacketStudio, PacketPlan, PacketDraft],
) -> None:
    studio, plan, _ = made
    refused = Rejection(sample_id=0, check="silence", measured=0, limit=1, evidence={"member": "call"})
    again = studio.replan(plan, refused)
    assert again is not None
    assert again.members["mail"] == plan.members["mail"]
    assert again.members["call"].plan.attempt == plan.members["call"].plan.attempt + 1
    assert again.members["call"].plan.given == plan.members["call"].plan.given
