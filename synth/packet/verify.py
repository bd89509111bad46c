"""Checks a packet: every member by its own kind, every fact in every place, and what was planned not to agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from synth.core.facts import Shown
from synth.core.outcome import CheckResult, Rejection
from synth.packet.facts import EXACT, NAMES_OF_A_PERSON, Fact, agrees, fact_of_person, normal
from synth.packet.plan.make import Desk, of_packet
from synth.packet.plan.people import persona
from synth.packet.records import FactPlace, PacketDraft, PacketPlan, Planted, VerifiedPacket
from synth.packet.scene.schema import MemberSpec, PacketScene, PartOfPlace, fact_of
from synth.people import FIELDS, Persona

FACTS, MISSING, SHARED, CONTRADICTION = "facts", "fact_missing", "facts_shared", "contradiction"
"""The checks that places agree, that facts which are handed on are shown, that members have a fact in common, and that
contradictions show."""


class _Fault(NamedTuple):
    """A place that does not say what it should; `member` is planned anew."""

    member: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """What is read in the places of one packet: facts by member, truths, and whatever does not agree."""

    scene: PacketScene
    plan: PacketPlan
    personas: dict[tuple[str, str], Persona] = field(default_factory=dict)
    places: list[FactPlace] = field(default_factory=list)
    faults: list[_Fault] = field(default_factory=list)

    def person_in(self, member: str, who: str) -> Persona:
        """Somebody of the packet as a member has them."""
        if (member, who) not in self.personas:
            given = self.plan.members[member].people.get(who, self.plan.people[who])
            self.personas[member, who] = persona(who, given, self.plan.locale)
        return self.personas[member, who]

    def expected(self, member: str, fact: str) -> Fact:
        """What a member is to say of a fact."""
        who, _, name = fact.partition(".")
        if name:
            return fact_of_person(self.person_in(member, who), name)
        return self.plan.members[member].facts.get(fact) or self.plan.facts[fact]

    def true(self, fact: str) -> Fact:
        """What is true of a fact: what all say but for a contradiction, of which one side is true."""
        for one in self.plan.planted:
            if fact in one.facts and one.truth == "member":
                return one.facts[fact][1]
        return self.in_others(fact)

    def in_others(self, fact: str) -> Fact:
        """What a fact is in the members that do not contradict the others."""
        who, _, name = fact.partition(".")
        if name:
            return fact_of_person(persona(who, self.plan.people[who], self.plan.locale), name)
        return self.plan.facts[fact]

    def read(self, member: str, spec: MemberSpec, shown: Shown) -> None:
        """Read one labelled value, where it is one that shows a fact."""
        for fact, how in self._facts_in(member, spec, shown):
            if fact is None:
                self.faults.append(
                    _Fault(member, f"{_where(shown)} says {shown.text!r}, which is none of that person's names")
                )
                continue
            self.places.append(FactPlace(fact, member, shown, how))
            expected, words = self.expected(member, fact), self.scene.words.get(fact)
            states = not shown.value or how != "whole" or words or _stated(shown, expected, self.plan.locale)
            if not agrees(shown.text, expected, self.plan.locale, how, words) or not states:
                said = f"{_where(shown)} says {shown.text!r}" + (f" ({shown.value})" if shown.value else "")
                self.faults.append(_Fault(member, f"{said}, {fact} is {expected.value}"))

    def _facts_in(self, member: str, spec: MemberSpec, shown: Shown) -> Iterator[tuple[str | None, str]]:
        """(fact, which part of the place it is); None: a mention of a person under a name that they do not have."""
        for name in shown.names:
            who, _, inner = name.partition(".")
            if name in spec.shows:
                place = spec.shows[name]
                yield (place.fact, place.how) if isinstance(place, PartOfPlace) else (place, "whole")
            elif who in spec.people and "start" in shown.at:
                person = spec.people[who]
                if not inner:
                    yield self._mention(member, person, shown.text), "whole"
                elif inner in FIELDS:
                    yield f"{person}.{inner}", "whole"

    def _mention(self, member: str, who: str, text: str) -> str | None:
        """The fact of a person's name that a mention is."""
        said, found = self.person_in(member, who), normal(text, "name", self.plan.locale)
        forms = (name for name in NAMES_OF_A_PERSON if fact_of_person(said, name).value == found)
        name = next(forms, None)
        return name and f"{who}.{name}"


def verify_packet(
    scene: PacketScene, desks: Mapping[str, Desk], plan: PacketPlan, draft: PacketDraft
) -> VerifiedPacket | Rejection:
    """The packet with each member verified and every place read back, or the first thing that is wrong.

    A rejection names the member that is to be planned anew.
    """
    members: dict[str, Any] = {}
    for name, desk in desks.items():
        verdict = desk.studio.verify(plan.members[name].plan, draft.members[name])
        if isinstance(verdict, Rejection):
            return of_packet(verdict, name, plan)
        members[name] = verdict
    reading = _Reading(scene=scene, plan=plan)
    for name, desk in desks.items():
        for shown in desk.membership.shown(members[name]):
            reading.read(name, scene.members[name], shown)
    return _disagreement(reading) or _missing(reading) or _judged(reading, members)


def _disagreement(reading: _Reading) -> Rejection | None:
    if not reading.faults:
        return None
    member, text = reading.faults[0]
    return _refused(reading.plan, FACTS, len(reading.faults), 0, member, text)


def _missing(reading: _Reading) -> Rejection | None:
    """A fact that one member tells and others are given, but that fewer than two show."""
    shown = {(place.member, place.fact) for place in reading.places}
    for fact in reading.scene.facts:
        able = [name for name, member in reading.scene.members.items() if fact in map(fact_of, member.shows.values())]
        showing = [name for name in able if (name, fact) in shown]
        if len(showing) < min(2, len(able)):
            blank = next(name for name in able if name not in showing)
            return _refused(reading.plan, MISSING, len(showing), 2, blank, f"it shows {fact} nowhere")
    return None


def _judged(reading: _Reading, members: Mapping[str, Any]) -> VerifiedPacket | Rejection:
    """The verified packet, once all that was planned not to agree does not."""
    plan, planted = reading.plan, []
    for one in reading.plan.planted:
        found = _shown_contradiction(reading, one)
        if isinstance(found, Rejection):
            return found
        planted.append(found)
    facts = {fact: reading.true(fact) for fact in dict.fromkeys(place.fact for place in reading.places)}
    about = {(one.member, fact): one.name for one in planted for fact in one.facts}
    places = tuple(place._replace(contradicts=about.get((place.member, place.fact), "")) for place in reading.places)
    shared = sum(len({place.member for place in places if place.fact == fact}) > 1 for fact in facts)
    if not shared:
        return _refused(plan, SHARED, 0, 1, next(iter(members)), "no fact is shown by two members")
    checks = (CheckResult(check=FACTS, measured=0, limit=0), CheckResult(check=SHARED, measured=shared, limit=1))
    return VerifiedPacket(
        plan=replace(plan, planted=tuple(planted)), members=members, facts=facts, places=places, checks=checks
    )


def _shown_contradiction(reading: _Reading, one: Planted) -> Planted | Rejection:
    """The contradiction with every fact that its member shows otherwise than it is in the others; at least what was
    planned, or one fact of the other person, is shown by another member too."""
    by_member: dict[str, set[str]] = {}
    for place in reading.places:
        by_member.setdefault(place.fact, set()).add(place.member)
    about: dict[str, tuple[Fact, Fact]] = {}
    for fact, where in by_member.items():
        said, others = reading.expected(one.member, fact), reading.in_others(fact)
        if one.member in where and said != others:
            about[fact] = others, said
    seen = [fact for fact in about if len(by_member[fact]) > 1]
    person = reading.scene.contradictions[one.name].person
    wanted = [fact for fact in one.facts if fact not in seen] or (
        [f"{person}.birth_date"] if person and not seen else []
    )
    if not wanted:
        return one._replace(facts=about)
    blank = one.member if wanted[0] not in about else _other(reading, one.member, wanted[0])
    text = f"{one.name}: not two members show {wanted[0]} differently"
    return _refused(reading.plan, CONTRADICTION, len(seen), 1, blank, text)


def _other(reading: _Reading, member: str, fact: str) -> str:
    """Another member that can show a fact, the next one in every attempt."""
    who = fact.partition(".")[0]
    able = [
        name
        for name, spec in reading.scene.members.items()
        if name != member
        and (
            fact in map(fact_of, spec.shows.values())
            or (
                who in spec.people.values()
                and not any(fact_of(place).partition(".")[0] == who for place in spec.shows.values())
            )
        )
    ]
    return able[reading.plan.attempt % len(able)] if able else member


def _stated(shown: Shown, expected: Fact, locale: str) -> bool:
    """Whether the normalised value of a label is the fact's."""
    if expected.type in EXACT:
        return shown.value == expected.value
    return normal(shown.value, expected.type, locale) == expected.value


def _where(shown: Shown) -> str:
    if "start" in shown.at:
        return f"characters {shown.at['start']} to {shown.at['end']}"
    return str(shown.at.get("field", shown.names[0]))


def _refused(plan: PacketPlan, check: str, measured: float, limit: float, member: str, text: str) -> Rejection:
    return Rejection(
        sample_id=plan.sample_id, check=check, measured=measured, limit=limit, attempt=plan.attempt,
        detail=f"{member}: {text}", evidence={"member": member},
    )  # fmt: skip
