"""The values passed between the stages of a packet: PacketPlan -> PacketDraft -> VerifiedPacket | Rejection."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from synth.core.facts import Shown
from synth.core.labels import AttributeValue
from synth.core.outcome import CheckResult
from synth.packet.facts import Fact
from synth.scene.given import GivenPerson


class Planted(NamedTuple):
    """What a packet's contradiction comes to: the member, and what is true and what is said of each fact it is about.

    `truth`: whether the member says what is true, or the others.
    """

    name: str
    member: str
    facts: Mapping[str, tuple[Fact, Fact]]
    truth: str


class MemberPlan(NamedTuple):
    """A member's own plan; the people of the packet as it has them; and its facts, by the packet's names."""

    plan: Any
    people: Mapping[str, GivenPerson]
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketPlan:
    """One sampled packet: its people, what its variables came to, the facts that are told, the plan of each member.

    `facts` are those of the others where a member contradicts them.
    """

    sample_id: int
    locale: str
    variables: Mapping[str, AttributeValue]
    people: Mapping[str, GivenPerson]
    strangers: Mapping[str, GivenPerson] = field(default_factory=dict)
    facts: Mapping[str, Fact]
    members: Mapping[str, MemberPlan]
    planted: tuple[Planted, ...] = ()
    attempt: int = 0

    @property
    def quotas(self) -> tuple[str, ...]:
        """The contradictions that it was drawn for."""
        return tuple(one.name for one in self.planted)


class FactPlace(NamedTuple):
    """A place in a member that shows a fact, all of it or a part (`how`); `contradicts`: which contradiction it is."""

    fact: str
    member: str
    shown: Shown
    how: str = "whole"
    contradicts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketDraft:
    """The draft of each member, whose labels are still only planned."""

    members: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedPacket:
    """A packet whose members are verified and agree on every fact, but for what was planned; only `verify` makes one.

    `facts` are those that are shown, as they are true; `places` stand in the order of members.
    """

    plan: PacketPlan
    members: Mapping[str, Any]
    facts: Mapping[str, Fact]
    places: tuple[FactPlace, ...]
    checks: tuple[CheckResult, ...]
