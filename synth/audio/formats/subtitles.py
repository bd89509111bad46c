"""Subtitles: WebVTT (https://www.w3.org/TR/webvtt1/) and SubRip, a cue for each turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from synth.audio.formats.sounds import stem
from synth.audio.read import SpeechDataSet, SpeechSample


def write_vtt(speech: SpeechDataSet, path: Path) -> None:
    """Write a folder with a WebVTT file for each utterance; a cue names its speaker in a voice span."""
    path.mkdir(parents=True)
    for sample in speech.checked():
        cues = [f"{_clock(turn, '.')}\n<v {_escaped(name)}>{_escaped(text)}\n" for turn, name, text in _cues(sample)]
        (path / f"{stem(sample)}.vtt").write_text("\n".join(["WEBVTT\n", *cues]), encoding="utf-8", newline="\n")


def write_srt(speech: SpeechDataSet, path: Path) -> None:
    """Write a folder with a SubRip file for each utterance; of several speakers a cue names its own."""
    path.mkdir(parents=True)
    for sample in speech.checked():
        several = len(sample.speakers) > 1
        cues = [
            f"{number}\n{_clock(turn, ',')}\n{f'{name}: ' if several else ''}{text}\n"
            for number, (turn, name, text) in enumerate(_cues(sample), 1)
        ]
        (path / f"{stem(sample)}.srt").write_text("\n".join(cues), encoding="utf-8", newline="\n")


def _cues(sample: SpeechSample) -> Iterator[tuple[Mapping[str, Any], str, str]]:
    """(turn, speaker, text) in order of time."""
    for turn in sorted(sample.turns, key=lambda turn: turn["start_s"]):
        yield turn, sample.speaker_of(turn), sample.text_of(turn)


def _clock(turn: Mapping[str, Any], point: str) -> str:
    return f"{_time(turn['start_s'], point)} --> {_time(turn['end_s'], point)}"


def _time(seconds: float, point: str) -> str:
    ms = round(seconds * 1000)
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{point}{ms % 1000:03}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
