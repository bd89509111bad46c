"""Pages' pictures for another tool: the file as it is where the format is the same, else encoded anew."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synth.core.errors import DataError
from synth.core.png import encode_png

JPEG_QUALITY = 95
"""Where a PNG becomes a JPEG; colours at full resolution."""


def put_picture(picture: Path, target: Path) -> None:
    """Write the picture to `target`, whose ending (.png or .jpg) says the format. DataError for a broken picture."""
    if picture.suffix == target.suffix:
        shutil.copyfile(picture, target)
    elif target.suffix == ".png":
        target.write_bytes(encode_png(pixels_of(picture)))
    else:
        from PIL import Image

        Image.fromarray(pixels_of(picture)).save(target, "JPEG", quality=JPEG_QUALITY, subsampling=0)


def pixels_of(picture: Path) -> NDArray[np.uint8]:
    """The pixels: uint8, h x w x 3, RGB. DataError for a broken picture."""
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(picture, formats=("PNG", "JPEG")) as image:
            return np.asarray(image.convert("RGB"))
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise DataError(str(picture), str(error), "a PNG or JPEG picture") from error
