"""The light on an image, as coarse gains over it (1: no change), and the lamp that a camera's scene is lit by."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np

from synth.document.degrade.noise import CoarseField, smooth_noise

_LIGHTS = ((1.0, 0.80, 0.55), (1.0, 0.90, 0.76), (0.80, 0.91, 1.0), (0.88, 1.0, 0.90), (0.98, 0.92, 1.0))
"""Colours: a bulb, a warm lamp, a window, a fluorescent tube, a screen."""


class Lamp(NamedTuple):
    """The main light over a desk: `slope` (x, y) is how far it stands aside for each unit of height.

    `softness`: width of a shadow's rim for each unit of height; `darkness`: share of the light that a shadow takes.
    """

    slope: tuple[float, float]
    softness: float
    darkness: float

    @property
    def shift(self) -> tuple[float, float]:
        """Where a shadow falls for each unit of height."""
        return -self.slope[0], -self.slope[1]


def draw_lamp(rng: np.random.Generator) -> Lamp:
    """A lamp in any direction, low or high, small and hard or large and soft."""
    angle, aside = float(rng.uniform(0, 2 * np.pi)), float(rng.uniform(0.2, 1.3))
    slope = aside * float(np.cos(angle)), aside * float(np.sin(angle))
    return Lamp(slope, float(rng.uniform(0.12, 0.6)), float(rng.uniform(0.4, 0.8)))


def lambert(heights: CoarseField, step: float, lamp: Lamp) -> CoarseField:
    """Brightness of a matt sheet by its slope towards the lamp (Lambert 1760), relative to one that lies flat.

    The rest of the light comes from all sides: less of it into hollows. `step` is the distance of the nodes, px.
    """
    down, across = np.gradient(heights, step)
    facing = (1 - across * lamp.slope[0] - down * lamp.slope[1]) / np.sqrt(1 + across**2 + down**2)
    around = cv2.GaussianBlur(heights, (0, 0), 5) - heights
    hollow = np.clip(0.1 * around / step, -0.06, 0.12)
    return (lamp.darkness * np.clip(facing, 0, 1.5) + (1 - lamp.darkness) * (1 - hollow) - 0.5 * hollow).astype(
        np.float32
    )


def uneven_light(rows: int, cols: int, severity: float, rng: np.random.Generator) -> CoarseField:
    """A lamp to one side, darker corners, and a little smooth variation."""
    ys, xs = np.linspace(-1, 1, rows)[:, None], np.linspace(-1, 1, cols)[None, :]
    angle = float(rng.uniform(0, 2 * np.pi))
    fall = (xs * np.cos(angle) + ys * np.sin(angle) + 1.3) / 2.6
    corners = (xs**2 + ys**2) / 2
    clouds = smooth_noise(rng, rows, cols, max(rows, cols) / 3)
    loss = float(rng.uniform(0.35, 0.55)) * fall + float(rng.uniform(0.1, 0.3)) * corners + 0.10 * clouds
    return np.clip(1.02 - severity * loss, 0.3, 1.12).astype(np.float32)


def shadow(rows: int, cols: int, severity: float, rng: np.random.Generator) -> CoarseField:
    """A hand with a telephone, or a head and shoulders, between lamp and page: a dark shape with soft edges."""
    size = max(rows, cols)
    shape = np.zeros((rows, cols), np.uint8)
    angle = float(rng.uniform(0, 2 * np.pi))
    outwards = np.array([np.cos(angle), np.sin(angle)])
    tip = np.array([cols, rows]) / 2 + outwards * size * float(rng.uniform(0.12, 0.32))
    for step, width in zip(
        (0.0, 0.16, 0.34, 0.6), rng.uniform((0.10, 0.13, 0.15, 0.2), (0.18, 0.2, 0.24, 0.34)), strict=True
    ):
        middle = tip + outwards * size * step + rng.normal(0, 0.02, 2) * size
        axes = round(size * float(width)), round(size * float(width) * float(rng.uniform(0.7, 1.1)))
        cv2.ellipse(shape, [round(float(at)) for at in middle], axes, float(np.degrees(angle)), 0, 360, 255, -1)
    if rng.random() < 0.5:
        box = (tip.tolist(), (size * 0.16, size * 0.30), float(rng.uniform(-40, 40)))
        cv2.fillConvexPoly(shape, np.round(cv2.boxPoints(box)).astype(np.int32), 255)
    soft = cv2.GaussianBlur(shape, (0, 0), size * float(rng.uniform(0.012, 0.04)), borderType=cv2.BORDER_REPLICATE)
    return (1 - soft.astype(np.float32) * (severity**0.6 * float(rng.uniform(0.5, 0.72)) / 255)).astype(np.float32)


def lamplight(rows: int, cols: int, severity: float, rng: np.random.Generator, lamp: Lamp) -> CoarseField:
    """The light of a lamp nearby falls with the square of its distance; a lens darkens its corners (cos^4 law)."""
    size = max(rows, cols)
    ys, xs = (np.indices((rows, cols), np.float32) + 0.5) / size
    aside = np.array(lamp.slope) / max(float(np.hypot(*lamp.slope)), 1e-6)
    near = 1.9 - 1.35 * severity  # height of the lamp in sizes of the picture
    foot = np.array((cols, rows)) / size / 2 + aside * float(rng.uniform(0.15, 0.75))
    distance = (xs - foot[0]) ** 2 + (ys - foot[1]) ** 2 + near**2
    falling = (near**2 / distance) ** 1.25
    corners = (
        1
        / (1 + ((xs - cols / size / 2) ** 2 + (ys - rows / size / 2) ** 2) * severity * float(rng.uniform(0.2, 0.9)))
        ** 2
    )
    gain = falling / falling.max() * corners + 0.05 * severity * smooth_noise(rng, rows, cols, size / 3)
    return np.clip(gain / gain.max() * 1.04, 0.16, 1.1).astype(np.float32)


def mixed_light(rows: int, cols: int, severity: float, rng: np.random.Generator, dimness: CoarseField) -> CoarseField:
    """White balance that fits one of two lights, (rows, cols, 3): the other colours one side, and every shadow.

    `dimness` (rows, cols) is the main light's gain: where it does not reach, the second light shows its colour.
    """
    first, second = (np.array(_LIGHTS[number]) for number in rng.permutation(len(_LIGHTS))[:2])
    angle, sharp = float(rng.uniform(0, 2 * np.pi)), float(rng.uniform(0.4, 1.6))
    ys, xs = np.linspace(-1, 1, rows)[:, None], np.linspace(-1, 1, cols)[None, :]
    side = 1 / (1 + np.exp(-3 * sharp * (xs * np.cos(angle) + ys * np.sin(angle) + float(rng.uniform(-0.6, 0.6)))))
    share = np.clip(side + 1.2 * (1 - dimness), 0, 1)[..., None]
    balance = first + (np.ones(3) - first) * float(rng.uniform(0.35, 1.0))  # how far the camera corrects the first
    gains = (first / first.mean() * (1 - share) + second / second.mean() * share) / (first / first.mean()) * balance
    return np.clip(1 + severity**0.6 * (gains / gains.max() - 1), 0.35, 1).astype(np.float32)


def colour_cast(rows: int, cols: int, severity: float, rng: np.random.Generator) -> CoarseField:
    """Warm or cold light all over, (1, 1, 3)."""
    warmth = float(rng.uniform(0.5, 1.0) * rng.choice((-0.6, 1.0, 1.0))) * severity
    gains = np.array((0.09, -0.02 + 0.04 * float(rng.uniform(-1, 1)), -0.24)) * warmth
    return np.minimum(1 + gains - gains.max(), 1).astype(np.float32)[None, None]
