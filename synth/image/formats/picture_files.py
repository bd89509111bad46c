"""The picture files of a data set: as they are, or turned as their labels need it, into another place."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from synth.core.errors import DataError
from synth.core.inside import inside
from synth.core.scratch import Scratch
from synth.image.formats.carries import Losses
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.pixels import Stored, read_deep, read_rgb, read_stored, turned
from synth.image.formats.segmentation import LARGEST_CANVAS
from synth.image.formats.tally import Counting, Unreadable

JPEG_QUALITY = 95
"""Of a turned JPEG; colours at full resolution."""

ENDINGS = (".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".ppm", ".pgm", ".jp2")
"""Of files that are taken for pictures where no label file names them."""

MOST_FILES = 100_000_000
"""Of a folder."""

_NEEDED = "a path inside the folder of pictures"


class _OtherSizeError(DataError):
    """A picture of another size than its labels say."""


def looked_at(picture: AnnotatedImage, dropped: Counting) -> AnnotatedImage | None:
    """The picture with what its file says; a side of 0 is not known yet, and is then that of what viewers show.

    Of a turned picture the stated size says whether labels refer to what viewers show; where both fit, they do.
    DataError for a file that is missing, broken, or of another size; None, and counted, where `dropped` is lenient.
    """
    try:
        return _looked_at(picture)
    except DataError as error:
        if not dropped.lenient:
            raise
        other = isinstance(error, _OtherSizeError)
        stated = f", its labels say {picture.width} x {picture.height} px" if other else ""
        dropped.drop_picture(Unreadable(picture.file_name, picture.path, f"{error.got}{stated}", other))
        return None


def _looked_at(picture: AnnotatedImage) -> AnnotatedImage:
    stored = read_stored(picture.path)
    size = (picture.width, picture.height) if picture.width and picture.height else stored.upright_wh
    if size not in (stored.stored_wh, stored.upright_wh):
        shown = f"{stored.width} x {stored.height} px"
        raise _OtherSizeError(str(picture.path), shown, f"{size[0]} x {size[1]} px, as its labels say")
    if size[0] * size[1] > LARGEST_CANVAS:
        raise DataError(str(picture.path), f"{size[0]} x {size[1]}", f"at most {LARGEST_CANVAS} pixels")
    upright = stored.orientation != 1 and size == stored.upright_wh
    return replace(picture, width=size[0], height=size[1], stored=stored, upright=upright)


def put_picture(picture: AnnotatedImage, folder: Path, losses: Losses) -> Path:
    """Write the picture's file to its own name below `folder`; returns its path.

    A file that viewers turn is written anew, as its labels refer to it and without that mark: readers differ in whether
    they turn it. OSError where the disk refuses; DataError for two pictures of the same name.
    """
    target = inside(folder, picture.name, f"the name of picture {picture.id}", DataError, _NEEDED)
    if target.exists():
        raise DataError(
            f"picture {picture.id}: file name", picture.name, "names that differ: another one has it already"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    if is_turned(picture):
        target.write_bytes(picture_bytes(picture, losses))
    else:
        shutil.copyfile(picture.path, target)
    return target


def picture_bytes(picture: AnnotatedImage, losses: Losses) -> bytes:
    """The bytes of the picture's file, as `put_picture` writes them."""
    if not is_turned(picture):
        return picture.path.read_bytes()
    losses.change("written anew, turned as the labels refer to it", "picture")
    stored = stored_of(picture)
    if stored.deep:
        return _deep_bytes(picture, stored)
    from PIL import Image

    pixels = read_rgb(picture.path, stored, upright=picture.upright, levels=None)
    buffer = io.BytesIO()
    kind = Image.registered_extensions().get(Path(picture.name).suffix.lower(), "PNG")
    options = (
        {"quality": JPEG_QUALITY, "subsampling": 0} if kind == "JPEG" else {"lossless": True} if kind == "WEBP" else {}
    )
    Image.fromarray(pixels).save(buffer, kind, **options)
    return buffer.getvalue()


def is_turned(picture: AnnotatedImage) -> bool:
    """Whether viewers turn the picture's file."""
    return stored_of(picture).orientation != 1


def stored_of(picture: AnnotatedImage) -> Stored:
    """What the picture's file says of it."""
    return picture.stored or read_stored(picture.path)


@contextmanager
def unpacked() -> Iterator[Path]:
    """A temporary folder, as for the pictures of an archive, one at a time; it goes when the block ends."""
    with Scratch() as scratch:
        yield scratch.path


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a file of parts, without their line feeds."""
    with path.open("rb") as lines:
        for line in lines:
            yield line.rstrip(b"\n")


def _deep_bytes(picture: AnnotatedImage, stored: Stored) -> bytes:
    """Pixels of more than 8 bits, whose depth stays."""
    import cv2

    values = read_deep(picture.path)
    values = np.ascontiguousarray(turned(values, stored.orientation) if picture.upright else values)
    done, data = cv2.imencode(Path(picture.name).suffix.lower(), values[..., ::-1])
    if not done:
        raise DataError(str(picture.path), f"{values.dtype} pixels that cannot be turned", "a PNG or TIFF picture")
    return data.tobytes()
