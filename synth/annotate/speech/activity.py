"""When somebody speaks: frames that stand out of the noise and that the WebRTC detector, as PocketSphinx ships it
(BSD licence, with its model), takes for speech.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Float64

from synth.audio.signal import RATE_HZ

FRAME_S = 0.01
MODES, STRICT = (0, 1, 2, 3), 2
"""The detector's modes, from the most lenient on; the one that decides. The share of the modes that agree scores."""

QUIETEST, LOUDEST, RISE, LEAST_RISE_DB = 10, 95, 0.3, 3.0
"""Percentiles of the frames' levels that stand for noise and for speech; how far from the one to the other speech
begins, as a share of the dB between them, and how many at the least: steady noise is no speech."""
BELOW_DB, SILENT_DBFS = 40.0, -80.0
"""Nothing is speech that lies so much below the loud frames, or in a channel without a louder one."""

PAUSE_S, LEAST_S = 0.3, 0.1
"""Shorter pauses do not divide a turn, and what is shorter is none."""


class Stretch(NamedTuple):
    """Speech from `start_s` to `end_s`; `votes` is the mean share of modes that take its frames for speech."""

    start_s: float
    end_s: float
    votes: float


def speech_in(wave: Float[np.ndarray, " samples"]) -> Iterator[Stretch]:
    """The stretches of speech in one channel at 16 kHz, in order."""
    votes = _votes(wave)
    voiced = votes[STRICT] & _loud(wave)[: votes.shape[1]]
    share = votes.mean(axis=0)
    pause, least = round(PAUSE_S / FRAME_S), round(LEAST_S / FRAME_S)
    steps = np.diff(np.concatenate([[0], voiced.astype(np.int8), [0]]))
    bounds: list[list[int]] = []
    for start, end in zip(np.flatnonzero(steps == 1), np.flatnonzero(steps == -1), strict=True):
        if bounds and start - bounds[-1][1] < pause:
            bounds[-1][1] = int(end)
        else:
            bounds.append([int(start), int(end)])
    for start, end in bounds:
        if end - start >= least:
            yield Stretch(start * FRAME_S, end * FRAME_S, float(share[start:end].mean()))


def _votes(wave: Float[np.ndarray, " samples"]) -> Bool[np.ndarray, "modes frames"]:
    """What each mode says of each frame."""
    from pocketsphinx import Vad

    size = round(FRAME_S * RATE_HZ)
    pcm = np.rint(np.clip(wave, -1, 1) * 32767).astype(np.int16)
    frames = [pcm[at : at + size].tobytes() for at in range(0, len(pcm) - size + 1, size)]
    found = np.zeros((len(MODES), len(frames)), bool)
    for row, mode in zip(found, MODES, strict=True):
        detector = Vad(mode, RATE_HZ, FRAME_S)
        row[:] = [detector.is_speech(frame) for frame in frames]
    return found


def _loud(wave: Float[np.ndarray, " samples"]) -> Bool[np.ndarray, " frames"]:
    """The frames that stand out of the noise."""
    levels = _levels_dbfs(wave)
    if not len(levels):
        return np.zeros(0, bool)
    noise, speech = np.percentile(levels, [QUIETEST, LOUDEST])
    least = max(noise + RISE * (speech - noise), noise + LEAST_RISE_DB, speech - BELOW_DB)
    return (levels > least) & (speech > SILENT_DBFS)


def _levels_dbfs(wave: Float[np.ndarray, " samples"]) -> Float64[np.ndarray, " frames"]:
    size = round(FRAME_S * RATE_HZ)
    framed = np.asarray(wave[: len(wave) // size * size], np.float64).reshape(-1, size)
    return 10 * np.log10(np.mean(np.square(framed), axis=1) + 1e-10)
