"""Reads a finished data set folder back: what the reports, exports and checks of every kind share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from synth.core.errors import DataError
from synth.core.inside import inside
from synth.core.json_stream import iter_jsonl
from synth.core.strict_json import read_object
from synth.folder.staging import MANIFEST
from synth.folder.stated import Manifest, RejectedLine, Stated, checked

REJECTED = "rejected.jsonl"

LARGEST_MANIFEST = 1 << 24
"""Bytes."""

_BLOCK = 1 << 20
_MOST_LISTED = 8


class FolderKind(NamedTuple):
    """A kind of data set as its folder shows it: `plural` names it in messages, `file` (JSON Lines, one sample a line)
    is in folders of this kind only.
    """

    plural: str
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedFolder:
    """A finished data set folder of one kind, with its manifest."""

    folder: Path
    kind: FolderKind
    manifest: dict[str, Any]

    @property
    def path(self) -> Path:
        """The JSON Lines file that holds the samples."""
        return self.folder / self.kind.file

    def count(self) -> int:
        """Samples of the data set."""
        return count_lines(self.path)

    def part(self, name: str) -> Path:
        """The path of a file that every data set of the kind has; DataError where it is missing."""
        return _part(self.folder, name, self.kind)

    def rejections(self) -> Iterator[dict[str, Any]]:
        """The lines of rejected.jsonl, a refused draft each; none where there is no such file.

        DataError at a line that is no refused draft.
        """
        path = self.folder / REJECTED
        if path.is_file():
            path = self.part(REJECTED)
            for where, record in iter_records(path, RejectedLine, "a refused draft"):
                checked(RejectedLine, record, where)
                yield record


def open_finished(folder: Path, kind: FolderKind) -> FinishedFolder:
    """Open a data set of `kind`; DataError where the folder is no finished one of it, or its manifest is malformed."""
    path = _part(folder, MANIFEST, kind)
    _part(folder, kind.file, kind)
    manifest = read_object(path, DataError, "the manifest of a data set is needed", most=LARGEST_MANIFEST)
    checked(Manifest, manifest, str(path))
    return FinishedFolder(folder=folder, kind=kind, manifest=manifest)


def found_kind(folder: Path, kinds: Iterable[FolderKind]) -> FolderKind | None:
    """The first of the kinds whose file is in the folder; None where there is none."""
    return next((kind for kind in kinds if (folder / kind.file).is_file()), None)


def iter_records(
    path: Path, line: type[Stated], noun: str, chosen: Collection[int] | None = None
) -> Iterator[tuple[str, dict[str, Any]]]:
    """(`path:line`, record) of a JSON Lines file, or of those of its lines that are `chosen` (counted from 0), in file
    order and one in memory at a time.

    DataError at a line that is not a JSON object with the keys that `line` requires; `noun` says in the message what it
    should be. Types are the caller's to check (`stated.checked`): a run reads its own lines back for its report.
    """
    needed = frozenset(name for name, field in line.model_fields.items() if field.is_required())
    numbers = count() if chosen is None else iter(sorted(chosen))
    for number, record in zip(numbers, iter_jsonl(path, chosen), strict=False):
        where = f"{path}:{number + 1}"
        if not needed <= record.keys():
            missing = ", ".join(sorted(needed - record.keys()))
            raise DataError(where, sorted(record), f"{noun} with {missing}")
        yield where, record


def count_lines(path: Path) -> int:
    """Lines of a file, the last one with or without its line feed."""
    number, last = 0, b"\n"
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            number += block.count(b"\n")
            last = block[-1:]
    return number + (last != b"\n")


def picture_inside(folder: Path, file: str) -> Path:
    """The path of a picture that a label file names; DataError where it lies outside of the folder."""
    return inside(folder, file, str(folder), DataError, "a picture inside the data set folder")


def spread_choice(number: int, most: int) -> list[int]:
    """At most `most` of range(number), evenly spread from the first on."""
    shown = min(number, most)
    return [index * number // shown for index in range(shown)]


def _part(folder: Path, name: str, kind: FolderKind) -> Path:
    if not (folder / name).is_file():
        found = sorted(entry.name for entry in folder.glob("*"))[:_MOST_LISTED]
        raise DataError(str(folder), found, f"a finished data set of {kind.plural}, with {name}")
    return inside(folder, name, str(folder), DataError, "a file inside the data set folder")
