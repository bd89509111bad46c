"""The light on an image, as coarse gains over it (1: no change)."""

from __future__ import annotations

import cv2
import numpy as np

from synth.document.degrade.noise import CoarseField, smooth_noise


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
    return (1 - soft.astype(np.float32) * (severity * float(rng.uniform(0.45, 0.62)) / 255)).astype(np.float32)


def colour_cast(rows: int, cols: int, severity: float, rng: np.random.Generator) -> CoarseField:
    """Warm or cold light all over, (1, 1, 3)."""
    warmth = float(rng.uniform(0.5, 1.0) * rng.choice((-0.6, 1.0, 1.0))) * severity
    gains = np.array((0.09, -0.02 + 0.04 * float(rng.uniform(-1, 1)), -0.24)) * warmth
    return np.minimum(1 + gains - gains.max(), 1).astype(np.float32)[None, None]
