"""Any line of a file by its number, without reading those before it again."""

from __future__ import annotations

from array import array
from pathlib import Path

from synth.core.errors import DataError, Unquoted
from synth.core.json_stream import LARGEST_VALUE
from synth.core.plain_file import check_plain

_BLOCK = 1 << 20


class LineIndex:
    """The lines of a file, numbered from 0; where they end is found as far as it is asked for (8 bytes a line).

    Nothing is held open, so that it travels between processes. A file that grows meanwhile is not noticed.
    """

    def __init__(self, path: Path) -> None:
        """DataError where there is no plain file."""
        check_plain(path, DataError, "a file of lines is needed")
        self.path = path
        self._ends, self._read_to, self._size = array("Q"), 0, path.stat().st_size

    def __len__(self) -> int:
        while self._read_on():
            continue
        return len(self._ends)

    def __getitem__(self, number: int) -> bytes:
        """Line `number`, from 0, without its newline. IndexError behind the last one, DataError for one too long."""
        while number >= len(self._ends):
            if not self._read_on():
                raise IndexError(number)
        start, end = self._ends[number - 1] if number else 0, self._ends[number]
        if end - start > LARGEST_VALUE:
            where = f"{self.path}:{number + 1}"
            raise DataError(where, Unquoted("too long a line"), f"at most {LARGEST_VALUE} bytes are allowed")
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read(end - start).removesuffix(b"\n")

    def _read_on(self) -> bool:
        """Find the lines that end in the next block; False at the end of the file."""
        if self._read_to >= self._size:
            return False
        with self.path.open("rb") as file:
            file.seek(self._read_to)
            block = file.read(_BLOCK)
        if not block:
            raise DataError(str(self.path), Unquoted("a file that became shorter"), "a file that nobody changes")
        at = -1
        while (at := block.find(b"\n", at + 1)) >= 0:
            self._ends.append(self._read_to + at + 1)
        self._read_to += len(block)
        if self._read_to >= self._size > (self._ends[-1] if self._ends else 0):
            self._ends.append(self._size)  # a last line without its line feed
        return True
