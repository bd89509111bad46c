"""A finished data set of texts or documents in the formats of other tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.core.errors import SynthError, suggest
from synth.data.kinds import refuse_other_kind
from synth.data.target import staged_target
from synth.document.formats.table import DOCUMENT_FORMATS
from synth.document.read import DOCUMENTS, open_documents
from synth.folder.finished import FolderKind, found_kind
from synth.folder.format import ExportFormat
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


def export_data_set(folder: Path, to: str, out: Path | None = None) -> Path:
    """Write a finished data set in the format `to`; returns the path, by default beside the folder.

    The same data set gives the same bytes. SynthError for an unknown format, DataError where the folder is no finished
    data set of the format's kind, OutputError where something else stands at `out` already.
    """
    having = [one for one in EXPORTS if to in one.formats]
    if not having:
        raise SynthError("--to", to, suggest(to, {name for one in EXPORTS for name in one.formats}))
    found = found_kind(folder, [one.kind for one in having])
    exports = next((one for one in having if one.kind == found), having[0])
    refuse_other_kind(folder, exports.kind)
    data_set, target_format = exports.open(folder), exports.formats[to]
    whole = folder.resolve()
    path = out or whole.with_name(whole.name + target_format.suffix)
    with staged_target(path) as temporary:
        target_format.write(data_set, temporary)
    return path
