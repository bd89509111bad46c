"""A folder of pictures without labels, one picture at a time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from synth.core.errors import DataError
from synth.core.inside import files_inside
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.picture_files import ENDINGS, MOST_FILES, looked_at
from synth.image.formats.stream import PictureStream
from synth.image.formats.tally import Counting

_IMAGES = "images/"


def has_pictures(folder: Path) -> bool:
    """Whether a folder, or one in it, holds a file that is named like a picture."""
    return folder.is_dir() and next(_named(folder), None) is not None


def read_bare(folder: Path) -> PictureStream:
    """The pictures in a folder and below, in the order of their names; ids count from 1 over all files named so.

    Those that cannot be read are left out and counted.
    """
    dropped = Counting(lenient=True)
    return PictureStream(
        name=folder.resolve().name, categories=(), pictures=_pictures(folder, dropped), tally=dropped.tally
    )


def _pictures(folder: Path, dropped: Counting) -> Iterator[AnnotatedImage]:
    for number, (name, path) in enumerate(_named(folder), start=1):
        bare = AnnotatedImage(
            id=number, file_name=name, name=name.removeprefix(_IMAGES), path=path, width=0, height=0, annotations=()
        )
        if (picture := looked_at(bare, dropped)) is not None:
            yield picture


def _named(folder: Path) -> Iterator[tuple[str, Path]]:
    found = files_inside(folder, DataError, "files inside the folder of pictures", most=MOST_FILES)
    return ((name, path) for name, path in found if path.suffix.lower() in ENDINGS)
