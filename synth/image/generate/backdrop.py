"""The backdrop and the weather of the sketch: sky, ground, light, fog, rain and snow."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import cv2
import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float32, UInt8

FloatImage: TypeAlias = "Float32[np.ndarray, 'h w 3']"
"""RGB, 0-255."""

SNOW_RGB = (214.0, 220.0, 228.0)
SKIRTING = 0.018
"""Height of a wall's skirting board, in shares of the canvas height."""

FOG_RGB = (206.0, 210.0, 213.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Atmosphere:
    """Light and weather of a picture.

    `tint_rgb` is a factor per channel, `fog` the opacity of the fog at the horizon (0-1), `drops` and `flakes` their
    numbers per 10,000 pixels, `snow_cover` the share of white in the ground's colour (0-1).
    """

    tint_rgb: tuple[float, float, float] = (1.0, 1.0, 1.0)
    fog: float = 0.0
    drops: float = 0.0
    flakes: float = 0.0
    snow_cover: float = 0.0


class BackdropSpec(NamedTuple):
    """The area behind the objects: RGB of wall or sky and of the ground; horizon and floor as in the scene."""

    fill_rgb: tuple[int, int, int]
    ground_rgb: tuple[int, int, int]
    horizon: float | None = None
    floor: float | None = None


ATMOSPHERES: Mapping[str, Atmosphere] = {
    "night": Atmosphere(tint_rgb=(0.36, 0.4, 0.56)),
    "dusk": Atmosphere(tint_rgb=(0.86, 0.74, 0.73)),
    "dawn": Atmosphere(tint_rgb=(0.95, 0.82, 0.76)),
    "evening": Atmosphere(tint_rgb=(0.8, 0.67, 0.55)),
    "dim": Atmosphere(tint_rgb=(0.66, 0.64, 0.62)),
    "overcast": Atmosphere(tint_rgb=(0.86, 0.88, 0.9)),
    "fog": Atmosphere(fog=0.82),
    "rain": Atmosphere(tint_rgb=(0.78, 0.82, 0.88), fog=0.16, drops=9.0),
    "snow": Atmosphere(tint_rgb=(0.95, 0.97, 1.0), fog=0.2, flakes=14.0, snow_cover=0.6),
}
"""Value of a scene's variable -> the atmosphere in which the sketch shows it."""


def atmosphere_of(values: Iterable[object]) -> Atmosphere:
    """The combination of the atmospheres that these values name."""
    named = [ATMOSPHERES[value] for value in values if isinstance(value, str) and value in ATMOSPHERES]
    tint = np.prod([atmosphere.tint_rgb for atmosphere in named], axis=0) if named else np.ones(3)
    return Atmosphere(
        tint_rgb=(float(tint[0]), float(tint[1]), float(tint[2])),
        fog=1.0 - float(np.prod([1.0 - atmosphere.fog for atmosphere in named])),
        drops=sum(atmosphere.drops for atmosphere in named),
        flakes=sum(atmosphere.flakes for atmosphere in named),
        snow_cover=max((atmosphere.snow_cover for atmosphere in named), default=0.0),
    )


def backdrop(width: int, height: int, background: BackdropSpec, snow_cover: float = 0.0) -> FloatImage:
    """A wall in soft light. With a horizon: ground, and sky that is brighter near it. With a floor: wall on a floor."""
    fill, horizon, floor = np.array(background.fill_rgb, np.float32), background.horizon, background.floor
    y = ((np.arange(height, dtype=np.float32) + 0.5) / height)[:, None, None]
    x = ((np.arange(width, dtype=np.float32) + 0.5) / width)[None, :, None]
    wall = fill * (1.04 - 0.1 * y - 0.08 * (2 * x - 1) ** 2)
    np.clip(wall, 0, 255, out=wall)
    if horizon is None:
        return wall
    upwards = np.clip((horizon - y) / max(horizon, 1e-6), 0, 1)
    sky = fill + (255 - fill) * 0.62 * (1 - upwards) ** 1.6
    towards = np.clip((y - horizon) / max(1 - horizon, 1e-6), 0, 1)
    bare = np.array(background.ground_rgb, np.float32)
    ground = (bare + (np.array(SNOW_RGB, np.float32) - bare) * snow_cover) * (1.16 - 0.34 * towards**0.7)
    if floor is None:
        return np.broadcast_to(np.where(y < horizon, sky, ground), (height, width, 3)).astype(np.float32)
    board = np.where(y < floor - SKIRTING, wall, (wall * 1.14).clip(0, 255))
    return np.broadcast_to(np.where(y < floor, board, ground), (height, width, 3)).astype(np.float32)


def blend_fog(colour: FloatImage, atmosphere: Atmosphere, distance: float) -> FloatImage:
    """A colour seen through fog at a distance from 0 (near) to 1 (horizon)."""
    share = atmosphere.fog * min(max(distance, 0.0), 1.0)
    return (colour * (1 - share) + np.array(FOG_RGB, np.float32) * share).astype(np.float32)


def apply_atmosphere(
    picture: FloatImage, atmosphere: Atmosphere, rng: np.random.Generator
) -> UInt8[np.ndarray, "h w 3"]:
    """The picture with light, falling rain or snow, and a little grain; RGB."""
    lit = picture * np.array(atmosphere.tint_rgb, np.float32)
    lit = _streaks(lit, atmosphere.drops, 0.045, 0.34, rng) if atmosphere.drops else lit
    lit = _streaks(lit, atmosphere.flakes, 0.0, 0.85, rng) if atmosphere.flakes else lit
    lit = lit + rng.normal(0.0, 1.6, (*lit.shape[:2], 1)).astype(np.float32)
    return lit.clip(0, 255).round().astype(np.uint8)


def _streaks(
    picture: FloatImage, density: float, length: float, strength: float, rng: np.random.Generator
) -> FloatImage:
    """Add slanted bright strokes, `density` per 10,000 pixels; `length` is in shares of the height (0: dots)."""
    height, width = picture.shape[:2]
    number = int(density * height * width / 10_000)
    layer = np.zeros((height, width), np.float32)
    starts = rng.uniform((0, -0.1 * height), (width, height), (number, 2))
    reach = length * height * rng.uniform(0.5, 1.2, number)
    for (x, y), far in zip(starts, reach, strict=True):
        start, end = (int(16 * x), int(16 * y)), (int(16 * (x - 0.22 * far)), int(16 * (y + far)))
        if length:
            cv2.line(layer, start, end, float(rng.uniform(0.3, 1.0)), 1, cv2.LINE_AA, 4)
        else:
            cv2.circle(layer, start, int(16 * rng.uniform(0.6, 1.7)), 1.0, -1, cv2.LINE_AA, 4)
    share = strength * layer[:, :, None]
    return (picture * (1 - share) + 232.0 * share).astype(np.float32)
