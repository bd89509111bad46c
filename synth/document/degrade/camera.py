"""The camera: rotation of the page, tilt of the view, and the crop of the image."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from synth.document.degrade.warp import Relief, Warp
from synth.document.labels import Polygon

if TYPE_CHECKING:
    from jaxtyping import Float64

Turn: TypeAlias = "Float64[np.ndarray, '3 3']"
"""A rotation in space."""

Camera: TypeAlias = "Float64[np.ndarray, '3 4']"
"""A camera matrix: homogeneous points in space -> homogeneous points of the picture, px."""

MOST_ROTATION_DEG = 3.5
MOST_TILT_DEG = 30.0

_DISTANCE = 1.5
"""From the camera to the page's centre, in diagonals of the page."""

_WIDEST_MARGIN = 0.16
"""Width of the backdrop on each side at severity 1, as a share of the page's width."""


def rotation(severity: float, rng: np.random.Generator) -> Turn:
    """A rotation of the page in its plane, to either side."""
    return turned("z", float(rng.uniform(0.6, 1.0) * rng.choice((-1, 1))) * MOST_ROTATION_DEG * severity)


def perspective(severity: float, rng: np.random.Generator) -> Turn:
    """A tilt of the view in any direction."""
    direction = float(rng.uniform(0, 360))
    tilt = float(rng.uniform(0.6, 1.0)) * MOST_TILT_DEG * severity
    return turned("z", direction) @ turned("x", tilt) @ turned("z", -direction)


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
    camera: Camera, relief: Relief | None, size: tuple[int, int], severity: float, rng: np.random.Generator
) -> Warp:
    """The view that holds the whole page and a margin on each side, which grows with the severity."""
    margins = rng.uniform(0.25, 1.0, 4) * (_WIDEST_MARGIN * severity * size[0])
    outline = Warp(camera=camera, relief=relief, size=size).page_map(edge_points(size))
    (left, top), (right, bottom) = outline.min(0) - margins[:2], outline.max(0) + margins[2:]
    shift = np.array([[1, 0, -left], [0, 1, -top], [0, 0, 1.0]])
    picture = int(np.ceil(right - left)), int(np.ceil(bottom - top))
    return Warp(camera=shift @ camera, relief=relief, size=picture)


def edge_points(size: tuple[int, int], parts: int = 32) -> Polygon:
    """The page's outline, (4 parts, 2), clockwise from the top left."""
    width, height = size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    steps = np.arange(parts, dtype=np.float32)[None, :, None] / parts
    points = corners[:, None] + (np.roll(corners, -1, 0) - corners)[:, None] * steps
    return points.reshape(-1, 2).astype(np.float32)
