"""The road that the sketch draws on the ground: asphalt, kerbs and a dashed line between pavements."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.image.generate.backdrop import FloatImage
from synth.image.plan.perspective import across_px, strip_px
from synth.image.plan.raster import Polygon
from synth.image.scene.schema import Scene

PAVEMENT, ASPHALT, KERB, LINE = 1.2, 0.8, 1.5, 1.7
"""Brightness relative to plain ground."""

KERB_M, LINE_M = 0.2, 0.14
"""Width of a kerb and of the line, in metres."""

DASH_M, PERIOD_M, NEAREST_M, FARTHEST_M = 3.0, 9.0, 0.5, 130.0
"""Length of a dash, distance from one dash to the next, and between which distances they are seen, in metres."""


def draw_road(picture: FloatImage, scene: Scene) -> FloatImage:
    """The picture with a road between the edges `background.road_m`; unchanged where the scene has no road."""
    light = road_light(scene, picture.shape[0], picture.shape[1])
    if light is None:
        return picture
    for dash in dashes_px(scene):
        _fill(light, dash, LINE)
    return (picture * light[:, :, None]).clip(0, 255)


def road_light(scene: Scene, height: int, width: int) -> NDArray[np.float32] | None:
    """Brightness (h, w) of pavements, kerbs and asphalt relative to plain ground, without the line; None: no road."""
    background = scene.background
    if background.road_m is None or background.horizon is None:
        return None
    left, right = background.road_m
    light = np.ones((height, width), np.float32)
    light[round(background.horizon * height) :] = PAVEMENT
    _fill(light, strip_px(scene, left - KERB_M, right + KERB_M), KERB)
    _fill(light, strip_px(scene, left, right), ASPHALT)
    return light


def dashes_px(scene: Scene, driven_m: float = 0.0) -> list[Polygon]:
    """The dashes of the line along the middle of the road, with a focal length of one canvas width, as they are seen
    once the camera drove so far.
    """
    background = scene.background
    if background.road_m is None:
        return []
    middle_m = sum(background.road_m) / 2
    found: list[Polygon] = []
    focal, eye_m = scene.canvas.width, background.eye_m
    horizon = (background.horizon or 0.0) * scene.canvas.height
    first_m = PERIOD_M / 2 - driven_m % PERIOD_M
    for near in np.arange(first_m, FARTHEST_M, PERIOD_M):
        if near + DASH_M <= NEAREST_M:
            continue
        ends = [horizon + focal * eye_m / distance for distance in (max(near, NEAREST_M), near + DASH_M)]
        sides = (middle_m - LINE_M / 2, middle_m + LINE_M / 2)
        corners = [(sides[0], ends[0]), (sides[1], ends[0]), (sides[1], ends[1]), (sides[0], ends[1])]
        found.append(np.array([(across_px(scene, across, y), y) for across, y in corners]))
    return found


def _fill(light: NDArray[np.float32], polygon_xy_px: Polygon, value: float) -> None:
    cv2.fillPoly(light, [np.round(16 * (polygon_xy_px - 0.5)).astype(np.int32)], value, cv2.LINE_AA, 4)
