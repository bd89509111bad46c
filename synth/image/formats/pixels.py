"""Pictures of any common format as RGB pixels: what their file says of them, and their decoded values."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from synth.core.errors import DataError
from synth.image.formats import tiff
from synth.image.formats.levels import Levels, levels_of, range_of

if TYPE_CHECKING:
    from jaxtyping import Int32, Shaped, UInt8
    from PIL import Image

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF", "PPM", "JPEG2000")
"""What Pillow may open beside TIFF: never a format that starts another program, as EPS does."""

_ORIENTATION = 274
_INVERSE = {6: 8, 8: 6}
"""The EXIF orientation that undoes one of another number than its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What a picture's file says of it, without its pixels: sides in px as stored, before any turn.

    `orientation` is EXIF's, 1 to 8. `deep`: a value has more than 8 bits. `alpha`: some pixels may be transparent.
    """

    width: int
    height: int
    orientation: int = 1
    deep: bool = False
    alpha: bool = False

    @property
    def stored_wh(self) -> tuple[int, int]:
        return self.width, self.height

    @property
    def upright_wh(self) -> tuple[int, int]:
        """Width and height as shown by a viewer, which turns the picture."""
        return self.stored_wh if self.orientation < 5 else (self.height, self.width)


def read_stored(path: Path) -> Stored:
    """What the file at `path` says of its picture. DataError for a file that is missing, broken or of many pictures."""
    with _one_line(path):
        if tiff.is_tiff(path):
            page = tiff.read_page(path)
            return Stored(
                width=page.width, height=page.height, orientation=page.orientation, deep=page.deep, alpha=page.alpha
            )
        with _opened(path) as image:
            frames = getattr(image, "n_frames", 1)
            if frames > 1 and image.format != "MPO":  # a phone's MPO holds the picture first, then a preview of it
                raise DataError(str(path), f"{frames} frames", tiff.ONE_PICTURE)
            deep = _is_deep(image)
            orientation = image.getexif().get(_ORIENTATION, 1)  # of a PNG it decodes the pixels: EXIF may come last
            return Stored(
                width=image.width,
                height=image.height,
                orientation=orientation if orientation in range(1, 9) else 1,
                deep=deep,
                alpha="A" in image.getbands() or "transparency" in image.info,
            )


def read_rgb(path: Path, stored: Stored, *, upright: bool, levels: Levels | None) -> UInt8[np.ndarray, "h w 3"]:
    """The pixels of a file, of which `stored` is known, as RGB: grey becomes three equal channels, alpha is left out.

    `upright` turns them as the file's EXIF orientation says. Deep values are scaled by `levels`; None: by their own
    range. DataError for a picture that cannot be decoded.
    """
    if stored.deep:
        values = read_deep(path)
        pixels = (levels or levels_of([range_of(values)])).of(values)
    else:
        pixels = _read_8_bits(path, stored)
    return np.ascontiguousarray(turned(pixels, stored.orientation) if upright else pixels)


def read_deep(path: Path) -> Shaped[np.ndarray, "h w 3"]:
    """The stored values of a picture of more than 8 bits, RGB, in the order in which they are stored.

    DataError where they are not finite, or cannot be decoded.
    """
    with _one_line(path):
        values = tiff.read_values(path) if tiff.is_tiff(path) else _read_deep_with_opencv(path)
    values = values[..., None] if values.ndim == 2 else values
    channels = values.shape[2]
    if channels not in (1, 2, 3, 4):
        raise DataError(str(path), f"{channels} channels", "grey or RGB, with or without alpha")
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        raise DataError(str(path), "values that are NaN or infinite", "finite values in every pixel")
    return np.repeat(values[..., :1], 3, axis=2) if channels < 3 else values[..., :3]


def turned(pixels: Shaped[np.ndarray, "h w c"], orientation: int) -> Shaped[np.ndarray, ...]:
    """Stored pixels as a viewer shows them (EXIF 2.3, tag 274): mirrored where even below 5, then turned."""
    if orientation in (5, 6, 7, 8):
        pixels = pixels.swapaxes(0, 1)
    rows = slice(None, None, -1) if orientation in (3, 4, 7, 8) else slice(None)
    columns = slice(None, None, -1) if orientation in (2, 3, 6, 7) else slice(None)
    return pixels[rows, columns]


def _read_8_bits(path: Path, stored: Stored) -> UInt8[np.ndarray, "h w 3"]:
    from PIL import Image

    with _one_line(path):
        if not tiff.is_tiff(path):
            with _opened(path) as image:
                return np.asarray(image.convert("RGB"))
        with Image.open(path, formats=("TIFF",)) as image:  # Pillow turns a TIFF, and nothing else, while it decodes
            pixels = np.asarray(image.convert("RGB"))
        return turned(pixels, _INVERSE.get(stored.orientation, stored.orientation))


def _read_deep_with_opencv(path: Path) -> Shaped[np.ndarray, ...]:
    """Pillow cuts colours of 16 bits to 8; OpenCV keeps them."""
    import cv2

    with _opened(path) as image:
        image.verify()  # a broken file is an error here and a line on standard error there
    with _opened(path) as image:
        image.load()
    values = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_UNCHANGED)
    if values is None:
        raise DataError(str(path), "16 bits that cannot be decoded", "a PNG or TIFF")
    return values if values.ndim == 2 else values[..., [2, 1, 0]]


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    from PIL import Image

    with Image.open(path, formats=FORMATS) as image:
        yield image


def _is_deep(image: Image.Image) -> bool:
    """Whether a value has more than 8 bits; Pillow's mode tells it of grey, its decoder's raw mode of colours."""
    if image.mode[0] in "IF":
        return True
    tiles: Any = getattr(image, "tile", ())
    arguments = tiles[0][3] if tiles else ()
    raw = arguments if isinstance(arguments, tuple) else (arguments,)
    return any((isinstance(one, str) and "16" in one) or (type(one) is int and one > 255) for one in raw[:2])


@contextmanager
def _one_line(path: Path) -> Iterator[None]:
    """Turn whatever a decoder raises for a file that it cannot decode into a DataError."""
    import struct

    from PIL import Image

    if not path.is_file():
        raise DataError(str(path), "no such file", "a picture that the annotations name")
    decoding = (OSError, ValueError, SyntaxError, EOFError, struct.error, ArithmeticError, LookupError, TypeError)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a decoder's own lines about a damaged or large file: it is judged here
        try:
            yield
        except DataError:
            raise
        except (*decoding, MemoryError, Image.DecompressionBombError) as error:
            text = " ".join(str(error).split()) or type(error).__name__
            raise DataError(str(path), text, "a picture in a common format: PNG, JPEG, TIFF, WebP, BMP") from error


def read_label_map(path: Path, wh_px: tuple[int, int]) -> Shaped[np.ndarray, ...]:
    """The values of a PNG whose pixels are labels, as stored: h x w (8 or 16 bits) or h x w x 3 (8 bits).

    DataError for a file that is missing, broken or of another size.
    """
    with _one_line(path), _opened(path) as image:
        if image.size != wh_px:
            size = f"{image.width} x {image.height} px"
            raise DataError(str(path), size, f"{wh_px[0]} x {wh_px[1]} px, as its picture")
        if image.format != "PNG" or image.mode not in ("L", "P", "I;16", "I", "RGB"):
            raise DataError(str(path), f"{image.format} {image.mode}", "a PNG of grey or RGB labels")
        return np.asarray(image)


def read_mask(path: Path) -> Int32[np.ndarray, "h w"]:
    """The values of a mask in any common format: grey ones and places of a palette as stored, a colour as 0xRRGGBB.

    DataError for a file that is missing, broken or holds no whole numbers.
    """
    from PIL import Image

    with _one_line(path), Image.open(path, formats=(*FORMATS, "TIFF")) as image:
        if image.mode not in ("1", "L", "LA", "P", "I;16", "I", "RGB", "RGBA"):
            raise DataError(str(path), f"{image.format} {image.mode}", "a mask of grey, palette or RGB values")
        values = np.asarray(image).astype(np.int32)
    if values.ndim == 2:
        return values
    if values.shape[2] < 3 or (values[..., :1] == values[..., 1:3]).all():
        return values[..., 0]
    red, green, blue = (values[..., at] for at in range(3))
    coloured = red << 16 | green << 8 | blue
    return np.where((red == green) & (green == blue), red, coloured).astype(np.int32)
