"""Reads JSON files of any size in flat memory: JSON Lines, and a JSON object member by member.

`json`'s own decoder runs on a growing window of the file: the 70,000 annotations of 48 MB take 0.9 to 1.1 s here and
1.6 s with ijson 3.6 (yajl2_c), in the same 52 MiB; ijson needs to know in advance which members are lists.

Both read what a run itself wrote as well as files of unknown origin: these are still to be given to
`synth.core.strict_json.check_value`.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from pathlib import Path
from typing import Any, TextIO

from synth.core.errors import DataError, Unquoted
from synth.core.plain_file import check_plain, decoded
from synth.core.strict_json import DECODER, decoded_json, fault_of

LARGEST_VALUE = 1 << 26
"""Characters of a line of JSON Lines, or of one element of a JSON file."""

_CHUNK = 1 << 18
_SPACE = " \t\r\n"
_IN_NUMBERS = "+-.0123456789Ee"


def iter_jsonl(path: Path, chosen: Container[int] | None = None) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, in file order, or those of the `chosen` lines, counted from 0.

    Raises DataError at a line that is not a plain JSON object.
    """
    check_plain(path, DataError, "a file of JSON Lines is needed")
    with path.open("rb") as lines:
        number = 0
        while line := lines.readline(LARGEST_VALUE + 1):
            number += 1
            if chosen is not None and number - 1 not in chosen:
                continue
            where = f"{path}:{number}"
            if len(line) > LARGEST_VALUE:
                raise DataError(where, Unquoted("too long a line"), f"at most {LARGEST_VALUE} bytes are allowed")
            record = decoded_json(decoded(line, where, DataError), where, DataError)
            if not isinstance(record, dict):
                raise DataError(where, record, "one JSON object a line")
            yield record


def iter_members(path: Path) -> Iterator[tuple[str, Any]]:
    """(key, value) of a JSON object in file order, where a list is handed out element by element.

    Holds one element and a chunk of text at a time. Raises DataError where the file is not such an object.
    """
    return ((key, value) for key, number, value in iter_entries(path) if number is not None or value != [])


def iter_entries(path: Path) -> Iterator[tuple[str, int | None, Any]]:
    """As `iter_members`, with the place of each element in its list; a value that is no list has none.

    An empty list is handed out as such. The file is in UTF-8 or UTF-16, with or without a byte order mark.
    """
    check_plain(path, DataError, "a JSON file is needed")
    with path.open(encoding=_encoding_of(path)) as text:
        cursor = _Cursor(text, path)
        cursor.expect("{")
        seen: set[str] = set()
        while cursor.peek() != "}":
            key = cursor.value()
            if not isinstance(key, str) or key in seen:
                raise DataError(str(path), key, "names that differ are needed as the keys of a JSON object")
            seen.add(key)
            cursor.expect(":")
            if cursor.peek() == "[":
                yield from _list_entries(key, cursor)
            else:
                yield key, None, cursor.value()
            if cursor.peek() != "}":
                cursor.expect(",")
        cursor.expect("}")
        cursor.end()


def iter_list(path: Path) -> Iterator[Any]:
    """The elements of a JSON file that is one list, as `iter_members` reads an object."""
    check_plain(path, DataError, "a JSON file is needed")
    with path.open(encoding=_encoding_of(path)) as text:
        cursor = _Cursor(text, path)
        yield from _elements(cursor)
        cursor.end()


def _encoding_of(path: Path) -> str:
    with path.open("rb") as file:
        found = json.detect_encoding(file.read(4))
    return "utf-8-sig" if found == "utf-8" else found


def _list_entries(key: str, cursor: _Cursor) -> Iterator[tuple[str, int | None, Any]]:
    number = -1
    for number, element in enumerate(_elements(cursor)):
        yield key, number, element
    if number < 0:
        yield key, None, []


def _elements(cursor: _Cursor) -> Iterator[Any]:
    cursor.expect("[")
    while cursor.peek() != "]":
        yield cursor.value()
        if cursor.peek() != "]":
            cursor.expect(",")
    cursor.expect("]")


class _Cursor:
    """A reading position in a text file that is read chunk by chunk."""

    def __init__(self, text: TextIO, path: Path) -> None:
        self._text, self._path = text, path
        self._buffer, self._at, self._ended = "", 0, False

    def peek(self) -> str:
        """The next character that is not white space; DataError at the end of the file."""
        while True:
            while self._at < len(self._buffer) and self._buffer[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._refill():
                raise DataError(str(self._path), "the end of the file", "a complete JSON object")

    def expect(self, wanted: str) -> None:
        """Step over one character."""
        if self.peek() != wanted:
            got = self._buffer[self._at : self._at + 20]
            raise DataError(str(self._path), got, f"'{wanted}' at this place of the JSON")
        self._at += 1

    def end(self) -> None:
        """DataError where anything but white space is left."""
        while not (rest := self._buffer[self._at :].strip(_SPACE)):
            self._at = len(self._buffer)
            if not self._refill():
                return
        raise DataError(str(self._path), rest[:20], "nothing after the JSON object")

    def value(self) -> Any:
        """Read one whole JSON value; one that may go on beyond the buffer (`0.` could be `0.5`) is read again."""
        self.peek()
        while True:
            try:
                value, end = DECODER.raw_decode(self._buffer, self._at)
            except json.JSONDecodeError as error:
                if not self._refill():
                    raise DataError(str(self._path), self._buffer[self._at :][:40], f"JSON ({error.msg})") from error
                continue
            except (ValueError, RecursionError) as error:
                raise DataError(str(self._path), fault_of(error), "plain JSON is needed") from None
            if self._buffer[end : end + 1].strip(_IN_NUMBERS) or not self._refill():
                self._at = end
                return value

    def _refill(self) -> bool:
        """Append the next chunk to the unread text; the chunk grows with a long value. False at the end of the file."""
        self._buffer, self._at = self._buffer[self._at :], 0
        if len(self._buffer) > LARGEST_VALUE:
            raise DataError(str(self._path), Unquoted("too long a value"), f"at most {LARGEST_VALUE} characters")
        try:
            more = "" if self._ended else self._text.read(max(_CHUNK, len(self._buffer)))
        except UnicodeDecodeError as error:
            got = Unquoted(f"a byte {error.object[error.start]:#04x} that is not UTF-8")
            raise DataError(str(self._path), got, "a UTF-8 text file is needed") from None
        self._ended = not more
        self._buffer += more
        return bool(more)
