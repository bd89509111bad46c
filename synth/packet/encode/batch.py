"""Outcomes of packets as bytes for the disk: the lines and files of their members, and a line that links them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from synth.core.outcome import Outcome
from synth.folder.batch import REJECTED, Batch, BatchContent, batch_of
from synth.packet.encode.line import packet_line
from synth.packet.plan.make import Desk
from synth.packet.records import VerifiedPacket
from synth.packet.scene.schema import PacketScene

PACKET = "packet"
"""The part of the lines that link members."""


def member_part(kind: str, part: str) -> str:
    """The name of a part of the members of one kind: `document-annotations`."""
    return f"{kind}-{part}"


def encode_packets(
    scene: PacketScene,
    desks: Mapping[str, Desk],
    parts: Sequence[str],
    outcomes: Sequence[Outcome[VerifiedPacket]],
    seed: int,
) -> Batch:
    """The batch of some outcomes, with these `parts`; every member is encoded by its own kind. Errors as `batch_of`."""
    content = BatchContent(parts={part: [] for part in parts}, groups={})
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("members", "facts", "places", "quotas")}
    for outcome in outcomes:
        lines: dict[str, bytes] = dict.fromkeys(parts, b"")
        packet = outcome.verified
        if isinstance(packet, VerifiedPacket):
            files = _add_members(desks, packet, lines, content)
            lines[PACKET] = packet_line(scene, desks, packet, files, seed).encode() + b"\n"
            counts["members"].update(scene.members[name].scene for name in desks)
            counts["facts"].update(packet.facts.keys())
            counts["places"].update(place.fact for place in packet.places)
            counts["quotas"].update(packet.plan.quotas)
        for part, line in lines.items():
            content.parts[part].append(line)
    content.groups = {name: dict(found) for name, found in counts.items()}
    return batch_of(outcomes, VerifiedPacket, content)


def _add_members(
    desks: Mapping[str, Desk], packet: VerifiedPacket, lines: dict[str, bytes], content: BatchContent
) -> dict[str, list[str]]:
    """Add the members' lines and files to those of their packet; returns the names of the files of each."""
    names: dict[str, list[str]] = {}
    packet_id = packet.plan.sample_id
    for name, desk in desks.items():
        made = desk.studio.encode([Outcome(desk.sample_id(packet_id), packet.members[name])])
        files = [file._replace(sample_id=packet_id, name=f"{desk.files_in}/{file.name}") for file in made.files]
        names[name] = [file.name for file in files]
        content.files += files
        content.notes += made.notes
        for part, (line,) in made.parts.items():
            if part != REJECTED:
                lines[member_part(desk.kind, part)] += line
    return names
