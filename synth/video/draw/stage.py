"""The stage of one shot: its backdrop in its light, the line of its road, and what falls from its sky."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from synth.core.labels import AttributeValue
from synth.image.generate.backdrop import Atmosphere, atmosphere_of, backdrop
from synth.image.generate.road import LINE, dashes_px, road_light
from synth.image.generate.sketch import fog_ground, ground_of
from synth.image.scene.schema import Scene

if TYPE_CHECKING:
    from jaxtyping import Float32, Int64, UInt8

RAIN_RGB = 232.0
RAIN_FALL, SNOW_FALL, SLANT = 2.3, 0.28, 0.22
"""Frame heights that rain and snow fall in a second; shift to the left for each px of the fall of rain."""

RAIN_SHARE, SNOW_SHARE, STREAK = 0.34, 0.85, 0.045
"""Opacity of drops and flakes; length of a drop's streak in frame heights."""

SKY_SOFTNESS, CLOUDS, HILLS = 0.22, 5, 0.55


class Fall(NamedTuple):
    """The pixels that drops or flakes cover, and their opacity."""

    y: Int64[np.ndarray, " n"]
    x: Int64[np.ndarray, " n"]
    share: Float32[np.ndarray, "n 1"]


class Stage:
    """The parts of a picture that belong to the shot, drawn once; `size_wh_px` is that of a frame."""

    def __init__(
        self,
        scene: Scene,
        variables: Mapping[str, AttributeValue],
        size_wh_px: tuple[int, int],
        rng: np.random.Generator,
    ) -> None:
        self._scene, self._size = scene, size_wh_px
        self.atmosphere = atmosphere = atmosphere_of(variables.values())
        self.tint = np.array(atmosphere.tint_rgb, np.float32)
        canvas = scene.canvas
        bare = backdrop(canvas.width, canvas.height, ground_of(scene, variables), atmosphere.snow_cover)
        if scene.background.horizon is not None and scene.background.floor is None:
            bare = _with_sky(bare, round(scene.background.horizon * canvas.height), rng)
        road = road_light(scene, canvas.height, canvas.width)
        self._plain = self._lit(bare if road is None else (bare * road[:, :, None]).clip(0, 255))
        self._lined = None if road is None else self._lit((bare * LINE).clip(0, 255))
        self._fall = _fall(atmosphere, size_wh_px, rng)

    def backdrop(self, corner_xy: tuple[float, float], driven_m: float) -> UInt8[np.ndarray, "h w 3"]:
        """What a frame shows behind its objects: the window of the canvas with this corner, at sub-pixel exactness."""
        canvas = self._with_line(driven_m) if self._lined is not None else self._plain
        x, y = corner_xy
        if x == int(x) and y == int(y):
            width, height = self._size
            return canvas[int(y) : int(y) + height, int(x) : int(x) + width].copy()
        return shifted(canvas, corner_xy, self._size)

    def weather(self, picture: UInt8[np.ndarray, "h w 3"], seconds: float) -> None:
        """Draw the rain or snow of that moment before the picture, in place."""
        if self._fall is None:
            return
        height, width = picture.shape[:2]
        rain = bool(self.atmosphere.drops)
        down = round(seconds * height * (RAIN_FALL if rain else SNOW_FALL))
        sideways = -round(SLANT * down) if rain else round(0.02 * height * np.sin(2.1 * seconds))
        y, x, share = self._fall
        there = (y + down) % height * width + (x + sideways) % width
        pixels = picture.reshape(-1, 3)
        before = pixels[there]
        pixels[there] = np.rint(before + (RAIN_RGB - before) * share)

    def _with_line(self, driven_m: float) -> UInt8[np.ndarray, "h w 3"]:
        """The canvas with the dashes of the road's line where they are after so many metres."""
        assert self._lined is not None
        picture = self._plain.copy()
        dashes = dashes_px(self._scene, driven_m)
        cover = np.zeros(picture.shape[:2], np.float32)
        corners = np.concatenate(dashes)
        low = np.floor(corners.min(axis=0)).astype(int).clip(0)
        high = (np.ceil(corners.max(axis=0)).astype(int) + 1).clip(0, (picture.shape[1], picture.shape[0]))
        for dash in dashes:
            cv2.fillPoly(cover, [np.round(16 * (dash - 0.5)).astype(np.int32)], 1.0, cv2.LINE_AA, 4)
        part = (slice(low[1], high[1]), slice(low[0], high[0]))
        share, plain = cover[part], picture[part]
        cv2.blendLinear(self._lined[part], plain, share, 1 - share, plain)
        return picture

    def _lit(self, picture: Float32[np.ndarray, "h w 3"]) -> UInt8[np.ndarray, "h w 3"]:
        """With the fog over the ground and the tint of the light, as bytes."""
        return cv2.convertScaleAbs(fog_ground(picture, self._scene, self.atmosphere) * self.tint)


def shifted(
    picture: UInt8[np.ndarray, "h w 3"], corner_xy: tuple[float, float], size_wh: tuple[int, int]
) -> UInt8[np.ndarray, "h w 3"]:
    """The part of a picture with this corner and size, at sub-pixel exactness; its border goes on outside it."""
    (x, y), (width, height) = corner_xy, size_wh
    return np.asarray(cv2.getRectSubPix(picture, size_wh, (x + (width - 1) / 2, y + (height - 1) / 2)), np.uint8)


def _with_sky(
    picture: Float32[np.ndarray, "h w 3"], horizon: int, rng: np.random.Generator
) -> Float32[np.ndarray, "h w 3"]:
    """The picture with soft clouds above the horizon and a row of distant roofs on it."""
    width = picture.shape[1]
    light = np.zeros((horizon, width), np.float32)
    for _ in range(CLOUDS):
        x, y = rng.uniform(0, width), rng.uniform(0.05, 0.7) * horizon
        for _ in range(6):
            centre = (round(x + rng.normal(0, 0.05) * width), round(y + rng.normal(0, 0.03) * horizon))
            axes = (round(rng.uniform(0.03, 0.08) * width), max(round(rng.uniform(0.02, 0.06) * horizon), 1))
            cv2.ellipse(light, centre, axes, 0, 0, 360, 1.0, -1, cv2.LINE_AA)
    light = cv2.GaussianBlur(light, (0, 0), 0.02 * width)[:, :, None] * SKY_SOFTNESS
    made = picture.copy()
    made[:horizon] += (250.0 - made[:horizon]) * light
    x = 0
    haze = made[horizon - 1].mean(axis=0)
    while x < width:
        wide, tall = int(rng.uniform(0.02, 0.06) * width) + 1, int(rng.uniform(0.03, 0.13) * horizon) + 1
        made[horizon - tall : horizon, x : x + wide] = haze * rng.uniform(0.74, 0.86)
        x += wide
    return made


def _fall(atmosphere: Atmosphere, size_wh_px: tuple[int, int], rng: np.random.Generator) -> Fall | None:
    """Drops or flakes over one frame, which joins itself at its borders; None for a dry sky."""
    width, height = size_wh_px
    drops, flakes = atmosphere.drops, atmosphere.flakes
    if not (drops or flakes):
        return None
    length = STREAK * height if drops else 0.0
    number = int((drops or flakes) * height * width / 10_000)
    margin = int(length) + 8
    layer = np.zeros((height + 2 * margin, width + 2 * margin), np.float32)
    for x, y in rng.uniform((0, 0), (width, height), (number, 2)):
        reach = length * rng.uniform(0.5, 1.2)
        for dx in (-width, 0, width):
            for dy in (-height, 0, height):
                start = (round(16 * (x + dx + margin)), round(16 * (y + dy + margin)))
                if drops:
                    end = (round(start[0] - 16 * SLANT * reach), round(start[1] + 16 * reach))
                    cv2.line(layer, start, end, 0.65, 1, cv2.LINE_AA, 4)
                else:
                    cv2.circle(layer, start, round(16 * 1.2), 1.0, -1, cv2.LINE_AA, 4)
    inner = layer[margin : margin + height, margin : margin + width]
    rows, columns = np.nonzero(inner)
    return Fall(rows, columns, inner[rows, columns, None] * np.float32(RAIN_SHARE if drops else SNOW_SHARE))
