"""What Label Studio draws, as boxes and outlines in px: its coordinates are percent of the picture's sides."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from synth.core.errors import DataError
from synth.core.geometry import Box, Mask, rle_of
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.labelstudio.brush import bits_of_brush
from synth.image.formats.labelstudio.write import FULL
from synth.image.formats.segmentation import LARGEST_CANVAS
from synth.image.formats.turned import turned_corners

_CORNERS = 64
"""Of an ellipse as a polygon."""

_PX_DECIMALS = 4

Json = Mapping[str, Any]


def _percent(value: Json, key: str, where: str, least: float = -FULL) -> float:
    """A share of a side in percent; a shape may leave the picture by as much as its size."""
    number = value.get(key, 0 if key == "rotation" else None)
    if isinstance(number, bool) or not isinstance(number, int | float) or not least <= number <= 2 * FULL:
        raise DataError(f"{where}.value.{key}", number, f"percent of the picture's side, from {least} to {2 * FULL}")
    return number


def _px(percent: float, side: int) -> float:
    return round(percent / FULL * side, _PX_DECIMALS)


def _angle_deg(value: Json, where: str) -> float:
    angle = value.get("rotation") or 0
    if isinstance(angle, bool) or not isinstance(angle, int | float):
        raise DataError(f"{where}.value.rotation", angle, "degrees")
    return math.fmod(angle, 360)


def _rectangle(value: Json, picture: AnnotatedImage, where: str) -> tuple[Box | None, object]:
    """A rectangle, turned around its first corner where it is turned."""
    x, y = _percent(value, "x", where), _percent(value, "y", where)
    width, height = (_percent(value, key, where, 0) for key in ("width", "height"))
    x0, y0 = _px(x, picture.width), _px(y, picture.height)
    x1, y1 = _px(x + width, picture.width), _px(y + height, picture.height)
    if angle_deg := _angle_deg(value, where):
        return None, [turned_corners((x0, y0, x1, y1), (x0, y0), angle_deg)]
    return Box(x0, y0, x1, y1), None


def _ellipse(value: Json, picture: AnnotatedImage, where: str) -> tuple[Box | None, object]:
    """An ellipse as a polygon; its radii are percent of the width and of the height."""
    x, y = _px(_percent(value, "x", where), picture.width), _px(_percent(value, "y", where), picture.height)
    rx = _px(_percent(value, "radiusX", where, 0), picture.width)
    ry = _px(_percent(value, "radiusY", where, 0), picture.height)
    turn = math.radians(_angle_deg(value, where))
    angles = [2 * math.pi * at / _CORNERS for at in range(_CORNERS)]
    corners = [(rx * math.cos(angle), ry * math.sin(angle)) for angle in angles]
    cosine, sine = math.cos(turn), math.sin(turn)
    return None, [[side for dx, dy in corners for side in (x + dx * cosine - dy * sine, y + dx * sine + dy * cosine)]]


def _polygon(value: Json, picture: AnnotatedImage, where: str) -> tuple[Box | None, object]:
    points = value.get("points")
    if not isinstance(points, list) or not all(isinstance(point, list) and len(point) == 2 for point in points):
        raise DataError(f"{where}.value.points", points, "a list of [x, y] in percent")
    sides = (picture.width, picture.height)
    return None, [
        [
            _px(_percent({"points": number}, "points", where), side)
            for point in points
            for number, side in zip(point, sides, strict=True)
        ]
    ]


def _brush(value: Json, picture: AnnotatedImage, where: str) -> tuple[Box | None, object]:
    rle = value.get("rle")
    if value.get("format") != "rle" or not isinstance(rle, list):
        raise DataError(f"{where}.value", value.get("format"), "a brush with format 'rle'")
    if picture.width * picture.height > LARGEST_CANVAS // 4:
        raise DataError(where, f"{picture.width} x {picture.height}", f"at most {LARGEST_CANVAS // 4} pixels")
    bits = bits_of_brush(rle, picture.width, picture.height, f"{where}.value.rle")
    return None, rle_of(Mask.from_array(bits), picture.width, picture.height)


SHAPES = {"rectangle": _rectangle, "ellipse": _ellipse, "polygon": _polygon, "brush": _brush}
"""Type of a region, without `labels` -> its box and its outline, one of them None."""
