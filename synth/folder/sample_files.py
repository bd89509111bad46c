"""The files of samples: written whole or not at all, and the sweep that a resumed run starts with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import file_digest, sha256
from pathlib import Path
from typing import NamedTuple

from synth.folder.disk import TEMPORARY_SUFFIX, write_atomic
from synth.folder.journal import Entry, StoredFile


class FilePlace(NamedTuple):
    """Where one kind of sample keeps its files: the subfolder, and the pattern that all of our names in it match."""

    folder: str
    own_name: re.Pattern[str]


def stored(name: str, data: bytes) -> StoredFile:
    """How the journal knows a file of these bytes."""
    return StoredFile(name, sha256(data).hexdigest())


def write_files(folder: Path, files: Sequence[StoredFile], contents: Sequence[bytes]) -> None:
    """Write each file, whole or not at all. OSError when the disk refuses."""
    for file, data in zip(files, contents, strict=True):
        write_atomic(folder / file.name, data)


def sweep(folder: Path, own_name: re.Pattern[str], entries: Iterable[Entry]) -> set[int]:
    """The ids of the samples whose files are all intact; removes torn files and files of nobody.

    Only files named like ours are removed; anything else in the folder is left alone.
    """
    intact: set[int] = set()
    kept: set[str] = set()
    for entry in entries:
        if all(_is_intact(folder, file) for file in entry.files):
            intact.add(entry.sample_id)
            kept.update(file.name for file in entry.files)
    for path in folder.iterdir():
        torn = path.name.startswith(".") and path.name.endswith(TEMPORARY_SUFFIX)
        if torn or (own_name.fullmatch(path.name) and path.name not in kept):
            path.unlink()
    return intact


def _is_intact(folder: Path, file: StoredFile) -> bool:
    """True when the file is there and holds the bytes that were written."""
    path = folder / file.name
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest() == file.sha256
