"""Every check of a set of recordings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from synth.audio.extra import require
from synth.audio.read import SPEECH
from synth.core.errors import DataError, Unquoted
from synth.quality.finding import Finding
from synth.quality.sounds import levels, structure
from synth.quality.sounds.raw import Recording

OF_RECORDINGS: tuple[tuple[Callable[[Recording], Iterator[Finding]], tuple[str, ...]], ...] = (
    (structure.sound_file, ("missing_file", "unreadable_file")),
    (structure.sound_mismatch, ("sound_mismatch",)),
    (structure.outside_sound, ("outside_sound",)),
    (structure.dangling_turn, ("dangling_turn",)),
    (structure.word_text, ("word_text",)),
    (structure.unlabelled_word, ("unlabelled_word",)),
    (structure.word_outside_turn, ("word_outside_turn",)),
    (structure.overlapping_words, ("overlapping_words",)),
    (structure.crossing_turns, ("crossing_turns",)),
    (structure.span_text, ("span_value", "span_outside")),
    (structure.span_time, ("span_time",)),
    (levels.silent_word, ("silent_word",)),
    (levels.unlabelled_sound, ("unlabelled_sound",)),
)
"""What finds something in a recording by itself, and the checks that it is for."""


def check_recordings(data: Path, wanted: Collection[str]) -> tuple[list[Finding], int, int]:
    """The findings of the `wanted` checks, and how many recordings and words there are.

    DataError for a set without a recording; SynthError without the extra `audio`.
    """
    require("soundfile")
    found = list[Finding]()
    recordings = words = 0
    for one in Recording.each_of(data):
        recordings += 1
        words += len(one.each("words"))
        for check, names in OF_RECORDINGS:
            if any(name in wanted for name in names):
                found += check(one)
    if not recordings:
        raise DataError(str(data / SPEECH.file), Unquoted("no recording"), "a line a recording")
    return found, recordings, words
