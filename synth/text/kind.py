"""Texts as the hall sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from synth.kinds import Kind

if TYPE_CHECKING:
    from pathlib import Path

    from synth.folder.batch import Batch
    from synth.folder.data_folder import Layout
    from synth.folder.journal import Journal
    from synth.folder.totals import Totals
    from synth.kinds import Earlier, Membership, Screen, Share
    from synth.options import RunConfig
    from synth.text.sample import LabelledText
    from synth.text.scene.schema import TextScene
    from synth.text.studio import TextStudio


def _config() -> type[RunConfig]:
    from synth.text.options import TextConfig

    return TextConfig


def _scene() -> type[TextScene]:
    from synth.text.scene.schema import TextScene

    return TextScene


def _load(mapping: Mapping[str, Any], where: str) -> TextScene:
    from synth.text.scene.load import load_text_scene

    return load_text_scene(mapping, where)


def _open(config: RunConfig, scene: TextScene, share: Share) -> TextStudio:
    from synth.text.studio import TextStudio

    return TextStudio(config, scene)


def _layout(scene: TextScene) -> Layout:
    from synth.text.encode.final import text_layout

    return text_layout(scene.labels)


def _labels(totals: Totals) -> int:
    return sum(totals.group("spans").values())


def _screen(config: RunConfig, scene: TextScene, studio: TextStudio, earlier: Earlier) -> Screen:
    from synth.text.screen import duplicate_screen

    return duplicate_screen(config, scene, studio, earlier)


def _unscreened(scene: TextScene, studio: TextStudio, shard: Journal, ids: range) -> Iterator[Batch]:
    from synth.text.unscreened import unscreened_batches

    return unscreened_batches(scene, studio, shard, ids)


def _report(config: RunConfig, scene: TextScene) -> Path:
    from synth.text.report.page import write_text_report

    return write_text_report(config.out)


def _preview(config: RunConfig, scene: TextScene, ids: Sequence[int] | None) -> Iterator[str]:
    from synth.text.preview import preview_texts

    return preview_texts(config, scene, ids)


def _samples(scene: TextScene, batch: Batch) -> Iterator[LabelledText]:
    from synth.text.sample import texts_of

    return texts_of(scene, batch)


def _member() -> Membership:
    from synth.text.member import MEMBERSHIP

    return MEMBERSHIP


KIND = Kind(
    scene=_scene,
    unit="spans",
    config=_config,
    load_scene=_load,
    open=_open,
    layout=_layout,
    labels=_labels,
    screen=_screen,
    unscreened=_unscreened,
    report=_report,
    preview=_preview,
    samples=_samples,
    member=_member,
    forks=lambda studio: studio.forks,
)
