"""Reads a finished data set of packets: packet.jsonl is read here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.folder.finished import FinishedFolder, FolderKind, iter_records, open_finished
from synth.folder.stated import checked
from synth.packet.stated import PacketStated

PACKETS = FolderKind("packets", "packet.jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class PacketDataSet:
    """A finished data set of packets."""

    finished: FinishedFolder

    @property
    def manifest(self) -> Mapping[str, Any]:
        return self.finished.manifest

    def checked(self) -> Iterator[dict[str, Any]]:
        """The lines in file order, one in memory at a time. DataError at a line that is no packet."""
        for where, record in iter_records(self.finished.path, PacketStated, "a packet"):
            checked(PacketStated, record, where)
            yield record


def open_packets(folder: Path) -> PacketDataSet:
    """The data set in `folder`; DataError where there is no finished data set of packets."""
    return PacketDataSet(finished=open_finished(folder, PACKETS))
