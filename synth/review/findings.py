"""The findings of `synth check` on a set as items: from its folder, or from a patch.jsonl alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pydantic import Field

from synth.core.errors import DataError, Unquoted
from synth.core.json_stream import iter_entries
from synth.folder.stated import Natural, Stated, checked
from synth.quality.finding import Edit, Place
from synth.quality.patch.lines import read_patch
from synth.quality.report.write import FINDINGS, PATCH
from synth.review.desk import Desk
from synth.review.item import Item


class _PlaceStated(Stated):
    file: str
    list: str
    place: Natural
    span: Natural | None = None
    page: Natural | None = None


class _FindingStated(Stated):
    finding: int = Field(ge=1)
    check: str
    data_set: str
    where: str
    subject: str
    evidence: str
    confidence: float = Field(ge=0, le=1)
    place: _PlaceStated | None
    box: list[float] | None = Field(default=None, min_length=4, max_length=4)


def findings_of(checked_folder: Path, desk: Desk) -> Iterator[Item]:
    """The findings on the set of a desk, in the order of the check. DataError where there is none on it.

    Those on the set as a whole, such as names of classes that may be one, are on no sample.
    """
    path = checked_folder / FINDINGS if checked_folder.is_dir() else checked_folder
    if path.suffix == ".jsonl":
        yield from _of_patch(path, desk)
        return
    edits = {
        line.finding: line.edits
        for line in read_patch(path.with_name(PATCH))
        if Path(line.data_set).resolve() == Path(desk.name).resolve()
    }
    found = 0
    for key, place, record in iter_entries(path):
        if key != "findings" or place is None:
            continue
        checked(_FindingStated, record, f"{path}: findings[{place}]")
        if Path(record["data_set"]).resolve() == Path(desk.name).resolve():
            found += 1
            at = Place(**record["place"]) if record["place"] else None
            yield Item(
                record["finding"], record["check"], desk.category_of(at) if at else "",
                desk.sample_of(at) if at else None, record["subject"],
                record["where"], record.get("given"), record.get("suggested"), record["evidence"],
                record["confidence"], edits.get(record["finding"], ()), at,
                box=record.get("box"),
            )  # fmt: skip
    if not found:
        raise _nothing(path, desk)


def _of_patch(path: Path, desk: Desk) -> Iterator[Item]:
    """The lines of a patch, which say what to do and not why."""
    lines = [line for line in read_patch(path) if Path(line.data_set).resolve() == Path(desk.name).resolve()]
    if not lines:
        raise _nothing(path, desk)
    for line in lines:
        at = _place_of(line.edits[0])
        yield Item(
            line.finding, line.check, desk.category_of(at), desk.sample_of(at), line.subject, line.where,
            [desk.base(edit) for edit in line.edits], [edit.after for edit in line.edits], "a line of a patch",
            line.confidence, line.edits, at,
        )  # fmt: skip


def _place_of(edit: Edit) -> Place:
    steps = edit.key.split(".")
    span = int(steps[1]) if len(steps) > 1 and steps[0] == "spans" and steps[1].isdecimal() else None
    return Place(edit.file, edit.list, edit.place, span)


def _nothing(path: Path, desk: Desk) -> DataError:
    return DataError(str(path), Unquoted("no finding on this set"), f"findings on {desk.name}")
