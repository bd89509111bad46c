"""Skeletons of the people in a plan, as the annotator of OpenPose ControlNets draws them (controlnet_aux).

Cao et al., "OpenPose: Realtime Multi-Person 2D Pose Estimation using Part Affinity Fields" (TPAMI 2019). There are 18
points; the neck is the midpoint of COCO's shoulders.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.image.labels import Keypoint
from synth.image.records import Plan

if TYPE_CHECKING:
    from jaxtyping import UInt8

POINTS = (
    "nose", "neck", "right_shoulder", "right_elbow", "right_wrist", "left_shoulder", "left_elbow", "left_wrist",
    "right_hip", "right_knee", "right_ankle", "left_hip", "left_knee", "left_ankle", "right_eye", "left_eye",
    "right_ear", "left_ear",
)  # fmt: skip
"""OpenPose's points in its order; left and right are from the person's view."""

LIMBS = (
    ("neck", "right_shoulder"), ("neck", "left_shoulder"), ("right_shoulder", "right_elbow"),
    ("right_elbow", "right_wrist"), ("left_shoulder", "left_elbow"), ("left_elbow", "left_wrist"),
    ("neck", "right_hip"), ("right_hip", "right_knee"), ("right_knee", "right_ankle"), ("neck", "left_hip"),
    ("left_hip", "left_knee"), ("left_knee", "left_ankle"), ("neck", "nose"), ("nose", "right_eye"),
    ("right_eye", "right_ear"), ("nose", "left_eye"), ("left_eye", "left_ear"),
)  # fmt: skip
"""Pairs of points that a limb joins, in drawing order."""

POINT_COLOURS_RGB = (
    (255, 0, 0), (255, 85, 0), (255, 170, 0), (255, 255, 0), (170, 255, 0), (85, 255, 0), (0, 255, 0), (0, 255, 85),
    (0, 255, 170), (0, 255, 255), (0, 170, 255), (0, 85, 255), (0, 0, 255), (85, 0, 255), (170, 0, 255),
    (255, 0, 255), (255, 0, 170), (255, 0, 85),
)  # fmt: skip
"""RGB of the points, in the order of POINTS. Limb k has the colour of point k, times LIMB_SHARE."""

LIMB_SHARE = 0.6

WIDTH_PX, CANVAS_PX = 4, 512
"""Half the thickness of a limb and the radius of a point, in px, on a canvas of height CANVAS_PX."""


class _Point(NamedTuple):
    x: float
    y: float


def skeletons(plan: Plan) -> UInt8[np.ndarray, "h w 3"]:
    """The skeletons on black, RGB; far ones are drawn first.

    Points outside the canvas are left out with their limbs. Points hidden by an object are drawn.
    """
    picture = np.zeros((plan.height, plan.width, 3), np.uint8)
    radius = max(round(WIDTH_PX * plan.height / CANVAS_PX), 1)
    for instance in sorted(plan.instances, key=lambda instance: (instance.z, instance.id)):
        _draw(picture, _points(instance.keypoints), radius)
    return picture


def _points(keypoints: Sequence[Keypoint]) -> dict[str, _Point]:
    """The points inside the canvas, and the neck if both shoulders are inside."""
    found = {point.name: _Point(point.x, point.y) for point in keypoints if point.visibility > 0}
    left, right = found.get("left_shoulder"), found.get("right_shoulder")
    if left is not None and right is not None:
        found["neck"] = _Point((left.x + right.x) / 2, (left.y + right.y) / 2)
    return found


def _draw(picture: NDArray[np.uint8], points: dict[str, _Point], radius: int) -> None:
    for limb, colour in zip(LIMBS, POINT_COLOURS_RGB[: len(LIMBS)], strict=True):
        if limb[0] in points and limb[1] in points:
            dimmed = [int(LIMB_SHARE * channel) for channel in colour]
            cv2.fillConvexPoly(picture, _stick(points[limb[0]], points[limb[1]], radius), dimmed)
    for name, colour in zip(POINTS, POINT_COLOURS_RGB, strict=True):
        if name in points:
            cv2.circle(picture, (int(points[name].x), int(points[name].y)), radius, colour, -1)


def _stick(one: _Point, other: _Point, radius: int) -> NDArray[np.int32]:
    """The polygon of an ellipse from one point to the other."""
    centre = int((one.x + other.x) / 2), int((one.y + other.y) / 2)
    length, angle = math.dist(one, other), math.degrees(math.atan2(one.y - other.y, one.x - other.x))
    return np.array(cv2.ellipse2Poly(centre, (int(length / 2), radius), int(angle), 0, 360, 1), np.int32)
