"""Named outlines out of the files in `outlines/` (`synth.image.scene.vocabulary.SHAPES` names them too)."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any

from synth.core.errors import SpecError
from synth.core.tables import LazyTable, many, named, numbers, read_table, record, text, whole
from synth.image.plan.outlines.drawn import Detail, Silhouette, UnitPoints, arc, disc, rectangle, wheel

FOLDER = Path(__file__).parent / "outlines"

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
