"""Rooms: the first reflections by image sources, then a tail of noise that decays.

Allen & Berkley, "Image method for efficiently simulating small-room acoustics", JASA 65 (1979), for a box whose walls
all absorb alike; the tail as in Lehmann & Johansson, "Diffuse reverberation model for efficient image-source simulation
of room impulse responses", IEEE TASLP 18 (2010).
"""

from __future__ import annotations

import numpy as np
from jaxtyping import Float64

from synth.audio.signal import RATE_HZ, Wave

SOUND_M_S = 343.0
EARLY_S = 0.05
"""Reflections that come this long after the direct sound are computed one by one."""
LOWEST_DB = 35.0
"""How far the decay is followed: the slope is fitted from -5 to -35 dB (T30, ISO 3382-2)."""


def draw_room(rt60_s: float, rng: np.random.Generator) -> Wave:
    """The impulse response of a drawn room that rings for about `rt60_s`; its first sample is the direct sound."""
    size_m = rng.uniform((3.0, 2.5, 2.3), (8.0, 6.0, 3.5))
    source_m, ear_m = rng.uniform(0.15, 0.85, (2, 3)) * size_m
    response = _reflections(size_m, source_m, ear_m, rt60_s)
    return _with_tail(response, rt60_s, rng)


def rt60_of(response: Wave) -> float:
    """The reverberation time in s, from the slope of Schroeder's backward integral (JASA 37, 1965)."""
    energy = np.cumsum(np.square(response[::-1]))[::-1]
    level_db = 10 * np.log10(np.maximum(energy / energy[0], 1e-12))
    chosen = np.flatnonzero((level_db <= -5) & (level_db >= -LOWEST_DB))
    if len(chosen) < 2:
        return 0.0
    slope_db_s = np.polyfit(chosen / RATE_HZ, level_db[chosen], 1)[0]
    return float(-60 / slope_db_s) if slope_db_s < 0 else 0.0


def _reflections(size_m: Wave, source_m: Wave, ear_m: Wave, rt60_s: float) -> Wave:
    """The direct sound, of amplitude 1 at the first sample, and what comes within `EARLY_S` of it."""
    reach_m = SOUND_M_S * EARLY_S + float(np.linalg.norm(source_m - ear_m))
    axes, orders = zip(*(_images(*one, reach_m) for one in zip(size_m, source_m, ear_m, strict=True)), strict=True)
    offsets = np.stack(np.meshgrid(*axes, indexing="ij"), -1).reshape(-1, 3)
    bounces = np.stack(np.meshgrid(*orders, indexing="ij"), -1).reshape(-1, 3).sum(axis=1)
    distance_m = np.linalg.norm(offsets, axis=1)
    direct_m = distance_m[bounces == 0].min()
    place = np.rint((distance_m - direct_m) / SOUND_M_S * RATE_HZ).astype(int)
    near = place <= EARLY_S * RATE_HZ
    kept = _kept_by_walls(size_m, rt60_s) ** bounces
    response = np.zeros(int(EARLY_S * RATE_HZ) + 1)
    np.add.at(response, place[near], (kept * direct_m / distance_m)[near])
    return response


def _images(size_m: float, source_m: float, ear_m: float, reach_m: float) -> tuple[Wave, Wave]:
    """Along one axis: the source's images as seen from the ear, and by how many walls each is mirrored."""
    most = int(np.ceil(reach_m / (2 * size_m)))
    turn = np.arange(-most, most + 1)
    offsets = np.concatenate([2 * turn * size_m + source_m - ear_m, 2 * turn * size_m - source_m - ear_m])
    return offsets, np.concatenate([np.abs(2 * turn), np.abs(2 * turn - 1)])


def _kept_by_walls(size_m: Wave, rt60_s: float) -> float:
    """The amplitude that a wall reflects, for this reverberation time (Eyring's formula)."""
    volume = float(np.prod(size_m))
    surface = 2 * volume * float(np.sum(1 / size_m))
    return float(np.exp(-0.161 * volume / (surface * rt60_s) / 2))


def _with_tail(early: Wave, rt60_s: float, rng: np.random.Generator) -> Wave:
    """The response with noise behind its early part, as loud as that is at its end, decaying by 60 dB in `rt60_s`."""
    size = max(int(1.1 * rt60_s * RATE_HZ), len(early))
    decay: Float64[np.ndarray, " samples"] = 10 ** (-3 * np.arange(size) / (rt60_s * RATE_HZ))
    last = slice(len(early) // 2, len(early))
    loudness = np.sqrt(np.mean(np.square(early[last])) / np.mean(np.square(decay[last])))
    tail = loudness * decay * rng.standard_normal(size)
    tail[: len(early)] *= np.linspace(0, 1, len(early)) ** 2
    response = tail
    response[: len(early)] += early
    return response
