"""Labels against the levels of their recordings: words that are silent, and sound that no label holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from jaxtyping import Bool, Float64

from synth.quality.finding import Finding
from synth.quality.sounds.raw import Recording, of_recording

FRAME_S = 0.02

LEAST_RANGE_DB = 25.0
"""How far a channel's words must stand out of what is around them: else noise hides what is asked about."""

LEAST_WORDS = 3
"""Words of a channel from which their usual level is known."""

LEAST_FREES = 5
"""Frames that no label holds from which the level around words is known."""

SILENT_SHARE, SOUND_SHARE = 0.15, 0.7
"""Of the way in dB from the level without words to the usual level of words: no louder is a silent word, and no softer
is sound that needs a label."""

GUARD_S, LEAST_S = 0.3, 0.12
"""Around labels rooms ring on; shorter sound is a click."""


CONFIDENCE = 0.9


class Channel(NamedTuple):
    """The level of each frame of a channel in dBFS, which are under a label, with `GUARD_S` around it, and the usual
    levels of words (their loudest frame) and of what no label holds."""

    levels_dbfs: Float64[np.ndarray, " frames"]
    labelled: Bool[np.ndarray, " frames"]
    words_dbfs: float
    around_dbfs: float


def silent_word(one: Recording) -> Iterator[Finding]:
    """A word no frame of which stands out of what is around the words of its channel."""
    for number, channel in _channels(one):
        limit = channel.around_dbfs + SILENT_SHARE * (channel.words_dbfs - channel.around_dbfs)
        for at, word in _words(one, number):
            loudest = _loudest(channel.levels_dbfs, word["start_s"], word["end_s"])
            if loudest < limit:
                given = [word["text"], word["start_s"], word["end_s"]]
                evidence = f"at most {loudest:.0f} dBFS; words there have {channel.words_dbfs:.0f}, silence "
                evidence += f"{channel.around_dbfs:.0f}"
                yield of_recording(
                    one, "silent_word", f"words[{at}]", given, "no such word", evidence, confidence=CONFIDENCE
                )


def unlabelled_sound(one: Recording) -> Iterator[Finding]:
    """A stretch as loud as words where no word, turn or event is."""
    for number, channel in _channels(one):
        limit = channel.around_dbfs + SOUND_SHARE * (channel.words_dbfs - channel.around_dbfs)
        loud = (channel.levels_dbfs > limit) & ~channel.labelled
        steps = np.diff(np.concatenate([[0], loud.astype(np.int8), [0]]))
        for first, last in zip(np.flatnonzero(steps == 1), np.flatnonzero(steps == -1), strict=True):
            if (last - first) * FRAME_S >= LEAST_S:
                times = [round(float(at * FRAME_S), 3) for at in (first, last)]
                level = float(channel.levels_dbfs[first:last].max())
                evidence = f"up to {level:.0f} dBFS on channel {number}; words there have {channel.words_dbfs:.0f}"
                yield of_recording(
                    one, "unlabelled_sound", f"{times[0]:g} s", None, times, evidence, confidence=CONFIDENCE
                )


def _channels(one: Recording) -> Iterator[tuple[int, Channel]]:
    """The channels whose words stand out far enough."""
    if one.wave is None:
        return
    for number, wave in enumerate(one.wave):
        levels = _levels_dbfs(np.asarray(wave, np.float64), one.record["sample_rate_hz"])
        labelled = np.zeros(len(levels), bool)
        own = [word for _, word in _words(one, number)]
        others = [label for part in ("turns", "events") for label in one.each(part) if label["channel"] == number]
        for label in (*own, *others):
            start, end = label["start_s"] - GUARD_S, label["end_s"] + GUARD_S
            labelled[max(0, int(start / FRAME_S)) : int(np.ceil(end / FRAME_S))] = True
        words = [_loudest(levels, word["start_s"], word["end_s"]) for word in own]
        if len(words) < LEAST_WORDS or (~labelled).sum() < LEAST_FREES:
            continue
        channel = Channel(levels, labelled, float(np.median(words)), float(np.median(levels[~labelled])))
        if channel.words_dbfs - channel.around_dbfs >= LEAST_RANGE_DB:
            yield number, channel


def _words(one: Recording, channel: int) -> Iterator[tuple[int, dict[str, Any]]]:
    """The words of a channel that last for some time, with their numbers."""
    for number, word in enumerate(one.each("words")):
        turn = one.turn_of(word)
        if turn is not None and turn["channel"] == channel and word["start_s"] < word["end_s"]:
            yield number, word


def _loudest(levels_dbfs: Float64[np.ndarray, " frames"], start_s: float, end_s: float) -> float:
    part = levels_dbfs[int(start_s / FRAME_S) : int(np.ceil(end_s / FRAME_S))]
    return float(part.max()) if len(part) else -np.inf


def _levels_dbfs(wave: Float64[np.ndarray, " samples"], rate_hz: int) -> Float64[np.ndarray, " frames"]:
    """Of each frame, the last one filled up."""
    size = round(FRAME_S * rate_hz)
    framed = np.pad(wave, (0, -len(wave) % size)).reshape(-1, size)
    framed = framed - framed.mean(axis=1, keepdims=True)
    return 10 * np.log10(np.mean(np.square(framed), axis=1) + 1e-10)
