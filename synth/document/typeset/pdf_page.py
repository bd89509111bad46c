"""One page of a PDF as PDFium read it: link rectangles, pieces of text with rotated boxes, paths.

Coordinates are pt from the page's top left, y down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from synth.document.typeset.contents import NUMBERS

if TYPE_CHECKING:
    from jaxtyping import Float64

Box = tuple[float, float, float, float]

_LEAST_EXTENT_PT = 0.01
"""Links (stubs of right-to-left lines) and letters (blanks) that are smaller are left out."""


class LinkBox(NamedTuple):
    """A link's rectangle, x0, y0, x1, y1; a word that is broken, or hyphenated, has several."""

    target: str
    box: Box


class TextPiece(NamedTuple):
    """A text object of the PDF: corners in pt, from the top left as it is read, and font size; `key` is its number."""

    quad: Float64[np.ndarray, "4 2"]
    size: float
    key: int


@dataclass(frozen=True, kw_only=True)
class PdfPage:
    """A page of `width` and `height` pt: its links, letters and boxes of everything else, each in drawing order.

    `pieces` are bounded by their glyphs' boxes and advances; `texts` are their letters by `key`; `paths` include
    strokes.
    """

    width: float
    height: float
    links: Sequence[LinkBox] = ()
    pieces: Sequence[TextPiece] = ()
    texts: Mapping[int, str] = field(default_factory=dict)
    paths: Sequence[Box] = ()

    def text_of(self, pieces: Sequence[TextPiece]) -> list[str]:
        """The text of each piece by the PDF's ToUnicode map."""
        return [self.texts[piece.key] for piece in pieces]


def pdf_page(told: Mapping[str, Any], numbers: memoryview) -> PdfPage:
    """The page that `synth.document.typeset.contents` told, with its parts of C floats."""
    arrays, at = {}, 0
    for name in NUMBERS:
        arrays[name] = np.frombuffer(numbers[at : at + told[name]], np.float32).astype(np.float64)
        at += told[name]
    width, height = told["size"]
    left, top, right, bottom = arrays["links"].reshape(-1, 4).T
    links = np.stack([left, height - top, right, height - bottom], 1).tolist()
    quads = arrays["corners"].reshape(-1, 4, 2)[:, ::-1].copy()
    quads[..., 1] = height - quads[..., 1]
    tall = np.hypot(*(quads[:, 3] - quads[:, 0]).T) > _LEAST_EXTENT_PT
    left, bottom, right, top = arrays["drawn"].reshape(-1, 4).T
    paths = np.stack([left, height - top, right, height - bottom], 1).tolist()
    return PdfPage(
        width=width,
        height=height,
        links=[
            LinkBox(target, (x0, y0, x1, y1))
            for target, (x0, y0, x1, y1) in zip(told["targets"], links, strict=True)
            if x1 - x0 > _LEAST_EXTENT_PT
        ],
        pieces=[
            TextPiece(quad, size, key)
            for quad, size, (key, _), seen in zip(quads, arrays["sizes"].tolist(), told["letters"], tall, strict=True)
            if seen
        ],
        texts=dict(told["letters"]),
        paths=[(x0, y0, x1, y1) for x0, y0, x1, y1 in paths],
    )
