"""The journal: an append-only file of finished samples, a durable line each, from which the label files are assembled.

A line is TAB-separated: crc32 of the rest, sample id, name and sha256 of its files (nothing for a sample that was given
up) and ready-made JSON fragments. JSON holds no raw TAB or newline, so that assembling the files only cuts and joins:
nothing is parsed or encoded twice. Lines stand in the order in which workers finished; a later line of a sample
replaces an earlier one. From the first damaged line on everything is discarded when the journal is opened.
"""

from __future__ import annotations

import os
import threading
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np

_HEAD_FIELDS = 7


class StoredFile(NamedTuple):
    """A file of a sample: its name, without a blank or a colon in it, and the sha256 (hex) of what was written."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What became of one sample: its files with its JSON fragments, or nothing when it was given up.

    `images`, `annotations` and `captions` are comma-joined JSON objects, `counts` is one of what the totals add
    up (group -> name -> number); `rejections` are JSON objects of the refused drafts of this sample, by attempt.
    """

    sample_id: int
    files: tuple[StoredFile, ...] = ()
    images: str = ""
    annotations: str = ""
    captions: str = ""
    sample: str = ""
    counts: str = ""
    rejections: tuple[str, ...] = ()

    @property
    def written(self) -> bool:
        """True for a sample in the data set, False for one that was given up."""
        return bool(self.files)

    def line(self) -> bytes:
        """The journal's line, newline included. ValueError where a text holds half of a surrogate pair."""
        fields = (
            str(self.sample_id),
            " ".join(f"{name}:{sha256}" for name, sha256 in self.files),
            self.images,
            self.annotations,
            self.captions,
            self.sample,
            self.counts,
        )
        body = "\t".join((*fields, *self.rejections)).encode()
        return b"%08x\t%s\n" % (crc32(body), body)

    @classmethod
    def of_line(cls, line: bytes) -> Entry | None:
        """The inverse of `line`; None for a torn or damaged line."""
        if not line.endswith(b"\n") or line[8:9] != b"\t" or line[:8] != b"%08x" % crc32(line[9:-1]):
            return None
        fields = line[9:-1].decode().split("\t")
        if len(fields) < _HEAD_FIELDS:
            return None
        sample_id, files, images, annotations, captions, sample, counts, *rejections = fields
        stored = [file.split(":") for file in files.split()]
        if any(len(parts) != 2 for parts in stored):
            return None
        return cls(
            sample_id=int(sample_id), files=tuple(StoredFile(*parts) for parts in stored), images=images,
            annotations=annotations, captions=captions, sample=sample, counts=counts, rejections=tuple(rejections),
        )  # fmt: skip


class Journal:
    """An open journal. Holds 24 bytes per line in memory, never the lines; `append` may be called from any thread."""

    def __init__(self, path: Path) -> None:
        """Open or make the journal and cut off what is torn or damaged. OSError when the disk refuses."""
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self._ids, self._starts, self._lengths = array("q"), array("q"), array("q")
        self._end = 0
        self._guard = threading.Lock()
        with path.open("rb") as file:
            for line in file:
                entry = Entry.of_line(line)
                if entry is None:
                    break
                self._note(entry.sample_id, len(line))
        os.ftruncate(self._handle, self._end)

    def append(self, entry: Entry) -> None:
        """Add one line and wait until it is on the disk. OSError when the disk refuses: the journal is as before."""
        line = entry.line()
        with self._guard:
            try:
                _write_all(self._handle, line, self._end)
                os.fsync(self._handle)
            except OSError:
                os.ftruncate(self._handle, self._end)
                raise
            self._note(entry.sample_id, len(line))

    def lines(self) -> Iterator[bytes]:
        """The lines that count (the last one of each sample), sorted by sample id, read one at a time."""
        for position in self._order():
            yield os.pread(self._handle, self._lengths[position], self._starts[position])

    def entries(self) -> Iterator[Entry]:
        """As `lines`, decoded."""
        for line in self.lines():
            entry = Entry.of_line(line)
            assert entry is not None, "the journal was changed by someone else while it was open"
            yield entry

    @property
    def in_order(self) -> bool:
        """True when the file already holds exactly `lines()`."""
        order = self._order()
        return len(order) == len(self._ids) and bool((np.diff(order) > 0).all())

    def close(self) -> None:
        os.close(self._handle)

    def _note(self, sample_id: int, length: int) -> None:
        self._ids.append(sample_id)
        self._starts.append(self._end)
        self._lengths.append(length)
        self._end += length

    def _order(self) -> np.ndarray:
        """Positions of the lines that count, by sample id."""
        ids = np.array(self._ids, dtype=np.int64)
        by_id = np.argsort(ids, kind="stable")
        last = np.append(np.diff(ids[by_id]) != 0, True)[: len(ids)]
        return by_id[last]


def _write_all(handle: int, data: bytes, offset: int) -> None:
    view = memoryview(data)
    while view:
        written = os.pwrite(handle, view, offset)
        view, offset = view[written:], offset + written
