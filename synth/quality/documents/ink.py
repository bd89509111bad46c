"""Words against the ink of their pages: words where nothing is printed, and print that no label has."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor
from typing import TYPE_CHECKING, Any

import numpy as np

from synth.quality.documents.raw import Document, box_of, of_document
from synth.quality.finding import Finding

if TYPE_CHECKING:
    from jaxtyping import Bool, Float32, UInt8

BLANK_SHARE, BLANK_LEVELS = 0.12, 10.0
"""A word is blank where its contrast is less than this share of the page's usual one, and less than so many levels."""

LEAST_WORDS = 5
"""Words of a page from which its usual contrast is known."""

LEAST_SEEN = 0.5
"""Of a word that is said to be cut or covered, below which it is not asked about."""

LETTERS, LETTER_HEIGHTS, GAP_HEIGHTS = 3, (0.35, 1.6), 0.8
"""Unlabelled print is a row of so many pieces, so high and so far apart, in heights of a usual word."""

INK_LEVELS, INK_SHARE = 40.0, 0.5
"""What is so much darker than what is around it is print, in levels and of the contrast of the page's words."""

CONFIDENCE = 0.9


def blank_word(document: Document) -> Iterator[Finding]:
    """A word under which there is no ink."""
    for page, pixels in enumerate(document.page_pixels):
        words = _words(document, page)
        if pixels is None or len(words) < LEAST_WORDS:
            continue
        grey = _darkest(pixels)
        contrasts = np.array([_contrast(grey, word) for _, word in words])
        usual = float(np.nanmedian(contrasts))
        for (number, word), contrast in zip(words, contrasts.tolist(), strict=True):
            if contrast < BLANK_SHARE * usual and contrast < BLANK_LEVELS:
                evidence = f"a contrast of {contrast:.0f} levels; of the page's words {usual:.0f}"
                yield of_document(
                    document, "blank_word", f"words[{number}]", word["text"], "no such word", evidence, outline=word,
                    confidence=CONFIDENCE,
                )  # fmt: skip


def unlabelled_ink(document: Document) -> Iterator[Finding]:
    """A row of letters between the labelled words that no label holds."""
    import cv2

    for page, pixels in enumerate(document.page_pixels):
        words = _words(document, page)
        if pixels is None or len(words) < LEAST_WORDS:
            continue
        height = float(np.median([_height(word) for _, word in words]))
        grey = _darkest(pixels)
        usual = float(np.nanmedian([_contrast(grey, word) for _, word in words]))
        print_there = _ink(grey, height, max(INK_LEVELS, INK_SHARE * usual))
        ink = print_there & ~_labelled(document, page, pixels.shape[:2], height)
        _, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
        rectangle = _around([word for _, word in words])
        pieces = [
            (int(x), int(y), int(wide), int(high))
            for x, y, wide, high, _ in stats[1:]
            if LETTER_HEIGHTS[0] * height <= high <= LETTER_HEIGHTS[1] * height
            and wide <= 3 * height
            and cv2.pointPolygonTest(rectangle, (float(x + wide / 2), float(y + high / 2)), measureDist=False) > 0
        ]  # fmt: skip
        for row in _rows(pieces, height):
            x, y = min(one[0] for one in row), min(one[1] for one in row)
            right, bottom = max(one[0] + one[2] for one in row), max(one[1] + one[3] for one in row)
            outline = {"page": page, "quad": [x, y, right, y, right, bottom, x, bottom]}
            yield of_document(
                document, "unlabelled_ink", f"pages[{page}]", "nothing", None,
                f"{len(row)} pieces like letters at ({x}, {y}), {right - x} x {bottom - y} px", outline=outline,
                confidence=CONFIDENCE,
            )  # fmt: skip


def _words(document: Document, page: int) -> list[tuple[int, dict[str, Any]]]:
    """Number and label of the words of a page that can be seen."""
    return [
        (number, word)
        for number, word in enumerate(document.words)
        if word["page"] == page
        and word.get("truncation", 0.0) == 0
        and word.get("visibility", 1.0) >= LEAST_SEEN
        and word.get("legibility", 1.0) >= LEAST_SEEN
    ]


def _darkest(pixels: UInt8[np.ndarray, "h w 3"]) -> UInt8[np.ndarray, "h w"]:
    """The darkest of the channels: print of any colour is dark in one."""
    red, green, blue = pixels[..., 0], pixels[..., 1], pixels[..., 2]
    return np.minimum(np.minimum(red, green), blue)


def _height(word: dict[str, Any]) -> float:
    quad = np.array(word["quad"]).reshape(4, 2)
    return float(np.hypot(*(quad[3] - quad[0])))


def _contrast(grey: UInt8[np.ndarray, "h w"], word: dict[str, Any]) -> float:
    """Of the levels in and 1 px around a word's box, from the darkest to the lightest but for 2 % on each side: the box
    of a dash is all ink.
    """
    box = box_of(word)
    y0, y1 = max(0, floor(box.y0) - 1), max(0, ceil(box.y1) + 1)
    x0, x1 = max(0, floor(box.x0) - 1), max(0, ceil(box.x1) + 1)
    patch = grey[y0:y1, x0:x1]
    if not patch.size:
        return float("nan")
    low, high = np.quantile(patch, (0.02, 0.98))
    return float(high - low)


def _ink(grey: UInt8[np.ndarray, "h w"], height: float, levels: float) -> Bool[np.ndarray, "h w"]:
    """What is darker than its surroundings by so many levels."""
    import cv2

    side = 2 * round(1.5 * height) + 1
    paper = cv2.blur(grey.astype(np.float32), (side, side))
    return grey < paper - levels


def _labelled(document: Document, page: int, shape_hw: tuple[int, int], height: float) -> Bool[np.ndarray, "h w"]:
    """Everything that some label lies on, with a margin."""
    import cv2

    mask = np.zeros(shape_hw, np.uint8)
    outlines = [word for word in document.words if word["page"] == page]
    outlines += [one for part in ("graphics", "checkboxes") for one in document.each(part) if one["page"] == page]
    for one in outlines:
        cv2.fillPoly(mask, [np.array(one["quad"], np.float32).reshape(4, 2).round().astype(np.int32)], 1)
    margin = 2 * max(1, round(0.25 * height)) + 1
    return cv2.dilate(mask, np.ones((margin, margin), np.uint8)).astype(bool)


def _around(words: list[dict[str, Any]]) -> Float32[np.ndarray, "4 2"]:
    """The least rectangle along the lines of print that holds all words: beyond it a photo may show no paper."""
    quads = np.array([word["quad"] for word in words], np.float32).reshape(-1, 4, 2)
    along = np.median([(quad[1] - quad[0]) / max(1.0, np.hypot(*(quad[1] - quad[0]))) for quad in quads], axis=0)
    axes = np.array([along, (-along[1], along[0])]) / np.hypot(*along)
    corners = quads.reshape(-1, 2) @ axes.T
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return (np.array([(left, top), (right, top), (right, bottom), (left, bottom)]) @ axes).astype(np.float32)


def _rows(pieces: list[tuple[int, int, int, int]], height: float) -> Iterator[list[tuple[int, int, int, int]]]:
    """Pieces that stand side by side."""
    rows = list[list[tuple[int, int, int, int]]]()
    for piece in sorted(pieces):
        x, y, _, high = piece
        for row in rows:
            last = row[-1]
            level = min(y + high, last[1] + last[3]) - max(y, last[1]) > 0.5 * min(high, last[3])
            if level and x - (last[0] + last[2]) <= GAP_HEIGHTS * height:
                row.append(piece)
                break
        else:
            rows.append([piece])
    return (row for row in rows if len(row) >= LETTERS)
