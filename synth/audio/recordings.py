"""Recordings of any origin: sound files in a folder, what their heads say, their sound at our rate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import gcd
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import Float32

from synth.audio.extra import require
from synth.audio.signal import RATE_HZ
from synth.core.errors import DataError, Unquoted
from synth.core.inside import files_inside

MEDIA_TYPES: Mapping[str, str] = {
    ".aif": "audio/aiff", ".aiff": "audio/aiff", ".au": "audio/basic", ".flac": "audio/flac", ".mp3": "audio/mpeg",
    ".oga": "audio/ogg", ".ogg": "audio/ogg", ".opus": "audio/ogg", ".wav": "audio/wav",
}  # fmt: skip
"""Ending of a sound file's name -> its type."""

MOST_FILES = 1_000_000
LONGEST_S = 3600
"""Of one recording, which is held in memory."""


class SoundFacts(NamedTuple):
    """What the head of a sound file says."""

    rate_hz: int
    channels: int
    duration_s: float


def sound_files(folder: Path) -> Iterator[tuple[str, Path]]:
    """(name relative to the folder, path) of the files in it and below that are named like sound, sorted.

    DataError for what is no plain file inside the folder.
    """
    found = files_inside(folder, DataError, "files inside the folder of recordings", most=MOST_FILES)
    return ((name, path) for name, path in found if path.suffix.lower() in MEDIA_TYPES)


def has_sound(folder: Path) -> bool:
    """Whether a folder, or one in it, holds a file that is named like sound."""
    return folder.is_dir() and next(sound_files(folder), None) is not None


def facts_of(path: Path) -> SoundFacts:
    """What a recording is, without decoding it. DataError for a file that is no sound, an empty or too long one."""
    require("soundfile")
    import soundfile

    try:
        told = soundfile.info(str(path))
    except soundfile.LibsndfileError as error:
        raise DataError(str(path), error.error_string, "a sound file that libsndfile reads") from None
    if not told.frames:
        raise DataError(str(path), Unquoted("no sound"), "a recording of some length")
    if told.duration > LONGEST_S:
        raise DataError(str(path), f"{told.duration:.0f} s", f"at most {LONGEST_S} s a recording: cut it up")
    return SoundFacts(told.samplerate, told.channels, told.frames / told.samplerate)


def at_our_rate(
    wave: Float32[np.ndarray, "channels samples"], rate_hz: int
) -> Float32[np.ndarray, "channels resampled"]:
    """A recording at 16 kHz, by a filter of zero delay."""
    if rate_hz == RATE_HZ:
        return wave
    from scipy.signal import resample_poly

    step = gcd(rate_hz, RATE_HZ)
    return np.asarray(resample_poly(wave, RATE_HZ // step, rate_hz // step, axis=1), np.float32)
