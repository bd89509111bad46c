"""The journal of a folder of texts: two part files that grow chunk by chunk, and a line for each whole chunk.

A line is crc32 of the rest, TAB, canonical JSON: the number of samples so far, how far each part reaches, the running
crc32 of what it holds, and what the chunk added to the totals. Whatever the parts hold beyond the last good line whose
sums they agree with was torn by a kill, a full disk or a power cut; it is cut off when the journal is opened.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import NamedTuple
from zlib import crc32

from synth.core.canonical import canonical_exact
from synth.folder.disk import write_atomic
from synth.text.encode.chunk import TextChunk
from synth.text.encode.totals import NOTHING, TextTotals

SYNC_EVERY_S = 1.0
"""A chunk waits for the disk when the last one that did is so old: waiting each time costs a tenth of a run."""

_BLOCK = 1 << 20


class Reach(NamedTuple):
    """A part file up to a chunk's end: bytes, and the crc32 of all of them."""

    end: int = 0
    crc: int = 0

    def plus(self, data: bytes) -> Reach:
        return Reach(self.end + len(data), crc32(data, self.crc))


class _Entry(NamedTuple):
    """A line of the journal."""

    done: int
    texts: Reach
    rejected: Reach
    totals: TextTotals

    def line(self) -> bytes:
        record = {
            "done": self.done, "texts": self.texts, "rejected": self.rejected, "totals": self.totals.record()
        }  # fmt: skip
        body = canonical_exact(record).encode("ascii")
        return b"%08x\t%s\n" % (crc32(body), body)

    @classmethod
    def of_line(cls, line: bytes) -> _Entry | None:
        """The inverse of `line`; None for a torn or damaged line."""
        if not line.endswith(b"\n") or line[8:9] != b"\t" or line[:8] != b"%08x" % crc32(line[9:-1]):
            return None
        record = json.loads(line[9:-1])
        totals = TextTotals.of_record(record["totals"])
        return cls(record["done"], Reach(*record["texts"]), Reach(*record["rejected"]), totals)


class Part:
    """An append-only file that is written behind `reach` and cut back to it."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        self.reach = Reach()

    def agrees(self, reach: Reach) -> bool:
        """True when the bytes between the own reach and `reach` are those that were written."""
        found = self.reach
        for block in self._blocks(found.end, reach.end):
            found = found.plus(block)
        return found == reach

    def append(self, data: bytes) -> Reach:
        """Write `data` behind the reach; returns how far the file reaches with it."""
        view, offset = memoryview(data), self.reach.end
        while view:
            written = os.pwrite(self._handle, view, offset)
            view, offset = view[written:], offset + written
        return self.reach.plus(data)

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


class TextJournal:
    """An open journal. `done` samples (ids 0 to `done` - 1) are on the disk, `totals` counts them.

    Memory does not grow with the samples. For one thread.
    """

    def __init__(self, folder: Path) -> None:
        """Open or make the three files and cut off what is torn or damaged. OSError when the disk refuses."""
        self._path = folder / "text.journal"
        self.done, self.totals, self._synced = 0, NOTHING, monotonic()
        self.texts, self.rejected, self._journal = (
            Part(p) for p in (folder / "text.part", folder / "rejected.part", self._path)
        )
        with self._path.open("rb") as file:
            for line in file:
                entry = _Entry.of_line(line)
                if entry is None or not (self.texts.agrees(entry.texts) and self.rejected.agrees(entry.rejected)):
                    break
                self._note(entry, line)
        self._cut()

    def append(self, chunk: TextChunk) -> None:
        """Add the chunk that begins at `done`. No kill undoes it; a power cut may, in its first `SYNC_EVERY_S`.

        ValueError for any other chunk; OSError when the disk refuses: the journal is as before.
        """
        if chunk.first != self.done:
            raise ValueError(f"a chunk from sample {chunk.first} where {self.done} is next")
        try:
            texts, rejected = self.texts.append(chunk.texts), self.rejected.append(chunk.rejections)
            entry = _Entry(self.done + chunk.number, texts, rejected, chunk.totals)
            line = entry.line()
            self._journal.append(line)
            if monotonic() >= self._synced + SYNC_EVERY_S:
                self._sync()
        except OSError:
            self._cut()
            raise
        self._note(entry, line)

    def compact(self) -> None:
        """Make the journal one line, so that the folder is equal however its samples were cut into chunks."""
        self._sync()
        line = _Entry(self.done, self.texts.reach, self.rejected.reach, self.totals).line()
        write_atomic(self._path, line)
        self._journal.close()
        self._journal = Part(self._path)
        self._journal.reach = Reach().plus(line)

    def close(self) -> None:
        for part in (self.texts, self.rejected, self._journal):
            part.close()

    def _sync(self) -> None:
        for part in (self.texts, self.rejected, self._journal):
            part.sync()
        self._synced = monotonic()

    def _note(self, entry: _Entry, line: bytes) -> None:
        self.done, self.totals = entry.done, self.totals + entry.totals
        self.texts.reach, self.rejected.reach = entry.texts, entry.rejected
        self._journal.reach = self._journal.reach.plus(line)

    def _cut(self) -> None:
        for part in (self.texts, self.rejected, self._journal):
            part.cut()
