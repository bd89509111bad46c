"""NVIDIA NeMo's manifest: a line of JSON for each turn, with its place in a sound file.

https://docs.nvidia.com/nemo-framework/user-guide/latest/nemotoolkit/asr/datasets.html
"""

from __future__ import annotations

from pathlib import Path

from synth.audio.formats.sounds import put_sound
from synth.audio.read import SpeechDataSet
from synth.core.canonical import readable

MANIFEST, SOUNDS = "manifest.json", "audio"


def write_nemo(speech: SpeechDataSet, path: Path) -> None:
    """Write a folder with `manifest.json` (a line per turn) and the sound; paths start at the manifest's folder."""
    (path / SOUNDS).mkdir(parents=True)
    with (path / MANIFEST).open("w", encoding="utf-8", newline="\n") as file:
        for sample in speech.checked():
            name = put_sound(sample, path / SOUNDS)
            for turn in sample.turns:
                line = {
                    "audio_filepath": f"{SOUNDS}/{name}",
                    "offset": turn["start_s"],
                    "duration": round(turn["end_s"] - turn["start_s"], 4),
                    "text": sample.text_of(turn),
                    "speaker": sample.speaker_of(turn),
                    "channel": turn["channel"],
                    "lang": sample.locale.split("_")[0],
                }
                file.write(readable(line) + "\n")
