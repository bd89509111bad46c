"""Plans of packets: people, facts and contradictions drawn by name; members planned one after the other.

A member tells facts that those after it are given: the net pay on a pay slip is what its lines come to, and the bank
statement's salary is that amount.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from synth.core.errors import SpecError, suggest
from synth.core.facts import Told
from synth.core.labels import AttributeValue
from synth.core.outcome import Rejection
from synth.core.seeds import draws_for, rng_for
from synth.kinds import Membership, Studio
from synth.packet.facts import Fact, fact_of_person, fact_told
from synth.packet.plan.people import draw_people, persona, swapped_days
from synth.packet.records import MemberPlan, PacketPlan, Planted
from synth.packet.scene.schema import Contradiction, MemberSpec, PacketScene
from synth.people.formats import format_of
from synth.people.identity import born
from synth.scene.given import Given, GivenPerson
from synth.scene.templated import LOCALE


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where one member's samples are made: its studio, how its kind takes part, and the ids of its samples.

    The sample of packet n has the id n x `step` + `place`: all members of one kind are one data set. `files_in` is the
    folder of its files; empty where it has none.
    """

    studio: Studio[Any, Any, Any]
    membership: Membership
    kind: str
    files_in: str
    place: int
    step: int

    def sample_id(self, packet: int) -> int:
        return packet * self.step + self.place


def make_packet_plan(
    scene: PacketScene, desks: Mapping[str, Desk], sample_id: int, quotas: tuple[str, ...], seed: int
) -> PacketPlan | Rejection:
    """The plan of a packet's first attempt, or why there is none.

    SpecError where a member does not know what it is given, or does not tell what it should.
    """
    variables: dict[str, AttributeValue] = {
        name: spread.sample(rng_for(seed, sample_id, f"variables/{name}")) for name, spread in scene.ranges().items()
    }
    locale = str(variables.pop(LOCALE))
    draws = draws_for(seed, sample_id, f"people/{locale}")
    people = draw_people(scene, locale, seed, draws)
    plan = PacketPlan(
        sample_id=sample_id,
        locale=locale,
        variables=variables,
        people=people,
        strangers=draw_people(scene, locale, seed, draws, people) if quotas else {},
        facts={name: fact_told(str(value), "text", locale) for name, value in variables.items()},
        members={},
        planted=tuple(Planted(name, scene.contradictions[name].member, {}, "") for name in quotas),
    )
    return plan_members(scene, desks, plan, seed)


def plan_members(
    scene: PacketScene, desks: Mapping[str, Desk], plan: PacketPlan, seed: int, kept: Mapping[str, Any] | None = None
) -> PacketPlan | Rejection:
    """The packet's plan with those of its members: the `kept` ones that are given the same, the others anew.

    Errors as `make_packet_plan`.
    """
    facts = {name: fact for name, fact in plan.facts.items() if name not in scene.facts}
    members: dict[str, MemberPlan] = {}
    planted: list[Planted] = []
    for name, member in scene.members.items():
        people = {person: plan.people[person] for person in member.people.values()}
        own = {fact: facts[fact] for fact in member.facts.values() if fact in facts}
        for one in plan.planted:
            if one.member == name:
                changed, people, own = _planted(one.name, scene.contradictions[one.name], plan, people, own, seed)
                planted.append(changed)
        given = _given(member, people, own, plan)
        made = _plan_of(name, desks[name], plan.sample_id, given, (kept or {}).get(name))
        if isinstance(made, Rejection):
            return of_packet(made, name, plan)
        told = desks[name].membership.told(made)
        facts |= {
            fact: _told(fact, key, told, plan.locale)
            for fact, key in scene.facts.items()
            if scene.told_by(fact) == name
        }
        own |= {fact: facts[fact] for fact in scene.facts if scene.told_by(fact) == name}
        members[name] = MemberPlan(made, people, own)
    return replace(plan, facts=facts, members=members, planted=tuple(planted))


def _plan_of(name: str, desk: Desk, packet: int, given: Given, kept: Any) -> Any:
    if kept is not None and kept.given == given:
        return kept
    try:
        return desk.membership.plan(desk.studio, desk.sample_id(packet), given)
    except SpecError as error:
        raise SpecError(f"members.{name}: {error.where}", error.got, error.allowed) from None


def of_packet(rejection: Rejection, member: str, plan: PacketPlan) -> Rejection:
    """A member's rejection as one of its packet."""
    detail = f"{member}: {rejection.detail}".rstrip(": ")
    evidence = {**rejection.evidence, "member": member}
    return replace(rejection, sample_id=plan.sample_id, attempt=plan.attempt, detail=detail, evidence=evidence)


def _given(member: MemberSpec, people: Mapping[str, GivenPerson], facts: Mapping[str, Fact], plan: PacketPlan) -> Given:
    """What a member is given, by the names of its own scene."""
    return Given(
        locale=plan.locale,
        people={who: people[person] for who, person in member.people.items()},
        facts={
            name: plan.variables[fact]
            if fact in plan.variables
            else as_given(facts[fact])
            if fact in facts
            else as_given(fact_of_person(persona(who, people[who], plan.locale), fact.partition(".")[2]))
            for name, fact in member.facts.items()
            for who in [fact.partition(".")[0]]
        },
    )


def as_given(fact: Fact) -> AttributeValue:
    """A fact as a scene's variable has it: amounts and numbers are numbers, days are texts."""
    if fact.type in ("money", "number", "percent"):
        number = float(fact.value.rpartition(" ")[2])
        return int(number) if fact.type == "number" and number.is_integer() else number
    return fact.said or fact.value


def _told(fact: str, key: str, told: Mapping[str, Told], locale: str) -> Fact:
    own = key.partition(".")[2]
    if own not in told:
        raise SpecError(f"facts.{fact}", key, suggest(own, told))
    return fact_told(*told[own], locale)


def _planted(
    name: str,
    one: Contradiction,
    plan: PacketPlan,
    people: Mapping[str, GivenPerson],
    facts: Mapping[str, Fact],
    seed: int,
) -> tuple[Planted, dict[str, GivenPerson], dict[str, Fact]]:
    """A contradiction of one packet, and the people and facts that the member gets through it."""
    people, facts = dict(people), dict(facts)
    changed: dict[str, tuple[Fact, Fact]] = {}
    if one.person is not None:
        people[one.person] = plan.strangers[one.person]
    elif one.factor is not None and one.fact is not None:
        factor = one.factor.sample(rng_for(seed, plan.sample_id, f"contradictions/{name}"))
        before = facts[one.fact]
        facts[one.fact] = _scaled(before, Decimal(str(round(float(factor), 4))), plan.locale)
        changed[one.fact] = (before, facts[one.fact])
    elif one.fact is not None:
        who = one.fact.partition(".")[0]
        person = persona(who, people[who], plan.locale)
        true = fact_of_person(person, "birth_date")
        day = draws_for(seed, plan.sample_id, f"contradictions/{name}").pick(swapped_days(born(person)))
        people[who] = people[who]._replace(said_birth=day)
        changed[one.fact] = (true, Fact(day.isoformat(), "date"))
    return Planted(name, one.member, changed, one.truth), people, facts


def _scaled(fact: Fact, factor: Decimal, locale: str) -> Fact:
    if fact.type == "number":
        true = Decimal(fact.value)
        said = (true * factor).quantize(Decimal(1), ROUND_HALF_EVEN)
        return Fact(f"{said if said != true else true + 1:f}", "number")
    if fact.type != "money":
        raise SpecError("contradictions", f"a {fact.type}", "only an amount of money or a number has a factor")
    currency, _, amount = fact.value.partition(" ")
    step = Decimal(1).scaleb(-format_of(locale).decimals())
    return Fact(f"{currency} {(Decimal(amount) * factor).quantize(step, ROUND_HALF_EVEN):f}", "money")
