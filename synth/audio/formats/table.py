"""The formats that sound can be exported to, by name. A format's module is imported when it writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from synth.audio.read import SpeechDataSet
from synth.folder.format import ExportFormat


def _nemo(speech: SpeechDataSet, path: Path) -> None:
    from synth.audio.formats.nemo import write_nemo

    write_nemo(speech, path)


def _common_voice(speech: SpeechDataSet, path: Path) -> None:
    from synth.audio.formats.common_voice import write_common_voice

    write_common_voice(speech, path)


def _textgrid(speech: SpeechDataSet, path: Path) -> None:
    from synth.audio.formats.textgrid import write_textgrid

    write_textgrid(speech, path)


def _rttm(speech: SpeechDataSet, path: Path) -> None:
    from synth.audio.formats.rttm import write_rttm

    write_rttm(speech, path)


def _vtt(speech: SpeechDataSet, path: Path) -> None:
    from synth.audio.formats.subtitles import write_vtt

    write_vtt(speech, path)


def _srt(speech: SpeechDataSet, path: Path) -> None:
    from synth.audio.formats.subtitles import write_srt

    write_srt(speech, path)


def _audiofolder(speech: SpeechDataSet, path: Path) -> None:
    from synth.audio.formats.audiofolder import write_audiofolder

    write_audiofolder(speech, path)


AUDIO_FORMATS: Mapping[str, ExportFormat[SpeechDataSet]] = {
    "nemo": ExportFormat(write=_nemo, suffix="-nemo"),
    "common_voice": ExportFormat(write=_common_voice, suffix="-common-voice"),
    "textgrid": ExportFormat(write=_textgrid, suffix="-textgrid"),
    "rttm": ExportFormat(write=_rttm, suffix=".rttm"),
    "vtt": ExportFormat(write=_vtt, suffix="-vtt"),
    "srt": ExportFormat(write=_srt, suffix="-srt"),
    "audiofolder": ExportFormat(write=_audiofolder, suffix="-audiofolder"),
}
"""Name -> format. `rttm` is a file, the others are folders."""
