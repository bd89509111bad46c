"""The nearest real picture of a picture, whatever flip, quarter turn, shift, brightness or contrast is between them.

How far it is, of any two pictures: whether two show the very same, at whatever size, is `synth.image.likeness`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

import cv2
import numpy as np

from synth.evidence.pictures.sets import Picture
from synth.image.likeness import Likenesses

if TYPE_CHECKING:
    from jaxtyping import Float32, UInt8

SIDE_PX, CORE_PX, COARSE_PX = 64, 48, 16
"""Side of the pictures that are laid over each other, of the part that is moved about in them (so by up to an eighth of
the side each way), and of those by which candidates are found."""

CANDIDATES = 12
"""Real pictures that are looked at closely, those whose coarse pictures are most alike."""

LARGER = 1.25
"""Times the synthetic side, from which a real picture is looked at in windows of that side too: a generator may have
learnt from parts of it."""

_FLAT = 1e-3


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearest:
    """The nearest real picture at distance `first` (1 less the normalised correlation, 0 to 2), the nearest other one
    at `second`.

    `place` of the former in the list of real pictures, `view`: what of it was laid over, `way`: the number of the one
    of the `turned` pictures that lies over it best.
    """

    first: float
    second: float
    place: int
    view: UInt8[np.ndarray, "h w 3"]
    way: int

    @property
    def ratio(self) -> float:
        """NNDR: near 0 the picture is one certain real picture's neighbour, near 1 nobody's in particular."""
        return self.first / self.second if self.second > 0 else 1.0


class NearestReal:
    """An index of real pictures; `side_px` is the usual longer side of those that are looked for, in their files."""

    def __init__(self, pictures: Sequence[Picture], side_px: float) -> None:
        self._side_px = side_px
        self._views = [(at, view) for at, one in enumerate(pictures) for view in views_of(one, side_px)]
        self._grey = [_square(view) for _, view in self._views]
        self._coarse = np.stack([_coarse(one) for one in self._grey])
        self._owners = np.array([at for at, _ in self._views])

    def of(self, pixels: UInt8[np.ndarray, "h w 3"], without: int = -1) -> Nearest:
        """`without`: a real picture that does not count, as where it is the one that is looked for."""
        ways = list(turned(_square(pixels)))
        likeness = np.stack([_coarse(one) for one in ways]) @ self._coarse.T  # (8, views)
        likeness[:, self._owners == without] = -2
        best = likeness.max(axis=0)
        found: dict[int, tuple[float, int, int]] = {}
        for view in np.argsort(-best)[: 4 * CANDIDATES]:
            owner = int(self._owners[view])
            if owner == without or (owner not in found and len(found) == CANDIDATES):
                continue
            likely = np.argsort(-likeness[:, view])[:2]
            distance, way = min((_distance(ways[way], self._grey[view]), int(way)) for way in likely)
            if owner not in found or distance < found[owner][0]:
                found[owner] = (distance, int(view), way)
        order = sorted(found.values())
        first, view, way = order[0]
        second = order[1][0] if len(order) > 1 else 2.0
        place, shown = self._views[view]
        return Nearest(first=first, second=second, place=place, view=shown, way=way)


def same_as_real(real: Sequence[Picture], others: Sequence[Picture]) -> set[int]:
    """Places of the pictures that show what a real one shows, whole or but for a tenth of a side, at any size."""
    with closing(Likenesses()) as likenesses:
        for one in (*real, *others):
            likenesses.add(one.pixels)
        return {same.other - len(real) for same in likenesses.same(len(real))}


def query_of(picture: Picture, side_px: float) -> UInt8[np.ndarray, "h w 3"]:
    """What of a picture is looked for: of one that is larger than the synthetic ones, the window in the middle."""
    return list(views_of(picture, side_px))[-1] if _is_larger(picture, side_px) else picture.pixels


def views_of(picture: Picture, side_px: float) -> Iterator[UInt8[np.ndarray, "h w 3"]]:
    """The whole picture and, of one that is larger than the synthetic ones, windows of their size; the one in the
    middle comes last.
    """
    pixels = picture.pixels
    yield pixels
    if not _is_larger(picture, side_px):
        return
    side = max(16, round(side_px / picture.scale))
    height, width = pixels.shape[:2]
    high, wide = min(side, height), min(side, width)
    starts = {(y, x) for y in _starts(height, high) for x in _starts(width, wide)}
    middle = (height - high) // 2, (width - wide) // 2
    for y, x in (*sorted(starts - {middle}), middle):
        yield pixels[y : y + high, x : x + wide]


def _is_larger(picture: Picture, side_px: float) -> bool:
    return max(picture.pixels.shape[:2]) * picture.scale > LARGER * side_px


def _starts(whole: int, part: int) -> list[int]:
    """Places at half a window's distance, from end to end."""
    number = max(1, round(2 * (whole - part) / part)) if whole > part else 0
    return sorted({round(at * (whole - part) / max(number, 1)) for at in range(number + 1)})


def _square(pixels: np.ndarray) -> Float32[np.ndarray, "s s"]:
    grey = cv2.cvtColor(np.ascontiguousarray(pixels), cv2.COLOR_RGB2GRAY)
    return np.asarray(cv2.resize(grey, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_AREA), np.float32) / 255


def _coarse(grey: Float32[np.ndarray, "s s"]) -> Float32[np.ndarray, " p"]:
    """Blurred, so that small shifts change little; mean 0, norm 1."""
    small = cv2.resize(cv2.GaussianBlur(grey, (0, 0), 4), (COARSE_PX, COARSE_PX), interpolation=cv2.INTER_AREA).ravel()
    small = small - small.mean()
    norm = float(np.linalg.norm(small))
    return small / norm if norm > _FLAT else small * 0


def turned(pixels: np.ndarray) -> Iterator[np.ndarray]:
    """A picture in its eight flips and quarter turns."""
    for turns in range(4):
        one = np.rot90(pixels, turns)
        yield np.ascontiguousarray(one)
        yield np.ascontiguousarray(one[:, ::-1])


def _distance(query: np.ndarray, real: np.ndarray) -> float:
    """1 less the best normalised correlation of the query's middle with a part of the real picture."""
    margin = (SIDE_PX - CORE_PX) // 2
    core = query[margin : margin + CORE_PX, margin : margin + CORE_PX]
    if core.std() < _FLAT or real.std() < _FLAT:
        return 1.0
    return 1 - float(np.clip(cv2.matchTemplate(real, core, cv2.TM_CCOEFF_NORMED).max(), -1, 1))
