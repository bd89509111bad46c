"""Pictures of pages as files: PNG of clean ones, JPEG of all that went through a scanner, a fax or a camera.

The noise of a scan makes a PNG of 5 MB out of a page of A4 at 150 dpi. libpng's filters are off: on flat print they
cost half of the time and save nothing (without them 10 ms of CPU for such a page in grey, 20 ms in colour).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from synth.core.digital_source import jpeg_with, png_with
from synth.document.scene.degrade import CLEAN
from synth.folder.sample_files import FilePlace

if TYPE_CHECKING:
    from jaxtyping import UInt8

PAGES = FilePlace(folder="documents", own_name=re.compile(r"\d{6,}(-[1-9]\d*\.(png|jpg)|\.pdf)"))

PNG_LEVEL = 3
"""zlib level: a quarter faster than level 4, and files hardly larger."""

JPEG_QUALITY = 90


def page_name(sample_id: int, page: int, profile: str) -> str:
    """The file name of a page's picture (page from 0; in the name they count from 1)."""
    return f"{sample_id:06d}-{page + 1}.{'png' if profile == CLEAN else 'jpg'}"


def pdf_name(sample_id: int) -> str:
    """The file name of a document's clean PDF."""
    return f"{sample_id:06d}.pdf"


def encode_page(image: UInt8[np.ndarray, "h w 3"], profile: str, xmp: str = "") -> bytes:
    """The bytes of an image file: PNG for the profile `clean`, else JPEG; one channel where the RGB image is grey.

    Equal pixels give equal bytes: there is no metadata but the XMP packet.
    """
    import cv2  # only here: folders of texts and of pictures do without

    red, green, blue = cv2.split(image)
    is_grey = np.array_equal(red, green) and np.array_equal(green, blue)
    pixels = red if is_grey else cv2.cvtColor(image, cv2.COLOR_RGB2BGR)
    png = (cv2.IMWRITE_PNG_COMPRESSION, PNG_LEVEL, cv2.IMWRITE_PNG_FILTER, cv2.IMWRITE_PNG_FILTER_NONE)
    ending, settings = (".png", png) if profile == CLEAN else (".jpg", (cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY))
    coded = cv2.imencode(ending, pixels, settings)[1].tobytes()
    return png_with(xmp, coded) if profile == CLEAN else jpeg_with(xmp, coded)
