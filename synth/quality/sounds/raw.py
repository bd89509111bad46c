"""Recordings as they stand in audio.jsonl, faults and all, and findings on them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from jaxtyping import Float32

from synth.audio.encode.flac import wave_of
from synth.audio.read import SPEECH
from synth.audio.recordings import SoundFacts, facts_of
from synth.audio.stated import AudioStated
from synth.core.errors import DataError
from synth.core.inside import inside
from synth.core.plain_file import plain_bytes
from synth.folder.held_files import LARGEST_FILE
from synth.quality.finding import SURE, Edit, Finding, Place
from synth.quality.held_line import HeldLine

ROUNDED_S = 0.001
"""Times that differ by less are the same: tools round differently."""


@dataclass(frozen=True, kw_only=True)
class Recording(HeldLine):
    """A line of `audio.jsonl`."""

    file = SPEECH.file
    stated = AudioStated

    @property
    def text(self) -> str:
        return self.record["text"]

    def turn_of(self, word: dict[str, Any]) -> dict[str, Any] | None:
        """The turn that a word names; None where there is no such turn."""
        turns = self.each("turns")
        return turns[word["turn"]] if word["turn"] < len(turns) else None

    @cached_property
    def path(self) -> Path:
        """The sound. DataError where it lies outside of the folder."""
        return inside(self.folder, self.record["file"], self.where, DataError, "a sound file inside the folder")

    @cached_property
    def facts(self) -> SoundFacts | None:
        """What the head of the file says; None where it is no sound."""
        try:
            return facts_of(self.path)
        except DataError:  # `unreadable_file` says so
            return None

    @cached_property
    def wave(self) -> Float32[np.ndarray, "channels samples"] | None:
        """The sound, full scale 1; None where it is missing, broken, or not of the stated rate, channels and length."""
        if not self.path.is_file() or self.facts is None or self.unlike(self.facts):
            return None
        try:
            return wave_of(plain_bytes(self.path, DataError, "a recording", most=LARGEST_FILE), self.where)
        except DataError:  # damaged behind its head
            return None

    def unlike(self, facts: SoundFacts) -> list[tuple[str, float, float]]:
        """(key, stated, found) of what the line states about its file, and the file is not."""
        found = facts._asdict()
        stated = {"sample_rate_hz": "rate_hz", "channels": "channels", "duration_s": "duration_s"}
        pairs = [(key, self.record[key], found[name]) for key, name in stated.items()]
        return [(key, said, is_) for key, said, is_ in pairs if abs(said - is_) > ROUNDED_S]


def of_recording(
    one: Recording, check: str, at: str, given: object, suggested: object, evidence: str,
    edits: tuple[Edit, ...] = (), confidence: float = SURE,
) -> Finding:  # fmt: skip
    """A finding at a path of a recording's line, such as `words[3]`."""
    return Finding(
        check=check, data_set=one.name, where=f"{one.where}: {at}", subject=f"recording {one.record['id']}",
        given=given, suggested=suggested, confidence=confidence, evidence=evidence, edits=edits,
        place=Place(SPEECH.file, "", one.place),
    )  # fmt: skip
