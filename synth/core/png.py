"""PNG bytes that depend on the pixels alone."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import UInt8

COMPRESSION = 4
"""zlib level: on microscopy pictures 2.5 times as fast as level 6, files 9 % larger."""


def encode_png(image: UInt8[np.ndarray, "h w 3"]) -> bytes:
    """PNG (ISO/IEC 15948) of an RGB picture without metadata: equal pixels give equal bytes."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(image)).save(buffer, "PNG", compress_level=COMPRESSION)
    return buffer.getvalue()
