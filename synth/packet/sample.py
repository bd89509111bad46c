"""A packet as Python gets it: its members, its facts and the places that show them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from synth.folder.batch import Batch
from synth.folder.line_index import LineIndex
from synth.folder.stated import stated_line
from synth.packet.encode.batch import PACKET
from synth.packet.read import open_packets
from synth.packet.scene.schema import PacketScene
from synth.packet.stated import ContradictionStated, FactStated, MemberStated, PacketStated


@dataclass(frozen=True, kw_only=True)
class LabelledPacket:
    """One packet. `line` is what packet.jsonl says of it, key by key."""

    line: Mapping[str, Any]

    @cached_property
    def _stated(self) -> PacketStated:
        return PacketStated.model_validate(self.line)

    @property
    def id(self) -> int:
        return self.line["id"]

    @property
    def members(self) -> Mapping[str, MemberStated]:
        """Name -> kind, scene, files, and the id of its sample in the data set of its kind, which lies beside."""
        return {member.name: member for member in self._stated.members}

    @property
    def facts(self) -> Mapping[str, FactStated]:
        """Fact -> its true value and all places that show it."""
        return {fact.fact: fact for fact in self._stated.facts}

    @property
    def shared(self) -> Sequence[FactStated]:
        """The facts that more than one member shows."""
        return [fact for fact in self._stated.facts if len(fact.members) > 1]

    @property
    def contradictions(self) -> Sequence[ContradictionStated]:
        """What does not agree, and what is true."""
        return self._stated.contradictions


def packet_sample(line: bytes, where: str) -> LabelledPacket:
    """The packet of a line of packet.jsonl; DataError at `where` for what is no such line."""
    return LabelledPacket(line=stated_line(PacketStated, line, where))


def packets_of(scene: PacketScene, batch: Batch) -> Iterator[LabelledPacket]:
    """The packets of a batch; those that were given up are left out."""
    for place, line in enumerate(batch.parts[PACKET]):
        if line:
            yield packet_sample(line, f"sample {batch.first + place}")


class IndexedPackets:
    """The packets of the data set in `folder`, each by its place. DataError where there is no finished one."""

    def __init__(self, folder: Path) -> None:
        self._lines = LineIndex(open_packets(folder).finished.path)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, place: int) -> LabelledPacket:
        """IndexError behind the last one."""
        return packet_sample(self._lines[place], f"{self._lines.path}:{place + 1}")
