"""A hand that holds a page at its border: fingers or a thumb as rounded, lit skin with nails, then palm and sleeve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

from synth.document.degrade.desk.sprite import MM_PX, Sprite
from synth.document.degrade.noise import CoarseField, smooth_noise

if TYPE_CHECKING:
    from jaxtyping import Float32, Float64

_SKINS = ((236, 196, 170), (222, 174, 144), (198, 148, 112), (164, 112, 80), (120, 78, 54), (84, 54, 40))
_SLEEVES = ((40, 44, 60), (96, 98, 102), (150, 60, 56), (214, 210, 202), (60, 84, 74), (28, 28, 30))
_LENGTH_MM = 240.0
_PALM_MM = 74.0
"""From the fingertips to where the fingers widen into the hand."""


def hand(count: int, skin: Float64[np.ndarray, 3], rng: np.random.Generator) -> Sprite:
    """A hand that points to the left: one thumb (`count` 0) or 1 to 4 fingers side by side, tips at about 2 mm."""
    thumb, count = count == 0, max(count, 1)
    radii = rng.uniform(10, 12.5, 1) if thumb else rng.uniform(7.6, 9.2, count)
    middles = np.concatenate([[0.0], np.cumsum(radii[:-1] + radii[1:] - 0.4)])
    middles = middles - middles.mean()
    tips = 2.0 + (rng.uniform(0, 4, count) + 5 * np.abs(np.arange(count) - (count - 1) / 2))
    spread = float(middles.max() + radii.max())
    rows, cols = round(2 * (max(spread, 44.0) + 6) * MM_PX), round(_LENGTH_MM * MM_PX)
    xs = (np.arange(cols, dtype=np.float32) + 0.5) / np.float32(MM_PX)
    ys = (np.arange(rows, dtype=np.float32)[:, None] - rows / 2 + 0.5) / np.float32(MM_PX)
    light = float(rng.choice((-1, 1))) * 0.17
    coarse = (cv2.resize(one, (cols, rows)) for one in _palm(xs[::3], ys[::3], spread, skin, light, rng))
    rgb, opacity = coarse  # the hand's back has no fine parts
    for middle, radius, tip in zip(middles, radii, tips, strict=True):
        end = round((_PALM_MM + 26) * MM_PX)
        part = slice(
            max(0, int(rows / 2 + (middle - radius * 1.5) * MM_PX)), int(rows / 2 + (middle + radius * 1.5) * MM_PX)
        )
        drawn, alpha = _finger(xs[:end] - tip, ys[part] - middle, float(radius), thumb, skin, light, rng)
        fade = alpha * np.clip((end / MM_PX - xs[:end]) / 22, 0, 1)
        rgb[part, :end] += (drawn - rgb[part, :end]) * fade[..., None]
        opacity[part, :end] = np.maximum(opacity[part, :end], alpha)
    return Sprite(np.dstack([np.clip(rgb, 0, 255), opacity * 255]).astype(np.uint8), 9.0)


def skin_tone(rng: np.random.Generator) -> Float64[np.ndarray, 3]:
    """The colour of a hand, RGB."""
    return np.array(_SKINS[int(rng.integers(len(_SKINS)))]) * rng.uniform(0.92, 1.06, 3)


def _palm(
    xs: CoarseField,
    ys: CoarseField,
    spread: float,
    skin: Float64[np.ndarray, 3],
    light: float,
    rng: np.random.Generator,
) -> tuple[Float32[np.ndarray, "h w 3"], CoarseField]:
    """The back of the hand, then a sleeve: colour and opacity."""
    rows, cols = len(ys), len(xs)
    grown = np.clip((xs - _PALM_MM) / 34, 0, 1)
    grown = grown * grown * (3 - 2 * grown)
    wide = (spread - 3) + (42 - spread + 3) * grown - 9 * np.clip((xs - 140) / 50, 0, 1)
    sleeve = xs > 178
    wide = np.where(sleeve, wide + 7, wide)
    across = np.clip(ys / wide, -1, 1)
    level = 0.44 + 0.5 * np.sqrt(1 - across**2) ** 0.7 + light * across
    level += 0.05 * smooth_noise(rng, rows, cols, 9 * MM_PX)
    cloth = np.array(_SLEEVES[int(rng.integers(len(_SLEEVES)))])
    colour = np.where(sleeve[:, None], cloth, skin * (0.98, 0.95, 0.94)).astype(np.float32)
    opacity = np.clip((wide - np.abs(ys)) * MM_PX * 0.8 + 0.5, 0, 1) * (xs > _PALM_MM - 4)
    return (colour[None] * level[..., None]).astype(np.float32), opacity.astype(np.float32)


def _finger(
    xs: CoarseField, ys: CoarseField, radius: float, thumb: bool, skin: Float64[np.ndarray, 3], light: float,
    rng: np.random.Generator,
) -> tuple[Float32[np.ndarray, "h w 3"], CoarseField]:  # fmt: skip
    """One finger with folds at its joint and a nail: colour and opacity; its tip is at x = 0, its axis at y = 0."""
    ys = ys - 0.0012 * float(rng.uniform(-1, 1)) * np.maximum(xs - 10, 0) ** 2
    joint = 32.0 if thumb else 25.0
    tip = np.clip(xs / (radius * 1.25), 0, 1)
    wide = radius * (1 + 0.06 * np.exp(-(((xs - joint) / 9) ** 2)) + 0.0022 * np.maximum(xs, 0))
    wide = wide * np.sqrt(np.clip(1 - (1 - tip) ** 2.3, 0, 1))
    across = np.clip(ys / np.maximum(wide, 0.1), -1, 1)
    height = np.sqrt(1 - across**2) * (0.55 + 0.45 * np.sqrt(tip))
    level = 0.42 + 0.54 * height + light * across
    for fold in (joint - 1.4, joint, joint + 1.7):
        level -= 0.06 * np.exp(-(((xs - fold - 0.8 * across**2) / 0.35) ** 2)) * (np.abs(across) < 0.85)
    level += 0.03 * smooth_noise(rng, level.shape[0], level.shape[1], 3 * MM_PX) + 0.01 * rng.standard_normal(
        level.shape, np.float32
    )
    blood = (1 - height)[..., None] * (0.02, 0.13, 0.15) + np.exp(-(((xs - 6) / 9) ** 2))[:, None] * (0, 0.05, 0.05)
    colour = skin * (level[..., None] - blood)
    if thumb or rng.random() < 0.85:
        colour = _nailed(colour, xs, ys, radius, skin, level)
    opacity = np.clip((wide - np.abs(ys)) * MM_PX * 0.8 + 0.5, 0, 1) * (xs > 0)
    return colour.astype(np.float32), opacity.astype(np.float32)


def _nailed(
    colour: CoarseField,
    xs: CoarseField,
    ys: CoarseField,
    radius: float,
    skin: Float64[np.ndarray, 3],
    level: CoarseField,
) -> CoarseField:
    """The same with a nail: a pink shield with a pale tip and a gleam."""
    along, across = (xs - 1.2 - radius * 0.62) / (radius * 0.66), ys / (radius * 0.62)
    shape = np.abs(along) ** 3 + np.abs(across) ** 3
    inside = cv2.GaussianBlur((shape < 1).astype(np.float32), (0, 0), 1.2)[..., None]
    rim = cv2.GaussianBlur(((shape > 0.9) & (shape < 1.25)).astype(np.float32), (0, 0), 1.5)[..., None]
    pink = (0.55 * skin + 0.45 * np.array((238, 190, 182))) * (level[..., None] + 0.06)
    pale = np.clip((-along - 0.72) / 0.12, 0, 1)[:, None]
    pink = pink * (1 - pale) + np.array((240, 226, 212)) * level[..., None] * pale
    gleam = 46 * np.exp(-(((along + 0.1) / 0.5) ** 2) - ((across + 0.3) / 0.16) ** 2)[..., None]
    return colour * (1 - inside) * (1 - 0.22 * rim) + (pink + gleam) * inside
