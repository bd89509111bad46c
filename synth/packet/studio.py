"""Makes the packets of one data set: every stage is that of the members' own kinds, one member after the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from synth.core.errors import SynthError
from synth.core.outcome import Outcome, Rejection
from synth.core.seeds import scene_seed
from synth.folder.batch import Batch
from synth.kinds import Provenance, Share, kind_of
from synth.options import RunConfig, options_from
from synth.packet.encode.batch import encode_packets
from synth.packet.encode.final import packet_layout
from synth.packet.plan.make import Desk, make_packet_plan, of_packet, plan_members
from synth.packet.records import PacketDraft, PacketPlan, VerifiedPacket
from synth.packet.scene.load import folder_of, member_scenes
from synth.packet.scene.schema import PacketScene
from synth.packet.verify import verify_packet
from synth.samples import probe_of
from synth.scene.load import entry_orders
from synth.scene.model import SceneModel
from synth.scene.quotas import Slots


class PacketStudio:
    """The stages of a packet. SpecError where its scene or that of a member is wrong."""

    batch = 1
    task = 1
    overlaps = False
    lanes = 1

    def __init__(self, config: RunConfig, scene: PacketScene, share: Share) -> None:
        self._config, self._scene, self._seed = config, scene, scene_seed(config.seed, config.scene)
        self._slots = Slots(scene, config.count, config.seed)
        scenes = member_scenes(scene)
        self._desks = {name: _desk(config, scene, name, scenes, share) for name in scene.members}
        self._parts = packet_layout(scene).parts
        self._drafted: dict[str, tuple[Any, Any]] = {}

    def plan(self, sample_id: int) -> PacketPlan | Rejection:
        """People, facts and contradictions of the packet, and the plans of its members."""
        return make_packet_plan(self._scene, self._desks, sample_id, self._slots[sample_id].quotas, self._seed)

    def replan(self, plan: PacketPlan, refused: Rejection) -> PacketPlan | None:
        """The same packet with another attempt at the member that was refused, and at those that its facts are given
        to, for at most the scene's `max_tries` attempts."""
        name = refused.evidence.get("member")
        if plan.attempt + 1 == self._scene.max_tries or name not in plan.members:
            return None
        members = {other: one.plan for other, one in plan.members.items()}
        desk, old = self._desks[str(name)], members[str(name)]
        its_own = replace(refused, sample_id=desk.sample_id(plan.sample_id), attempt=old.attempt)
        members[str(name)] = desk.studio.replan(old, its_own)
        if members[str(name)] is None:
            return None
        replanned = plan_members(self._scene, self._desks, replace(plan, attempt=plan.attempt + 1), self._seed, members)
        return None if isinstance(replanned, Rejection) else replanned

    def draft(self, plans: Sequence[PacketPlan]) -> list[PacketDraft | Rejection]:
        """The draft of every member of each packet."""
        return [self._draft(plan) for plan in plans]

    def verify(self, plan: PacketPlan, draft: PacketDraft) -> VerifiedPacket | Rejection:
        """The packet with its members verified, and what they say of its facts read back from their labels."""
        return verify_packet(self._scene, self._desks, plan, draft)

    def encode(self, outcomes: Sequence[Outcome[VerifiedPacket]]) -> Batch:
        """Each member's files and lines as its kind writes them, and the line that links them."""
        return encode_packets(self._scene, self._desks, self._parts, outcomes, self._config.seed)

    def probe(self) -> Mapping[int, Outcome[VerifiedPacket]]:
        """The first packet: a scene that cannot be met fails before anything is written."""
        return probe_of(self, [0], "packet")

    def provenance(self) -> Provenance:
        """Of all members; also the count, where contradictions are met exactly over it."""
        config, found = self._config, {name: desk.studio.provenance() for name, desk in self._desks.items()}
        hashes: dict[str, str] = {}
        for name, one in found.items():
            for file, digest in one.hashes.items():
                hashes[file if hashes.get(file, digest) == digest else f"{name}/{file}"] = digest
        return Provenance(
            description=f"{config.count} packets of the scene '{config.scene}': {', '.join(found)} of one case each",
            identity={
                "members": {name: dict(one.identity) for name, one in found.items()},
                "member_order": {name: entry_orders(one) for name, one in member_scenes(self._scene).items()},
                "shares_over": config.count if self._scene.contradictions else 0,
            },
            packages=sorted({package for one in found.values() for package in one.packages}),
            hashes=hashes,
        )

    def _draft(self, plan: PacketPlan) -> PacketDraft | Rejection:
        """The drafts of all members; those whose plans are still the ones of the last packet are kept."""
        drafted, self._drafted = self._drafted, {}
        for name, desk in self._desks.items():
            own = plan.members[name].plan
            before, draft = drafted.get(name, (None, None))
            if before is not own:
                (draft,) = desk.studio.draft([own])
            if isinstance(draft, Rejection):
                return of_packet(draft, name, plan)
            self._drafted[name] = own, draft
        return PacketDraft(members={name: draft for name, (_, draft) in self._drafted.items()})


def _desk(config: RunConfig, scene: PacketScene, name: str, scenes: Mapping[str, SceneModel], share: Share) -> Desk:
    """The studio of one member, whose draws are its own: its scene is called after the packet's and the member."""
    kind = kind_of(scenes[name].kind)
    assert kind.member is not None, "member scenes are of kinds that have members"
    alike = [other for other, one in scenes.items() if one.kind == scenes[name].kind]
    own = options_from(
        kind.config(),
        {
            "scene": f"{config.scene}.{name}",
            "scene_folder": folder_of(scene.members[name], config.scene_folder),
            "count": config.count * len(alike),
            "seed": config.seed,
            "out": config.out,
            "provenance": config.provenance,
        },
    )
    place = kind.layout(scenes[name]).place
    try:
        studio = kind.open(own, scenes[name], share)
    except SynthError as error:
        raise type(error)(f"members.{name}: {error.where}", error.got, error.allowed) from None
    return Desk(
        studio=studio,
        membership=kind.member(),
        kind=scenes[name].kind,
        files_in=place.folder if place else "",
        place=alike.index(name),
        step=len(alike),
    )
