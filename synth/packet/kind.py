"""Packets as the hall sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from synth.kinds import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from synth.folder.batch import Batch
    from synth.folder.data_folder import Layout
    from synth.folder.totals import Totals
    from synth.kinds import Share
    from synth.options import RunConfig
    from synth.packet.sample import LabelledPacket
    from synth.packet.scene.schema import PacketScene
    from synth.packet.studio import PacketStudio


def _scene() -> type[PacketScene]:
    from synth.packet.scene.schema import PacketScene

    return PacketScene


def _load(mapping: Mapping[str, Any], where: str) -> PacketScene:
    from synth.packet.scene.load import load_packet_scene

    return load_packet_scene(mapping, where)


def _open(config: RunConfig, scene: PacketScene, share: Share) -> PacketStudio:
    from synth.packet.studio import PacketStudio

    return PacketStudio(config, scene, share)


def _layout(scene: PacketScene) -> Layout:
    from synth.packet.encode.final import packet_layout

    return packet_layout(scene)


def _labels(totals: Totals) -> int:
    return sum(totals.group("places").values())


def _preview(config: RunConfig, scene: PacketScene, ids: Sequence[int] | None) -> Iterator[str]:
    from synth.packet.preview import preview_packets

    return preview_packets(config, scene, ids)


def _report(config: RunConfig, scene: PacketScene) -> Path:
    from synth.packet.report.page import write_packet_report

    return write_packet_report(config.out)


def _samples(scene: PacketScene, batch: Batch) -> Iterator[LabelledPacket]:
    from synth.packet.sample import packets_of

    return packets_of(scene, batch)


KIND = Kind(
    scene=_scene,
    unit="places of facts",
    load_scene=_load,
    open=_open,
    layout=_layout,
    labels=_labels,
    report=_report,
    preview=_preview,
    samples=_samples,
)
