"""What lies in a box: outlines of a category's objects, each stretched to a square, as a few signed distance maps.

A mixture of mean maps with a common spread (Leventon et al. 2000, doi:10.1109/CVPR.2000.855835, model shapes by
principal components of such maps): sharp corners stay sharp, which Fourier coefficients of the radius round off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np

from synth.core.geometry import Box, Mask
from synth.image.formats.objects import rectangle

if TYPE_CHECKING:
    from jaxtyping import Bool, Float64

CELLS, COMPONENTS = 12, 4
"""Cells a side of a map, and directions in which maps of a part differ."""

FARTHEST = 2.0
"""Standard deviations that an outline is off its part's mean at most, in each direction."""

_FINE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxOutlines:
    """Parts of a mixture: `shares` of the objects, and their `means`, which are above 0 inside; `spread` are the
    directions in which they differ, each of the length of one standard deviation.
    """

    shares: Float64[np.ndarray, " k"]
    means: Float64[np.ndarray, "k c c"]
    spread: Float64[np.ndarray, "r c c"]

    def draw(self, box: Box, rng: np.random.Generator, canvas_wh_px: tuple[int, int]) -> Mask:
        """An outline that touches all sides of a box, in px of the canvas."""
        part = int(rng.choice(len(self.shares), p=self.shares / self.shares.sum()))
        noise = rng.standard_normal(len(self.spread)).clip(-FARTHEST, FARTHEST)
        found = _inside(self.means[part] + np.tensordot(noise, self.spread, 1))
        whole = rectangle(box, *canvas_wh_px)
        rows, columns = whole.bits.shape
        if not found.any() or not rows or not columns:
            return whole
        tall, wide = np.flatnonzero(found.any(axis=1)), np.flatnonzero(found.any(axis=0))
        tight = found[tall[0] : tall[-1] + 1, wide[0] : wide[-1] + 1].astype(np.uint8)
        bits = cv2.resize(tight, (columns, rows), interpolation=cv2.INTER_NEAREST) > 0
        return Mask.from_array(bits, whole.x0, whole.y0)


def box_outlines_of(fitted: Mapping[str, Any] | None) -> BoxOutlines | None:
    """Those of an entry in prior.json; None where it has none."""
    if not fitted:
        return None
    return BoxOutlines(
        shares=np.asarray(fitted["shares"], np.float64),
        means=np.asarray(fitted["means"], np.float64).reshape(-1, CELLS, CELLS),
        spread=np.asarray(fitted["spread"], np.float64).reshape(-1, CELLS, CELLS),
    )


def _inside(level: Float64[np.ndarray, "c c"]) -> Bool[np.ndarray, "f f"]:
    """Where a map is above 0, on a finer grid; the largest part of it."""
    fine = cv2.resize(level, (_FINE, _FINE), interpolation=cv2.INTER_LINEAR) > 0
    number, labels, stats, _ = cv2.connectedComponentsWithStats(fine.astype(np.uint8), connectivity=4)
    if number < 2:
        return fine
    return labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
