"""The camera: rotation of the page, tilt of the view, and the crop of the image."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from synth.document.degrade.warp import Relief, Warp
from synth.document.labels import Polygon

if TYPE_CHECKING:
    from jaxtyping import Bool, Float64

RngOf: TypeAlias = Callable[[str], np.random.Generator]
"""Name of an effect -> its own generator, the same for the same name."""

Turn: TypeAlias = "Float64[np.ndarray, '3 3']"
"""A rotation in space."""

Camera: TypeAlias = "Float64[np.ndarray, '3 4']"
"""A camera matrix: homogeneous points in space -> homogeneous points of the picture, px."""

MOST_ROTATION_DEG = 3.5
MOST_ROLL_DEG = 16.0
MOST_TILT_DEG = 38.0

_DISTANCE = 1.7
"""From the camera to the page's centre, in diagonals of the page."""

_WIDEST_MARGIN = 0.3
"""Width of the backdrop on each side at severity 1, as a share of the page's shorter side."""

_FARTHEST = 0.35
"""Share of its size that a page loses at severity 1 of `distance`."""

_MOST_CUT = 0.11
"""Share of the page's width or height that one side of the picture cuts off at severity 1."""

_RATIOS, _RATIO_SHARES = (0.75, 0.5625, 0.6667, 0.0), (0.5, 0.15, 0.1, 0.25)
"""Short side / long side of pictures: 4:3, 16:9, 3:2; 0: cropped to what it shows."""

_MOST_GROWTH = 2.4
"""A format that would make the picture larger than this times what it shows is not taken."""


def rotation(severity: float, rng: np.random.Generator) -> Turn:
    """A rotation of the page in its plane, to either side."""
    return turned("z", float(rng.uniform(0.6, 1.0) * rng.choice((-1, 1))) * MOST_ROTATION_DEG * severity)


def perspective(severity: float, rng: np.random.Generator) -> Turn:
    """A tilt of the view in any direction; a few degrees are there as soon as a camera is held by hand."""
    direction = float(rng.uniform(0, 360))
    tilt = float(rng.uniform(0.6, 1.0)) * MOST_TILT_DEG * severity**0.65
    return turned("z", direction) @ turned("x", tilt) @ turned("z", -direction)


def roll(severity: float, rng: np.random.Generator) -> Turn:
    """A camera that is held askew, or a page that lies askew before it, to either side."""
    return turned("z", float(rng.uniform(0.3, 1.0) * rng.choice((-1, 1))) * MOST_ROLL_DEG * severity)


def turned(axis: str, angle_deg: float) -> Turn:
    """A rotation about the axis `x` or `z` in space."""
    cos, sin = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    first, second = (1, 2) if axis == "x" else (0, 1)
    matrix = np.eye(3)
    matrix[first, first], matrix[first, second], matrix[second, first], matrix[second, second] = cos, -sin, sin, cos
    return matrix


def camera_at(turn: Turn, size: tuple[int, int]) -> Camera:
    """The camera over a page of width and height `size` px, rotated about its centre; the scale is 1 at the centre."""
    width, height = size
    distance = _DISTANCE * float(np.hypot(width, height))
    to_centre = np.hstack([np.eye(3), [[-width / 2], [-height / 2], [0.0]]])
    seen = turn @ to_centre
    depth = -seen[2] / distance  # the height over the desk points to the camera
    depth[3] += 1
    return np.stack([seen[0] + width / 2 * depth, seen[1] + height / 2 * depth, depth])


def uncut(camera: Camera, relief: Relief | None, size: tuple[int, int]) -> Warp:
    """The view with the size of the page; what lies outside is cut off."""
    return Warp(camera=camera, relief=relief, size=size)


def framed(
    camera: Camera, relief: Relief | None, size: tuple[int, int], severity: Mapping[str, float], rng_of: RngOf
) -> Warp:
    """The picture of a photograph: the page with the desk around it, in a usual format, upright or across.

    `backdrop` is how much of the desk it shows, `distance` how far away the camera is, `cut_off` how much of the page
    one or two sides of the picture cut off.
    """
    rng = rng_of("frame")
    margins, ratio, lean = rng.uniform(0.1, 1.0, 4), float(rng.choice(_RATIOS, p=_RATIO_SHARES)), rng.uniform(0, 1, 2)
    scale = 1 - _FARTHEST * severity.get("distance", 0.0) * float(rng_of("distance").uniform(0.7, 1.0))
    camera = np.diag([scale, scale, 1.0]) @ camera
    outline = Warp(camera=camera, relief=relief, size=size).page_map(edge_points(size))
    low, high = outline.min(0), outline.max(0)
    extent = high - low
    margins *= (0.03 + _WIDEST_MARGIN * severity["backdrop"] ** 0.7) * float(extent.min())
    cut = cut_sides(severity.get("cut_off", 0.0), rng_of("cut_off"))
    margins = np.where(cut > 0, -cut * np.tile(extent, 2), margins)
    low, high = low - margins[:2], high + margins[2:]
    low, high = _in_format(low, high, ratio, lean, cut > 0)
    shift = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1.0]])
    picture = int(np.ceil(high[0] - low[0])), int(np.ceil(high[1] - low[1]))
    return Warp(camera=shift @ camera, relief=relief, size=picture)


def cut_sides(severity: float, rng: np.random.Generator) -> Float64[np.ndarray, 4]:
    """The share of the page that the picture's left, top, right and bottom cut off: of one side, or of two."""
    sides, shares, both = rng.permutation(4), rng.uniform(0.3, 1.0, 4), rng.random() < 0.35
    cut = np.zeros(4)
    cut[sides[: 1 + int(both)]] = _MOST_CUT * severity
    return cut * shares


def _in_format(
    low: Float64[np.ndarray, 2],
    high: Float64[np.ndarray, 2],
    ratio: float,
    lean: Float64[np.ndarray, 2],
    cut: Bool[np.ndarray, 4],
) -> tuple[Float64[np.ndarray, 2], Float64[np.ndarray, 2]]:
    """The frame widened to a format (`ratio`: short / long side; 0: as it is), not on sides that cut the page off."""
    extent = high - low
    if ratio == 0:
        return low, high
    wanted = ratio if extent[0] < extent[1] else 1 / ratio
    whole = np.maximum(extent, np.array([extent[1] * wanted, extent[0] / wanted]))
    if whole.prod() > _MOST_GROWTH * extent.prod():
        return low, high
    before = np.where(cut[:2], 0.0, np.where(cut[2:], 1.0, lean)) * (whole - extent)
    return low - before, low - before + whole


def edge_points(size: tuple[int, int], parts: int = 32) -> Polygon:
    """The page's outline, (4 parts, 2), clockwise from the top left."""
    width, height = size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    steps = np.arange(parts, dtype=np.float32)[None, :, None] / parts
    points = corners[:, None] + (np.roll(corners, -1, 0) - corners)[:, None] * steps
    return points.reshape(-1, 2).astype(np.float32)
