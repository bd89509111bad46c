"""Which pixels of a page its letters changed, and which anything else did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Bool, UInt8

_SEEN = 24
"""Grey levels by which ink must change a pixel."""

_BAND_ROWS = 64
"""Rows that are looked at together, so that what lies between two steps stays in the cache."""


def ink_of(
    whole: UInt8[np.ndarray, "h w 3"], drawn: UInt8[np.ndarray, "h w 3"], paper: str
) -> tuple[Bool[np.ndarray, "h w"], Bool[np.ndarray, "h w"]]:
    """(pixels that letters change, pixels that anything else changes).

    `whole` is the page's raster, `drawn` that of the page without its letters, `paper` the colour of the blank sheet,
    `#rrggbb`.
    """
    blank = (*bytes.fromhex(paper.lstrip("#")), 0)
    height, width = whole.shape[:2]
    letters, others = np.empty((height, width), np.uint8), np.empty((height, width), np.uint8)
    room = np.empty((min(_BAND_ROWS, height), width, 3), np.uint8)
    for top in range(0, height, _BAND_ROWS):
        band = slice(top, top + _BAND_ROWS)
        _mark_far(letters[band], whole[band], drawn[band], room)
        _mark_far(others[band], drawn[band], blank, room)
    return letters > 0, others > 0


def _mark_far(
    marked: UInt8[np.ndarray, "h w"],
    one: UInt8[np.ndarray, "h w 3"],
    other: UInt8[np.ndarray, "h w 3"] | tuple[int, ...],
    room: UInt8[np.ndarray, "rows w 3"],
) -> None:
    """Mark (above 0) where any channel differs by more than a trace from another picture, or from a colour."""
    import cv2

    far = room[: len(one)]
    cv2.absdiff(one, other, far)  # type: ignore[arg-type]
    cv2.threshold(far, _SEEN, 255, cv2.THRESH_BINARY, far)
    cv2.cvtColor(far, cv2.COLOR_RGB2GRAY, marked)
