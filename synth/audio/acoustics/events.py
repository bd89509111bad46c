"""Sounds that are no speech."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from synth.audio.signal import RATE_HZ, Wave, power

KEYS_HZ = ((697, 770, 852, 941), (1209, 1336, 1477))
"""The two tones of a telephone's key (ITU-T Q.23)."""


def draw_event(kind: str, rng: np.random.Generator) -> Wave:
    """The sound of one event, of power 1 while it lasts."""
    wave = _MAKERS[kind](rng)
    return wave / np.sqrt(power(wave))


def _tones(seconds: float, *tones_hz: float) -> Wave:
    at_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    edge = np.minimum(1, np.minimum(at_s, at_s[::-1]) / 0.005)
    return edge * np.sum([np.sin(2 * np.pi * tone * at_s) for tone in tones_hz], axis=0)


def _burst(seconds: float, tone_hz: float, rng: np.random.Generator) -> Wave:
    """A tone with noise that dies away."""
    at_s = np.arange(round(seconds * RATE_HZ)) / RATE_HZ
    tone = np.sin(2 * np.pi * tone_hz * at_s) + 0.5 * rng.standard_normal(len(at_s))
    return np.exp(-6 * at_s / seconds) * tone


def _key(rng: np.random.Generator) -> Wave:
    low, high = (float(rng.choice(tones)) for tones in KEYS_HZ)
    return _tones(rng.uniform(0.08, 0.2), low, high)


_MAKERS: Mapping[str, Callable[[np.random.Generator], Wave]] = {
    "beep": lambda rng: _tones(rng.uniform(0.15, 0.5), 1000),
    "dial_tone": lambda rng: _tones(rng.uniform(0.5, 1.5), 350, 440),
    "keypress": _key,
    "knock": lambda rng: _burst(rng.uniform(0.08, 0.15), rng.uniform(80, 160), rng),
    "click": lambda rng: _burst(rng.uniform(0.005, 0.02), rng.uniform(1000, 3000), rng),
}
