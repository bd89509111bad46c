"""Soft surfaces, drawn procedurally: weave, gingham, stripes, denim, carpet, leather, and a room out of focus.

Every function draws RGB texels, (rows, cols, 3); `mm` is a millimetre in texels, so that a thread keeps its size.
"""

from __future__ import annotations

import cv2
import numpy as np

from synth.document.degrade.desk.textures import Texels, fractal, ramped
from synth.document.degrade.noise import CoarseField, smooth_noise, stretched_noise

_DYES = (
    (70, 84, 110), (126, 44, 46), (196, 188, 172), (58, 82, 64), (98, 92, 98), (184, 150, 92), (44, 48, 58),
    (150, 92, 72), (112, 140, 150), (214, 208, 198),
)  # fmt: skip


def weave(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """Plain-woven linen or cotton with uneven threads and soft folds."""
    return _dyed(_threads(rows, cols, mm, rng) + _waves(rows, cols, mm, rng), _dye(rng))


def gingham(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """A checked table cloth: stripes of one dye both ways over white."""
    side = float(rng.uniform(6, 24)) * mm
    down, across = ((np.arange(n) + float(rng.uniform(0, side))) // side % 2 for n in (rows, cols))
    dyed = (down[:, None] + across[None, :]).astype(np.float32) / 2
    colour, white = _dye(rng), np.array((236, 234, 228), np.float32)
    level = _threads(rows, cols, mm, rng) + _waves(rows, cols, mm, rng)
    return _shaded(level, white + (colour - white) * dyed[..., None])


def stripes(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """A woven runner: stripes of a few dyes and widths."""
    widths = rng.uniform(2, 30, 60) * mm
    dyes = np.stack([_dye(rng) for _ in range(3)] + [np.array((230, 226, 214), np.float32)])
    which = np.searchsorted(np.cumsum(widths), np.arange(rows) % widths.sum() * 0.999)
    colour = dyes[rng.integers(0, 4, 61)[which]]
    level = _threads(rows, cols, mm, rng) + _waves(rows, cols, mm, rng)
    return _shaded(level, np.broadcast_to(colour[:, None], (rows, cols, 3)).astype(np.float32))


def denim(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """Twill: diagonal ribs, worn pale."""
    pitch = max(1.1 * mm, 2.2)
    ys, xs = np.arange(rows, dtype=np.float32)[:, None], np.arange(cols, dtype=np.float32)[None, :]
    ribs = np.sin(2 * np.pi * (xs + ys) / pitch).astype(np.float32)
    level = (
        0.45
        + 0.12 * ribs
        + 0.10 * stretched_noise(rng, rows, cols, 14 * mm, 0.8)
        + 0.2 * fractal(rng, rows, cols, 120 * mm, 3)
    )
    return ramped(level, ((22, 30, 52), (62, 82, 122), (150, 168, 196)))


def carpet(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """Tufts of wool."""
    level = 0.72 + 0.26 * smooth_noise(rng, rows, cols, 1.3 * mm + 0.5) + 0.14 * smooth_noise(rng, rows, cols, 4 * mm)
    return _dyed(level + _waves(rows, cols, mm, rng), _dye(rng) * np.float32(0.9))


def leather(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """A desk pad: fine pebbles between creases."""
    bumps = np.abs(smooth_noise(rng, rows, cols, 1.6 * mm + 0.5)) + np.abs(smooth_noise(rng, rows, cols, 2.4 * mm))
    level = 0.38 + 0.3 * np.clip(bumps, 0, 1) + 0.18 * smooth_noise(rng, rows, cols, 200 * mm)
    colour = float(rng.uniform(0.7, 1.3)) * np.array(((24, 18, 16), (72, 50, 38), (128, 98, 80)))
    if rng.random() < 0.4:
        colour = np.array(((10, 10, 12), (44, 44, 48), (104, 104, 110)))
    return ramped(level, tuple(map(tuple, np.clip(colour, 0, 255).astype(int).tolist())))


def room(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """What is far behind a page that is held up: blurred furniture, a window, lamps."""
    small = np.full((96, 96, 3), rng.integers(50, 170), np.uint8)
    for _ in range(int(rng.integers(7, 15))):
        colour = np.clip(_dye(rng) * float(rng.uniform(0.5, 1.3)), 0, 255).tolist()
        low = rng.integers(-20, 90, 2)
        high = low + rng.integers(8, 60, 2)
        cv2.rectangle(small, low.tolist(), high.tolist(), colour, -1)
    for _ in range(int(rng.integers(0, 4))):
        cv2.circle(small, rng.integers(0, 96, 2).tolist(), int(rng.integers(3, 10)), (255, 246, 226), -1, cv2.LINE_AA)
    soft = cv2.GaussianBlur(small, (0, 0), float(rng.uniform(2.2, 4.5)))
    return cv2.resize(soft, (cols, rows), interpolation=cv2.INTER_CUBIC)


def _threads(rows: int, cols: int, mm: float, rng: np.random.Generator) -> CoarseField:
    """Brightness of a plain weave, around 0.88."""
    pitch = max(float(rng.uniform(0.7, 1.6)) * mm, 2.3)
    ys, xs = np.arange(rows)[:, None] / pitch, np.arange(cols)[None, :] / pitch
    over = np.sin(2 * np.pi * xs) * np.sin(2 * np.pi * ys)
    return (0.88 + 0.11 * over + rng.normal(0, 0.045, (rows, 1)) + rng.normal(0, 0.045, (1, cols))).astype(np.float32)


def _waves(rows: int, cols: int, mm: float, rng: np.random.Generator) -> CoarseField:
    """Soft folds of cloth that does not lie quite flat."""
    strength = float(rng.uniform(0.03, 0.16))
    return strength * stretched_noise(rng, rows, cols, float(rng.uniform(30, 160)) * mm, 160 * mm)


def _dye(rng: np.random.Generator) -> CoarseField:
    colour = np.array(_DYES[int(rng.integers(len(_DYES)))]) * rng.uniform(0.8, 1.12) * rng.uniform(0.94, 1.06, 3)
    return colour.astype(np.float32)


def _dyed(level: CoarseField, colour: CoarseField) -> Texels:
    return _shaded(level, colour[None, None])


def _shaded(level: CoarseField, colour: CoarseField) -> Texels:
    return np.clip(level[..., None] * colour, 0, 255).astype(np.uint8)
