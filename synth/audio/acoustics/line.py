"""What a line does to sound: cut off peaks, then a codec of the telephone."""

from __future__ import annotations

import io

import numpy as np

from synth.audio.scene.schema import CODECS
from synth.audio.signal import RATE_HZ, Wave, resampled

CODEC_HZ = 8000
GSM_FRAME = 160
"""Samples of a frame of GSM 06.10."""


def clipped(wave: Wave, speech: Wave, share: float) -> tuple[Wave, float]:
    """(the sound cut off where `share` of the samples of `speech` lie above, the share of its own that is cut off)."""
    if share <= 0 or not len(speech):
        return wave, 0.0
    limit = float(np.quantile(np.abs(speech), 1 - share))
    return np.clip(wave, -limit, limit), float(np.mean(np.abs(wave) > limit))


def coded(wave: Wave, codec: str) -> Wave:
    """The sound after a codec of 8 kHz and back; as long as before, and not delayed."""
    if codec == "none":
        return wave
    from soundfile import SoundFile

    narrow = resampled(wave, RATE_HZ, CODEC_HZ)
    size = len(narrow)
    narrow = np.pad(np.clip(narrow, -1, 1), (0, -size % GSM_FRAME))
    told = {"samplerate": CODEC_HZ, "channels": 1, "format": "RAW", "subtype": CODECS[codec]}
    line = io.BytesIO()
    with SoundFile(line, "w", **told) as sent:
        sent.write(np.rint(narrow * 32767).astype(np.int16))
    line.seek(0)
    with SoundFile(line, "r", **told) as got:
        heard = got.read(len(narrow), dtype="int16") / 32767
    wide = resampled(np.asarray(heard, float)[:size], CODEC_HZ, RATE_HZ)
    return np.pad(wide, (0, max(0, len(wave) - len(wide))))[: len(wave)]
