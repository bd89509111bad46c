"""PNG bytes that depend on the pixels alone."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

from synth.core.digital_source import png_with

if TYPE_CHECKING:
    from jaxtyping import UInt8

COMPRESSION = 4
"""zlib level: on microscopy pictures 2.5 times as fast as level 6, files 9 % larger."""


def encode_png(image: UInt8[np.ndarray, "h w 3"], xmp: str = "") -> bytes:
    """PNG (ISO/IEC 15948) of an RGB picture, with no metadata but an XMP packet: equal pixels give equal bytes."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(image)).save(buffer, "PNG", compress_level=COMPRESSION)
    return png_with(xmp, buffer.getvalue())
