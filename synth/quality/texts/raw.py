"""Texts with spans as they stand in JSON Lines: ours, or any file whose lines have `text` and `spans`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.errors import DataError
from synth.core.json_stream import iter_jsonl
from synth.core.plain_file import decoded
from synth.core.strict_json import check_value, parse_json
from synth.folder.line_index import LineIndex
from synth.text.read import TEXTS

_SHOWN = 60
"""Characters of a text that messages show."""


class Span(NamedTuple):
    """A span whose start and end are whole numbers; `number` is its place in the line's list."""

    number: int
    start: int
    end: int
    label: str
    value: str | None


class Line(NamedTuple):
    """A line: its place from 0, what it says, its text, its spans, and those of them that lie within the text."""

    place: int
    record: dict[str, Any]
    text: str
    spans: Sequence[Span]
    sound: Sequence[Span]

    @property
    def subject(self) -> str:
        """What a person looks at."""
        return self.text if len(self.text) <= _SHOWN else f"{self.text[: _SHOWN - 3]}..."

    @property
    def outline(self) -> Line:
        """Its place and the beginning of its text, to be kept in memory."""
        return Line(self.place, {}, self.text[: _SHOWN + 1], (), ())


class RawTexts:
    """A file of texts. DataError for a folder without one, and at a line that is no object with a text."""

    def __init__(self, data: Path) -> None:
        self.name = str(data)
        self.file = data / TEXTS.file if data.is_dir() else data
        if not self.file.is_file():
            raise DataError(str(data), "no such file or folder", f"a file of JSON Lines, or a folder with {TEXTS.file}")

    def lines(self, *, again: bool = False) -> Iterator[Line]:
        """In file order, one in memory at a time; `again`: all were read before, so that half of the time is saved."""
        for place, record in enumerate(iter_jsonl(self.file)):
            if not again:
                check_value(record, f"{self.file}:{place + 1}", DataError)
            yield self._line(place, record)

    def at(self, place: int) -> Line:
        """A line by its place. IndexError behind the last one."""
        where = f"{self.file}:{place + 1}"
        record = parse_json(decoded(self._index[place], where, DataError), where, DataError)
        if not isinstance(record, dict):
            raise DataError(where, record, "one JSON object a line")
        return self._line(place, record)

    def _line(self, place: int, record: dict[str, Any]) -> Line:
        where = f"{self.file}:{place + 1}"
        text, spans = record.get("text"), record.get("spans", [])
        if not isinstance(text, str):
            raise DataError(f"{where}: text", text, "a text")
        if not isinstance(spans, list):
            raise DataError(f"{where}: spans", spans, "a list")
        found, size = _spans(spans, where), len(text)
        return Line(place, record, text, found, [one for one in found if 0 <= one.start < one.end <= size])

    @cached_property
    def _index(self) -> LineIndex:
        return LineIndex(self.file)

    def where(self, line: Line, span: Span | None = None) -> str:
        """The place of a line, or of a span of it, in words."""
        return f"{self.file.name}:{line.place + 1}" + (f": spans[{span.number}]" if span else "")


def _spans(spans: list[Any], where: str) -> list[Span]:
    found = list[Span]()
    for number, one in enumerate(spans):
        if isinstance(one, dict):
            start, end, label, value = one.get("start"), one.get("end"), one.get("label"), one.get("value")
            if type(start) is int and type(end) is int and isinstance(label, str):
                found.append(Span(number, start, end, label, value if isinstance(value, str) else None))
                continue
        raise DataError(f"{where}: spans[{number}]", one, "an object with start, end and label")
    return found
