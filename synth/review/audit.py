"""audit.jsonl: what was decided, when, by whom and why. Lines are only ever appended, each chained to the one before.

A line holds the hash of the line before it and its own, sha256 over the canonical JSON of the rest: a line that is
edited, moved or taken out of the middle is found when the file is read. Several processes may append to one file: each
holds its lock, and reads first what others wrote.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from synth.core.canonical import encode, readable
from synth.core.errors import DataError, Unquoted
from synth.core.plain_file import check_plain
from synth.core.strict_json import parse_json
from synth.folder.disk import one_line_errors, sync_folder

START = "0" * 64
"""What stands for the hash of the line before the first."""

AUDIT = "audit.jsonl"


class Audit:
    """An open audit file, made when missing; `read` and `append` hand out the lines that are new to this process."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._hash, self._number, self._read_to = START, 0, 0
        with one_line_errors(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists():
                check_plain(path, DataError, "an audit file is needed")
            self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
            sync_folder(path.parent)

    @property
    def number(self) -> int:
        """How many lines were read."""
        return self._number

    @property
    def head(self) -> str:
        """The hash of the last line read: it stands for all lines before it."""
        return self._hash

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)

    def read(self) -> list[dict[str, Any]]:
        """The lines that were not read yet. DataError at one that was changed after it was written."""
        return self._whole_lines(os.pread(self._file, os.fstat(self._file).st_size - self._read_to, self._read_to))

    def append(self, judge: Callable[[list[dict[str, Any]]], Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
        """Append what `judge` returns for the lines that are new here; its own, once they are on the disk.

        `judge` gets the new lines of others and returns records without time and hashes, in order; it may raise, and
        then nothing is written.
        """
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            others = self.read()
            with one_line_errors(self._path.parent):
                os.ftruncate(self._file, self._read_to)  # what a killed process left of a line; it was not answered
                own = self._chained(judge(others))
                data = memoryview("".join(f"{readable(line)}\n" for line in own).encode())
                while data:
                    data = data[os.write(self._file, data) :]
                os.fsync(self._file)
            return self.read()
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def _chained(self, records: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        previous, lines = self._hash, list[dict[str, Any]]()
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        for number, record in enumerate(records, self._number + 1):
            line = {**record, "number": number, "time": now, "previous": previous}
            previous = line["hash"] = _hash(line)
            lines.append(line)
        return lines

    def _whole_lines(self, data: bytes) -> list[dict[str, Any]]:
        found = list[dict[str, Any]]()
        for raw in data.splitlines(keepends=True):
            if not raw.endswith(b"\n"):
                break
            where = f"{self._path}:{self._number + 1}"
            line = parse_json(raw.decode("utf-8", "replace"), where, DataError)
            if not isinstance(line, dict) or line.get("previous") != self._hash or line.get("hash") != _hash(line):
                got = Unquoted("a line that was changed after it was written, or that follows one that is gone")
                raise DataError(where, got, "the lines as they were written: each holds the hash of the one before")
            self._hash, self._number, self._read_to = line["hash"], self._number + 1, self._read_to + len(raw)
            found.append(line)
        return found


def _hash(line: Mapping[str, Any]) -> str:
    return sha256(encode({key: value for key, value in line.items() if key != "hash"}).encode()).hexdigest()
