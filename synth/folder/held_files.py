"""The files of one sample, wherever they are: in memory as it was made, or in a finished folder."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TypeAlias

from PIL import Image

from synth.core.errors import DataError
from synth.core.plain_file import plain_bytes
from synth.folder.batch import Batch
from synth.folder.finished import picture_inside

LARGEST_FILE = 1 << 30
"""Bytes."""

ReadFile: TypeAlias = Callable[[str], bytes]
"""Path within the data set -> the bytes of the file."""


def files_in(folder: Path) -> ReadFile:
    """Of a finished folder; DataError where a file is missing, is too large or lies outside of the folder."""
    return partial(_read, folder)


def files_of(batch: Batch, place: str) -> Iterator[ReadFile]:
    """Of each sample of a batch, whose files belong into the subfolder `place`."""
    held: list[dict[str, bytes]] = [{} for _ in range(batch.number)]
    for file in batch.files:
        held[file.sample_id - batch.first][f"{place}/{file.name}"] = file.data
    return (partial(_held, files) for files in held)


def picture_of(data: bytes, where: str) -> Image.Image:
    """The picture in the bytes of a PNG or JPEG file, RGB. DataError for other bytes, and for one too large."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as picture:
                return picture.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DataError(where, str(error), "a PNG or JPEG picture") from None


def _read(folder: Path, file: str) -> bytes:
    return plain_bytes(picture_inside(folder, file), DataError, "a file of the data set is needed", most=LARGEST_FILE)


def _held(files: Mapping[str, bytes], file: str) -> bytes:
    return files[file]
