"""From spoken turns to the sound of a file: room, events, noise, line, level."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from jaxtyping import Bool, Float64

from synth.audio.acoustics.events import draw_event
from synth.audio.acoustics.line import clipped, coded
from synth.audio.acoustics.noise import draw_noise
from synth.audio.acoustics.room import draw_room, rt60_of
from synth.audio.records import AcousticsPlan, Event, EventPlan, Heard
from synth.audio.scene.schema import BANDS
from synth.audio.signal import RATE_HZ, band_passed, convolved, decibels, power

PEAK = 0.98
"""Of full scale; sound that would exceed it is made softer as a whole."""

Stage = Callable[[str], np.random.Generator]
Waves = Float64[np.ndarray, "channels samples"]


def in_a_room(
    dry: Waves,
    talking: Bool[np.ndarray, "channels samples"],
    plan: AcousticsPlan,
    planned: Sequence[EventPlan],
    rng: Stage,
) -> tuple[Waves, tuple[Heard, ...], tuple[Event, ...], float]:
    """(sound, what became of each channel, events with their times, gain of the speech).

    `talking` is where speech is heard in `dry`. Level and SNR are those while speech lasts, behind the band's filter. A
    channel on which nobody talks has the noise of the other. The sound is never later than `dry`.
    """
    low, high = BANDS[plan.band]
    rooms = [draw_room(plan.rt60_s, rng(f"room/{at}")) if plan.rt60_s > 0 else None for at in range(len(dry))]
    wet = [one if room is None else convolved(one, room) for one, room in zip(dry, rooms, strict=True)]
    wet = [band_passed(one, low, high) for one in wet]
    powers = [power(one[mask]) for one, mask in zip(wet, talking, strict=True)]
    loud = [value for value in powers if value > 0]
    if not loud:
        raise ValueError("sound in which nobody speaks")
    speech = sum(loud) / len(loud)
    gain = np.sqrt(10 ** (plan.level_dbfs / 10) / speech)
    events, sounds = _events(planned, dry.shape, np.sqrt(speech), rng)
    made = []
    for at, (one, mask, room) in enumerate(zip(wet, talking, rooms, strict=True)):
        noise = np.zeros_like(one)
        own = powers[at] or speech
        if plan.snr_db is not None:
            noise = band_passed(draw_noise(plan.noise, len(one), one, rng(f"noise/{at}")), low, high)
            noise *= np.sqrt(own / 10 ** (plan.snr_db / 10) / power(noise))
        full, share = clipped(
            gain * (one + band_passed(sounds[at], low, high) + noise), gain * one[mask], plan.clipped_share
        )
        floor = None if plan.snr_db is None else decibels(power(gain * noise))
        rt60 = 0.0 if room is None else rt60_of(room)
        made.append((full, Heard(rt60, plan.snr_db if powers[at] else None, floor, share)))
    peak = max(float(np.abs(full).max()) for full, _ in made)
    softer = min(1.0, PEAK / peak)
    heard = tuple(
        one._replace(floor_dbfs=None if one.floor_dbfs is None else one.floor_dbfs + decibels(softer**2))
        for _, one in made
    )
    return np.stack([coded(softer * full, plan.codec) for full, _ in made]), heard, events, gain * softer


def _events(
    planned: Sequence[EventPlan], shape: tuple[int, ...], loudness: float, rng: Stage
) -> tuple[tuple[Event, ...], Waves]:
    """The events in order of time, and their sound."""
    sounds = np.zeros(shape)
    events = []
    for number, one in enumerate(planned):
        wave = draw_event(one.kind, rng(f"event/{number}"))[: shape[1]]
        start = int(one.at * (shape[1] - len(wave)))
        sounds[one.channel, start : start + len(wave)] += loudness * 10 ** (one.level_db / 20) * wave
        events.append(Event(one.kind, one.channel, start / RATE_HZ, (start + len(wave)) / RATE_HZ))
    return tuple(sorted(events, key=lambda event: (event.start_s, event.channel))), sounds
