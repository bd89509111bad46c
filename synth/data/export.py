"""A finished data set of any kind in the formats of other tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from synth.audio.formats.table import AUDIO_FORMATS
from synth.audio.read import SPEECH, open_speech
from synth.core.errors import SynthError, suggest
from synth.data.convert import OURS, convert_data_set
from synth.data.filters import Filters
from synth.data.kinds import KINDS, refuse_other_kind
from synth.data.sample_filters import filtered
from synth.data.split.documents import DOCUMENT_RULES
from synth.data.split.gather import Split
from synth.data.split.speech import SPEECH_RULES
from synth.data.split.texts import TEXT_RULES
from synth.data.split.traits import SplitRules
from synth.data.split.videos import VIDEO_RULES
from synth.data.split.write import write_parts
from synth.data.target import staged_target
from synth.document.formats.table import DOCUMENT_FORMATS
from synth.document.read import DOCUMENTS, open_documents
from synth.folder.finished import FolderKind, found_kind, open_finished
from synth.folder.format import ExportFormat
from synth.image.formats.table import MODULES, picture_format
from synth.image.read import ANNOTATIONS, PICTURES
from synth.packet.read import PACKETS
from synth.text.formats.table import TEXT_FORMATS
from synth.text.read import TEXTS, open_texts
from synth.video.formats.table import VIDEO_FORMATS
from synth.video.read import VIDEOS, open_videos


@dataclass(frozen=True, slots=True, kw_only=True)
class Exports:
    """What a kind of data sets can be exported to: `open` gives what each of its `formats` writes, `rules` split it."""

    kind: FolderKind
    open: Callable[[Path], Any]
    formats: Mapping[str, ExportFormat[Any]]
    rules: SplitRules[Any]


EXPORTS: tuple[Exports, ...] = (
    Exports(kind=TEXTS, open=open_texts, formats=TEXT_FORMATS, rules=TEXT_RULES),
    Exports(kind=DOCUMENTS, open=open_documents, formats=DOCUMENT_FORMATS, rules=DOCUMENT_RULES),
    Exports(kind=VIDEOS, open=open_videos, formats=VIDEO_FORMATS, rules=VIDEO_RULES),
    Exports(kind=SPEECH, open=open_speech, formats=AUDIO_FORMATS, rules=SPEECH_RULES),
)
"""Beside them, pictures and the regions of pages go to every format of `synth.image.formats.table`."""


def export_data_set(
    folder: Path,
    to: str,
    out: Path | None = None,
    say: Callable[[str], object] = lambda line: None,
    *,
    filters: Filters | None = None,
    split: Split | None = None,
) -> Path:
    """Write a finished data set in the format `to`; returns the path, by default beside the folder.

    The same data set gives the same bytes. With a `split`, every part is in the format. `say` is given what the format
    cannot hold, what `filters` leave out and what the parts are, a line each. SynthError for an unknown format and for
    filters of objects where there are no pictures, DataError where the folder is no finished data set of the format's
    kind or cannot be filtered or split so, OutputError where something else stands at `out` already.
    """
    kind = found_kind(folder, KINDS)
    having = [one for one in EXPORTS if to in one.formats]
    pages = found_kind(folder, (DOCUMENTS,)) if kind == PACKETS else kind
    if to in MODULES and (pages in (PICTURES, DOCUMENTS) or not having):
        return _export_pictures(folder, pages or PICTURES, to, out, say, filters, split)
    if not having:
        raise SynthError("--to", to, suggest(to, _formats_of(kind)))
    exports = next((one for one in having if one.kind == kind), having[0])
    refuse_other_kind(folder, exports.kind)
    data_set, target_format = exports.open(folder), exports.formats[to]
    lines: tuple[str, ...] = ()
    if filters is not None:
        data_set, lines = filtered(data_set, exports.rules, filters)
    whole = folder.resolve()
    path = out or whole.with_name(whole.name + (target_format.suffix if split is None else f"-{to}"))
    with staged_target(path) as temporary:
        if split is None:
            target_format.write(data_set, temporary)
        else:
            lines += write_parts(data_set, exports.rules, split, target_format, temporary)
    for line in lines:
        say(line)
    return path


def _formats_of(kind: FolderKind | None) -> set[str]:
    """The formats that data sets of a kind can be exported to; of all kinds where the folder is of none."""
    own = {name for one in EXPORTS if kind in (one.kind, None) for name in one.formats}
    return own | (set() if kind in (TEXTS, SPEECH) else {*MODULES})


def _export_pictures(
    folder: Path,
    kind: FolderKind,
    to: str,
    out: Path | None,
    say: Callable[[str], object],
    filters: Filters | None,
    split: Split | None,
) -> Path:
    """The pictures of a data set, or its pages with their regions: both have an annotations.json."""
    if kind != DOCUMENTS:
        refuse_other_kind(folder, PICTURES)
    labels = open_finished(folder, kind).part(ANNOTATIONS)
    whole = folder.resolve()
    path = out or whole.with_name(whole.name + picture_format(to).suffix)
    converted = convert_data_set(labels, to, path, OURS, filters=filters, split=split)
    for line in converted.lines:
        say(line)
    return converted.path
