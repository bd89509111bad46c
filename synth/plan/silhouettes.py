"""Named outlines as data: vertices in a unit square (x right, y down), with inner details that the sketch draws."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """A part inside an outline. `tone` is one of `synth.generate.sketch.TONES`."""

    tone: str
    outline: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Silhouette:
    """An outline, how often its corners are cut (Chaikin) to round it, and its details, far to near.

    Circles look round at the height / width that `synth.spec.vocabulary.SHAPES` gives the name. `keypoints` are those
    of `synth.labels.KEYPOINT_NAMES` or none; an outline that has them is not rounded and fills the unit square.
    """

    outline: Points
    rounding: int = 0
    details: tuple[Detail, ...] = ()
    keypoints: Points = ()


def _arc(x: float, y: float, rx: float, ry: float, start_deg: float, end_deg: float, steps: int = 12) -> Points:
    """Points of an elliptic arc; 0 degrees points right, 90 degrees down."""
    angles = [math.radians(start_deg + (end_deg - start_deg) * step / steps) for step in range(steps + 1)]
    return tuple((x + rx * math.cos(angle), y + ry * math.sin(angle)) for angle in angles)


def _disc(tone: str, x: float, y: float, rx: float, ry: float) -> Detail:
    return Detail(tone=tone, outline=_arc(x, y, rx, ry, 0, 360, 20)[:-1])


def _rectangle(tone: str, x0: float, y0: float, x1: float, y1: float) -> Detail:
    return Detail(tone=tone, outline=((x0, y0), (x1, y0), (x1, y1), (x0, y1)))


def _wheel(x: float, y: float, rx: float, ry: float) -> tuple[Detail, Detail]:
    return _disc("dark", x, y, rx, ry), _disc("light", x, y, rx * 0.45, ry * 0.45)


_CAR = Silhouette(
    outline=(
        (0.0, 0.55), (0.04, 0.44), (0.2, 0.38), (0.33, 0.06), (0.4, 0.0), (0.64, 0.0), (0.73, 0.06), (0.86, 0.38),
        (0.97, 0.44), (1.0, 0.56), (1.0, 0.8), (0.96, 0.84), *_arc(0.79, 0.8, 0.095, 0.2, 10, 170),
        *_arc(0.21, 0.8, 0.095, 0.2, 10, 170), (0.04, 0.84), (0.0, 0.8),
    ),
    details=(
        Detail(tone="glass", outline=((0.27, 0.38), (0.36, 0.1), (0.49, 0.1), (0.49, 0.38))),
        Detail(tone="glass", outline=((0.53, 0.38), (0.53, 0.1), (0.67, 0.1), (0.79, 0.38))),
        _rectangle("lamp", 0.95, 0.49, 0.99, 0.6),
        *_wheel(0.79, 0.8, 0.085, 0.185), *_wheel(0.21, 0.8, 0.085, 0.185),
    ),
)  # fmt: skip

_TRUCK = Silhouette(
    outline=(
        (0.0, 0.0), (0.68, 0.0), (0.68, 0.22), (0.84, 0.22), (0.97, 0.5), (1.0, 0.54), (1.0, 0.84),
        *_arc(0.84, 0.84, 0.075, 0.16, 0, 180), *_arc(0.34, 0.84, 0.075, 0.16, 0, 180),
        *_arc(0.16, 0.84, 0.075, 0.16, 0, 180), (0.0, 0.84),
    ),
    details=(
        Detail(tone="glass", outline=((0.74, 0.5), (0.74, 0.28), (0.82, 0.28), (0.92, 0.5))),
        _rectangle("dark", 0.67, 0.04, 0.685, 0.8), _rectangle("lamp", 0.97, 0.58, 0.995, 0.68),
        *_wheel(0.84, 0.84, 0.068, 0.14), *_wheel(0.34, 0.84, 0.068, 0.14), *_wheel(0.16, 0.84, 0.068, 0.14),
    ),
)  # fmt: skip

_BUS = Silhouette(
    outline=(
        (0.0, 0.08), (0.03, 0.0), (0.97, 0.0), (1.0, 0.08), (1.0, 0.86), *_arc(0.8, 0.86, 0.065, 0.14, 0, 180),
        *_arc(0.2, 0.86, 0.065, 0.14, 0, 180), (0.0, 0.86),
    ),
    details=(
        *(_rectangle("glass", 0.04 + 0.155 * n, 0.14, 0.17 + 0.155 * n, 0.46) for n in range(6)),
        _rectangle("light", 0.0, 0.6, 1.0, 0.64), _rectangle("lamp", 0.975, 0.68, 1.0, 0.76),
        *_wheel(0.8, 0.86, 0.058, 0.125), *_wheel(0.2, 0.86, 0.058, 0.125),
    ),
)  # fmt: skip

_BICYCLE = Silhouette(
    outline=(
        *_arc(0.22, 0.65, 0.22, 0.35, 20, 310, 20), (0.34, 0.26), (0.26, 0.22), (0.26, 0.17), (0.46, 0.17),
        (0.46, 0.22), (0.4, 0.26), (0.63, 0.22), (0.6, 0.05), (0.62, 0.0), (0.74, 0.0), (0.76, 0.06),
        (0.66, 0.07), (0.7, 0.31), *_arc(0.78, 0.65, 0.22, 0.35, 250, 520, 20), (0.52, 0.8), (0.46, 0.78),
    ),
    details=(
        _disc("light", 0.22, 0.65, 0.175, 0.28), _disc("light", 0.78, 0.65, 0.175, 0.28),
        _disc("dark", 0.22, 0.65, 0.03, 0.048), _disc("dark", 0.78, 0.65, 0.03, 0.048),
    ),
)  # fmt: skip

_PERSON = Silhouette(
    outline=(
        *_arc(0.5, 0.08, 0.2, 0.08, 120, 420), (0.6, 0.18), (0.82, 0.2), (0.93, 0.26), (1.0, 0.5), (0.97, 0.55),
        (0.87, 0.54), (0.8, 0.36), (0.78, 0.56), (0.8, 0.98), (0.76, 1.0), (0.58, 1.0), (0.5, 0.62), (0.42, 1.0),
        (0.24, 1.0), (0.2, 0.98), (0.22, 0.56), (0.2, 0.36), (0.13, 0.54), (0.03, 0.55), (0.0, 0.5), (0.07, 0.26),
        (0.18, 0.2), (0.4, 0.18),
    ),
    details=(
        Detail(tone="dark", outline=((0.23, 0.54), (0.77, 0.54), (0.82, 1.01), (0.57, 1.01), (0.5, 0.6), (0.43, 1.01),
                                     (0.18, 1.01))),
        _disc("skin", 0.5, 0.08, 0.18, 0.07),
    ),
    keypoints=(
        (0.5, 0.095), (0.57, 0.07), (0.43, 0.07), (0.66, 0.08), (0.34, 0.08), (0.76, 0.235), (0.24, 0.235),
        (0.87, 0.37), (0.13, 0.37), (0.93, 0.5), (0.07, 0.5), (0.66, 0.54), (0.34, 0.54), (0.68, 0.75), (0.32, 0.75),
        (0.69, 0.95), (0.31, 0.95),
    ),
)  # fmt: skip

_TREE = Silhouette(
    outline=(
        (0.44, 1.0), (0.45, 0.7), (0.2, 0.68), (0.02, 0.56), (0.04, 0.4), (0.1, 0.34), (0.1, 0.18), (0.3, 0.1),
        (0.42, 0.0), (0.62, 0.02), (0.72, 0.1), (0.9, 0.18), (0.9, 0.34), (1.0, 0.46), (0.94, 0.6), (0.76, 0.7),
        (0.55, 0.7), (0.56, 1.0),
    ),
    rounding=1,
    details=(_rectangle("bark", 0.45, 0.7, 0.55, 0.99),),
)  # fmt: skip

_TRAFFIC_LIGHT = Silhouette(
    outline=(
        (0.1, 0.0), (0.9, 0.0), (1.0, 0.03), (1.0, 0.41), (0.9, 0.44), (0.62, 0.44), (0.62, 1.0), (0.38, 1.0),
        (0.38, 0.44), (0.1, 0.44), (0.0, 0.41), (0.0, 0.03),
    ),
    details=(
        _disc("red", 0.5, 0.085, 0.19, 0.062), _disc("amber", 0.5, 0.22, 0.19, 0.062),
        _disc("green", 0.5, 0.355, 0.19, 0.062),
    ),
)  # fmt: skip

_SIGN = Silhouette(
    outline=(*_arc(0.5, 0.2, 0.5, 0.2, 97, 443, 24), (0.56, 1.0), (0.44, 1.0)),
    details=(_disc("light", 0.5, 0.2, 0.38, 0.152), _rectangle("dark", 0.46, 0.41, 0.54, 0.99)),
)

_HOUSE = Silhouette(
    outline=((0.0, 0.36), (0.5, 0.0), (1.0, 0.36), (0.92, 0.36), (0.92, 1.0), (0.08, 1.0), (0.08, 0.36)),
    details=(
        Detail(tone="dark", outline=((-0.02, 0.38), (0.5, -0.01), (1.02, 0.38))),
        _rectangle("window", 0.18, 0.48, 0.36, 0.66), _rectangle("window", 0.64, 0.48, 0.82, 0.66),
        _rectangle("bark", 0.43, 0.62, 0.57, 1.0),
    ),
)  # fmt: skip

_BOTTLE = Silhouette(
    outline=(
        (0.34, 0.0), (0.66, 0.0), (0.66, 0.2), (0.72, 0.28), (0.94, 0.38), (1.0, 0.44), (1.0, 0.96), (0.92, 1.0),
        (0.08, 1.0), (0.0, 0.96), (0.0, 0.44), (0.06, 0.38), (0.28, 0.28), (0.34, 0.2),
    ),
    details=(_rectangle("dark", 0.345, 0.005, 0.655, 0.07), _rectangle("light", 0.02, 0.54, 0.98, 0.8)),
)  # fmt: skip

_CAN = Silhouette(
    outline=(
        (0.1, 0.0), (0.9, 0.0), (0.92, 0.03), (1.0, 0.08), (1.0, 0.93), (0.92, 0.98), (0.88, 1.0), (0.12, 1.0),
        (0.08, 0.98), (0.0, 0.93), (0.0, 0.08), (0.08, 0.03),
    ),
    details=(_rectangle("dark", 0.1, 0.005, 0.9, 0.03), _rectangle("light", 0.0, 0.3, 1.0, 0.62)),
)  # fmt: skip

_CARTON = Silhouette(
    outline=((0.2, 0.0), (0.8, 0.0), (0.8, 0.09), (1.0, 0.26), (1.0, 1.0), (0.0, 1.0), (0.0, 0.26), (0.2, 0.09)),
    details=(
        Detail(tone="dark", outline=((0.02, 0.255), (0.21, 0.095), (0.79, 0.095), (0.98, 0.255))),
        _rectangle("light", 0.16, 0.44, 0.84, 0.78),
    ),
)  # fmt: skip

_JAR = Silhouette(
    outline=(
        (0.12, 0.0), (0.88, 0.0), (0.88, 0.16), (0.97, 0.22), (1.0, 0.3), (1.0, 0.94), (0.94, 1.0), (0.06, 1.0),
        (0.0, 0.94), (0.0, 0.3), (0.03, 0.22), (0.12, 0.16),
    ),
    details=(_rectangle("dark", 0.125, 0.005, 0.875, 0.14), _rectangle("light", 0.03, 0.45, 0.97, 0.76)),
)  # fmt: skip

SILHOUETTES: Mapping[str, Silhouette] = {
    "bicycle": _BICYCLE,
    "bottle": _BOTTLE,
    "bus": _BUS,
    "can": _CAN,
    "car": _CAR,
    "carton": _CARTON,
    "house": _HOUSE,
    "jar": _JAR,
    "person": _PERSON,
    "sign": _SIGN,
    "traffic_light": _TRAFFIC_LIGHT,
    "tree": _TREE,
    "truck": _TRUCK,
}
