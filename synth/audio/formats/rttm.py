"""NIST's Rich Transcription Time Marked: who speaks when (https://www.nist.gov/document/rttm-format-v13-pdf)."""

from __future__ import annotations

from pathlib import Path

from synth.audio.formats.sounds import stem
from synth.audio.read import SpeechDataSet


def write_rttm(speech: SpeechDataSet, path: Path) -> None:
    """Write a file with a SPEAKER line for each turn; channels count from 1, a space in a name becomes `_`."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for sample in speech.checked():
            for turn in sorted(sample.turns, key=lambda turn: turn["start_s"]):
                start, length = turn["start_s"], turn["end_s"] - turn["start_s"]
                name = "_".join(sample.speaker_of(turn).split())
                head = f"SPEAKER {stem(sample)} {turn['channel'] + 1} {start:.3f} {length:.3f}"
                file.write(f"{head} <NA> <NA> {name} <NA> <NA>\n")
