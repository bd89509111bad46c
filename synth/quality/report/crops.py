"""The part of a picture that a finding is about, with its box drawn, as a file beside the page."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from synth.core.errors import DataError
from synth.core.geometry import Box
from synth.image.formats.pixels import read_rgb, read_stored

if TYPE_CHECKING:
    from jaxtyping import UInt8

SIDE_PX = 180
AROUND = 0.5
"""Of the larger side of the box, on each side."""

_COLOUR = (255, 90, 60)


def crop_of(picture: Path, part: Box | None) -> bytes | None:
    """A JPEG of at most SIDE_PX x SIDE_PX of a part with what is around it, or of all; None where it cannot be read."""
    from PIL import Image, ImageDraw

    pixels = _pixels(picture)
    if pixels is None:
        return None
    height, width = pixels.shape[:2]
    box = part or Box(0, 0, width, height)
    margin = AROUND * max(box.width, box.height) if part else 0
    x0, y0 = max(0, int(box.x0 - margin)), max(0, int(box.y0 - margin))
    x1, y1 = min(width, int(np.ceil(box.x1 + margin))), min(height, int(np.ceil(box.y1 + margin)))
    if x1 <= x0 or y1 <= y0:
        return None
    image = Image.fromarray(pixels[y0:y1, x0:x1])
    scale = SIDE_PX / max(image.size)
    image = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    if part:
        sides = [round((side - start) * scale) for side, start in zip(box, (x0, y0, x0, y0), strict=True)]
        ImageDraw.Draw(image).rectangle((sides[0], sides[1], sides[2] - 1, sides[3] - 1), outline=_COLOUR, width=2)
    data = io.BytesIO()
    image.save(data, "JPEG", quality=85)
    return data.getvalue()


@lru_cache(maxsize=4)
def _pixels(picture: Path) -> UInt8[np.ndarray, "h w 3"] | None:
    """As a viewer shows them; None of a file that cannot be read, which another finding is about."""
    try:
        return read_rgb(picture, read_stored(picture), upright=True, levels=None)
    except DataError:
        return None
