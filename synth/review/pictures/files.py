"""The pixels of a picture for the page: the file's own bytes where a browser shows them right, else a PNG."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from synth.core.geometry import Box
from synth.image.formats.pixels import Stored, read_rgb, read_stored
from synth.report.embed import stretched

if TYPE_CHECKING:
    from PIL import Image

SHOWN = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}
"""What every browser shows -> its media type."""

THUMBNAIL_PX, AROUND = 160, 0.6
"""Side of a thumbnail; what it shows around a label, of the label's larger side."""

_COLOUR = (255, 106, 43)


def picture_bytes(path: Path, stated_wh: tuple[int, int]) -> tuple[bytes, str]:
    """(bytes, media type) of a picture, turned as its labels refer to it. DataError where it cannot be read."""
    stored = read_stored(path)
    kind = SHOWN.get(path.suffix.lower())
    if kind and not stored.deep and stored.orientation == 1:
        return path.read_bytes(), kind
    return _encoded(_upright(path, stored, stated_wh), "PNG"), "image/png"


def thumbnail(path: Path, stated_wh: tuple[int, int], box: Box | None) -> bytes:
    """A JPEG of a box (px), drawn, and what is around it; of the whole picture without one. DataError as
    `picture_bytes`.
    """
    from PIL import Image, ImageDraw

    image = _upright(path, read_stored(path), stated_wh)
    margin = AROUND * max(box.width, box.height) + 4 if box else 0
    x0, y0, x1, y1 = box or (0, 0, *image.size)
    left, top = max(0, int(x0 - margin)), max(0, int(y0 - margin))
    image = Image.fromarray(stretched(np.asarray(image)))
    image = image.crop((left, top, min(image.width, int(x1 + margin)), min(image.height, int(y1 + margin))))
    scale = THUMBNAIL_PX / max(image.size)
    image = image.resize((max(1, round(image.width * scale)), max(1, round(image.height * scale))))
    if box:
        sides = tuple(round((side - start) * scale) for side, start in zip(box, (left, top) * 2, strict=True))
        ImageDraw.Draw(image).rectangle(sides, outline=_COLOUR, width=2)
    return _encoded(image, "JPEG")


def _upright(path: Path, stored: Stored, stated_wh: tuple[int, int]) -> Image.Image:
    from PIL import Image

    return Image.fromarray(read_rgb(path, stored, upright=stated_wh != stored.stored_wh, levels=None))


def _encoded(image: Image.Image, kind: str) -> bytes:
    data = io.BytesIO()
    image.save(data, kind)
    return data.getvalue()
