"""Paper that does not lie flat: curl, creases, crumpling, as heights and sideways shifts on a lattice over the page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import cv2
import numpy as np

from synth.document.degrade.noise import CoarseField

if TYPE_CHECKING:
    from jaxtyping import Bool, Float32, Float64

Offsets: TypeAlias = "Float32[np.ndarray, 'rows cols 3']"
"""How far each node is moved: sideways s_x, s_y, and its height h, px."""

STEEPEST = 0.6
"""Largest slope of a sheet: at the largest tilt, steeper parts could hide parts of the page."""

_STEEPEST_CURL = 0.55
_STEEPEST_FOLD = 0.17
_STEEPEST_FACET = 0.13

_FLAT = 0.92
"""Brightness of paper that lies flat, so that what faces the light can be brighter."""


class Lattice(NamedTuple):
    """Nodes at (i + 0.5) `step_px` over a page of `width` x `height` px; `mm_px` is a millimetre in px."""

    width: int
    height: int
    step_px: int
    mm_px: float

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return -(-self.height // self.step_px), -(-self.width // self.step_px)

    def along(self, direction: Float64[np.ndarray, 2]) -> CoarseField:
        """Distance of each node from the page's centre along a direction, px."""
        rows, cols = self.shape
        xs = (np.arange(cols) + 0.5) * self.step_px - self.width / 2
        ys = (np.arange(rows) + 0.5) * self.step_px - self.height / 2
        return (xs[None, :] * direction[0] + ys[:, None] * direction[1]).astype(np.float32)


def curl(lattice: Lattice, severity: float, rng: np.random.Generator) -> Offsets:
    """The sheet as a cylinder over a curve z(u): lengths along the paper are kept, so X(u) is the integral of
    sqrt(1 - z'(u)^2) du. The curve is an arch or a raised edge, across the page, along it or between.
    """
    angle = float(rng.choice((0, 90)) + rng.normal(0, 14)) + float(rng.choice((0, 180)))
    direction = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
    distance = lattice.along(direction)
    reach = float(np.abs(distance).max())
    u = np.linspace(-reach, reach, 257)
    if rng.random() < 0.5:
        slope = -np.sin(np.pi * u / reach / 2 * float(rng.uniform(1.0, 1.7)))
    else:
        slope = np.clip((u / reach + float(rng.uniform(-0.1, 0.4))) / 0.9, 0, 1) ** 1.5
    slope = slope * _STEEPEST_CURL * severity**0.7 * float(rng.uniform(0.7, 1.0))
    height = _integral(slope, u)
    across = _integral(np.sqrt(1 - slope**2), u)
    offsets = np.zeros((*lattice.shape, 3), np.float32)
    shift = np.interp(distance, u, across - u - np.interp(0, u, across))
    offsets[..., :2] = shift[..., None] * direction
    offsets[..., 2] = np.interp(distance, u, height - height.min())
    return offsets


def creases(lattice: Lattice, severity: float, rng: np.random.Generator) -> Offsets:
    """Folds in halves, thirds or quarters: a height that is linear on either side of each fold."""
    folds = (((0, 1), 0.0), ((0, 1), -1 / 6), ((0, 1), 1 / 6), ((1, 0), 0.0))
    chosen = ((0,), (1, 2), (0, 3), (0,))[int(rng.integers(4))]
    offsets = np.zeros((*lattice.shape, 3), np.float32)
    for (across, down), place in (folds[number] for number in chosen):
        turn = float(rng.normal(0, 0.6)) * np.pi / 180
        direction = np.array([across * np.cos(turn) - down * np.sin(turn), across * np.sin(turn) + down * np.cos(turn)])
        length = lattice.width if across else lattice.height
        distance = lattice.along(direction) - place * length + float(rng.normal(0, 0.004)) * length
        steep = _STEEPEST_FOLD * severity * float(rng.uniform(0.6, 1.0) * rng.choice((-1, 1)))
        near = np.exp(-np.abs(distance) / (0.25 * length))  # the paper flattens away from the fold
        offsets[..., 2] += steep * 0.25 * length * near
    offsets[..., 2] -= offsets[..., 2].min()
    return offsets


def crumple(lattice: Lattice, severity: float, rng: np.random.Generator) -> Offsets:
    """Flat facets of two sizes that meet in sharp edges, as in crushed paper."""
    height = np.zeros(lattice.shape, np.float32)
    for facet_mm, share in ((55.0, 0.6), (21.0, 1.0), (9.0, 0.6)):
        height += _facets(lattice, facet_mm, rng) * (
            share * _STEEPEST_FACET * severity**0.8 * facet_mm * lattice.mm_px / 2
        )
    softness = 0.35 * lattice.mm_px / lattice.step_px + 0.4
    offsets = np.zeros((*lattice.shape, 3), np.float32)
    offsets[..., 2] = cv2.GaussianBlur(height, (0, 0), softness)
    offsets[..., 2] -= offsets[..., 2].min()
    return offsets


def bent(lattice: Lattice, bends: Sequence[Offsets]) -> Offsets:
    """The sum of all bends, flattened where its slope exceeds `STEEPEST`, so that no part of the page is hidden."""
    offsets = np.sum(bends, axis=0)
    down, across = np.gradient(offsets[..., 2], lattice.step_px)
    steepest = float(np.hypot(down, across).max())
    return (offsets * min(1.0, STEEPEST / max(steepest, 1e-6))).astype(np.float32)


def shading(heights: CoarseField, step_px: int, rng: np.random.Generator) -> CoarseField:
    """The brightness of the sheet under light from one side, from its slope; sharp bends show as lines."""
    angle = float(rng.uniform(0, 2 * np.pi))
    slopes = np.gradient(heights, step_px)
    facing = slopes[1] * np.cos(angle) + slopes[0] * np.sin(angle)
    bends = cv2.Laplacian(heights, cv2.CV_32F, ksize=1, scale=1 / step_px)
    return (_FLAT - 0.36 * np.tanh(2.0 * facing + 1.3 * bends)).astype(np.float32)


def _facets(lattice: Lattice, facet_mm: float, rng: np.random.Generator) -> CoarseField:
    """Heights of deviation 1, linear on triangles whose corners are a jittered grid of about `facet_mm`."""
    rows, cols = lattice.shape
    cell = facet_mm * lattice.mm_px / lattice.step_px
    down, across = int(rows / cell) + 4, int(cols / cell) + 4
    grid = np.stack(np.meshgrid(np.arange(across) - 1.0, np.arange(down) - 1.0), -1)
    corners = ((grid + rng.uniform(-0.3, 0.3, grid.shape)) * cell).astype(np.float32)
    heights = rng.uniform(-1.6, 1.6, (down, across)).astype(np.float32)
    plane, triangles = _planes(corners, heights, rng.random((down - 1, across - 1)) < 0.5)
    which = np.zeros((rows, cols), np.int32)
    for number, triangle in enumerate(np.round(triangles * 16).astype(np.int32)):
        cv2.fillConvexPoly(which, triangle, number, lineType=cv2.LINE_8, shift=4)
    a, b, c = plane[which].transpose(2, 0, 1)
    return a * np.arange(cols, dtype=np.float32) + b * np.arange(rows, dtype=np.float32)[:, None] + c


def _planes(
    corners: Float32[np.ndarray, "rows cols 2"], heights: CoarseField, falling: Bool[np.ndarray, "rows-1 cols-1"]
) -> tuple[Float32[np.ndarray, "n 3"], Float32[np.ndarray, "n 3 2"]]:
    """Each cell of a grid in two triangles: planes z = a x + b y + c, (n, 3), and corners, (n, 3, 2)."""
    points = np.concatenate([corners, heights[..., None]], -1)
    a, b, c, d = points[:-1, :-1], points[:-1, 1:], points[1:, 1:], points[1:, :-1]
    pick = falling[..., None]
    first = np.stack([a, b, np.where(pick, c, d)], -2).reshape(-1, 3, 3)
    second = np.stack([np.where(pick, a, b), c, d], -2).reshape(-1, 3, 3)
    triangles = np.concatenate([first, second])
    ones = np.concatenate([triangles[..., :2], np.ones_like(triangles[..., :1])], -1)
    planes = np.linalg.solve(ones.astype(np.float64), triangles[..., 2:].astype(np.float64))[..., 0]
    return planes.astype(np.float32), triangles[..., :2]


def _integral(values: Float64[np.ndarray, " n"], u: Float64[np.ndarray, " n"]) -> Float64[np.ndarray, " n"]:
    """The running integral by the trapezoid rule, 0 at the first point."""
    return np.concatenate([[0], np.cumsum((values[1:] + values[:-1]) / 2 * np.diff(u))])
