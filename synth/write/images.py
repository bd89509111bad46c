"""Pictures on the disk: PNG bytes that depend on the pixels alone, and the sweep that a resumed run starts with."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from hashlib import file_digest, sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synth.write.disk import TEMPORARY_SUFFIX, write_atomic

COMPRESSION = 4
"""zlib level: on microscopy pictures 2.5 times as fast as level 6, files 9 % larger."""

_OWN_NAME = re.compile(r"\d{6,}\.png")


def image_name(sample_id: int) -> str:
    """The file name of a sample's picture, a function of its id alone."""
    return f"{sample_id:06d}.png"


def encode_png(image: NDArray[np.uint8]) -> bytes:
    """PNG of an RGB picture (uint8, h x w x 3), without metadata: equal pixels give equal bytes."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(image)).save(buffer, "PNG", compress_level=COMPRESSION)
    return buffer.getvalue()


def write_image(folder: Path, sample_id: int, image: NDArray[np.uint8]) -> str:
    """Write one picture, whole or not at all; returns the file's sha256 (hex). OSError when the disk refuses."""
    data = encode_png(image)
    write_atomic(folder / image_name(sample_id), data)
    return sha256(data).hexdigest()


def image_is_intact(folder: Path, sample_id: int, expected_sha256: str) -> bool:
    """True when the sample's file is there and holds the bytes that were written."""
    path = folder / image_name(sample_id)
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest() == expected_sha256


def sweep(folder: Path, expected: Iterable[tuple[int, str]]) -> set[int]:
    """The sample ids of `expected` (id, sha256) whose picture is intact; removes torn files and pictures of nobody.

    Only files named like ours are removed; anything else in the folder is left alone.
    """
    intact = {sample_id for sample_id, digest in expected if image_is_intact(folder, sample_id, digest)}
    for path in folder.iterdir():
        torn = path.name.startswith(".") and path.name.endswith(TEMPORARY_SUFFIX)
        nobodys = _OWN_NAME.fullmatch(path.name) and int(path.stem) not in intact
        if torn or nobodys:
            path.unlink()
    return intact
