"""The mark in a file's metadata, read by XML and image libraries that know nothing of ours."""

from __future__ import annotations

import io
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from PIL import Image

from synth.core.digital_source import DigitalSource
from synth.core.png import encode_png
from synth.document.encode.page_images import encode_page

TERM = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"
PIXELS = np.arange(24 * 16 * 3, dtype=np.uint8).reshape(24, 16, 3)


def term_in(data: bytes) -> str | None:
    """The term that an image file states; None where it has no XMP."""
    packet = Image.open(io.BytesIO(data)).info.get("xmp")
    return packet and ET.fromstring(packet).findtext(f".//{TERM}")


@pytest.mark.parametrize("source", DigitalSource)
def test_a_png_says_how_it_was_made(source: DigitalSource) -> None:
    data = encode_png(PIXELS, source.xmp)
    assert term_in(data) == f"http://cv.iptc.org/newscodes/digitalsourcetype/{source.value}"
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(data))), PIXELS)
    assert data == encode_png(PIXELS, source.xmp)


@pytest.mark.parametrize("profile", ["clean", "scan"])
@pytest.mark.parametrize("pixels", [PIXELS, np.repeat(PIXELS[..., :1], 3, axis=2)], ids=["colour", "grey"])
def test_a_page_says_how_it_was_made(profile: str, pixels: np.ndarray) -> None:
    marked = encode_page(pixels, profile, DigitalSource.ALGORITHMIC.xmp)
    plain = encode_page(pixels, profile)
    assert term_in(marked) == DigitalSource.ALGORITHMIC.address
    assert term_in(plain) is None
    shown, bare = (np.asarray(Image.open(io.BytesIO(data))) for data in (marked, plain))
    assert np.array_equal(shown, bare)


def test_a_png_without_a_mark_has_no_metadata() -> None:
    assert set(Image.open(io.BytesIO(encode_png(PIXELS))).info) == set()
