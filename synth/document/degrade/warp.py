"""The one map from printed page to image, for pixels and labels alike: a pinhole camera looks at a sheet of paper.

A point p = (x, y) of the page, in px, lies in space at S(p) = (x + s_x(p), y + s_y(p), h(p)): s is how far bending
moves it sideways, h its height over the desk. The 3 x 4 camera matrix M gives its position in the image (Hartley and
Zisserman, Multiple View Geometry, eq. 6.2):

    F(p) = (a / c, b / c)  with  (a, b, c) = M (S(p), 1).

s and h lie on a lattice and are linear between its nodes, so F is exact for any point. Pixels need the inverse. H, the
map of a flat sheet (M without its third column), is inverted exactly, and the rest by the fixed point of

    p <- p + H^-1(q) - H^-1(F(p)),

on a grid of picture nodes; cubic interpolation fills the pixels in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np

from synth.document.degrade.noise import CoarseField, Pixels
from synth.document.labels import Polygon

if TYPE_CHECKING:
    from jaxtyping import Float, Float32

Points: TypeAlias = "Float[np.ndarray, '*grid axes']"

NODE_PX = 8
"""Distance of the image's nodes."""

_PADDING = 2
"""Extra nodes around the image, so that cubic interpolation has neighbours everywhere."""

_BAND_NODES = 8
_TURNS = 40
_EXACT_PX = 0.005
_OVERSAMPLED = 1.5
"""A page that the image shows small is scaled down by areas to this times its size there before it is sampled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """The deviation of a sheet from its plane: `offsets` are s_x, s_y and h in px at the nodes (i + 0.5) `step_px`."""

    offsets: Float32[np.ndarray, "rows cols 3"]
    step_px: int

    def at(self, points: Points) -> Points:
        """Offsets at points (n, 2) of the page, (n, 3)."""
        where = (points / self.step_px - 0.5).astype(np.float32)
        padded = -(-len(where) // 256) * 256  # OpenCV samples pictures, not lists
        where = np.resize(where, (padded, 2)).reshape(-1, 256, 2)
        found = cv2.remap(self.offsets, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)  # type: ignore[call-overload]
        return found.reshape(-1, 3)[: len(points)].astype(np.float64)


@dataclass(frozen=True, kw_only=True)
class Warp:
    """A camera (3, 4), the relief it sees (None: a flat sheet), and the width and height of its image in px."""

    camera: Points
    relief: Relief | None
    size: tuple[int, int]

    def page_map(self, points: Polygon) -> Polygon:
        """Points (n, 2) of the printed page -> the same points in the image, px."""
        return self._project(np.asarray(points, np.float64)).astype(np.float32)

    @property
    def flat(self) -> Points:
        """The map of the desk to the image, (3, 3): that of a sheet without relief."""
        return self.camera[:, [0, 1, 3]]

    def pixels(self, page: Pixels, around: Pixels) -> Pixels:
        """The page as the camera sees it, drawn over the image `around`."""
        self.draw((page,), (around,))
        return around

    def draw(self, pages: Sequence[Pixels], onto: Sequence[Pixels]) -> None:
        """Draw each picture of the page as the camera sees it over the image (of `size`) beside it.

        A camera far away sees a page that was scaled down by areas first, so that fine print does not alias.
        """
        columns, rows = self.size
        height, width = pages[0].shape[:2]
        scale = self._scale(width, height)
        small = [_scaled(page, scale) for page in pages]
        ratio = np.array([small[0].shape[1] / width, small[0].shape[0] / height])
        nodes = (self._page_nodes * ratio - 0.5).astype(np.float32)  # a pixel's centre is 0.5 in, OpenCV counts from it
        edge = _PADDING * NODE_PX
        for top in range(0, rows, _BAND_NODES * NODE_PX):  # in bands, so that intermediate results stay in the cache
            first, bottom = top // NODE_PX, min(rows, top + _BAND_NODES * NODE_PX)
            near = nodes[first : first + _BAND_NODES + 2 * _PADDING]
            full = cv2.resize(near, None, fx=NODE_PX, fy=NODE_PX, interpolation=cv2.INTER_CUBIC)
            where = full[edge : edge + bottom - top, edge : edge + columns]
            fixed = cv2.convertMaps(where, None, cv2.CV_16SC2)  # type: ignore[call-overload]
            for page, image in zip(small, onto, strict=True):
                band = image[top:bottom]
                cv2.remap(page, *fixed, cv2.INTER_LINEAR, dst=band, borderMode=cv2.BORDER_TRANSPARENT)  # type: ignore[call-overload]

    def field(self, field: CoarseField, step_px: float) -> CoarseField:
        """A field over the page with nodes at (i + 0.5) `step_px`, as the image's nodes see it (0 off the page).

        One node for each `NODE_PX` of the image.
        """
        inner = slice(_PADDING, -_PADDING)
        where = (self._page_nodes[inner, inner] / step_px - 0.5).astype(np.float32)
        return cv2.remap(field, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT)  # type: ignore[call-overload]

    def depths(self) -> CoarseField:
        """The distance of the desk at the image's nodes, in that of the page's centre."""
        inner = slice(_PADDING, -_PADDING)
        page = self._page_nodes[inner, inner]
        return (page @ self.flat[2, :2] + self.flat[2, 2]).astype(np.float32)

    def _scale(self, width: int, height: int) -> float:
        """How long the page's diagonal is in the image, in its own length."""
        ends = self.page_map(np.array([[0, 0], [width, height], [width, 0], [0, height]], np.float32))
        seen = max(float(np.hypot(*(ends[1] - ends[0]))), float(np.hypot(*(ends[3] - ends[2]))))
        return seen / float(np.hypot(width, height))

    @cached_property
    def _page_nodes(self) -> Points:
        """The points of the page that the image's nodes show, (rows, cols, 2)."""
        cols, rows = (-(-length // NODE_PX) + 2 * _PADDING for length in self.size)
        xs, ys = ((np.arange(count) - _PADDING + 0.5) * NODE_PX for count in (cols, rows))
        picture = np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2)
        flat = np.linalg.inv(self.flat)
        target = _homography(flat, picture)
        page = target
        for _ in range(_TURNS if self.relief else 0):
            step = target - _homography(flat, self._project(page))
            page = page + step
            if np.abs(step).max() < _EXACT_PX:
                break
        return page.reshape(rows, cols, 2)

    def _project(self, points: Points) -> Points:
        """F of the module's equation."""
        flat = self.flat
        if self.relief is None:
            return _homography(flat, points)
        offsets = self.relief.at(points)
        homogeneous = (points + offsets[:, :2]) @ flat[:, :2].T + offsets[:, 2:] * self.camera[:, 2] + flat[:, 2]
        return homogeneous[:, :2] / homogeneous[:, 2:]


def _scaled(page: Pixels, scale: float) -> Pixels:
    scale *= _OVERSAMPLED
    if scale > 1:
        return page
    size = max(1, round(page.shape[1] * scale)), max(1, round(page.shape[0] * scale))
    return cv2.resize(page, size, interpolation=cv2.INTER_AREA)


def _homography(matrix: Points, points: Points) -> Points:
    """Points (n, 2) through a 3 x 3 matrix."""
    homogeneous = points @ matrix[:, :2].T + matrix[:, 2]
    return homogeneous[:, :2] / homogeneous[:, 2:]
