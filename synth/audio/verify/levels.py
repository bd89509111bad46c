"""Is there sound where words are, and only the stated noise where there are none? Measured in the file's own sound."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from jaxtyping import Bool

from synth.audio.records import SpeechDraft, SpeechPlan, Word
from synth.audio.signal import RATE_HZ, Wave, decibels, power

GUARD_S = 0.03
"""Time around words and events that is neither speech nor silence."""
RINGING = 1.0
"""Times RT60 that a room rings on after speech: 60 dB."""
QUIET_DBFS = -60.0
"""No louder may silence be where no noise is stated."""
LEAST_S = 0.05
"""Of a shorter silence no level is measured."""


class Levels(NamedTuple):
    """Of one channel: the level of its silences and of its words in dBFS, and that of its softest word. None: there are
    no silences that are long enough, or nobody speaks."""

    silence_dbfs: float | None
    speech_dbfs: float | None
    softest_dbfs: float | None


def levels_of(plan: SpeechPlan, draft: SpeechDraft) -> tuple[Levels, ...]:
    """The levels of each channel."""
    return tuple(_levels(plan, draft, at, wave) for at, wave in enumerate(draft.wave))


def _levels(plan: SpeechPlan, draft: SpeechDraft, channel: int, wave: Wave) -> Levels:
    words = [word for word in draft.words if _channel(plan, word.turn) == channel]
    ring_s = RINGING * draft.heard[channel].rt60_s
    sounding = [(start_s, end_s + ring_s) for start_s, end_s in _spoken(words, draft.pauses)]
    sounding += [(one.start_s, one.end_s + ring_s) for one in draft.events if one.channel == channel]
    silent = ~_mask(len(wave), sounding, GUARD_S)
    speech = _mask(len(wave), [(word.start_s, word.end_s) for word in words], 0.0)
    loudest = [_loudest(wave[round(word.start_s * RATE_HZ) : round(word.end_s * RATE_HZ)]) for word in words]
    return Levels(
        decibels(power(wave[silent])) if silent.sum() >= LEAST_S * RATE_HZ else None,
        decibels(power(wave[speech])) if words else None,
        min(loudest, default=None),
    )


def _spoken(words: Sequence[Word], pauses: bool) -> list[tuple[float, float]]:
    """When words are said; whole turns, where the voice may be heard between their words."""
    if pauses:
        return [(word.start_s, word.end_s) for word in words]
    turns = [[word for word in words if word.turn == turn] for turn in dict.fromkeys(word.turn for word in words)]
    return [(turn[0].start_s, turn[-1].end_s) for turn in turns]


def _channel(plan: SpeechPlan, turn: int) -> int:
    return plan.speakers[plan.turns[turn].speaker].channel


def _mask(size: int, bounds_s: list[tuple[float, float]], guard_s: float) -> Bool[np.ndarray, " samples"]:
    mask = np.zeros(size, bool)
    for start_s, end_s in bounds_s:
        mask[max(0, round((start_s - guard_s) * RATE_HZ)) : round((end_s + guard_s) * RATE_HZ)] = True
    return mask


def _loudest(wave: Wave, frame_s: float = 0.02) -> float:
    """Level of the loudest frame in dBFS."""
    return max(map(decibels, _powers(wave, round(frame_s * RATE_HZ))))


def _powers(wave: Wave, size: int) -> Iterator[float]:
    for start in range(0, max(1, len(wave) - size + 1), size):
        yield power(wave[start : start + size])
