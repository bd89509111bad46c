"""How well each word can be read in its picture, and how much of it the picture shows.

*Visibility* is the share of a word's outline that lies in the picture and under nothing else.

*Legibility* is visibility x size x structure x contrast, each from 0 to 1. The picture Y is compared with the page as
it was printed, R, in the same geometry (both grey, in the box around the word, widened by a pixel):

- size: logistic in the height of the line's letters in px, after the map; 1/2 at `HALF_SIZE_PX`;
- structure: logistic in the correlation of Y and R, which noise, blur, stains, glare and JPEG's rings lower (the third
  term of SSIM, Wang et al. 2004, eq. 10); 1/2 at `HALF_CORRELATION`;
- contrast: logistic in the logarithm of (cov(Y, R) / var(R)) x (range of R) / (brightness of Y), the contrast of the
  print that is left beside the paper around it; 1/2 at `HALF_CONTRAST`.

The constants were fitted to the words that Tesseract 5 reads (`benchmarks/ocr_agreement.py --legibility`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from synth.document.degrade.noise import Pixels
from synth.document.labels import DocumentLabels, Polygon

if TYPE_CHECKING:
    from synth.document.degrade.apply import Degraded

HALF_SIZE_PX, SIZE_SLOPE = 8.8, 0.78
HALF_CORRELATION, CORRELATION_SLOPE = 0.91, 25.7
HALF_CONTRAST, CONTRAST_SLOPE = 0.08, 3.0


def _logistic(x: float) -> float:
    return float(1 / (1 + np.exp(-np.clip(x, -40, 40))))


_ALL_STRUCTURE = _logistic(CORRELATION_SLOPE * (1 - HALF_CORRELATION))
"""The logistic at correlation 1: structure is 1 there."""


class Measured(NamedTuple):
    """What is measured of a word: visibility, letters' height in px, correlation, contrast that is left."""

    visibility: float
    height_px: float
    correlation: float
    contrast: float

    @property
    def legibility(self) -> float:
        """The product of the module's four terms."""
        size = _logistic(SIZE_SLOPE * (self.height_px - HALF_SIZE_PX))
        structure = _logistic(CORRELATION_SLOPE * (self.correlation - HALF_CORRELATION)) / _ALL_STRUCTURE
        contrast = _logistic(CONTRAST_SLOPE * float(np.log(max(self.contrast, 1e-3) / HALF_CONTRAST)))
        return self.visibility * size * structure * contrast


def judged(labels: DocumentLabels, pages: Sequence[Degraded]) -> DocumentLabels:
    """The labels (in the coordinates of the images) with each word's visibility and legibility."""
    words = tuple(
        word._replace(visibility=round(found.visibility, 3), legibility=round(found.legibility, 3))
        for word, found in zip(labels.words, measured(labels, pages), strict=True)
    )
    return replace(labels, words=words)


def measured(labels: DocumentLabels, pages: Sequence[Degraded]) -> list[Measured]:
    """What is measured of each word."""
    greys = [cv2.cvtColor(page.image, cv2.COLOR_RGB2GRAY) for page in pages]
    heights = _line_heights(labels)
    found = []
    for number, word in enumerate(labels.words):
        page = pages[word.outline.page]
        visibility = _visible(word.outline.polygon, page.printed.shape[:2], page.hidden)
        height = heights[labels.line_of[number]]
        like = _likeness(word.outline.quad, greys[word.outline.page], page.printed) if visibility else (0.0, 0.0)
        found.append(Measured(visibility, height, *like))
    return found


def _line_heights(labels: DocumentLabels) -> list[float]:
    """For each line the height of its tallest word, px: its quad's area by its longer side."""
    quads = np.array([word.outline.quad for word in labels.words], np.float64).reshape(-1, 4, 2)
    diagonals = quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1]
    areas = np.abs(diagonals[0][:, 0] * diagonals[1][:, 1] - diagonals[0][:, 1] * diagonals[1][:, 0]) / 2
    widths = np.hypot(*(quads[:, 1] - quads[:, 0]).T)
    heights = areas / np.maximum(widths, 1e-6)
    return [max((float(heights[word]) for word in line.words), default=0.0) for line in labels.lines]


def _visible(polygon: Polygon, shape_hw: tuple[int, ...], hidden: Pixels | None) -> float:
    """The share of an outline that lies in the picture and is not hidden; px centres count."""
    low, high = np.floor(polygon.min(0)).astype(int), np.ceil(polygon.max(0)).astype(int)
    inside_low, inside_high = np.maximum(low, 0), np.minimum(high, shape_hw[::-1])
    if (inside_high <= inside_low).any():
        return 0.0
    part = slice(inside_low[1], inside_high[1]), slice(inside_low[0], inside_high[0])
    whole = bool((inside_low == low).all() and (inside_high == high).all())
    covered = hidden is not None and bool(hidden[part].any())
    if whole and not covered:
        return 1.0
    shape = np.zeros(tuple(high - low)[::-1], np.uint8)
    cv2.fillPoly(shape, [np.round((polygon - low) * 16 - 8).astype(np.int32)], 1, cv2.LINE_8, 4)
    seen = np.zeros(shape.shape, np.float32)
    own = slice(inside_low[1] - low[1], inside_high[1] - low[1]), slice(inside_low[0] - low[0], inside_high[0] - low[0])
    seen[own] = 1 if hidden is None else 1 - hidden[part] / np.float32(255)
    return min(1.0, float((seen * shape).sum()) / max(int(shape.sum()), 1))


def _likeness(quad: Polygon, picture: Pixels, printed: Pixels) -> tuple[float, float]:
    """Correlation of picture and print in the box around a word, and the contrast that is left of the print."""
    x0, y0 = np.maximum(np.floor(quad.min(0)) - 1, 0).astype(int).tolist()
    x1, y1 = (np.ceil(quad.max(0)) + 1).astype(int).tolist()
    found, wanted = (
        picture[y0:y1, x0:x1].reshape(-1).astype(np.float32),
        printed[y0:y1, x0:x1].reshape(-1).astype(np.float32),
    )
    if found.size < 2:
        return 0.0, 0.0
    paper = float(found.max())
    print_range = float(wanted.max() - wanted.min())
    found -= found.mean()
    wanted -= wanted.mean()
    both, own, other = float(found @ wanted), float(wanted @ wanted), float(found @ found)
    if own <= 0 or other <= 0:
        return 0.0, 0.0
    return both / (own * other) ** 0.5, max(0.0, both / own) * print_range / max(paper, 1.0)
