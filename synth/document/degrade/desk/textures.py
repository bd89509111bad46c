"""Hard surfaces, drawn procedurally: wood, marble, granite, terrazzo, concrete, laminate, metal, tiles, cork.

Every function draws RGB texels, (rows, cols, 3); `mm` is a millimetre in texels, so that a grain keeps its size.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import cv2
import numpy as np

from synth.document.degrade.noise import CoarseField, smooth_noise, stretched_noise

if TYPE_CHECKING:
    from jaxtyping import UInt8

Texels: TypeAlias = "UInt8[np.ndarray, 'rows cols 3']"
Ramp: TypeAlias = "tuple[tuple[int, int, int], ...]"
"""Colours, RGB, from the darkest level to the brightest."""

_WOODS: tuple[Ramp, ...] = (
    ((58, 34, 20), (126, 82, 48), (168, 118, 74)),
    ((36, 24, 18), (74, 48, 32), (104, 70, 46)),
    ((128, 92, 56), (190, 148, 100), (222, 186, 138)),
    ((120, 106, 92), (166, 152, 136), (196, 184, 168)),
    ((86, 40, 24), (140, 70, 40), (176, 100, 62)),
    ((178, 158, 130), (214, 198, 172), (234, 222, 202)),
    ((30, 28, 28), (52, 48, 46), (76, 70, 66)),
)
_MARBLES: tuple[Ramp, ...] = (
    ((120, 122, 128), (206, 206, 208), (238, 237, 234)),
    ((210, 204, 192), (58, 56, 58), (28, 28, 32)),
    ((176, 150, 118), (214, 196, 168), (230, 218, 198)),
    ((196, 206, 198), (50, 74, 66), (30, 48, 44)),
)
_GRANITES: tuple[Ramp, ...] = (
    ((28, 28, 30), (96, 94, 94), (168, 164, 160), (214, 210, 204)),
    ((18, 18, 20), (34, 34, 38), (62, 64, 70), (148, 150, 156)),
    ((70, 44, 36), (142, 100, 84), (188, 150, 130), (216, 196, 180)),
)
_PLAIN = (
    (232, 230, 226), (212, 208, 200), (150, 152, 154), (72, 74, 78), (34, 34, 38), (196, 180, 156), (96, 116, 126),
    (120, 132, 118), (236, 226, 204), (58, 72, 96),
)  # fmt: skip


def wood(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """Boards with annual rings, fibres and pores; boards differ in tone and meet in dark joints."""
    board = float(rng.choice((70, 110, 160, 900)) * rng.uniform(0.85, 1.2)) * mm
    rings = float(rng.uniform(2.0, 6.0))
    field = stretched_noise(rng, rows, cols, 22 * mm, 260 * mm) * rings + stretched_noise(
        rng, rows, cols, 5 * mm, 120 * mm
    )
    fibre = stretched_noise(rng, rows, cols, 0.6 * mm + 0.5, 34 * mm)
    pores = stretched_noise(rng, rows, cols, 0.7, 9 * mm)
    start = float(rng.uniform(0, board))
    number = ((np.arange(rows) + start) // board).astype(int)
    tones = rng.normal(0, 0.09, number.max() + 2).astype(np.float32)
    for one in range(number.max() + 1):
        field[number == one] = np.roll(field[number == one], int(rng.integers(cols)), axis=1) + float(rng.uniform(0, 9))
    level = 0.52 + 0.24 * np.sin(2 * np.pi * field) * (0.6 + 0.4 * fibre) + 0.13 * fibre - 0.16 * (pores > 0.85)
    level += tones[number][:, None] + 0.08 * smooth_noise(rng, rows, cols, 150 * mm)
    joint = np.minimum((np.arange(rows) + start) % board, board - (np.arange(rows) + start) % board) < 0.5 * mm + 0.5
    level[joint] -= 0.45
    return ramped(level, _toned(_WOODS[int(rng.integers(len(_WOODS)))], rng))


def marble(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """Polished stone: clouds, and veins that run one way, where a warped wave crosses zero."""
    clouds = fractal(rng, rows, cols, 120 * mm, 4)
    angle, pitch = float(rng.uniform(0, np.pi)), float(rng.uniform(90, 220)) * mm
    along = np.arange(cols)[None, :] * np.cos(angle) + np.arange(rows)[:, None] * np.sin(angle)
    wide = np.abs(np.sin(np.pi * along / pitch + 3.2 * fractal(rng, rows, cols, 110 * mm, 5)))
    fine = np.abs(np.sin(2.7 * np.pi * along / pitch + 5 * fractal(rng, rows, cols, 70 * mm, 5)))
    veins = np.minimum(np.clip(wide * 5, 0, 1) ** 0.7, 0.45 + 0.55 * np.clip(fine * 12, 0, 1))
    level = 0.2 + 0.62 * veins.astype(np.float32) + 0.2 * clouds
    return ramped(level, _toned(_MARBLES[int(rng.integers(len(_MARBLES)))], rng))


def granite(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """Grains of three or four minerals."""
    grain = float(rng.uniform(0.8, 2.2)) * mm
    field = smooth_noise(rng, rows, cols, grain) + 0.7 * smooth_noise(rng, rows, cols, grain / 2)
    level = 0.5 + 0.42 * np.tanh(2.2 * field) + 0.06 * smooth_noise(rng, rows, cols, 60 * mm)
    return ramped(level, _toned(_GRANITES[int(rng.integers(len(_GRANITES)))], rng))


def terrazzo(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """Chips of stone in a plain binder."""
    base = np.array(_PLAIN[int(rng.integers(6))], np.float32)
    texels = np.clip(base + 5 * rng.standard_normal((rows, cols, 1), np.float32), 0, 255).astype(np.uint8)
    count = int(min(1500, rows * cols / (mm * mm) / 90))
    chips = zip(
        rng.uniform(0, 1, (count, 2)), rng.gamma(2.0, 1.3, (count, 2)), rng.normal(0, 40, (count, 3)), strict=True
    )
    for (x, y), radii, tint in chips:
        spots = cv2.ellipse2Poly((0, 0), (100, 100), 0, 0, 360, 60) * (radii * mm / 100) * rng.uniform(0.6, 1.3, (7, 2))
        colour = np.clip(base + tint[0] + tint * 0.25, 0, 255).tolist()
        cv2.fillPoly(
            texels, [np.round((spots + np.array((x * cols, y * rows))) * 16).astype(np.int32)], colour, cv2.LINE_AA, 4
        )
    return texels


def concrete(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """Grey, cloudy, with pores and hairline cracks."""
    level = 0.55 + 0.22 * fractal(rng, rows, cols, 90 * mm, 5)
    level -= 0.3 * (smooth_noise(rng, rows, cols, 1.2 * mm + 0.6) > 1.15)
    level -= 0.25 * (np.abs(fractal(rng, rows, cols, 240 * mm, 4)) < 0.004)
    return ramped(level, _toned(((72, 70, 68), (142, 140, 136), (186, 184, 178)), rng))


def laminate(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """A plain table top: a sheen, fine grain, scratches, a few crumbs."""
    colour = np.array(_PLAIN[int(rng.integers(len(_PLAIN)))], np.float32) * rng.uniform(0.9, 1.05, 3)
    level = (
        0.95 + 0.10 * smooth_noise(rng, rows, cols, 220 * mm) + 0.025 * rng.standard_normal((rows, cols), np.float32)
    )
    texels = np.clip(level[..., None] * colour.astype(np.float32), 0, 255).astype(np.uint8)
    for _ in range(int(rng.integers(0, 9))):
        start, along = rng.uniform(0, 1, 2) * (cols, rows), rng.normal(0, 60 * mm, 2)
        ends = np.round(np.stack([start, start + along]) * 16).astype(int)
        shade = np.clip(colour * float(rng.choice((0.85, 1.12))), 0, 255).tolist()
        cv2.line(texels, ends[0].tolist(), ends[1].tolist(), shade, 1, cv2.LINE_AA, 4)
    return texels


def metal(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """Brushed steel: fine streaks under a broad sheen."""
    level = (
        0.55
        + 0.16 * stretched_noise(rng, rows, cols, 0.7, 45 * mm)
        + 0.25 * stretched_noise(rng, rows, cols, 260 * mm, 120 * mm)
    )
    return ramped(level, ((70, 72, 76), (150, 152, 156), (216, 218, 220)))


def tiles(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """Glazed tiles with grout between them."""
    side = float(rng.choice((50, 100, 150)) * rng.uniform(0.8, 1.2)) * mm
    ys, xs = (
        (np.arange(rows) + float(rng.uniform(0, side))) / side,
        (np.arange(cols) + float(rng.uniform(0, side))) / side,
    )
    tone = rng.normal(0, 0.05, (int(ys[-1]) + 1, int(xs[-1]) + 1)).astype(np.float32)
    level = 0.72 + tone[ys.astype(int)][:, xs.astype(int)] + 0.07 * smooth_noise(rng, rows, cols, 30 * mm)
    for axis, at in enumerate((ys, xs)):
        away = np.abs(at - np.round(at)) * side / mm
        edge = 0.5 * np.clip(1 - (away - 1.2) / 0.8, 0, 1).astype(np.float32)
        level = np.minimum(level, 1 - (edge[:, None] if axis == 0 else edge[None, :]) - 0.05)
    colour = np.array(_PLAIN[int(rng.integers(len(_PLAIN)))])
    return ramped(
        level, tuple(map(tuple, np.clip(colour[None] * ((0.35,), (0.75,), (1.12,)), 0, 255).astype(int).tolist()))
    )


def cork(rows: int, cols: int, mm: float, rng: np.random.Generator) -> Texels:
    """Pressed granules: a pin board, a mat."""
    level = 0.5 + 0.34 * np.tanh(2 * smooth_noise(rng, rows, cols, 2.6 * mm)) + 0.12 * smooth_noise(rng, rows, cols, mm)
    level -= 0.35 * (smooth_noise(rng, rows, cols, 3.2 * mm) > 0.95)
    return ramped(level, _toned(((92, 58, 34), (168, 122, 78), (206, 166, 116)), rng))


def fractal(rng: np.random.Generator, rows: int, cols: int, cell: float, octaves: int) -> CoarseField:
    """Octaves of smooth noise, each at half the size and half the strength of the one before."""
    total = np.zeros((rows, cols), np.float32)
    for octave in range(octaves):
        total += smooth_noise(rng, rows, cols, max(cell / 2**octave, 1.0)) * np.float32(0.55 / 1.7**octave)
    return total


def ramped(level: CoarseField, ramp: Ramp) -> Texels:
    """Levels 0 to 1 in the colours of a ramp."""
    colours = np.array(ramp, np.float64)
    table = np.stack(
        [np.interp(np.linspace(0, 1, 256), np.linspace(0, 1, len(ramp)), colours[:, k]) for k in range(3)], -1
    )
    return cv2.applyColorMap(cv2.convertScaleAbs(np.maximum(level, 0), alpha=255), table.astype(np.uint8)[:, None])


def _toned(ramp: Ramp, rng: np.random.Generator) -> Ramp:
    """The ramp a little brighter or darker, warmer or colder."""
    gain = rng.uniform(0.82, 1.1) * rng.uniform(0.95, 1.05, 3)
    return tuple((int(r), int(g), int(b)) for r, g, b in np.clip(np.array(ramp) * gain, 0, 255))
