"""Noise of a stated colour."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from jaxtyping import Float64

from synth.audio.signal import RATE_HZ, Wave, power, shaped, smooth_size

LOWEST_HZ = 20.0
"""Below it noise gets no louder."""
MAINS_HZ, HARMONICS = 50.0, 12

Bins = Float64[np.ndarray, " bins"]


def draw_noise(kind: str, samples: int, speech: Wave, rng: np.random.Generator) -> Wave:
    """Noise of power 1; `speech` gives that of kind `speech` its spectrum."""
    noise = _hum(samples, rng) if kind == "hum" else _coloured(kind, samples, speech, rng)
    return noise / np.sqrt(power(noise))


def _coloured(kind: str, samples: int, speech: Wave, rng: np.random.Generator) -> Wave:
    white = rng.standard_normal(samples)
    if kind == "white":
        return white
    size = smooth_size(samples)
    at_hz = np.maximum(np.fft.rfftfreq(size, 1 / RATE_HZ), LOWEST_HZ)
    return shaped(white, _GAINS[kind](at_hz, speech), size)


def _speech_shaped(at_hz: Bins, speech: Wave) -> Bins:
    """The long-term spectrum of the speech, smoothed over 100 Hz."""
    spectrum = np.abs(np.fft.rfft(speech, 8192))[: 4096 + 1] if len(speech) <= 8192 else _welch(speech)
    kernel = np.ones(51) / 51
    smooth = np.convolve(np.pad(spectrum, 25, mode="edge"), kernel, mode="valid")
    return np.interp(at_hz, np.arange(len(smooth)) * RATE_HZ / 8192, smooth)


def _welch(speech: Wave) -> Bins:
    """Root of the mean power spectrum of pieces of half a second."""
    pieces = speech[: len(speech) // 8192 * 8192].reshape(-1, 8192)
    return np.sqrt(np.mean(np.square(np.abs(np.fft.rfft(pieces))), axis=0))


_GAINS: Mapping[str, Callable[[Bins, Wave], Bins]] = {
    "pink": lambda at_hz, speech: at_hz**-0.5,
    "brown": lambda at_hz, speech: at_hz**-1.0,
    "speech": _speech_shaped,
}


def _hum(samples: int, rng: np.random.Generator) -> Wave:
    at_s = np.arange(samples) / RATE_HZ
    tones = [
        np.sin(2 * np.pi * (MAINS_HZ * number * at_s + rng.random())) / number for number in range(1, HARMONICS + 1)
    ]
    return np.sum(tones, axis=0) + 0.02 * rng.standard_normal(samples)
