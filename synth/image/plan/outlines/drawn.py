"""The parts of named outlines: vertices in a unit square (x right, y down), and details that the sketch draws."""

from __future__ import annotations

import math
from dataclasses import dataclass

UnitPoints = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """A part inside an outline. `tone` is one of `synth.image.generate.sketch.TONES` or `SHADES`."""

    tone: str
    outline: UnitPoints


@dataclass(frozen=True, slots=True, kw_only=True)
class Silhouette:
    """An outline with its details (far to near); its corners are cut `rounding` times (Chaikin 1974).

    Circles look round at the height / width that `synth.image.scene.vocabulary.SHAPES` gives the name. `keypoints` are
    in the order of `synth.core.labels.KEYPOINT_NAMES`, or empty. An outline with keypoints is not rounded and fills the
    unit square.
    """

    outline: UnitPoints
    rounding: int = 0
    details: tuple[Detail, ...] = ()
    keypoints: UnitPoints = ()


def arc(x: float, y: float, rx: float, ry: float, start_deg: float, end_deg: float, steps: int = 12) -> UnitPoints:
    """Points of an elliptic arc; 0 degrees points right, 90 degrees down."""
    angles = [math.radians(start_deg + (end_deg - start_deg) * step / steps) for step in range(steps + 1)]
    return tuple((x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles)


def disc(tone: str, x: float, y: float, rx: float, ry: float) -> Detail:
    """An ellipse with centre (x, y)."""
    return Detail(tone=tone, outline=arc(x, y, rx, ry, 0, 360, 20)[:-1])


def rectangle(tone: str, x0: float, y0: float, x1: float, y1: float) -> Detail:
    """A rectangle between two corners."""
    return Detail(tone=tone, outline=((x0, y0), (x1, y0), (x1, y1), (x0, y1)))


def wheel(x: float, y: float, rx: float, ry: float) -> tuple[Detail, Detail]:
    """A tyre and its rim."""
    return disc("dark", x, y, rx, ry), disc("light", x, y, rx * 0.45, ry * 0.45)
