"""Keypoints: the 17 COCO keypoints of people's outlines, and how they become labels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from synth.core.geometry import Mask
from synth.core.labels import KEYPOINT_NAMES
from synth.image.labels import Keypoint
from synth.image.plan.outlines.drawn import UnitPoints
from synth.image.plan.raster import Polygon
from synth.image.plan.shapes import draw_shape
from synth.image.plan.silhouettes import SILHOUETTES
from synth.image.scene.load import scene_for
from synth.image.scene.schema import ObjectSpec, Scene
from synth.scene.ranges import Choice

OUTSIDE, HIDDEN, SEEN = 0, 1, 2
"""COCO's visibility flags: outside the canvas; inside it but not on the object's visible mask; on that mask."""

_SIDES = {"left": "right", "right": "left"}
_MIRRORED = np.array(
    [KEYPOINT_NAMES.index("_".join(_SIDES.get(word, word) for word in name.split("_"))) for name in KEYPOINT_NAMES]
)
"""For each keypoint, the index in KEYPOINT_NAMES of its counterpart on the other side of the body."""


class Form(NamedTuple):
    """An outline and its keypoints; one map moves both.

    `keypoints` is (17, 2) in the order of KEYPOINT_NAMES, or (0, 2) for an outline without keypoints.
    """

    outline: Polygon
    keypoints: Polygon

    def moved(self, move: Callable[[Polygon], Polygon]) -> Form:
        """Outline and keypoints under a map that keeps left and right (no reflection)."""
        return Form(move(self.outline), move(self.keypoints))

    def reflected(self, reflect: Callable[[Polygon], Polygon]) -> Form:
        """As `moved`, for a reflection: left and right keypoints are swapped."""
        outline, keypoints = self.moved(reflect)
        return Form(outline, keypoints[_MIRRORED[: len(keypoints)]])


def draw_named_form(name: str, rng: np.random.Generator) -> Form:
    """A shape by name (`synth.image.scene.vocabulary.SHAPES`) in the unit square centred on (0, 0).

    Only a blob uses `rng`.
    """
    return Form(draw_shape(name, rng), np.array(keypoints_of(name)).reshape(-1, 2) - 0.5)


def plain_form(outline: Polygon) -> Form:
    """An outline that has no keypoints."""
    return Form(outline, np.zeros((0, 2)))


def has_keypoints(spec: ObjectSpec) -> bool:
    """Whether objects of an entry can have keypoints: with one of its shapes at least."""
    shapes = spec.shape.values() if isinstance(spec.shape, Choice) else (spec.shape,)
    return any(isinstance(name, str) and bool(keypoints_of(name)) for name in shapes or ())


def keypoints_of(name: str) -> UnitPoints:
    """The keypoints of a shape in the unit square of its outline, x and y from 0 to 1; empty for most shapes."""
    return SILHOUETTES[name].keypoints if name in SILHOUETTES else ()


def keypoint_categories(scene: Scene) -> frozenset[str]:
    """The categories that may have objects with keypoints, in the scene itself or in one of its quotas."""
    scenes = (scene, *(scene_for(scene, (quota,)) for quota in scene.quotas))
    return frozenset(
        spec.category or name for variant in scenes for name, spec in variant.objects.items() if has_keypoints(spec)
    )


def label_keypoints(
    points_xy_px: Sequence[Sequence[float]], visible: Mask, width: int, height: int
) -> tuple[Keypoint, ...]:
    """The labelled keypoints of an object with visible mask `visible`, on a canvas of width x height px.

    Empty where the object has no keypoints.
    """
    if not points_xy_px:
        return ()
    return tuple(
        Keypoint(name, x, y, _visibility(int(np.floor(x)), int(np.floor(y)), visible, width, height))
        for name, (x, y) in zip(KEYPOINT_NAMES, points_xy_px, strict=True)
    )


def _visibility(column: int, row: int, visible: Mask, width: int, height: int) -> int:
    """COCO's visibility flag of a keypoint, by the pixel that contains it."""
    if not (0 <= column < width and 0 <= row < height):
        return OUTSIDE
    rows, columns = visible.bits.shape
    y, x = row - visible.y0, column - visible.x0
    return SEEN if 0 <= y < rows and 0 <= x < columns and visible.bits[y, x] else HIDDEN
