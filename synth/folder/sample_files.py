"""The files of samples: written whole or not at all, and the check that a resumed run starts with."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable
from hashlib import file_digest
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from synth.folder.batch import SampleFile
from synth.folder.disk import TEMPORARY_SUFFIX, copy_atomic, write_atomic

UNLINKABLE = frozenset({errno.EXDEV, errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK})
"""What is said where a file cannot have a second name: another disk, a file system without links, another's file."""


class FilePlace(NamedTuple):
    """Where one kind of sample keeps its files: the subfolder, and the pattern that all of our names in it match.

    Where files lie in several subfolders, `folder` is empty, and `inner` are these: names begin with one of them.
    """

    folder: str
    own_name: re.Pattern[str]
    inner: tuple[str, ...] = ()

    @property
    def folders(self) -> tuple[str, ...]:
        """The subfolders of the data set that hold the files."""
        return self.inner or (self.folder,)


class StatedFile(NamedTuple):
    """A file as the journal lists it."""

    sample_id: int
    sha256: str
    name: str


def write_files(folder: Path, files: Iterable[SampleFile]) -> None:
    """Write each file, whole or not at all; a name may have folders. OSError when the disk refuses."""
    for file in files:
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, file.data)


def take_file(source: Path, target: Path) -> None:
    """Put a file that exists under another name too: the same file where the disk can link it there, else a copy.

    OSError when the disk refuses.
    """
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError as error:
        if error.errno not in UNLINKABLE:
            raise
        copy_atomic(source, target)


def damaged_samples(path: Path, place: FilePlace, files: Iterable[StatedFile]) -> dict[int, frozenset[StatedFile]]:
    """The samples of the data set in `path` of which a file is missing or differs, with all their files as stated;
    removes files of nobody.

    `files` are in order of samples. Only files named like ours are removed; anything else there is left alone.
    """
    damaged: dict[int, frozenset[StatedFile]] = {}
    kept: set[str] = set()
    for sample_id, group in groupby(files, lambda file: file.sample_id):
        stated = frozenset(group)
        kept.update(file.name for file in stated)
        if not all(is_intact(path / place.folder / file.name, file.sha256) for file in stated):
            damaged[sample_id] = stated
    for folder in place.folders:
        for found in (path / folder).iterdir():
            name = found.relative_to(path / place.folder).as_posix()
            torn = found.name.startswith(".") and found.name.endswith(TEMPORARY_SUFFIX)
            if torn or (place.own_name.fullmatch(name) and name not in kept):
                found.unlink()
    return damaged


def is_intact(path: Path, sha256: str) -> bool:
    """True when the file is there and holds the bytes that were written."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest() == sha256
