"""Keypoints: the 17 of COCO that people's outlines carry, and how they become labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from synth.core.geometry import Mask
from synth.core.labels import KEYPOINT_NAMES
from synth.image.labels import Keypoint
from synth.image.plan.outlines.drawn import Points
from synth.image.plan.raster import Polygon
from synth.image.plan.shapes import draw_shape
from synth.image.plan.silhouettes import SILHOUETTES
from synth.image.scene.load import scene_for
from synth.image.scene.schema import ObjectSpec, Scene
from synth.scene.ranges import Choice

OUTSIDE, HIDDEN, SEEN = 0, 1, 2
"""COCO's visibilities: outside the canvas, inside it but not on the object's visible mask, on that mask."""

_SIDES = {"left": "right", "right": "left"}
_MIRRORED = np.array(
    [KEYPOINT_NAMES.index("_".join(_SIDES.get(word, word) for word in name.split("_"))) for name in KEYPOINT_NAMES]
)
"""Place in KEYPOINT_NAMES of each keypoint's twin on the other side of the body."""


class Form(NamedTuple):
    """An outline (n, 2) and its keypoints, (17, 2) in the order of KEYPOINT_NAMES or (0, 2); one map moves both."""

    outline: Polygon
    keypoints: Polygon

    def moved(self, move: Callable[[Polygon], Polygon]) -> Form:
        """Outline and keypoints under a map that keeps left and right."""
        return Form(move(self.outline), move(self.keypoints))

    def reflected(self, reflect: Callable[[Polygon], Polygon]) -> Form:
        """As `moved`, by a reflection: what was the left hand is the right one of a mirrored person."""
        outline, keypoints = self.moved(reflect)
        return Form(outline, keypoints[_MIRRORED[: len(keypoints)]])


def draw_form(name: str, rng: np.random.Generator) -> Form:
    """A shape by name (`synth.image.scene.vocabulary.SHAPES`) in the unit square centred on (0, 0); only a blob draws."""
    return Form(draw_shape(name, rng), np.array(keypoints_of(name)).reshape(-1, 2) - 0.5)


def plain_form(outline: Polygon) -> Form:
    """An outline that has no keypoints."""
    return Form(outline, np.zeros((0, 2)))


def has_keypoints(spec: ObjectSpec) -> bool:
    """Whether an entry's objects, or some of them where it chooses among shapes, have keypoints."""
    shapes = spec.shape.values() if isinstance(spec.shape, Choice) else (spec.shape,)
    return any(isinstance(name, str) and bool(keypoints_of(name)) for name in shapes or ())


def keypoints_of(name: str) -> Points:
    """The keypoints of a shape in the unit square of its outline, x and y from 0 to 1; none for most shapes."""
    return SILHOUETTES[name].keypoints if name in SILHOUETTES else ()


def keypoint_categories(scene: Scene) -> frozenset[str]:
    """The categories that may have objects with keypoints, in some quota or outside all."""
    scenes = (scene, *(scene_for(scene, (quota,)) for quota in scene.quotas))
    return frozenset(
        spec.category or name for variant in scenes for name, spec in variant.objects.items() if has_keypoints(spec)
    )


def labelled(points_xy_px: Sequence[Sequence[float]], visible: Mask, width: int, height: int) -> tuple[Keypoint, ...]:
    """Keypoints of an object with the mask `visible` on a canvas of `width` x `height` px; none where it has none."""
    if not points_xy_px:
        return ()
    return tuple(
        Keypoint(name, x, y, _visibility(int(np.floor(x)), int(np.floor(y)), visible, width, height))
        for name, (x, y) in zip(KEYPOINT_NAMES, points_xy_px, strict=True)
    )


def _visibility(column: int, row: int, visible: Mask, width: int, height: int) -> int:
    """What is to be seen of the pixel that holds a keypoint."""
    if not (0 <= column < width and 0 <= row < height):
        return OUTSIDE
    rows, columns = visible.bits.shape
    y, x = row - visible.y0, column - visible.x0
    return SEEN if 0 <= y < rows and 0 <= x < columns and visible.bits[y, x] else HIDDEN
