"""What a preview of packets prints: members, facts and where they stand, contradictions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from synth.folder.batch import REJECTED
from synth.folder.lines import rejections_in
from synth.kinds import Share
from synth.options import RunConfig
from synth.packet.sample import LabelledPacket, packets_of
from synth.packet.scene.schema import PacketScene
from synth.packet.stated import PlaceStated
from synth.packet.studio import PacketStudio
from synth.samples import make_batches


def preview_packets(config: RunConfig, scene: PacketScene, ids: Sequence[int] | None) -> Iterator[str]:
    """The lines about the first packets, or about those with the `ids`; nothing is written."""
    studio = PacketStudio(config, scene, Share())
    for number in range(config.count) if ids is None else ids:
        for batch in make_batches(studio, [number]):
            for packet in packets_of(scene, batch):
                yield from _told(packet)
            if batch.totals.given_up:
                last = rejections_in(batch.parts[REJECTED][0])[-1]
                yield f"packet {number}  given up: {last.check}: {last.detail}"


def _told(packet: LabelledPacket) -> Iterator[str]:
    members = ", ".join(f"{name} ({member.scene})" for name, member in packet.members.items())
    yield f"packet {packet.id}  {packet.line['locale']}: {members}"
    for fact in packet.shared:
        yield f"  {fact.fact} = {fact.value}"
        for place in fact.places:
            marked = f"  <- {place.contradiction}" if place.contradiction else ""
            yield f"      {place.member}, {_where(place)}: {' '.join(place.text.split())}{marked}"
    for one in packet.contradictions:
        yield f"  {one.name}: {one.member} says {one.fact} is {one.member_says}; true is {one.true}"


def _where(place: PlaceStated) -> str:
    if place.quads:
        return f"page {place.quads[0].page + 1}, {place.field}"
    if place.start_s is not None:
        return f"{place.start_s:.1f} to {place.end_s:.1f} s"
    return f"characters {place.start} to {place.end}" if place.end else place.field
