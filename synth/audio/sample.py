"""An utterance with its labels as Python gets it, and as a notebook plays it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from jaxtyping import Float32
from markupsafe import Markup

from synth.audio.encode.batch import PART
from synth.audio.encode.flac import FOLDER, wave_of
from synth.audio.read import SpeechSample, open_speech
from synth.audio.scene.schema import AudioScene
from synth.audio.stated import AudioStated
from synth.folder.batch import Batch
from synth.folder.held_files import ReadFile, files_in, files_of
from synth.folder.line_index import LineIndex
from synth.folder.stated import stated_line
from synth.report.embed import data_uri


@dataclass(frozen=True)
class LabelledSpeech(SpeechSample):
    """One utterance; see `SpeechSample` for its labels. `read` reads its files."""

    read: ReadFile

    @property
    def sound(self) -> bytes:
        """The bytes of its FLAC file. DataError where the file is missing."""
        return self.read(self.file)

    @property
    def wave(self) -> Float32[np.ndarray, "channels samples"]:
        """The sound, full scale 1. DataError where the file is missing or no sound; SynthError without the extra."""
        return wave_of(self.sound, self.where)

    def _repr_html_(self) -> str:
        """The transcript below a player."""
        player = Markup('<audio controls src="{}"></audio><p>{}</p>')
        return str(player.format(data_uri(self.sound, "audio/flac"), self.line))


def speech_sample(line: bytes, where: str, folder: Path, read: ReadFile) -> LabelledSpeech:
    """The utterance of a line of audio.jsonl; DataError at `where` for what is no such line."""
    sample = LabelledSpeech(stated_line(AudioStated, line, where), where, folder, read)
    sample.check()
    return sample


def speech_of(scene: AudioScene, batch: Batch) -> Iterator[LabelledSpeech]:
    """The utterances of a batch, with their sound; those that were given up are left out."""
    for place, (line, read) in enumerate(zip(batch.parts[PART], files_of(batch, FOLDER), strict=True)):
        if line:
            yield speech_sample(line, f"sample {batch.first + place}", Path(), read)


class IndexedSpeech:
    """The utterances of the data set in `folder`, each by its place. DataError where there is no finished one."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._lines = folder, LineIndex(open_speech(folder).finished.path)
        self._read = files_in(folder)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, place: int) -> LabelledSpeech:
        """IndexError behind the last one."""
        return speech_sample(self._lines[place], f"{self._lines.path}:{place + 1}", self._folder, self._read)
