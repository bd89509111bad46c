"""A picture as a data URI, with the numbers of its contrast stretch."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from synth.core.errors import DataError
from synth.core.plain_file import check_plain
from synth.folder.finished import picture_inside

MOST_BYTES = 400_000
_WEBP_QUALITY = 90
_DARK = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Embedded:
    """A picture for the page.

    `uri` is a data URI: the file's own bytes, or WebP where these are more than 400 kB (`exact` is then False).
    `brightness` and `contrast` are factors for the CSS filters of those names, in this order: together they stretch the
    contrast of a `dark` picture; of any other they change nothing.
    """

    uri: str
    exact: bool
    brightness: float
    contrast: float
    dark: bool


def open_picture(folder: Path, file: str) -> Image.Image:
    """The RGB picture at `file` inside the data set; DataError where it cannot be read or lies outside."""
    path = picture_inside(folder, file)
    check_plain(path, DataError, "a readable picture")
    try:
        with Image.open(path) as picture:
            return picture.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise DataError(str(path), str(error), "a readable picture") from error


def embed(folder: Path, file: str) -> Embedded:
    """Read a picture of the data set for the page; DataError where it cannot be read."""
    picture = open_picture(folder, file)
    limits = stretch_limits(np.asarray(picture))
    low, high = limits or (0.0, 1.0)
    slope = 1 / (high - low)
    contrast = 1 + 2 * low * slope
    raw = (folder / file).read_bytes()
    exact = len(raw) <= MOST_BYTES
    kind = f"image/{Path(file).suffix[1:].lower().replace('jpg', 'jpeg')}" if exact else "image/webp"
    return Embedded(
        uri=data_uri(raw if exact else _webp(picture), kind),
        exact=exact,
        brightness=round(slope / contrast, 3),
        contrast=round(contrast, 3),
        dark=limits is not None,
    )


def data_uri(content: bytes, kind: str) -> str:
    """The bytes of a file as a data URI (RFC 2397); `kind` is its media type."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def stretch_limits(image: NDArray[np.uint8]) -> tuple[float, float] | None:
    """The grey values 0-1 that a stretch makes black and white: the 0.5 % and 99.8 % quantiles of the channels' mean.

    None for a picture that is not dark: its upper quantile is 45 % grey or more.
    """
    low, high = np.quantile(image.mean(axis=2), (0.005, 0.998)) / 255
    return (float(low), float(max(high, low + 0.04))) if high < _DARK else None


def stretched(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A dark picture with its contrast stretched to the full range; any other as it is."""
    limits = stretch_limits(image)
    if limits is None:
        return image
    low, high = limits
    return (((image / 255 - low) / (high - low)).clip(0, 1) * 255).round().astype(np.uint8)


def _webp(picture: Image.Image) -> bytes:
    target = io.BytesIO()
    picture.save(target, "WEBP", quality=_WEBP_QUALITY, method=4)
    return target.getvalue()
