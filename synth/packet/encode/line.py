"""The lines of packet.jsonl: members, and every fact with all places that show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from synth.core.canonical import DECIMALS, json_value, readable
from synth.folder.lines import checks_record
from synth.packet.facts import EXACT, normal
from synth.packet.plan.make import Desk
from synth.packet.records import FactPlace, VerifiedPacket
from synth.packet.scene.schema import PacketScene


def packet_line(
    scene: PacketScene, desks: Mapping[str, Desk], packet: VerifiedPacket, files: Mapping[str, Sequence[str]], seed: int
) -> str:
    """One packet in JSON, in Unicode. ValueError on NaN or a foreign type."""
    plan = packet.plan
    record = {
        "id": plan.sample_id,
        "seed": seed,
        "locale": plan.locale,
        "variables": plan.variables,
        "quotas": plan.quotas,
        "attempt": plan.attempt,
        "members": [
            {"name": name, "kind": desk.kind, "scene": scene.members[name].scene, "id": desk.sample_id(plan.sample_id),
             "people": scene.members[name].people, "files": files[name]}
            for name, desk in desks.items()
        ],
        "facts": [_fact(packet, name) for name in packet.facts],
        "contradictions": [
            {"name": one.name, "member": one.member, "fact": fact, "member_says": said.value,
             "others_say": others.value if _shown_elsewhere(packet, fact, one.member) else "",
             "true": (said if one.truth == "member" else others).value}
            for one in plan.planted
            for fact, (others, said) in one.facts.items()
        ],
        "checks": checks_record(packet.checks),
    }  # fmt: skip
    return readable({key: json_value(value, DECIMALS) for key, value in record.items()})


def _shown_elsewhere(packet: VerifiedPacket, fact: str, member: str) -> bool:
    return any(place.fact == fact and place.member != member for place in packet.places)


def _fact(packet: VerifiedPacket, name: str) -> dict[str, object]:
    fact, places = packet.facts[name], [place for place in packet.places if place.fact == name]
    who, _, inner = name.partition(".")
    return {
        "fact": name,
        "person": who if inner else "",
        "type": fact.type,
        "value": fact.value,
        "text": fact.said or fact.value,
        "members": list(dict.fromkeys(place.member for place in places)),
        "places": [_place(packet, place) for place in places],
    }


def _place(packet: VerifiedPacket, place: FactPlace) -> dict[str, object]:
    fact, shown = packet.facts[place.fact], place.shown
    value = shown.value if fact.type in EXACT and shown.value else ""
    return {
        "member": place.member,
        "text": shown.text,
        "value": value or normal(shown.text, fact.type, packet.plan.locale),
        "how": place.how,
        **shown.at,
        **({"contradiction": place.contradicts} if place.contradicts else {}),
    }
