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
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import cv2
import numpy as np

from synth.document.degrade.noise import Pixels
from synth.document.labels import DocumentLabels, PageOutline, Polygon

if TYPE_CHECKING:
    from jaxtyping import Float32, Float64

    from synth.document.degrade.apply import Degraded

Values: TypeAlias = "Float64[np.ndarray, ' n']"
"""A number for each word, or for each line."""

HALF_SIZE_PX, SIZE_SLOPE = 8.8, 0.78
HALF_CORRELATION, CORRELATION_SLOPE = 0.91, 25.7
HALF_CONTRAST, CONTRAST_SLOPE = 0.08, 3.0


def _logistic(x: Values) -> Values:
    return 1 / (1 + np.exp(-np.clip(x, -40, 40)))


_ALL_STRUCTURE = _logistic(np.array([CORRELATION_SLOPE * (1 - HALF_CORRELATION)]))
"""The logistic at correlation 1: structure is 1 there."""


class Measured(NamedTuple):
    """What is measured of words: visibility, letters' height in px, correlation, contrast that is left; (n,) each."""

    visibility: Values
    height_px: Values
    correlation: Values
    contrast: Values

    @property
    def legibility(self) -> Values:
        """The product of the module's four terms, (n,)."""
        size = _logistic(SIZE_SLOPE * (self.height_px - HALF_SIZE_PX))
        structure = _logistic(CORRELATION_SLOPE * (self.correlation - HALF_CORRELATION)) / _ALL_STRUCTURE
        contrast = _logistic(CONTRAST_SLOPE * np.log(np.maximum(self.contrast, 1e-3) / HALF_CONTRAST))
        return self.visibility * size * structure * contrast


def judged(labels: DocumentLabels, pages: Sequence[Degraded]) -> DocumentLabels:
    """The labels (in the coordinates of the images) with each word's visibility and legibility."""
    found = measured(labels, pages)
    words = tuple(
        word._replace(visibility=round(visibility, 3), legibility=round(legibility, 3))
        for word, visibility, legibility in zip(
            labels.words, found.visibility.tolist(), found.legibility.tolist(), strict=True
        )
    )
    return replace(labels, words=words)


def measured(labels: DocumentLabels, pages: Sequence[Degraded]) -> Measured:
    """What is measured of each word."""
    outlines = [word.outline for word in labels.words]
    quads = np.array([outline.quad for outline in outlines], np.float32).reshape(-1, 4, 2)
    greys = [cv2.cvtColor(page.image, cv2.COLOR_RGB2GRAY) for page in pages]
    visibility = _visibility(outlines, [grey.shape for grey in greys], pages)
    low = np.maximum(np.floor(quads.min(1)) - 1, 0).astype(int).tolist()
    high = (np.ceil(quads.max(1)) + 1).astype(int).tolist()
    likeness = [
        _likeness(greys[outline.page][y0:y1, x0:x1], pages[outline.page].printed[y0:y1, x0:x1]) if seen else (0.0, 0.0)
        for outline, seen, (x0, y0), (x1, y1) in zip(outlines, visibility, low, high, strict=True)
    ]
    correlation, contrast = np.array(likeness, np.float64).reshape(-1, 2).T
    heights = _line_heights(labels, quads.astype(np.float64))[[labels.line_of[word] for word in range(len(outlines))]]
    return Measured(np.array(visibility, np.float64), heights, correlation, contrast)


def _line_heights(labels: DocumentLabels, quads: Float64[np.ndarray, "words 4 2"]) -> Values:
    """For each line the height of its tallest word, px: its quad's area by its longer side."""
    diagonals = quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1]
    areas = np.abs(diagonals[0][:, 0] * diagonals[1][:, 1] - diagonals[0][:, 1] * diagonals[1][:, 0]) / 2
    widths = np.hypot(*(quads[:, 1] - quads[:, 0]).T)
    heights = (areas / np.maximum(widths, 1e-6)).tolist()
    return np.array([max((heights[word] for word in line.words), default=0.0) for line in labels.lines], np.float64)


def _visibility(
    outlines: Sequence[PageOutline], shapes_hw: Sequence[tuple[int, ...]], pages: Sequence[Degraded]
) -> list[float]:
    """For each outline the share of it that lies in the picture and is not hidden."""
    if not outlines:
        return []
    starts = np.cumsum([0] + [len(outline.polygon) for outline in outlines[:-1]])
    points = np.concatenate([outline.polygon for outline in outlines])
    low = np.floor(np.minimum.reduceat(points, starts)).astype(int)
    high = np.ceil(np.maximum.reduceat(points, starts)).astype(int)
    sizes = np.array([shapes_hw[outline.page][1::-1] for outline in outlines])
    whole: list[bool] = np.all((low >= 0) & (high <= sizes) & (high > low), axis=1).tolist()
    return [
        1.0
        if inside and pages[outline.page].hidden is None
        else _visible(outline.polygon, shapes_hw[outline.page], pages[outline.page].hidden)
        for outline, inside in zip(outlines, whole, strict=True)
    ]


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


def _likeness(picture: Pixels, printed: Pixels) -> tuple[float, float]:
    """Correlation of picture and print in the box around a word, and the contrast that is left of the print."""
    if picture.size < 2:
        return 0.0, 0.0
    _, paper, _, _ = cv2.minMaxLoc(picture)
    darkest, brightest, _, _ = cv2.minMaxLoc(printed)
    found, wanted = _centred(picture), _centred(printed)
    both, own, other = float(found @ wanted), float(wanted @ wanted), float(found @ found)
    if own <= 0 or other <= 0:
        return 0.0, 0.0
    return both / (own * other) ** 0.5, max(0.0, both / own) * (brightest - darkest) / max(paper, 1.0)


def _centred(pixels: Pixels) -> Float32[np.ndarray, " n"]:
    """Grey levels, less their mean."""
    flat = pixels.astype(np.float32).reshape(-1)
    flat -= np.add.reduce(flat) / flat.size
    return flat
