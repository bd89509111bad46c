"""Read any COCO instance folder: pictures, objects, categories, and a tally of what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from synth.image.formats.coco.files import Files, real_categories
from synth.image.formats.coco.layouts import find_layouts
from synth.image.formats.coco.reading import Reading
from synth.image.formats.data_set import AnnotatedImage, DataSet
from synth.image.formats.stream import PictureStream
from synth.image.formats.survey import follow_viewers, is_upright, readable_of, stored_of, survey
from synth.image.formats.tally import Counting, Tally

CAPTIONS = "captions.json"


def read_coco(data: Path, *, drop_unreadable: bool = False) -> DataSet:
    """Read a COCO file, or a folder that holds one, or one for each split, and look at every picture that they name.

    DataError, one line that says where, for whatever is missing, malformed or contradicts itself. What is of no use to
    anyone is left out and counted: duplicates, empty objects, annotations of pictures that are not listed; with
    `drop_unreadable` pictures that are missing, broken or of another size than their labels.
    """
    with closing(_open(data, drop_missing=drop_unreadable)) as files:
        bare, dropped = files.bare(), files.readings[0].dropped
        surveyed = survey(list(readable_of(bare, dropped) if drop_unreadable else bare))
        pictures = tuple(map(files.labelled, surveyed.pictures))
        files.count_strays()
        tally = files.tally() + Tally(changed=surveyed.changed)
    return DataSet(file=files.files[0], categories=files.categories, pictures=pictures, tally=tally)


def read_labels(data: Path) -> DataSet:
    """The labels of a COCO file, or of a folder's, alone: pictures need not be there. Else as `read_coco`."""
    with closing(Files([Reading(layout, labels_only=True) for layout in find_layouts(data)])) as files:
        pictures = tuple(map(files.labelled, files.bare()))
        files.count_strays()
        return DataSet(file=files.files[0], categories=files.categories, pictures=pictures, tally=files.tally())


def stream_coco(data: Path, dropped: Counting | None = None) -> PictureStream:
    """As `read_coco`, one picture at a time, in memory that does not grow with the files.

    A category without an object that is only the supercategory of all others, as Roboflow writes it, is left out and
    counted. Captions come from a captions.json beside a file. The first picture that cannot be read ends it, whatever
    `dropped` says: `read_coco` leaves them out, and checks read the file themselves.
    """
    files = _open(data)
    for reading in files.readings:
        captions = reading.layout.file.with_name(CAPTIONS)
        if captions.is_file() and captions != reading.layout.file:
            reading.spool.add_captions(captions)
    return PictureStream(
        name=files.readings[0].layout.folder.resolve().name,
        categories=real_categories(files),
        pictures=_stream(files),
        tally=files.tally,
    )


def _open(data: Path, *, drop_missing: bool = False) -> Files:
    return Files([Reading(layout, drop_missing=drop_missing) for layout in find_layouts(data)])


def _stream(files: Files) -> Iterator[AnnotatedImage]:
    """The pictures with all that is known of them."""
    with closing(files):
        viewers = follow_viewers((picture, stored_of(picture)) for picture in files.bare())
        for picture in files.bare():
            stored = stored_of(picture)
            looked_at = replace(picture, stored=stored, upright=is_upright(picture, stored, viewers))
            yield replace(files.labelled(looked_at), captions=files.captions_of(picture))
        files.count_strays()
