"""Effects on the paper: ageing, stains, show-through of the other side, punch holes, edges that do not lie flat."""

from __future__ import annotations

import cv2
import numpy as np

from synth.document.degrade.noise import CoarseField, Pixels, coarse, dimmed, grain, grained, smooth_noise

_STEP_PX = 8
_INCH_MM = 25.4
_STAINS = {"coffee": (0.62, 0.42, 0.22), "water": (0.85, 0.77, 0.63), "grease": (0.91, 0.84, 0.70)}
"""Share of red, green and blue that a stain lets through where it is thickest."""


def ageing(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """The paper is cream, brown towards its edges, cloudy and grainy."""
    rows, cols = coarse(image, _STEP_PX)
    clouds = smooth_noise(rng, rows, cols, 30 / _INCH_MM * dpi / _STEP_PX)
    rim = _edge_distance(rows, cols) * (_STEP_PX * _INCH_MM / dpi)
    age = severity * (0.5 + 0.15 * clouds + 0.45 * np.exp(-rim / 9))
    tone = np.array((0.10, 0.19, 0.42)) + rng.uniform(-0.03, 0.05, 3)
    gain = 1 - np.clip(age, 0, 1)[..., None] * tone
    return grained(dimmed(image, gain.astype(np.float32)), grain(rng, image), 4 * severity)


def stains(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """Up to four stains: the ring of a cup, a blotch, drops."""
    rows, cols = coarse(image, 4)
    mm = dpi / _INCH_MM / 4
    gain = np.ones((rows, cols, 3), np.float32)
    wobble = smooth_noise(rng, rows, cols, 14 * mm), smooth_noise(rng, rows, cols, 2.5 * mm)
    for _ in range(1 + int(rng.integers(0, 1 + round(3 * severity)))):
        kind = str(rng.choice(list(_STAINS)))
        centre = rng.uniform(0, 1, 2) * (cols, rows)
        radius = float(rng.uniform(36, 44) if kind == "coffee" else rng.uniform(5, 24)) * mm
        ys, xs = np.ogrid[:rows, :cols]
        uneven = 0.7 * mm if kind == "coffee" else 0.25 * min(radius, 12 * mm)  # a cup is round
        distance = np.hypot(xs - centre[0], ys - centre[1]) + wobble[0] * uneven
        depth = _stain_depth(distance, radius, mm, kind) * (1 + 0.3 * wobble[1])
        through = np.array(_STAINS[kind])
        gain *= 1 - np.clip(depth * (0.35 + 0.65 * severity), 0, 1)[..., None] * (1 - through)
    return dimmed(image, gain.astype(np.float32))


def show_through(image: Pixels, severity: float, rng: np.random.Generator, dpi: float, behind: Pixels | None) -> Pixels:
    """The print of the sheet's other side (`behind`; None: something like this page), mirrored, soft and pale."""
    height, width = image.shape[:2]
    half = (max(1, width // 2), max(1, height // 2))
    ghost = cv2.flip(cv2.resize(image if behind is None else behind, half, interpolation=cv2.INTER_LINEAR), 1)
    if behind is None:
        ghost = np.roll(ghost, int(rng.integers(height // 8, height // 3)), axis=0)
    if ghost.ndim != image.ndim:
        ghost = cv2.cvtColor(ghost, cv2.COLOR_RGB2GRAY)
    soft = cv2.GaussianBlur(ghost, (0, 0), 0.10 / _INCH_MM * dpi)
    strength = severity * float(rng.uniform(0.22, 0.32))
    veil = cv2.convertScaleAbs(soft, alpha=strength, beta=255 * (1 - strength))
    return cv2.multiply(image, cv2.resize(veil, (width, height)), scale=1 / 255)


def holes(image: Pixels, severity: float, rng: np.random.Generator, dpi: float, ground: int) -> Pixels:
    """Two or four punch holes of 6 mm, 80 mm apart, 12 mm from the left edge (ISO 838); `ground` shows in them.

    The severity is how dark the holes are and how ragged.
    """
    mm = dpi / _INCH_MM
    middle = image.shape[0] / 2 + float(rng.normal(0, 2)) * mm
    left = (12 + float(rng.normal(0, 1))) * mm
    offsets = (-120, -40, 40, 120) if rng.random() < 0.35 and image.shape[0] > 260 * mm else (-40, 40)
    punched = image.copy()
    shade = 255 + (ground - 255) * (0.4 + 0.6 * severity)
    for offset in offsets:
        centre = round(left * 16), round((middle + offset * mm) * 16)
        radius = 3 * mm * (1 + 0.05 * severity * float(rng.normal()))
        cv2.circle(punched, centre, round((radius + 0.25 * mm) * 16), (205,) * 3, -1, cv2.LINE_AA, 4)
        cv2.circle(punched, centre, round(radius * 16), (shade,) * 3, -1, cv2.LINE_AA, 4)
        lit = centre[0] + round(0.5 * mm * 16), centre[1] + round(0.6 * mm * 16)
        cv2.circle(punched, lit, round((radius - 0.7 * mm) * 16), (min(255, shade + 14),) * 3, -1, cv2.LINE_AA, 4)
    return punched


def edge_shadow(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """One or two edges darken towards the rim, and a thin line runs along all four."""
    rows, cols = coarse(image, _STEP_PX)
    mm = dpi / _INCH_MM / _STEP_PX
    ys, xs = np.arange(rows)[:, None] / mm, np.arange(cols)[None, :] / mm
    distances = xs, ys, xs[:, ::-1], ys[::-1]
    shade = np.zeros((rows, cols), np.float32)
    for side in rng.permutation(4)[: int(rng.integers(1, 3))]:
        shade += np.exp(-distances[side] / float(rng.uniform(3, 9))) * float(rng.uniform(0.35, 0.75))
    rim = np.exp(-_edge_distance(rows, cols) / (0.6 * mm)) * 0.25
    return dimmed(image, np.clip(1 - severity * (shade + rim), 0.15, 1).astype(np.float32))


def _stain_depth(distance: CoarseField, radius: float, mm: float, kind: str) -> CoarseField:
    """How thick a stain is, 0 to 1, by the distance from its centre: a dark rim, and the inside by its kind."""
    rim = np.exp(-(((distance - radius) / (0.9 * mm)) ** 2))
    inside = 1 / (1 + np.exp(np.clip((distance - radius) / (0.6 * mm), -30, 30)))
    body = {"coffee": 0.12, "water": 0.35, "grease": 0.9}[kind]
    return (np.maximum(rim * (0.15 if kind == "grease" else 0.9), inside * body)).astype(np.float32)


def _edge_distance(rows: int, cols: int) -> CoarseField:
    """Distance from the nearest edge, in nodes."""
    ys, xs = np.arange(rows, dtype=np.float32)[:, None], np.arange(cols, dtype=np.float32)[None, :]
    return np.minimum(np.minimum(xs, cols - 1 - xs), np.minimum(ys, rows - 1 - ys))
