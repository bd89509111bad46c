"""Mozilla Common Voice: `validated.tsv` beside a folder of clips (https://github.com/common-voice/cv-dataset)."""

from __future__ import annotations

import csv
from pathlib import Path

from synth.audio.formats.sounds import put_sound
from synth.audio.read import SpeechDataSet, SpeechSample

COLUMNS = ("client_id", "path", "sentence", "up_votes", "down_votes", "age", "gender", "accents", "locale", "segment")
GENDERS = {"female": "female_feminine", "male": "male_masculine"}
SOUNDS, TABLE = "clips", "validated.tsv"


def write_common_voice(speech: SpeechDataSet, path: Path) -> None:
    """Write a folder with `validated.tsv` and the clips, which are FLAC. A clip has one sentence, the whole transcript.

    `client_id` is the synthetic voice; ages are unknown, and nobody voted.
    """
    (path / SOUNDS).mkdir(parents=True)
    with (path / TABLE).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter="\t", lineterminator="\n", quoting=csv.QUOTE_NONE, escapechar="\\")
        table.writerow(COLUMNS)
        for sample in speech.checked():
            table.writerow(_row(sample, put_sound(sample, path / SOUNDS)))


def _row(sample: SpeechSample, name: str) -> tuple[object, ...]:
    voices = "+".join(dict.fromkeys(speaker.get("voice", "") for speaker in sample.speakers))
    sexes = {speaker.get("sex", "") for speaker in sample.speakers}
    gender = GENDERS.get(sexes.pop(), "") if len(sexes) == 1 else ""
    return voices, name, sample.line, 0, 0, "", gender, "", sample.locale.split("_")[0], ""
