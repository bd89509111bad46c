"""What a photographed page lies on: a surface seen through the same camera, with the shadow that the sheet throws."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from synth.document.degrade.desk import fabrics, textures
from synth.document.degrade.desk.sprite import Matrix
from synth.document.degrade.desk.textures import Texels
from synth.document.degrade.light import Lamp
from synth.document.degrade.noise import Pixels
from synth.document.degrade.warp import Warp
from synth.document.labels import Polygon

_TEXEL_MM = 0.34
_MOST_TEXELS = 1100
_SHADOW_STEP = 4

SURFACES: Mapping[str, tuple[float, Callable[[int, int, float, np.random.Generator], Texels]]] = {
    "wood": (5.0, textures.wood),
    "laminate": (3.0, textures.laminate),
    "weave": (1.5, fabrics.weave),
    "granite": (1.0, textures.granite),
    "marble": (1.2, textures.marble),
    "terrazzo": (0.6, textures.terrazzo),
    "concrete": (1.0, textures.concrete),
    "tiles": (0.8, textures.tiles),
    "metal": (0.6, textures.metal),
    "cork": (0.5, textures.cork),
    "gingham": (0.7, fabrics.gingham),
    "stripes": (0.7, fabrics.stripes),
    "denim": (0.7, fabrics.denim),
    "carpet": (0.9, fabrics.carpet),
    "leather": (0.9, fabrics.leather),
    "room": (0.9, fabrics.room),
}
"""Surface -> how often, and what draws it."""


def draw_surface(warp: Warp, mm_px: float, rng: np.random.Generator) -> Pixels:
    """The surface as the camera sees it, RGB, of the warp's size; `mm_px` is a millimetre of the page in px."""
    shares = np.array([share for share, _ in SURFACES.values()])
    draw = list(SURFACES.values())[int(rng.choice(len(shares), p=shares / shares.sum()))][1]
    angle = np.radians(float(rng.choice((0, 90)) + rng.normal(0, 9)))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    width, height = warp.size
    corners = np.array([[0, 0, 1], [width, 0, 1], [width, height, 1], [0, height, 1.0]])
    desk = corners @ np.linalg.inv(warp.flat).T
    seen = (desk[:, :2] / desk[:, 2:]) @ turn.T
    low, extent = seen.min(0), np.ptp(seen, axis=0)
    texel_px = max(_TEXEL_MM * mm_px, float(extent.max()) / _MOST_TEXELS)
    cols, rows = np.ceil(extent / texel_px).astype(int) + 1
    texels = draw(int(rows), int(cols), mm_px / texel_px, rng)
    to_desk = np.eye(3)
    to_desk[:2, :2], to_desk[:2, 2] = turn.T * texel_px, turn.T @ low
    return cv2.warpPerspective(texels, warp.flat @ to_desk, warp.size, borderMode=cv2.BORDER_REFLECT)


def sheet_shadow(picture: Pixels, warp: Warp, rim: Polygon, lamp: Lamp, mm_px: float) -> Pixels:
    """The picture with the shadow of the sheet, whose outline on the page is `rim`.

    Each point of the rim throws its shadow as far as its height over the desk says: wide where an edge curls up, tight
    where it touches.
    """
    offsets = warp.relief.at(rim.astype(np.float64)) if warp.relief is not None else np.zeros((len(rim), 3))
    heights = offsets[:, 2:] + 0.5 * mm_px
    thrown = _through(warp.flat, rim + offsets[:, :2] + heights * lamp.shift)
    under = _through(warp.flat, rim + offsets[:, :2])
    rows, cols = (-(-length // _SHADOW_STEP) for length in picture.shape[:2])
    scale = float(np.hypot(*np.ptp(under, axis=0)) / np.hypot(*np.ptp(rim, axis=0))) * mm_px / _SHADOW_STEP
    soft = scale * (0.7 + lamp.softness * float(heights.mean()) / mm_px)
    dark = np.zeros((rows, cols), np.float32)
    for outline, blur_px, strength in ((thrown, soft, lamp.darkness), (under, 0.9 * scale, 0.6 * lamp.darkness)):
        shape = np.zeros((rows, cols), np.uint8)
        cv2.fillPoly(shape, [np.round(outline / _SHADOW_STEP * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
        dark = np.maximum(
            dark, cv2.GaussianBlur(shape, (0, 0), max(blur_px, 0.5)).astype(np.float32) * (strength / 255)
        )
    gain = cv2.resize(cv2.convertScaleAbs(1 - dark, alpha=255), warp.size, interpolation=cv2.INTER_LINEAR)
    return cv2.multiply(picture, cv2.cvtColor(gain, cv2.COLOR_GRAY2RGB), scale=1 / 255)


def _through(matrix: Matrix, points: np.ndarray) -> np.ndarray:
    """Points (n, 2) of the desk in the picture."""
    seen = np.hstack([points, np.ones((len(points), 1))]) @ matrix.T
    return seen[:, :2] / seen[:, 2:]
