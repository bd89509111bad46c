"""Recordings to annotate: a set of ours, or a folder of files with transcripts beside them.

A transcript is a text file of the recording's name, or its line in `metadata.csv` or `metadata.jsonl`, as Hugging
Face's `audiofolder` has them: `file_name`, and `transcription`, `transcript`, `text` or `sentence`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from synth.audio.read import SPEECH, open_speech
from synth.audio.recordings import MEDIA_TYPES, facts_of, sound_files
from synth.core.canonical import canonical_exact
from synth.core.errors import DataError
from synth.core.json_stream import iter_jsonl
from synth.core.plain_file import plain_bytes, plain_text
from synth.folder.finished import found_kind
from synth.folder.held_files import LARGEST_FILE

TABLES = ("metadata.csv", "metadata.jsonl")
FILE, TEXTS = "file_name", ("transcription", "transcript", "text", "sentence")
LARGEST_TEXT = 1 << 20
LARGEST_TABLE = 1 << 28
"""Bytes of a transcript, and of a table of them."""


class Recording(NamedTuple):
    """A recording and what is known of it: its line of audio.jsonl; of a mere file its name and its transcript."""

    path: Path
    name: str
    text: str
    record: Mapping[str, Any]

    def data(self) -> bytes:
        """The bytes of the file. DataError where it is missing or too large."""
        return plain_bytes(self.path, DataError, "a recording", most=LARGEST_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """What a first look at recordings says; `digest` is a sha256 of names, sizes, transcripts and labels."""

    recordings: int
    transcripts: int
    digest: str


def survey(data: Path) -> Survey:
    """Look at the head of every recording. DataError where there is none, or one that cannot be opened."""
    digest, number, transcripts = sha256(), 0, 0
    for one in recordings(data):
        number += 1
        transcripts += bool(one.text)
        size = [*facts_of(one.path), one.path.stat().st_size]
        digest.update(canonical_exact([one.name, size, one.text, one.record]).encode())
    if not number:
        endings = ", ".join(sorted(MEDIA_TYPES))
        raise DataError(str(data), "no recording", f"a folder with {SPEECH.file}, or with files {endings}")
    return Survey(recordings=number, transcripts=transcripts, digest=digest.hexdigest())


def recordings(data: Path) -> Iterator[Recording]:
    """The utterances of a set of ours in its order, or the recordings in a folder and below by name.

    DataError for a table of transcripts that is malformed, or names a file that is not there.
    """
    if found_kind(data, (SPEECH,)) is not None:
        for sample in open_speech(data).checked():
            yield Recording(sample.path, Path(sample.file).name, sample.text, sample.record)
        return
    files = dict(sound_files(data)) if data.is_dir() else {}
    texts = _listed(data, files)
    for name, path in files.items():
        beside = path.with_suffix(".txt")
        if beside.is_file():
            text = plain_text(beside, DataError, "a transcript is needed", most=LARGEST_TEXT)
        else:
            text = texts.get(name, "")
        yield Recording(path, name, "\n".join(text.split("\r\n")).strip(), {})


def _listed(data: Path, files: Mapping[str, Path]) -> dict[str, str]:
    """The transcripts of the tables in a folder, by file."""
    found: dict[str, str] = {}
    for table in TABLES:
        path = data / table
        if not path.is_file():
            continue
        for where, row in _rows(path):
            name = row.get(FILE)
            if name not in files:
                raise DataError(f"{where}: {FILE}", name, "the name of a recording in the folder")
            text = next((row[key] for key in TEXTS if row.get(key)), "")
            if not isinstance(text, str):
                raise DataError(f"{where}: transcript", text, "a text")
            found[str(name)] = text
    return found


def _rows(path: Path) -> Iterable[tuple[str, Mapping[str, Any]]]:
    if path.suffix == ".csv":
        text = plain_text(path, DataError, "a table of transcripts is needed", most=LARGEST_TABLE)
        rows: Iterator[Mapping[str, Any]] = csv.DictReader(text.splitlines(keepends=True))
        first = 2  # below the head
    else:
        rows, first = iter_jsonl(path), 1
    return ((f"{path}:{number}", row) for number, row in enumerate(rows, start=first))
