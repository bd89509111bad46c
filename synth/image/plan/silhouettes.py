"""Named outlines out of the files in `outlines/` (`synth.image.scene.vocabulary.SHAPES` names them too)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from synth.core.errors import SpecError
from synth.core.tables import LazyTable, many, named, numbers, read_table, record, text, whole

FOLDER = Path(__file__).parent / "outlines"

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


_POINT, _SIDES = numbers(2), numbers(4)
_POINTS = many(_POINT)
_ARC = record({"arc": numbers(6, 7)})
_DETAIL = record({}, {"tone": text, "polygon": _POINTS, "disc": _SIDES, "rectangle": _SIDES, "wheel": _SIDES})


def _corners(value: Any) -> UnitPoints:
    """A point [x, y], or an arc: x, y, rx, ry, two angles in degrees and, where they are not 12, the steps."""
    return (_POINT(value),) if type(value) is list else arc(*_ARC(value)["arc"])


def _details(value: Any) -> tuple[Detail, ...]:
    """A polygon, a disc or a rectangle of one tone, or a wheel, which has two of its own."""
    match _DETAIL(value):
        case {"tone": tone, "polygon": points, **rest} if not rest:
            return (Detail(tone=tone, outline=points),)
        case {"tone": tone, "disc": sides, **rest} if not rest:
            return (disc(tone, *sides),)
        case {"tone": tone, "rectangle": sides, **rest} if not rest:
            return (rectangle(tone, *sides),)
        case {"wheel": sides, **rest} if not rest:
            return wheel(*sides)
    raise SpecError("", list(value), "a tone with one of disc, polygon and rectangle, or a wheel is needed")


_SILHOUETTE = record({"outline": many(_corners), "details": many(_details)}, {"rounding": whole, "keypoints": _POINTS})


def _silhouette(value: Any) -> Silhouette:
    said = _SILHOUETTE(value)
    joined = {key: tuple(chain.from_iterable(said[key])) for key in ("outline", "details")}
    return Silhouette(**{**said, **joined})


def silhouettes_in(path: Path) -> Mapping[str, Silhouette]:
    """The outlines of one file. SpecError for one that cannot be read."""
    return read_table(path, named(_silhouette))


def _silhouettes() -> Mapping[str, Silhouette]:
    found: dict[str, Silhouette] = {}
    for path in sorted(FOLDER.glob("*.json")):
        found.update(silhouettes_in(path))
    return found


SILHOUETTES: Mapping[str, Silhouette] = LazyTable(_silhouettes)
"""Name -> outline, file by file; read when it is first asked for."""
