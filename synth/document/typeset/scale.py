"""From points on the paper to pixels of its raster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from synth.document.labels import PageOutline, PageSize, Word

if TYPE_CHECKING:
    from jaxtyping import Float64


class Scale:
    """Pixels for each pt of every page; rasters round sizes up, so that the two directions differ by a trace."""

    def __init__(self, sizes_pt: Sequence[tuple[float, float]], sizes_px: Sequence[PageSize]) -> None:
        self._factors = [
            np.array([px.width / width, px.height / height])
            for (width, height), px in zip(sizes_pt, sizes_px, strict=True)
        ]

    def factor(self, page: int) -> float:
        """Vertical px for each pt."""
        return float(self._factors[page][1])

    def outline(self, page: int, quad_pt: Float64[np.ndarray, "4 2"]) -> PageOutline:
        """Corners in pt as an outline in px."""
        return PageOutline(page, (quad_pt * self._factors[page]).astype(np.float32))

    def box(self, page: int, x0: float, y0: float, x1: float, y1: float) -> PageOutline:
        """A box in pt as an outline in px."""
        return self.outline(page, np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]))

    def px_box(self, page: int, x0: float, y0: float, x1: float, y1: float) -> PageOutline:
        """A box in px as an outline."""
        return PageOutline(page, np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32))


def boxed(outlines: Sequence[PageOutline]) -> PageOutline:
    """The upright box around outlines of one page."""
    points = np.concatenate([outline.polygon for outline in outlines])
    (x0, y0), (x1, y1) = points.min(0), points.max(0)
    return PageOutline(outlines[0].page, np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32))


def column_runs(ids: Sequence[int], words: Sequence[Word]) -> list[list[int]]:
    """Words in reading order, a new run on each page and where the text goes on further up (the next column)."""
    runs: list[list[int]] = []
    for word in ids:
        if not runs or _jumps(words[runs[-1][-1]].outline, words[word].outline):
            runs.append([])
        runs[-1].append(word)
    return runs


def _jumps(one: PageOutline, other: PageOutline) -> bool:
    """Whether a word stands further up than a raised number or an accent would behind the one before it."""
    if one.page != other.page:
        return True
    height = max(float(np.ptp(one.polygon[:, 1])), float(np.ptp(other.polygon[:, 1])))
    return float(other.polygon[:, 1].max()) < float(one.polygon[:, 1].min()) - height
