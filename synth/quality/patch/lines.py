"""patch.jsonl: a line for each finding that says how to mend it, with its edits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import Field

from synth.core.canonical import readable
from synth.core.errors import DataError
from synth.core.json_stream import iter_jsonl
from synth.folder.stated import Stated, checked
from synth.quality.finding import Edit, Finding, Op


class _EditStated(Stated):
    op: Op
    file: str
    list: str
    place: int = Field(ge=0)
    key: str
    before: Any = None
    after: Any = None


class _LineStated(Stated):
    finding: int
    check: str
    data_set: str
    subject: str
    confidence: float
    edits: list[_EditStated]


class PatchLine(NamedTuple):
    """A finding and its edits, which are applied all or not at all; `where` names the line for messages."""

    finding: int
    check: str
    data_set: str
    subject: str
    confidence: float
    edits: tuple[Edit, ...]
    where: str


def patch_text(findings: Sequence[Finding], numbers: Sequence[int] | None = None) -> str:
    """The lines of the findings that have edits; findings are counted from 1, or have these numbers."""
    lines = [
        readable({
            "finding": number, "check": one.check, "data_set": one.data_set, "subject": one.subject,
            "confidence": one.confidence, "edits": [edit.record() for edit in one.edits],
        })
        for number, one in zip(numbers or range(1, len(findings) + 1), findings, strict=True)
        if one.edits
    ]  # fmt: skip
    return "".join(f"{line}\n" for line in lines)


def read_patch(path: Path) -> Iterator[PatchLine]:
    """The lines of a patch. DataError at one that is none."""
    for number, record in enumerate(iter_jsonl(path), 1):
        where = f"{path}:{number}"
        checked(_LineStated, record, where)
        edits = tuple(
            Edit(one["op"], one["file"], one["list"], one["place"], one["key"], one.get("before"), one.get("after"))
            for one in record["edits"]
        )
        number, check, data_set = record["finding"], record["check"], record["data_set"]
        yield PatchLine(number, check, data_set, record["subject"], record["confidence"], edits, where)


def of_data_set(
    lines: Sequence[PatchLine],
    data: Path,
    patch: Path,
    *,
    checks: Collection[str] = (),
    least_confidence: float = 0.0,
    containing: str = "",
) -> list[PatchLine]:
    """The lines on one data set that pass the filters. DataError where the patch has none on it."""
    here = [line for line in lines if Path(line.data_set).resolve() == data.resolve()]
    if not here:
        others = ", ".join(dict.fromkeys(line.data_set for line in lines)) or "none"
        raise DataError(str(patch), "no edit of this data set", f"it has edits of: {others}")
    return [
        line
        for line in here
        if (not checks or line.check in checks)
        and line.confidence >= least_confidence
        and containing.casefold() in line.subject.casefold()
    ]
