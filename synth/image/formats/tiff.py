"""TIFF, the format of microscopes: any depth, one page. Pillow decodes 8 bits only, or cuts what is deeper."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from synth.core.errors import DataError

if TYPE_CHECKING:
    from jaxtyping import Shaped

ONE_PICTURE = "one picture a file: write each page as a file of its own, with its own entry in the annotations"

_SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_REDUCED = 1
_MINISWHITE = 0
_OPENCV_CODECS = (1, 5, 8, 32773, 32946)
"""TIFF's compression numbers: none, LZW, deflate, PackBits, deflate's old number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The only page of a TIFF: sides in px as stored, EXIF's orientation (1 to 8), and what a value is."""

    width: int
    height: int
    orientation: int
    deep: bool
    alpha: bool


def is_tiff(path: Path) -> bool:
    """Whether the file begins as a TIFF or BigTIFF does."""
    with path.open("rb") as file:
        return file.read(4) in _SIGNATURES


def read_page(path: Path) -> Page:
    """What the file says of its page. DataError for a stack of pages; thumbnails and pyramids do not count."""
    with _opened(path) as file:
        page = _only_page(file, path)
        orientation = page.tags.valueof(274, 1)
        return Page(
            width=page.imagewidth,
            height=page.imagelength,
            orientation=orientation if orientation in range(1, 9) else 1,
            deep=page.dtype is None or page.dtype.itemsize > 1 or page.dtype.kind == "i",
            alpha=bool(page.extrasamples),
        )


def read_values(path: Path) -> Shaped[np.ndarray, ...]:
    """The stored values, h x w or h x w x channels, RGB; white is the largest value."""
    with _opened(path) as file:
        page = _only_page(file, path)
        if page.dtype is None:
            raise DataError(str(path), f"{page.bitspersample} bits a value", "8, 16 or 32 bits")
        values = _decoded(page, path)
        if page.planarconfig == 2 and values.ndim == 3:
            values = np.moveaxis(values, 0, 2)
        if page.photometric == _MINISWHITE:
            values = values.max() - values
    return values


def _decoded(page: Any, path: Path) -> Shaped[np.ndarray, ...]:
    """tifffile decodes every layout of values, OpenCV the compression that tifffile leaves to another package."""
    try:
        return page.asarray()
    except ValueError as error:
        if "imagecodecs" not in str(error) or page.planarconfig == 2 or page.compression not in _OPENCV_CODECS:
            raise
    import cv2

    values = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
    if values is None:
        raise DataError(str(path), f"compression {int(page.compression)}", "a TIFF without compression")
    return values if values.ndim == 2 else values[..., [2, 1, 0]]


def _only_page(file: Any, path: Path) -> Any:
    pages = [page for page in file.pages if not (page.subfiletype or 0) & _REDUCED]
    number = len(pages) if len(pages) != 1 else pages[0].imagedepth
    if number != 1:
        raise DataError(str(path), f"{number} pages", ONE_PICTURE)
    return pages[0]


def _opened(path: Path) -> Any:
    import tifffile

    logging.getLogger("tifffile").setLevel(logging.CRITICAL)  # what is wrong with a file is said once, in one line
    return tifffile.TiffFile(path)
