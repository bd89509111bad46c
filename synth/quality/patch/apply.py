"""`synth apply` and `synth undo`: a data set with the answers of findings, beside it or in place, and back."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from synth.core.errors import DataError
from synth.data.target import staged_target
from synth.image.formats.coco.layouts import find_layouts
from synth.quality.patch.edits import edited
from synth.quality.patch.journal import replace_files, take_back
from synth.quality.patch.lines import PatchLine, of_data_set, read_patch
from synth.quality.patch.names import read_names, renames
from synth.quality.tell import is_documents, is_recordings, is_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """Which lines of a patch are applied: of these checks (none: all), of this confidence, on this class or picture."""

    checks: Collection[str] = ()
    least_confidence: float = 0.0
    containing: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """Where the mended data set is, how many findings were answered by how many edits, in which files.

    `number` is that of the patch in the journal of `path`; None where the set was written beside the old one.
    """

    path: Path
    findings: int
    edits: int
    files: tuple[str, ...]
    number: int | None


def apply_patch(data: Path, patch: Path, out: Path | None = None, which: Which | None = None) -> Applied:
    """Apply a patch.jsonl or a labels.yaml to a data set: to a copy at `out`, or in place with a journal.

    DataError where a line does not fit what stands there, or nothing is left to apply; OutputError where the disk
    refuses. Either all edits are made or none.
    """
    which = which or Which()
    lines = _lines(data, patch, which)
    if not lines:
        raise DataError(str(patch), "no line that passes", "a wider choice of checks, confidence or class")
    folder = folder_of(data)
    files = edited(folder, lines)
    edits = sum(len(line.edits) for line in lines)
    if out is None:
        text = patch.read_text(encoding="utf-8")
        number = replace_files(folder, files, text)
        return Applied(path=folder, findings=len(lines), edits=edits, files=tuple(files), number=number)
    with staged_target(out) as temporary:
        shutil.copytree(folder, temporary, symlinks=True, ignore=shutil.ignore_patterns(".synth-patches*"))
        for file, content in files.items():
            (temporary / file).write_bytes(content)
    return Applied(path=out, findings=len(lines), edits=edits, files=tuple(files), number=None)


def undo_patch(data: Path) -> Applied:
    """Take the last patch that was applied in place back, to the same bytes. OutputError where there is none."""
    folder = folder_of(data)
    number, files = take_back(folder)
    return Applied(path=folder, findings=0, edits=0, files=files, number=number)


def folder_of(data: Path) -> Path:
    """The folder that holds the label files of a data set, to which edits are relative."""
    if is_recordings(data):
        return data
    if is_texts(data):
        return data if data.is_dir() else data.absolute().parent
    if is_documents(data):
        return data
    return find_layouts(data)[0].folder


def _lines(data: Path, patch: Path, which: Which) -> list[PatchLine]:
    if patch.suffix in (".yaml", ".yml"):
        names = read_names(patch, data)
        return [renames(data, names, str(patch))] if names else []
    return of_data_set(
        list(read_patch(patch)), data, patch, checks=which.checks, least_confidence=which.least_confidence,
        containing=which.containing,
    )  # fmt: skip
