"""The background of a photographed page: wood, cloth or a plain table, with the page's shadow."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from synth.document.degrade.noise import CoarseField, Pixels, smooth_noise
from synth.document.labels import Polygon

_STEP_PX = 3
_WOODS = ((176, 128, 82), (120, 78, 48), (206, 170, 124), (84, 58, 42), (150, 112, 84))
_CLOTHS = ((70, 84, 110), (120, 40, 44), (190, 184, 170), (58, 78, 62), (96, 92, 96))
_TABLES = ((38, 38, 42), (70, 66, 62), (222, 220, 216), (146, 148, 150), (196, 186, 170))


def draw_backdrop(size: tuple[int, int], outline: Polygon, rng: np.random.Generator) -> Pixels:
    """An image, RGB, of width and height `size` px: a drawn background with the shadow of the page (`outline`, px)."""
    width, height = size
    rows, cols = -(-height // _STEP_PX), -(-width // _STEP_PX)
    ground = _GROUNDS[str(rng.choice(list(_GROUNDS)))](rows, cols, rng)
    small = np.clip(ground * _page_shadow(rows, cols, outline / np.float32(_STEP_PX), rng)[..., None], 0, 255).astype(
        np.uint8
    )
    return cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)


def _wood(rows: int, cols: int, rng: np.random.Generator) -> CoarseField:
    """Planks with annual rings: stretched noise, folded, along one axis."""
    if rng.random() < 0.5:
        return _wood_across(cols, rows, rng).transpose(1, 0, 2)
    return _wood_across(rows, cols, rng)


def _wood_across(rows: int, cols: int, rng: np.random.Generator) -> CoarseField:
    colour = _colour(_WOODS, rng)
    stretched = cv2.resize(smooth_noise(rng, rows, max(2, cols // 12), 26), (cols, rows), interpolation=cv2.INTER_CUBIC)
    rings = np.abs(np.mod(stretched * 4 + np.linspace(0, rows / 90, rows, dtype=np.float32)[:, None], 1) - 0.5) * 2
    fibre = cv2.resize(rng.normal(0, 1, (rows, max(2, cols // 40))).astype(np.float32), (cols, rows))
    level = 0.82 + 0.16 * rings + 0.045 * fibre + 0.05 * smooth_noise(rng, rows, cols, 60)
    plank = int(rng.integers(rows // 4, rows))
    seams = (np.arange(rows) + int(rng.integers(plank))) % plank
    level *= np.where(seams < 2, 0.55, 1.0)[:, None]
    return _tinted(level, colour)


def _cloth(rows: int, cols: int, rng: np.random.Generator) -> CoarseField:
    """A plain weave with uneven threads and soft waves."""
    colour = _colour(_CLOTHS, rng)
    pitch = float(rng.uniform(2.4, 4.0))
    ys, xs = np.arange(rows)[:, None] / pitch, np.arange(cols)[None, :] / pitch
    weave = np.sin(2 * np.pi * xs) * np.sin(2 * np.pi * ys)
    threads = rng.normal(0, 0.05, (rows, 1)) + rng.normal(0, 0.05, (1, cols))
    level = 0.9 + 0.10 * weave + threads + 0.12 * smooth_noise(rng, rows, cols, 110)
    return _tinted(level, colour)


def _table(rows: int, cols: int, rng: np.random.Generator) -> CoarseField:
    """A smooth top with a sheen and fine grain."""
    colour = _colour(_TABLES, rng)
    level = 0.95 + 0.16 * smooth_noise(rng, rows, cols, 160) + 0.03 * rng.standard_normal((rows, cols), np.float32)
    return _tinted(level, colour)


def _colour(colours: tuple[tuple[int, int, int], ...], rng: np.random.Generator) -> CoarseField:
    """One of the colours, RGB, with a small random change."""
    return np.array(colours[int(rng.integers(len(colours)))]) * rng.uniform(0.85, 1.1) * rng.uniform(0.96, 1.04, 3)


def _tinted(level: CoarseField, colour: CoarseField) -> CoarseField:
    """A level (rows, cols) in a colour, (rows, cols, 3)."""
    return level[..., None].astype(np.float32) * colour.astype(np.float32)


def _page_shadow(rows: int, cols: int, outline: Polygon, rng: np.random.Generator) -> CoarseField:
    """The soft shadow of the page on the ground, a little to one side."""
    size = max(rows, cols)
    shape = np.zeros((rows, cols), np.uint8)
    aside = rng.uniform(-1, 1, 2) * size * 0.012
    cv2.fillPoly(shape, [np.round(outline + aside).astype(np.int32)], 255)
    soft = cv2.GaussianBlur(shape, (0, 0), size * float(rng.uniform(0.006, 0.014)))
    return 1 - soft.astype(np.float32) * (float(rng.uniform(0.45, 0.7)) / 255)


_GROUNDS: Mapping[str, Callable[[int, int, np.random.Generator], CoarseField]] = {
    "wood": _wood,
    "cloth": _cloth,
    "table": _table,
}
