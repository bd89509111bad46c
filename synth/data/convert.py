"""An annotated picture set of any known format in another one, one picture at a time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from synth.core.errors import DataError, SynthError, suggest
from synth.data.filters import Filtering, Filters
from synth.data.kinds import refuse_mere_files, refuse_unread
from synth.data.quotas import quota_members
from synth.data.split.documents import page_ties
from synth.data.split.gather import Split
from synth.data.split.pictures import split_pictures
from synth.data.target import staged_target
from synth.document.read import DOCUMENTS
from synth.folder.finished import found_kind
from synth.image.formats.bare import has_pictures, read_bare
from synth.image.formats.carries import Losses, many, narrowed
from synth.image.formats.recognise import format_of, formats_of, readable
from synth.image.formats.stream import PictureStream
from synth.image.formats.table import MODULES, picture_format
from synth.image.read import PICTURES

OURS = "coco"
"""The format of annotations.json in the folders that synth itself writes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Converted:
    """Where the data set was written, and what a person should know of it, a line each."""

    path: Path
    lines: tuple[str, ...]


def convert_data_set(
    data: Path,
    to: str,
    out: Path | None = None,
    source: str | None = None,
    *,
    filters: Filters | None = None,
    split: Split | None = None,
) -> Converted:
    """Write the picture set `data`, a folder or file of the format `source` (None: recognised), in the format `to`.

    By default beside it. What `filters` leave out is said; a `split`, for which the set is read twice, replaces the one
    that it has, and pages of our documents stay together. SynthError for an unknown format, DataError for a set that is
    malformed, of no format or of several, or whose filters or split cannot be met; OutputError where something else
    stands at `out`. Nothing is left half-written.
    """
    if to not in MODULES:
        refuse_unread(data)
        raise SynthError("--to", to, suggest(to, MODULES))
    target = picture_format(to)
    name = recognised(data) if source is None else source
    read = picture_format(name).read if name in MODULES else None
    if read is None:
        raise SynthError("--from", name, suggest(name, readable()))
    if filters is not None and filters.quota:
        filters = replace(filters, member=quota_members(data, filters.quota))
    losses, filtering = Losses(), Filtering(filters or Filters(), str(data))
    path = out or _beside(data, target.suffix)
    with staged_target(path) as temporary:
        stream = read(data)
        assigned: tuple[str, ...] = ()
        if split is None:
            chosen = filtering.of(stream)
        else:
            first = Filtering(filters or Filters(), str(data))
            folder = data if data.is_dir() else data.parent
            of_pages = name == OURS and found_kind(folder, (DOCUMENTS,)) is not None
            ties = page_ties(folder, split.by) if of_pages else None
            parts = split_pictures(first.of(read(data)), split, str(data), ties)
            chosen, assigned = parts.placed(filtering.of(stream)), parts.assigned.lines
        target.write(narrowed(chosen, target.carries, losses), temporary, losses)
        told = losses.lines(to, target.carries)
        if losses.nothing_left:
            why = "; ".join(" ".join(line.split()) for line in told)
            raise DataError(str(data), f"no object that {to} can hold", why)
    read_lines = tuple(f"read      {line}" for line in stream.tally().lines())
    written = f"written   {many(losses.pictures, 'picture')} with {many(losses.instances, 'instance')}"
    return Converted(path=path, lines=(*read_lines, *filtering.lines(), written, *told, *assigned))


def open_pictures(data: Path) -> PictureStream:
    """The pictures of a set or of a mere folder. DataError where there are none, or for a set of no one format."""
    if data.exists() and not formats_of(data) and has_pictures(data):
        return read_bare(data)
    read = picture_format(recognised(data)).read
    if read is None:
        raise DataError(str(data), "a format that is only written", "annotated pictures, or a folder of pictures")
    return read(data)


def recognised(data: Path) -> str:
    """The format of a folder or file; that of a folder of ours is `OURS`, whatever else describes it.

    DataError where it is of none, or of several, with those that are known, and for sound and videos.
    """
    if data.exists() and found_kind(data, (PICTURES, DOCUMENTS)) is not None:
        return OURS
    refuse_unread(data)
    if not formats_of(data):
        refuse_mere_files(data)
    return format_of(data, "name one with --from")


def _beside(data: Path, suffix: str) -> Path:
    whole = data.resolve()
    return whole.with_name((whole.stem if whole.is_file() else whole.name) + suffix)
