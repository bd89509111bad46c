"""Every fact is read back in every place: whatever one member says otherwise is refused, by what and where."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from synth.core.outcome import Rejection
from synth.packet.plan.make import plan_members
from synth.packet.records import PacketDraft, PacketPlan, VerifiedPacket
from synth.packet.studio import PacketStudio
from synth.scene.given import Given
from tests.packet.small_packet import small_studio

SABOTAGE = {
    "PERSON": ("Nobody Else", "none of that person's names"),
    "DATE_OF_BIRTH": ("1950-01-01", r"customer\.birth_date is \d{4}-\d\d-\d\d"),
    "ADDRESS": ("1 No Street, Nowhere", r"customer\.address is "),
    "IBAN": ("GB00 AAAA 0000 0000 0000 00", r"customer\.iban is GB"),
    "EMAIL": ("no@body.example", r"customer\.email is .*@"),
    "PHONE": ("020 7946 0000", r"customer\.phone is \d+"),
    "ORGANIZATION": ("No Firm Ltd", r"customer\.employer is "),
    "AMOUNT": ("1.00", r"total is (GBP|USD) \d+\.\d\d"),
    "DATE": ("1 May 1999", r"day is 2025-\d\d-\d\d"),
    "COLOUR": ("green", r"colour is (red|blue)"),
}
"""Label of a span -> another value, and what the refusal says."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[PacketStudio, PacketPlan, PacketDraft]:
    """A studio, a plan that it makes, and the plan's draft."""
    studio = small_studio(tmp_path_factory.mktemp("packet"))
    plan = studio.plan(0)
    assert isinstance(plan, PacketPlan)
    return studio, plan, _draft_of(studio, plan)


def _draft_of(studio: PacketStudio, plan: PacketPlan) -> PacketDraft:
    (draft,) = studio.draft([plan])
    assert isinstance(draft, PacketDraft)
    return draft


def test_a_packet_whose_members_agree_is_verified(made: tuple[PacketStudio, PacketPlan, PacketDraft]) -> None:
    studio, plan, draft = made
    packet = studio.verify(plan, draft)
    assert isinstance(packet, VerifiedPacket)
    members = {fact: {place.member for place in packet.places if place.fact == fact} for fact in packet.facts}
    both = {"customer.name", "customer.birth_date", "customer.address", "total", "day"}
    assert {fact for fact, where in members.items() if where == {"note", "mail"}} == both
    assert members["colour"] == members["customer.iban"] == {"mail"}


@pytest.mark.parametrize("label", SABOTAGE)
def test_a_value_that_one_member_changes_is_refused(
    made: tuple[PacketStudio, PacketPlan, PacketDraft], label: str
) -> None:
    studio, plan, draft = made
    other, told = SABOTAGE[label]
    changed = PacketDraft(members={**draft.members, "mail": _changed(draft.members["mail"], label, other)})
    refused = studio.verify(plan, changed)
    assert isinstance(refused, Rejection)
    assert (refused.check, refused.evidence["member"]) == ("facts", "mail")
    assert re.search(rf"mail: characters \d+ to \d+ says '{re.escape(other)}'.*{told}", refused.detail)


def _changed(mail: Any, label: str, other: str) -> Any:
    """The mail with another value in the place of the first span of a label; what follows moves along."""
    one = next(span for span in mail.spans if span.label == label)
    by = len(other) - len(one.value)
    text = mail.text[: one.start] + other + mail.text[one.end :]
    spans = tuple(
        span._replace(end=span.end + by, value=other) if span == one
        else span._replace(start=span.start + by, end=span.end + by) if span.start >= one.end
        else span
        for span in mail.spans
        if span == one or not one.start <= span.start < one.end
    )  # fmt: skip
    return mail._replace(text=text, spans=spans, truth=spans)


def test_a_document_about_somebody_else_is_refused(made: tuple[PacketStudio, PacketPlan, PacketDraft]) -> None:
    """It is verified by its own kind: only the packet knows that it is the wrong one."""
    studio, plan, draft = made
    desk = studio._desks["note"]
    other = plan.people["customer"]._replace(key=plan.people["customer"].key ^ 1 << 40)
    note = desk.membership.plan(desk.studio, 0, Given(locale=plan.locale, people={"sender": other}))
    (drawn,) = desk.studio.draft([note])
    members = {**plan.members, "note": plan.members["note"]._replace(plan=note)}
    refused = studio.verify(replace(plan, members=members), PacketDraft(members={**draft.members, "note": drawn}))
    assert isinstance(refused, Rejection)
    assert refused.detail.startswith("note: sender.name says")
    assert "customer.name is" in refused.detail


@pytest.mark.parametrize(("name", "member", "fact"), [
    ("altered", "mail", "total"), ("swapped", "note", "customer.birth_date"), ("stranger", "note", "customer.name"),
])  # fmt: skip
def test_a_contradiction_is_labelled_with_both_sides_and_one_that_does_not_show_is_refused(
    tmp_path: Path, name: str, member: str, fact: str
) -> None:
    studio = small_studio(tmp_path, shares={name: 1.0})
    plan = studio.plan(0)
    assert isinstance(plan, PacketPlan)
    packet = studio.verify(plan, _draft_of(studio, plan))
    assert isinstance(packet, VerifiedPacket)
    (planted,) = packet.plan.planted
    others, said = planted.facts[fact]
    assert others != said
    assert packet.facts[fact] == (said if name == "altered" else others)
    odd = {(place.member, place.fact) for place in packet.places if place.contradicts}
    assert odd == {(member, one) for one in planted.facts}
    assert {place.member for place in packet.places if place.fact == fact} == {"note", "mail"}

    scene, desks = studio._scene, studio._desks
    honest = plan_members(scene, desks, replace(plan, planted=()), studio._seed)
    assert isinstance(honest, PacketPlan)
    honest = replace(honest, planted=plan.planted)
    refused = studio.verify(honest, _draft_of(studio, honest))
    assert isinstance(refused, Rejection)
    assert refused.check == "contradiction"
    assert f"{name}: not two members show" in refused.detail


def test_a_refused_member_is_planned_anew_with_what_its_facts_are_given_to(
    made: tuple[PacketStudio, PacketPlan, PacketDraft],
) -> None:
    studio, plan, _ = made
    refused = Rejection(sample_id=0, check="ink", measured=0, limit=1, evidence={"member": "note"})
    again = studio.replan(plan, refused)
    assert again is not None
    assert again.attempt == 1
    assert again.people == plan.people
    total, before = again.facts["total"], plan.facts["total"]
    assert total != before
    assert again.members["mail"].plan.given.facts["sum"] == float(total.value.split()[1])
    mail_only = studio.replan(plan, replace(refused, evidence={"member": "mail"}))
    assert mail_only is not None
    assert mail_only.members["note"] == plan.members["note"]
    assert mail_only.members["mail"].plan.attempt == 1
