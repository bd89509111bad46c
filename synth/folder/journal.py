"""The journal of a folder: part files that grow batch by batch, and a line for each whole batch.

A line is crc32 of the rest, TAB, canonical JSON: the number of samples so far, how far each part reaches, the running
crc32 of what it holds, and what the batch added to the totals. Whatever the parts hold beyond the last good line whose
sums they agree with was torn by a kill, a full disk or a power cut; it is cut off when the journal is opened.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from time import monotonic
from typing import NamedTuple
from zlib import crc32

from synth.core.canonical import canonical_exact
from synth.core.errors import DataError, Unquoted
from synth.folder.batch import Batch
from synth.folder.disk import write_atomic
from synth.folder.sample_files import StatedFile
from synth.folder.totals import Totals

SYNC_EVERY_S = 1.0
"""A batch waits for the disk when the last one that did is so old: waiting each time costs a tenth of a run."""

FILES = "files"
"""The part that lists the samples' files: sample id, sha256 and name, a line each."""

_BLOCK = 1 << 20


class Reach(NamedTuple):
    """A part file up to a batch's end: bytes, and the crc32 of all of them."""

    end: int = 0
    crc: int = 0

    def plus(self, data: bytes) -> Reach:
        return Reach(self.end + len(data), crc32(data, self.crc))


class Part:
    """An append-only file that is written behind `reach` and cut back to it; `frozen`: it is only read."""

    def __init__(self, path: Path, *, frozen: bool = False) -> None:
        use = os.O_RDONLY if frozen else os.O_RDWR | os.O_CREAT
        self._handle = os.open(path, use | os.O_CLOEXEC, 0o644)
        self.reach = Reach()

    def agrees(self, reach: Reach) -> bool:
        """True when the bytes between the own reach and `reach` are those that were written."""
        found = self.reach
        for block in self._blocks(found.end, reach.end):
            found = found.plus(block)
        return found == reach

    def append(self, pieces: Iterable[bytes]) -> Reach:
        """Write `pieces` behind the reach, one after the other; returns how far the file reaches with them."""
        reach = self.reach
        for piece in pieces:
            view, offset = memoryview(piece), reach.end
            while view:
                written = os.pwrite(self._handle, view, offset)
                view, offset = view[written:], offset + written
            reach = reach.plus(piece)
        return reach

    def sync(self) -> None:
        """Wait until the file is on the disk."""
        os.fsync(self._handle)

    def cut(self) -> None:
        """Forget what stands behind the reach."""
        os.ftruncate(self._handle, self.reach.end)

    def pieces(self) -> Iterator[bytes]:
        """The file up to its reach, in blocks."""
        return self._blocks(0, self.reach.end)

    def lines(self) -> Iterator[bytes]:
        """The lines up to the reach, one at a time, without their newlines."""
        rest = b""
        for block in self.pieces():
            *whole, rest = (rest + block).split(b"\n")
            yield from whole

    def close(self) -> None:
        os.close(self._handle)

    def _blocks(self, start: int, end: int) -> Iterator[bytes]:
        while start < end:
            block = os.pread(self._handle, min(_BLOCK, end - start), start)
            if not block:
                return
            yield block
            start += len(block)


class _Entry(NamedTuple):
    """A line of the journal."""

    done: int
    parts: Mapping[str, Reach]
    totals: Totals

    def line(self) -> bytes:
        body = canonical_exact({"done": self.done, "parts": self.parts, "totals": self.totals.record()}).encode("ascii")
        return b"%08x\t%s\n" % (crc32(body), body)

    @classmethod
    def of_line(cls, line: bytes) -> _Entry | None:
        """The inverse of `line`; None for a torn or damaged line."""
        if not line.endswith(b"\n") or line[8:9] != b"\t" or line[:8] != b"%08x" % crc32(line[9:-1]):
            return None
        record = json.loads(line[9:-1])
        parts = {name: Reach(*reach) for name, reach in record["parts"].items()}
        return cls(record["done"], parts, Totals.of_record(record["totals"]))


def samples_done(folder: Path) -> int:
    """How many samples a folder's journal speaks of; 0 where it has none. Nothing is opened for writing or cut off."""
    try:
        lines = (folder / "journal").read_bytes().splitlines(keepends=True)
    except FileNotFoundError:
        return 0
    entries = list(takewhile(lambda entry: entry is not None, map(_Entry.of_line, lines)))
    return max((entry.done for entry in entries if entry), default=0)


def totals_in(folder: Path) -> Totals:
    """What a folder's journal of one line, as a finished data set has it, counts. DataError where there is none."""
    path = folder / "journal"
    found = _Entry.of_line(path.read_bytes()) if path.is_file() else None
    if found is None:
        raise DataError(
            str(path), Unquoted("no journal of a finished data set"), "the folder as `synth` left it is needed"
        )
    return found.totals


class Journal:
    """An open journal. The samples `first` to `done` - 1 are on the disk, `totals` counts them.

    Memory does not grow with the samples. For one thread.
    """

    def __init__(self, folder: Path, parts: Sequence[str], first: int = 0, *, frozen: bool = False) -> None:
        """Open or make the files and cut off what is torn or damaged. OSError when the disk refuses.

        A `frozen` journal is only read: what is torn or damaged is left out, and a missing file is an OSError.
        """
        self._path, self._first, self._frozen = folder / "journal", first, frozen
        self.parts = {name: Part(folder / f"{name}.part", frozen=frozen) for name in (*parts, FILES)}
        self._lines = Part(self._path, frozen=frozen)
        self.done, self.totals, self._synced = first, Totals(), monotonic()
        self._read(None)

    def append(self, batch: Batch) -> None:
        """Add the batch that begins at `done`. No kill undoes it; a power cut may, in its first `SYNC_EVERY_S`.

        ValueError for any other batch; OSError when the disk refuses: the journal is as before.
        """
        self.check(batch)
        listed = b"".join(b"%d %s %s\n" % (f.sample_id, f.sha256.encode(), f.name.encode()) for f in batch.files)
        lines = {name: [b"".join(batch.parts[name])] for name in self.parts if name != FILES} | {FILES: [listed]}
        self._add(batch.number, lines, batch.totals)

    def extend(self, other: Journal) -> None:
        """Add all that a journal holds which begins at `done`, as one batch, in memory that does not grow with it.

        Errors as of `append`.
        """
        if other._first != self.done:
            raise ValueError(f"samples from {other._first} where {self.done} is next")
        pieces = {name: part.pieces() for name, part in other.parts.items()}
        self._add(other.done - other._first, pieces, other.totals)

    def _add(self, number: int, pieces: Mapping[str, Iterable[bytes]], totals: Totals) -> None:
        """Write what the next `number` samples add to each part, then the line."""
        try:
            reaches = {name: part.append(pieces[name]) for name, part in self.parts.items()}
            entry = _Entry(self.done + number, reaches, totals)
            line = entry.line()
            self._lines.append([line])
            if monotonic() >= self._synced + SYNC_EVERY_S:
                self.sync()
        except OSError:
            self._cut()
            raise
        self._note(entry, line)

    def check(self, batch: Batch) -> None:
        """ValueError for a batch that does not begin at `done`."""
        if batch.first != self.done:
            raise ValueError(f"a batch from sample {batch.first} where {self.done} is next")

    def back_to(self, sample_id: int) -> None:
        """Forget the batch that holds `sample_id`, and all after it. OSError when the disk refuses."""
        self.done, self.totals = self._first, Totals()
        for part in (*self.parts.values(), self._lines):
            part.reach = Reach()
        self._read(sample_id)

    def files(self) -> Iterator[StatedFile]:
        """Every file, in order of samples."""
        for line in self.parts[FILES].lines():
            sample_id, sha256, name = line.decode().split(" ", 2)
            yield StatedFile(int(sample_id), sha256, name)

    def compact(self) -> None:
        """Make the journal one line, so that the folder is equal however its samples were cut into batches."""
        self.sync()
        line = _Entry(self.done, {name: part.reach for name, part in self.parts.items()}, self.totals).line()
        write_atomic(self._path, line)
        before, self._lines = self._lines, Part(self._path)
        before.close()
        self._lines.reach = Reach().plus(line)

    def sync(self) -> None:
        """Wait until everything is on the disk."""
        for part in (*self.parts.values(), self._lines):
            part.sync()
        self._synced = monotonic()

    def close(self) -> None:
        for part in (*self.parts.values(), self._lines):
            part.close()

    def _read(self, limit: int | None) -> None:
        """Take over the whole batches, at most those of the samples before `limit`."""
        with self._path.open("rb") as file:
            for line in file:
                entry = _Entry.of_line(line)
                if entry is None or (limit is not None and entry.done > limit) or not self._agrees(entry):
                    break
                self._note(entry, line)
        self._cut()

    def _agrees(self, entry: _Entry) -> bool:
        known = entry.parts.keys() == self.parts.keys()
        return known and all(self.parts[name].agrees(reach) for name, reach in entry.parts.items())

    def _note(self, entry: _Entry, line: bytes) -> None:
        self.done, self.totals = entry.done, self.totals + entry.totals
        for name, reach in entry.parts.items():
            self.parts[name].reach = reach
        self._lines.reach = self._lines.reach.plus(line)

    def _cut(self) -> None:
        for part in () if self._frozen else (*self.parts.values(), self._lines):
            part.cut()
