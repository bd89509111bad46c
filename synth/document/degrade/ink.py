"""Effects of printers on ink: fading, bleeding, dot matrix, thermal print. All that is darker than white is ink."""

from __future__ import annotations

import cv2
import numpy as np

from synth.document.degrade.noise import Pixels, coarse, dimmed, grain, mixed, paled, smooth_noise

_STEP_PX = 8
_INCH_MM = 25.4


def fading(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """Ink is pale all over, and paler in patches."""
    rows, cols = coarse(image, _STEP_PX)
    patches = smooth_noise(rng, rows, cols, 35 / _INCH_MM * dpi / _STEP_PX)
    strength = 1 - severity * (0.5 + 0.3 * patches)
    return paled(image, np.clip(strength, 0.2, 1).astype(np.float32))


def bleed(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """Strokes widen by up to a tenth of a millimetre on each side, raggedly, as ink runs along the fibres."""
    reach_px = 0.11 / _INCH_MM * dpi
    wide = 2 * max(1, round(reach_px)) + 1
    run = cv2.erode(image, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, wide)))
    soft = cv2.bitwise_not(cv2.GaussianBlur(run, (0, 0), 0.6 * reach_px + 0.3))
    ragged = cv2.bitwise_not(cv2.multiply(soft, grain(rng, image), scale=1 / 128))
    return cv2.min(image, mixed(image, ragged, 0.85 * severity))


def dot_matrix(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """Ink in round dots at the pitch of the needles, black, under a ribbon that is worn along the line."""
    pitch_px = (0.17 + 0.11 * severity) / _INCH_MM * dpi
    height, width = image.shape[:2]
    cols, rows = round(width / pitch_px), round(height / pitch_px)
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if image.ndim == 3 else image
    hits = cv2.resize(cv2.bitwise_not(grey), (cols, rows), interpolation=cv2.INTER_AREA)
    ribbon = smooth_noise(rng, rows, cols, 40) * (0.35 * severity) + rng.normal(0, 0.12 * severity, (rows, 1))
    hits = dimmed(cv2.convertScaleAbs(hits, alpha=1.25), np.clip(1 - ribbon, 0.3, 1.1).astype(np.float32))
    struck = cv2.resize(hits, (width, height), interpolation=cv2.INTER_LINEAR)
    waves = (np.cos(2 * np.pi * (np.arange(n) + 0.5) * k / n) for n, k in ((height, rows), (width, cols)))
    down, across = (wave.astype(np.float32) for wave in waves)
    dots = 1 - np.float32(0.3 * severity) * (across[None, :] + down[:, None] + np.float32(0.4))
    printed = cv2.bitwise_not(dimmed(struck, dots))
    printed = cv2.cvtColor(printed, cv2.COLOR_GRAY2RGB) if image.ndim == 3 else printed
    return mixed(image, printed, 0.5 + 0.5 * severity)


def thermal(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """Thermal print: grey strokes, pale bands across the paper, a cold edge, heating elements that are dead."""
    rows, cols = coarse(image, 2)
    mm = dpi / _INCH_MM / 2
    bands = np.interp(np.arange(rows), np.arange(0, rows + 9 * mm, 9 * mm), _bands(rng, rows, 9 * mm))
    side = np.linspace(-1, 1, cols) * float(rng.choice((-1, 1)))
    cold = 0.35 * np.clip(side, 0, 1) ** 2
    strength = 1 - severity * (0.3 + 0.45 * bands[:, None] + cold[None, :])
    dead = rng.choice(cols, size=int(rng.integers(0, 1 + round(5 * severity))), replace=False)
    strength[:, dead] *= 0.25
    return paled(image, np.clip(strength, 0.12, 1).astype(np.float32))


def _bands(rng: np.random.Generator, rows: int, pitch: float) -> np.ndarray:
    """How pale the print is at every `pitch` rows, mostly 0."""
    count = len(np.arange(0, rows + pitch, pitch))
    return np.clip(rng.normal(0, 0.7, count), 0, 1.3)
