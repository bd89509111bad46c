"""The sound files of an export, and names in it."""

from __future__ import annotations

from pathlib import Path

from synth.audio.read import SpeechSample
from synth.core.errors import DataError
from synth.folder.sample_files import take_file


def put_sound(sample: SpeechSample, folder: Path) -> str:
    """Put an utterance's sound into a folder of an export, under a second name where the disk allows; returns its name.

    DataError where the data set has no such file.
    """
    source = sample.path
    if not source.is_file():
        raise DataError(sample.where, sample.file, "a sound file inside the data set folder")
    name = f"{stem(sample)}{source.suffix}"
    take_file(source, folder / name)
    return name


def stem(sample: SpeechSample) -> str:
    """The name of an utterance's files, without a suffix."""
    return f"{sample.id:06d}"
