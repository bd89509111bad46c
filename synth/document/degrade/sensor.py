"""Effects of the sensor of a scanner, a fax or a camera: dust, blur, grain, binarisation, line noise, JPEG."""

from __future__ import annotations

import cv2
import numpy as np

from synth.document.degrade.noise import Pixels, blotches, grain, grained

_INCH_MM = 25.4


def dust(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """Specks and hairs of up to 6 mm, dark or bright, and at most one fine line where the feed dragged dirt."""
    mm = dpi / _INCH_MM
    height, width = image.shape[:2]
    dusty = image.copy()
    area = height * width / (mm * mm) / 62_000  # in sheets of A4
    for _ in range(int(rng.poisson(70 * severity * area))):
        centre = [round(float(at) * 16) for at in rng.uniform(0, 1, 2) * (width, height)]
        level = (float(rng.choice((60, 120, 250))),) * 3
        cv2.circle(dusty, centre, round(float(rng.gamma(1.5, 0.07)) * mm * 16 + 4), level, -1, cv2.LINE_AA, 4)
    for _ in range(int(rng.poisson(4 * severity * area))):
        start = rng.uniform(0, 1, 2) * (width, height)
        turns = np.cumsum(rng.normal(0, 0.35, 8)) + float(rng.uniform(0, 2 * np.pi))
        steps = np.stack([np.cos(turns), np.sin(turns)], 1) * float(rng.uniform(0.3, 0.8)) * mm
        path = np.round((start + np.cumsum(steps, 0)) * 16).astype(np.int32)
        cv2.polylines(dusty, [path], False, (float(rng.integers(60, 150)),) * 3, 1, cv2.LINE_AA, 4)
    if rng.random() < 0.4 * severity:
        column = int(rng.integers(width))
        dusty[:, column] = cv2.addWeighted(dusty[:, column], 0.6, np.full_like(dusty[:, column], 110), 0.4, 0)
    return dusty


def blur(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """A Gaussian of up to 0.27 mm."""
    sigma_px = 0.27 * severity * float(rng.uniform(0.8, 1.0)) / _INCH_MM * dpi
    return cv2.GaussianBlur(image, (0, 0), sigma_px) if sigma_px > 0.2 else image


def noise(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """Grain of up to 26 grey levels."""
    return grained(image, grain(rng, image), 26 * severity)


def low_light(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """The noise of a small sensor in poor light: strongest in the dark, fine in brightness, in blotches of colour.

    A root makes its variance constant (Anscombe 1948), so that one tile of noise serves all levels.
    """
    levels = np.arange(256, dtype=np.float64)
    root = np.sqrt(levels / 255 + 0.03)
    low, span = float(root[0]), float(root[-1] - root[0])
    there = np.round((root - low) / span * 255).astype(np.uint8)
    back = np.clip((((levels / 255 * span + low) ** 2) - 0.03) * 255, 0, 255).round().astype(np.uint8)
    noisy = grained(cv2.LUT(image, there), blotches(rng, image), 14 * severity)
    return cv2.LUT(noisy, back)


def exposure(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """Too dark or too bright, with a camera's curve: shadows drown, or paper burns out and thin strokes with it."""
    dark, share = rng.random() < 0.62, float(rng.uniform(0.5, 1.0))
    gain = 1 - 0.62 * severity * share if dark else 1 + 0.32 * severity * share
    gamma, toe = float(rng.uniform(0.9, 1.25)), 0.09 * severity * float(rng.uniform(0, 1))
    levels = np.clip((np.arange(256) / 255) ** (1 + (gamma - 1) * severity) * gain, 0, 1)
    curved = levels + 0.35 * severity * share * (levels * levels * (3 - 2 * levels) - levels)
    return cv2.LUT(image, np.clip((toe + (1 - toe) * curved) * 255, 0, 255).round().astype(np.uint8))


def sharpening(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """An unsharp mask, as telephones apply it: halos around letters, and noise that stands out."""
    radius, strength = float(rng.uniform(0.8, 1.8)), severity * float(rng.uniform(0.8, 1.8))
    return cv2.addWeighted(image, 1 + strength, cv2.GaussianBlur(image, (0, 0), radius), -strength, 0)


def binarise(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """Black or white by a threshold that is up to 60 levels off, over a grain that frays the edges."""
    off = 60 * severity * float(rng.choice((-1, 1)) * rng.uniform(0.5, 1.0))
    frayed = grained(image, grain(rng, image), 6 + 18 * severity)
    return cv2.threshold(frayed, 150 + off, 255, cv2.THRESH_BINARY)[1]


def line_noise(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """Rows that were lost in part or replaced by the row above, black streaks, a dirty column, bursts of specks."""
    height, width = image.shape[:2]
    noisy = image.copy()
    for _ in range(int(rng.poisson(26 * severity))):
        row, left = int(rng.integers(1, height)), int(rng.integers(-width // 2, width))
        right = left + int(rng.integers(width // 12, width))
        kind = rng.random()
        line = noisy[row, max(left, 0) : max(right, 0)]
        line[:] = noisy[row - 1, max(left, 0) : max(right, 0)] if kind < 0.55 else (255 if kind < 0.85 else 0)
    for _ in range(int(rng.poisson(90 * severity))):
        row, left = int(rng.integers(height)), int(rng.integers(width))
        noisy[row, left : left + int(rng.integers(1, 9))] = 0
    if rng.random() < 0.35 * severity:
        noisy[:, int(rng.integers(width))] = 0
    for _ in range(int(rng.poisson(2 * severity))):
        top, rows = int(rng.integers(height)), int(rng.integers(3, 12))
        band = noisy[top : top + rows]
        band[rng.random(band.shape[:2]) < 0.06] = 0
    return noisy


def jpeg(image: Pixels, severity: float, rng: np.random.Generator, dpi: float) -> Pixels:
    """Encoded and decoded at a quality from 92 down to 14."""
    quality = round(92 - 78 * severity * float(rng.uniform(0.85, 1.0)))
    ordered = cv2.cvtColor(image, cv2.COLOR_RGB2BGR) if image.ndim == 3 else image
    coded = cv2.imencode(".jpg", ordered, [cv2.IMWRITE_JPEG_QUALITY, quality])
    flag = cv2.IMREAD_COLOR_RGB if image.ndim == 3 else cv2.IMREAD_GRAYSCALE
    return np.asarray(cv2.imdecode(coded[1], flag), np.uint8)
