"""Hugging Face's `audiofolder`: sound beside `metadata.jsonl`; `load_dataset(folder)` reads it.

https://huggingface.co/docs/datasets/audio_dataset#audiofolder
"""

from __future__ import annotations

from pathlib import Path

from synth.audio.formats.sounds import put_sound
from synth.audio.read import SpeechDataSet
from synth.core.canonical import readable

METADATA = "metadata.jsonl"


def write_audiofolder(speech: SpeechDataSet, path: Path) -> None:
    """Write a folder with the sound and `metadata.jsonl`: transcript, locale, words, turns and spans of each file."""
    path.mkdir(parents=True)
    with (path / METADATA).open("w", encoding="utf-8", newline="\n") as file:
        for sample in speech.checked():
            line = {
                "file_name": put_sound(sample, path),
                "transcription": sample.line,
                "locale": sample.locale,
                "attributes": readable(dict(sample.attributes)),
                "words": [{key: word[key] for key in ("text", "start_s", "end_s")} for word in sample.words],
                "turns": [
                    {
                        "speaker": sample.speaker_of(turn),
                        "channel": turn["channel"],
                        "text": sample.text_of(turn),
                        "start_s": turn["start_s"],
                        "end_s": turn["end_s"],
                    }
                    for turn in sample.turns
                ],
                "spans": [
                    {key: span.get(key) for key in ("label", "value", "start_s", "end_s")} for span in sample.spans
                ],
            }
            file.write(readable(line) + "\n")
