"""A page of words to degrade, with their outlines."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.core.seeds import rng_for
from synth.document.labels import DocumentLabels, PageOutline, PageSize, Word

DPI = 150.0
SIZE = (744, 1052)
"""Width and height of half an A4 sheet, px."""

GEOMETRY = ("curl", "creases", "crumple", "rotation", "perspective", "roll", "backdrop", "distance", "cut_off")


def printed_page() -> tuple[NDArray[np.uint8], DocumentLabels]:
    """A white page with words in black and their boxes, which they fill from edge to edge."""
    width, height = SIZE
    page = np.full((height, width, 3), 255, np.uint8)
    words: list[Word] = []
    for row, y in enumerate(range(60, height - 40, 44)):
        for column, x in enumerate(range(50, width - 110, 120)):
            text = f"W{row}x{column}"
            cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (0, 0, 0), 2, cv2.LINE_AA)
            ys, xs = np.nonzero(page[y - 30 : y + 14, x - 8 : x + 112, 0] < 250)
            x0, x1, y0, y1 = xs.min() + x - 8, xs.max() + x - 7, ys.min() + y - 30, ys.max() + y - 29
            quad = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
            words.append(Word(text, PageOutline(0, quad)))
    return page, DocumentLabels(pages=(PageSize(*SIZE),), words=tuple(words))


def rng_maker(seed: int) -> Callable[[str], np.random.Generator]:
    """Effect -> its generator, for one seed."""
    return lambda name: rng_for(seed, 0, name)


def coverage(polygon: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
    """Share of each pixel of a canvas that lies in a polygon, by sixteenfold supersampling."""
    (x0, y0), (x1, y1) = np.floor(polygon.min(0)).astype(int), np.ceil(polygon.max(0)).astype(int)
    fine = np.zeros(((y1 - y0) * 16, (x1 - x0) * 16), np.uint8)
    cv2.fillPoly(fine, [np.round((polygon - (x0, y0)) * 16 - 0.5).astype(np.int32)], 255)
    small = cv2.resize(fine, (x1 - x0, y1 - y0), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    canvas = np.zeros((height, width), np.float32)
    top, left, bottom, right = max(y0, 0), max(x0, 0), min(y1, height), min(x1, width)
    if bottom > top and right > left:
        canvas[top:bottom, left:right] = small[top - y0 : bottom - y0, left - x0 : right - x0]
    return canvas
