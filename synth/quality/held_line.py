"""A line of a data set's file of labels as it stands, faults and all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Self

from synth.core.errors import DataError
from synth.core.json_stream import iter_jsonl
from synth.core.strict_json import check_value
from synth.folder.stated import checked
from synth.quality.finding import Edit


@dataclass(frozen=True, kw_only=True)
class HeldLine:
    """A line: its place from 0 and what it says, types checked, references not. `file` is the file's name, `stated`
    the record that its types are those of.
    """

    file: ClassVar[str]
    stated: ClassVar[type]

    name: str
    folder: Path
    place: int
    record: dict[str, Any]

    @classmethod
    def each_of(cls, data: Path) -> Iterator[Self]:
        """The lines of a folder, one in memory at a time. DataError at one of other types."""
        file = data / cls.file
        for place, record in enumerate(iter_jsonl(file)):
            where = f"{file}:{place + 1}"
            check_value(record, where, DataError)
            checked(cls.stated, record, where)
            yield cls(name=str(data), folder=data, place=place, record=record)

    @property
    def where(self) -> str:
        return f"{self.file}:{self.place + 1}"

    def each(self, part: str) -> Sequence[dict[str, Any]]:
        """The labels of a part of the line, such as `words`."""
        return self.record.get(part, ())


def set_key(line: HeldLine, key: str, before: object, after: object) -> Edit:
    """A key of a line, `fields.3.value`, gets another value."""
    return Edit("set", line.file, "", line.place, key, before, after)
