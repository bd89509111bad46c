"""Filters of zero delay, in the spectrum of the whole sound: what they pass stands where it stood."""

from __future__ import annotations

from math import gcd

import numpy as np
from jaxtyping import Float64

RATE_HZ = 16000
"""Of every file that is written."""

FULL_SCALE = 32768.0
"""Of 16-bit samples."""

Wave = Float64[np.ndarray, " samples"]


def resampled(wave: Wave, from_hz: int, to_hz: int) -> Wave:
    """The sound at another rate, by cutting or filling up its spectrum; silence is added up to a whole ratio."""
    step = gcd(from_hz, to_hz)
    up, down = to_hz // step, from_hz // step
    blocks = smooth_size(-(-len(wave) // down))
    padded = np.zeros(blocks * down)
    padded[: len(wave)] = wave
    spectrum = np.fft.rfft(padded)
    size = blocks * up
    return np.fft.irfft(spectrum[: size // 2 + 1], size)[: -(-len(wave) * up // down)] * (up / down)


def shaped(wave: Wave, gains: Float64[np.ndarray, " bins"], size: int) -> Wave:
    """The sound with its spectrum (of `size` samples, zeros added) multiplied by `gains`."""
    return np.fft.irfft(np.fft.rfft(wave, size) * gains, size)[: len(wave)]


def band_passed(wave: Wave, low_hz: float, high_hz: float, slope_hz: float = 100.0) -> Wave:
    """The sound between two frequencies, with borders of raised cosine shape; 0 and half the rate are no borders."""
    size = smooth_size(len(wave) + RATE_HZ // 10)
    at_hz = np.fft.rfftfreq(size, 1 / RATE_HZ)
    gains = np.ones(len(at_hz))
    if low_hz > 0:
        gains *= _rise((at_hz - low_hz) / slope_hz)
    if high_hz < RATE_HZ / 2:
        gains *= _rise((high_hz - at_hz) / slope_hz)
    return shaped(wave, gains, size)


def convolved(wave: Wave, response: Wave) -> Wave:
    """The sound in a room of this impulse response, as long as before."""
    size = smooth_size(len(wave) + len(response))
    return np.fft.irfft(np.fft.rfft(wave, size) * np.fft.rfft(response, size), size)[: len(wave)]


def power(wave: Wave) -> float:
    """Mean square; 0 of nothing."""
    return float(np.mean(np.square(wave))) if len(wave) else 0.0


def decibels(ratio: float) -> float:
    """10 log10 of a ratio of powers, -200 at the least."""
    return 10 * float(np.log10(max(ratio, 1e-20)))


def _rise(steps: Float64[np.ndarray, " bins"]) -> Float64[np.ndarray, " bins"]:
    """0 below -0.5, 1 above 0.5, half a cosine between."""
    return 0.5 + 0.5 * np.sin(np.pi * np.clip(steps, -0.5, 0.5))


def smooth_size(least: int) -> int:
    """The smallest 2^a 3^b 5^c of at least `least`, of which the transform is fast."""
    best = 1 << max(least - 1, 1).bit_length()
    five = 1
    while five < best:
        three = five
        while three < best:
            two = three << max(0, (-(-least // three) - 1).bit_length())
            best = min(best, two)
            three *= 3
        five *= 5
    return best
