"""Reads a finished data set of sound: audio.jsonl is read here and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.audio.stated import AudioStated
from synth.core.errors import DataError
from synth.core.inside import inside
from synth.core.labels import NO_ATTRIBUTES
from synth.folder.finished import FinishedFolder, FolderKind, iter_records, open_finished
from synth.folder.stated import checked

SPEECH = FolderKind("utterances", "audio.jsonl")


@dataclass(frozen=True)
class SpeechSample:
    """One utterance with its labels. `record` is its line of audio.jsonl, `where` the path and the number of the line,
    `folder` that of the data set. Times are in s from the file's first sample.
    """

    record: Mapping[str, Any]
    where: str
    folder: Path

    @property
    def id(self) -> int:
        return self.record["id"]

    @property
    def text(self) -> str:
        """The transcript, a turn a line."""
        return self.record["text"]

    @property
    def line(self) -> str:
        """The transcript in one line."""
        return " ".join(self.text.split())

    @property
    def file(self) -> str:
        """The sound's path in the data set's folder."""
        return self.record["file"]

    @property
    def path(self) -> Path:
        """The sound. DataError where it lies outside of the folder."""
        return inside(self.folder, self.file, self.where, DataError, "a sound file inside the data set folder")

    @property
    def duration_s(self) -> float:
        return self.record["duration_s"]

    @property
    def locale(self) -> str:
        return self.record.get("locale", "")

    @property
    def template(self) -> str:
        """The name of its text's template; empty where the line has none."""
        return self.record.get("template", "")

    @property
    def quotas(self) -> tuple[str, ...]:
        """The rare cases that its text was made for."""
        return tuple(self.record.get("quotas", ()))

    @property
    def attributes(self) -> Mapping[str, Any]:
        """Labels of the utterance as a whole, name -> value, such as its intent."""
        return self.record.get("attributes", NO_ATTRIBUTES)

    @property
    def speakers(self) -> list[Mapping[str, Any]]:
        return self.record["speakers"]

    @property
    def turns(self) -> list[Mapping[str, Any]]:
        """Who speaks when, and which characters of the transcript."""
        return self.record["turns"]

    @property
    def words(self) -> list[Mapping[str, Any]]:
        """Each word with its characters and times."""
        return self.record["words"]

    @property
    def phonemes(self) -> list[Mapping[str, Any]]:
        """Each phoneme with its word's number and its times."""
        return self.record.get("phonemes", [])

    @property
    def spans(self) -> list[Mapping[str, Any]]:
        """Labelled stretches; those of which nothing is spoken have no times."""
        return self.record.get("spans", [])

    @property
    def events(self) -> list[Mapping[str, Any]]:
        """Sounds that are no speech."""
        return self.record.get("events", [])

    def speaker_of(self, turn: Mapping[str, Any]) -> str:
        """The name of who speaks a turn: `speaker0` and so on where they have none."""
        return self.speakers[turn["speaker"]].get("name") or f"speaker{turn['speaker']}"

    def channel_of(self, word: Mapping[str, Any]) -> int:
        """The channel on which a word is said."""
        return next((turn["channel"] for turn in self.turns if turn["start"] <= word["start"] < turn["end"]), 0)

    def text_of(self, turn: Mapping[str, Any]) -> str:
        """What is said in a turn, in one line."""
        return " ".join(self.text[turn["start"] : turn["end"]].split())

    def check(self) -> None:
        """DataError where a word or span is not the characters at its place, or a time is past the end."""
        text = self.text
        for name, key, found in (("words", "text", self.words), ("spans", "value", self.spans)):
            for one in found:
                if text[one["start"] : one["end"]] != one[key]:
                    got = (one["start"], one["end"], one[key])
                    raise DataError(f"{self.where}: {name}", got, f"text[start:end] to be the {key}")
        for name in ("words", "turns", "phonemes", "events", "spans"):
            for one in self.record.get(name, ()):
                start, end = one.get("start_s"), one.get("end_s")
                if start is not None and not (end is not None and start <= end <= self.duration_s + 1e-3):
                    got = (start, end)
                    raise DataError(f"{self.where}: {name}", got, f"start_s <= end_s, up to {self.duration_s:g}")
        for turn in self.turns:
            if turn["speaker"] >= len(self.speakers):
                raise DataError(
                    f"{self.where}: turns", turn["speaker"], f"one of {len(self.speakers)} speakers, from 0"
                )


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechDataSet:
    """A finished data set of sound; of a part of one, `kept` says by its id whether a sample belongs to it."""

    finished: FinishedFolder
    kept: Callable[[int], bool] | None = None

    @property
    def manifest(self) -> Mapping[str, Any]:
        return self.finished.manifest

    def __iter__(self) -> Iterator[SpeechSample]:
        """The utterances in file order, one in memory at a time. DataError at a line that is none."""
        return self.chosen(None)

    def chosen(self, places: Collection[int] | None) -> Iterator[SpeechSample]:
        """As above, those of some of the lines, which are counted from 0 (None: of all)."""
        for where, record in iter_records(self.finished.path, AudioStated, "an utterance", places):
            if self.kept is None or self.kept(record["id"]):
                yield SpeechSample(record, where, self.finished.folder)

    def checked(self) -> Iterator[SpeechSample]:
        """The utterances as above, every key checked: the data set may be of unknown origin.

        DataError where a key has another type, a label does not fit its text or sound, or two utterances have one id.
        """
        seen: set[int] = set()
        for sample in self:
            checked(AudioStated, sample.record, sample.where)
            if sample.id in seen:
                raise DataError(f"{sample.where}: id", sample.id, "ids that differ")
            seen.add(sample.id)
            sample.check()
            yield sample


def open_speech(folder: Path) -> SpeechDataSet:
    """The data set in `folder`; DataError where there is no finished data set of sound."""
    return SpeechDataSet(finished=open_finished(folder, SPEECH))
