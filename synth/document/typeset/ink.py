"""Which pixels of a page its letters changed, and which anything else did."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Bool, UInt8

_SEEN = 24
"""Grey levels by which ink must change a pixel."""


def ink_of(
    whole: UInt8[np.ndarray, "h w 3"], drawn: UInt8[np.ndarray, "h w 3"], paper: str
) -> tuple[Bool[np.ndarray, "h w"], Bool[np.ndarray, "h w"]]:
    """(pixels that letters change, pixels that anything else changes).

    `whole` is the page's raster, `drawn` that of the page without its letters, `paper` the colour of the blank sheet,
    `#rrggbb`.
    """
    blank = (*bytes.fromhex(paper.lstrip("#")), 0)
    return _far(whole, drawn), _far(drawn, blank)


def _far(
    one: UInt8[np.ndarray, "h w 3"], other: UInt8[np.ndarray, "h w 3"] | tuple[int, ...]
) -> Bool[np.ndarray, "h w"]:
    """Pixels where any channel differs by more than a trace from another picture, or from a colour."""
    import cv2

    _, marked = cv2.threshold(cv2.absdiff(one, other), _SEEN, 255, cv2.THRESH_BINARY)  # type: ignore[arg-type]
    return cv2.cvtColor(marked, cv2.COLOR_RGB2GRAY) > 0
