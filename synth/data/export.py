"""A finished data set of any kind in the formats of other tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.core.errors import SynthError, suggest
from synth.data.convert import OURS, convert_data_set
from synth.data.kinds import KINDS, refuse_other_kind
from synth.data.target import staged_target
from synth.document.formats.table import DOCUMENT_FORMATS
from synth.document.read import DOCUMENTS, open_documents
from synth.folder.finished import FolderKind, found_kind, open_finished
from synth.folder.format import ExportFormat
from synth.image.formats.table import MODULES, picture_format
from synth.image.read import ANNOTATIONS, PICTURES
from synth.text.formats.table import TEXT_FORMATS
from synth.text.read import TEXTS, open_texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Exports:
    """What a kind of data sets can be exported to: `open` gives what each of its `formats` writes."""

    kind: FolderKind
    open: Callable[[Path], Any]
    formats: Mapping[str, ExportFormat[Any]]


EXPORTS: tuple[Exports, ...] = (
    Exports(kind=TEXTS, open=open_texts, formats=TEXT_FORMATS),
    Exports(kind=DOCUMENTS, open=open_documents, formats=DOCUMENT_FORMATS),
)
"""Beside them, pictures and the regions of pages go to every format of `synth.image.formats.table`."""


def export_data_set(
    folder: Path, to: str, out: Path | None = None, say: Callable[[str], object] = lambda line: None
) -> Path:
    """Write a finished data set in the format `to`; returns the path, by default beside the folder.

    The same data set gives the same bytes. `say` is given what the format cannot hold, a line each. SynthError for an
    unknown format, DataError where the folder is no finished data set of the format's kind, OutputError where something
    else stands at `out` already.
    """
    kind = found_kind(folder, KINDS)
    having = [one for one in EXPORTS if to in one.formats]
    if to in MODULES and (kind in (PICTURES, DOCUMENTS) or not having):
        return _export_pictures(folder, kind or PICTURES, to, out, say)
    if not having:
        raise SynthError("--to", to, suggest(to, _formats_of(kind)))
    exports = next((one for one in having if one.kind == kind), having[0])
    refuse_other_kind(folder, exports.kind)
    data_set, target_format = exports.open(folder), exports.formats[to]
    whole = folder.resolve()
    path = out or whole.with_name(whole.name + target_format.suffix)
    with staged_target(path) as temporary:
        target_format.write(data_set, temporary)
    return path


def _formats_of(kind: FolderKind | None) -> set[str]:
    """The formats that data sets of a kind can be exported to; of all kinds where the folder is of none."""
    own = {name for one in EXPORTS if kind in (one.kind, None) for name in one.formats}
    return own | (set() if kind == TEXTS else {*MODULES})


def _export_pictures(folder: Path, kind: FolderKind, to: str, out: Path | None, say: Callable[[str], object]) -> Path:
    """The pictures of a data set, or its pages with their regions: both have an annotations.json."""
    if kind != DOCUMENTS:
        refuse_other_kind(folder, PICTURES)
    labels = open_finished(folder, kind).part(ANNOTATIONS)
    whole = folder.resolve()
    path = out or whole.with_name(whole.name + picture_format(to).suffix)
    converted = convert_data_set(labels, to, path, OURS)
    for line in converted.lines:
        say(line)
    return converted.path
