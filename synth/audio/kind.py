"""Sound as the hall sees it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from synth.kinds import Kind
from synth.scene.load import with_changes

if TYPE_CHECKING:
    from pathlib import Path

    from synth.audio.options import AudioConfig
    from synth.audio.sample import LabelledSpeech
    from synth.audio.scene.schema import AudioScene
    from synth.audio.studio import AudioStudio
    from synth.folder.batch import Batch
    from synth.folder.data_folder import Layout
    from synth.folder.totals import Totals
    from synth.kinds import Membership, Share


def _scene() -> type[AudioScene]:
    from synth.audio.scene.schema import AudioScene

    return AudioScene


def _config() -> type[AudioConfig]:
    from synth.audio.options import AudioConfig

    return AudioConfig


def _load(mapping: Mapping[str, Any], where: str) -> AudioScene:
    from synth.audio.scene.load import load_audio_scene

    return load_audio_scene(mapping, where)


def _open(config: AudioConfig, scene: AudioScene, share: Share) -> AudioStudio:
    from synth.audio.studio import AudioStudio

    return AudioStudio(config, scene)


def _layout(scene: AudioScene) -> Layout:
    from synth.audio.encode.layout import AUDIO_LAYOUT

    return AUDIO_LAYOUT


def _labels(totals: Totals) -> int:
    return totals.group("labels").get("words", 0)


def _report(config: AudioConfig, scene: AudioScene) -> Path:
    from synth.audio.report.page import write_speech_report

    return write_speech_report(config.out)


def _preview(config: AudioConfig, scene: AudioScene, ids: Sequence[int] | None) -> Iterator[str]:
    from synth.audio.preview import preview_speech

    return preview_speech(config, scene, ids)


def _samples(scene: AudioScene, batch: Batch) -> Iterator[LabelledSpeech]:
    from synth.audio.sample import speech_of

    return speech_of(scene, batch)


def _member() -> Membership:
    from synth.audio.member import MEMBERSHIP

    return MEMBERSHIP


def _member_scene(spec: Mapping[str, Any], locale: Any) -> Mapping[str, Any]:
    """Locales and shares are those of the script's texts; a scene without a script is refused when it is read."""
    own = {"locale": locale, "balance": [], "quotas": {}}
    return with_changes(spec, {"script": {"set": own}})


KIND = Kind(
    scene=_scene,
    unit="words",
    config=_config,
    load_scene=_load,
    open=_open,
    layout=_layout,
    labels=_labels,
    report=_report,
    preview=_preview,
    samples=_samples,
    member=_member,
    member_scene=_member_scene,
)
