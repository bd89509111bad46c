"""What the sketch puts behind and over its objects: sky, ground, light and weather."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

FloatImage = NDArray[np.float32]
"""h x w x 3, RGB, 0-255."""

SNOW_RGB = (214.0, 220.0, 228.0)
SKIRTING = 0.018
"""Height of a wall's skirting board, in shares of the height."""

FOG_RGB = (206.0, 210.0, 213.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """Light and weather: a factor per channel, fog (share at the horizon), drops and flakes per 10,000 pixels, and the
    share of the ground that is white.
    """

    tint_rgb: tuple[float, float, float] = (1.0, 1.0, 1.0)
    fog: float = 0.0
    drops: float = 0.0
    flakes: float = 0.0
    snow_cover: float = 0.0


class Ground(NamedTuple):
    """What lies behind the objects: colours of wall or sky and of the ground; horizon and floor as in the scene."""

    fill_rgb: tuple[int, int, int]
    ground_rgb: tuple[int, int, int]
    horizon: float | None = None
    floor: float | None = None


MOODS: Mapping[str, Mood] = {
    "night": Mood(tint_rgb=(0.36, 0.4, 0.56)),
    "dusk": Mood(tint_rgb=(0.86, 0.74, 0.73)),
    "dawn": Mood(tint_rgb=(0.95, 0.82, 0.76)),
    "evening": Mood(tint_rgb=(0.8, 0.67, 0.55)),
    "dim": Mood(tint_rgb=(0.66, 0.64, 0.62)),
    "overcast": Mood(tint_rgb=(0.86, 0.88, 0.9)),
    "fog": Mood(fog=0.82),
    "rain": Mood(tint_rgb=(0.78, 0.82, 0.88), fog=0.16, drops=9.0),
    "snow": Mood(tint_rgb=(0.95, 0.97, 1.0), fog=0.2, flakes=14.0, snow_cover=0.6),
}
"""Values of a scene's variables that the sketch can show."""


def mood_of(values: Iterable[object]) -> Mood:
    """The moods that these values name, one over the other."""
    named = [MOODS[value] for value in values if isinstance(value, str) and value in MOODS]
    tint = np.prod([mood.tint_rgb for mood in named], axis=0) if named else np.ones(3)
    return Mood(
        tint_rgb=(float(tint[0]), float(tint[1]), float(tint[2])),
        fog=1.0 - float(np.prod([1.0 - mood.fog for mood in named])),
        drops=sum(mood.drops for mood in named),
        flakes=sum(mood.flakes for mood in named),
        snow_cover=max((mood.snow_cover for mood in named), default=0.0),
    )


def backdrop(width: int, height: int, background: Ground, snow_cover: float = 0.0) -> FloatImage:
    """A wall in soft light; with a horizon a sky that brightens towards it above ground; with a floor a wall on it."""
    fill, horizon, floor = np.array(background.fill_rgb, np.float32), background.horizon, background.floor
    y = ((np.arange(height, dtype=np.float32) + 0.5) / height)[:, None, None]
    x = ((np.arange(width, dtype=np.float32) + 0.5) / width)[None, :, None]
    wall = (fill * (1.04 - 0.1 * y - 0.08 * (2 * x - 1) ** 2)).clip(0, 255)
    if horizon is None:
        return wall.astype(np.float32)
    upwards = np.clip((horizon - y) / max(horizon, 1e-6), 0, 1)
    sky = fill + (255 - fill) * 0.62 * (1 - upwards) ** 1.6
    towards = np.clip((y - horizon) / max(1 - horizon, 1e-6), 0, 1)
    bare = np.array(background.ground_rgb, np.float32)
    ground = (bare + (np.array(SNOW_RGB, np.float32) - bare) * snow_cover) * (1.16 - 0.34 * towards**0.7)
    if floor is None:
        return np.broadcast_to(np.where(y < horizon, sky, ground), (height, width, 3)).astype(np.float32)
    board = np.where(y < floor - SKIRTING, wall, (wall * 1.14).clip(0, 255))
    return np.broadcast_to(np.where(y < floor, board, ground), (height, width, 3)).astype(np.float32)


def veil(colour: FloatImage, mood: Mood, distance: float) -> FloatImage:
    """A colour seen through the fog: `distance` 0 is near, 1 is at the horizon."""
    share = mood.fog * min(max(distance, 0.0), 1.0)
    return (colour * (1 - share) + np.array(FOG_RGB, np.float32) * share).astype(np.float32)


def finish(picture: FloatImage, mood: Mood, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Light, falling rain or snow, and a little grain over the whole picture."""
    lit = picture * np.array(mood.tint_rgb, np.float32)
    lit = _streaks(lit, mood.drops, 0.045, 0.34, rng) if mood.drops else lit
    lit = _streaks(lit, mood.flakes, 0.0, 0.85, rng) if mood.flakes else lit
    lit = lit + rng.normal(0.0, 1.6, (*lit.shape[:2], 1)).astype(np.float32)
    return lit.clip(0, 255).round().astype(np.uint8)


def _streaks(
    picture: FloatImage, density: float, length: float, strength: float, rng: np.random.Generator
) -> FloatImage:
    """Slanted bright strokes (`length` in shares of the height; 0: dots), `density` of them per 10,000 pixels."""
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
