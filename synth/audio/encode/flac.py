"""FLAC files: 16 bits, lossless, with the comment that the sound is synthetic."""

from __future__ import annotations

import io

import numpy as np
from jaxtyping import Float32

from synth.audio.extra import require
from synth.audio.records import SpeechDraft
from synth.audio.signal import FULL_SCALE, RATE_HZ
from synth.core.errors import DataError

FOLDER = "audio"


def flac_name(sample_id: int) -> str:
    """The name of a sample's file in the folder of sound."""
    return f"{sample_id:06d}.flac"


def flac_of(draft: SpeechDraft, comment: str) -> bytes:
    """The draft's sound as FLAC; the same sound and comment give the same bytes."""
    from soundfile import SoundFile

    target = io.BytesIO()
    with SoundFile(target, "w", RATE_HZ, len(draft.wave), subtype="PCM_16", format="FLAC") as file:
        if comment:
            file.comment = comment
        file.write(np.rint(draft.wave.T * FULL_SCALE).astype(np.int16))
    return target.getvalue()


def wave_of(data: bytes, where: str) -> Float32[np.ndarray, "channels samples"]:
    """The sound of a file, full scale 1. DataError at `where` for bytes that are no sound."""
    require("soundfile")
    from soundfile import LibsndfileError, SoundFile

    try:
        with SoundFile(io.BytesIO(data)) as file:
            return file.read(dtype="float32", always_2d=True).T
    except LibsndfileError as error:
        raise DataError(where, str(error), "a sound file that libsndfile reads") from None
