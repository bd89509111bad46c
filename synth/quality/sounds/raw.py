"""Recordings as they stand in audio.jsonl, faults and all, and findings on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from synth.core.json_stream import iter_jsonl
from synth.core.plain_file import plain_bytes
from synth.core.strict_json import check_value
from synth.folder.held_files import LARGEST_FILE
from synth.folder.stated import checked
from synth.quality.finding import SURE, Edit, Finding, Place

ROUNDED_S = 0.001
"""Times that differ by less are the same: tools round differently."""


@dataclass(frozen=True, kw_only=True)
class Recording:
    """A line of the file: its place from 0 and what it says, types checked, references not."""

    name: str
    folder: Path
    place: int
    record: dict[str, Any]

    @property
    def where(self) -> str:
        return f"{SPEECH.file}:{self.place + 1}"

    @property
    def text(self) -> str:
        return self.record["text"]

    def each(self, part: str) -> Sequence[dict[str, Any]]:
        """The labels of a part of the line: `words`, `turns`, `spans` ..."""
        return self.record.get(part, ())

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


def recordings_of(data: Path) -> Iterator[Recording]:
    """The recordings of a folder, one in memory at a time. DataError at a line that is none."""
    file = data / SPEECH.file
    for place, record in enumerate(iter_jsonl(file)):
        where = f"{file}:{place + 1}"
        check_value(record, where, DataError)
        checked(AudioStated, record, where)
        yield Recording(name=str(data), folder=data, place=place, record=record)


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


def set_key(one: Recording, key: str, before: object, after: object) -> Edit:
    """A key of a line, `words.3.text`, gets another value."""
    return Edit("set", SPEECH.file, "", one.place, key, before, after)
