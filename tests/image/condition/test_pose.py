"""Skeletons have OpenPose's points, limbs and colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.core.labels import KEYPOINT_NAMES
from synth.image.condition.pose import skeletons
from synth.image.labels import Keypoint
from synth.image.records import Plan
from tests.image.condition.painted import block, plan_of

STANDING = {
    "nose": (200, 60), "left_eye": (210, 45), "right_eye": (190, 45), "left_ear": (225, 55), "right_ear": (175, 55),
    "left_shoulder": (250, 120), "right_shoulder": (150, 120), "left_elbow": (280, 200), "right_elbow": (120, 200),
    "left_wrist": (290, 280), "right_wrist": (110, 280), "left_hip": (230, 290), "right_hip": (170, 290),
    "left_knee": (235, 380), "right_knee": (165, 380), "left_ankle": (235, 470), "right_ankle": (165, 470),
}  # fmt: skip
"""A person who faces the camera: the right hand is on the left of the picture."""

NECK, NECK_RGB = (200, 120), (255, 85, 0)

POINT_RGB = {
    "nose": (255, 0, 0), "right_shoulder": (255, 170, 0), "right_elbow": (255, 255, 0), "right_wrist": (170, 255, 0),
    "left_shoulder": (85, 255, 0), "left_elbow": (0, 255, 0), "left_wrist": (0, 255, 85), "right_hip": (0, 255, 170),
    "right_knee": (0, 255, 255), "right_ankle": (0, 170, 255), "left_hip": (0, 85, 255), "left_knee": (0, 0, 255),
    "left_ankle": (85, 0, 255), "right_eye": (170, 0, 255), "left_eye": (255, 0, 255), "right_ear": (255, 0, 170),
    "left_ear": (255, 0, 85),
}  # fmt: skip

LIMB_RGB = {
    ("neck", "right_shoulder"): (153, 0, 0), ("neck", "left_shoulder"): (153, 51, 0),
    ("right_shoulder", "right_elbow"): (153, 102, 0), ("right_elbow", "right_wrist"): (153, 153, 0),
    ("left_shoulder", "left_elbow"): (102, 153, 0), ("left_elbow", "left_wrist"): (51, 153, 0),
    ("neck", "right_hip"): (0, 153, 0), ("right_hip", "right_knee"): (0, 153, 51),
    ("right_knee", "right_ankle"): (0, 153, 102), ("neck", "left_hip"): (0, 153, 153),
    ("left_hip", "left_knee"): (0, 102, 153), ("left_knee", "left_ankle"): (0, 51, 153),
    ("neck", "nose"): (0, 0, 153), ("nose", "right_eye"): (51, 0, 153), ("right_eye", "right_ear"): (102, 0, 153),
    ("nose", "left_eye"): (153, 0, 153), ("left_eye", "left_ear"): (153, 0, 102),
}  # fmt: skip


def person(visibility: Mapping[str, int], scale: int = 1) -> Plan:
    """One person on 400 x 512 px (times `scale`); points that are not named are seen."""
    plan = plan_of([block("person", 100, 30, 300, 490)], 400 * scale, 512 * scale)
    points = tuple(
        Keypoint(name, scale * STANDING[name][0], scale * STANDING[name][1], visibility.get(name, 2))
        for name in KEYPOINT_NAMES
    )
    return replace(plan, instances=(replace(plan.instances[0], keypoints=points),))


def at(picture: NDArray[np.uint8], x: float, y: float) -> tuple[int, ...]:
    return tuple(picture[int(y), int(x)].tolist())


def test_points_and_limbs_have_openposes_colours() -> None:
    picture = skeletons(person({}))
    assert {name: at(picture, *place) for name, place in STANDING.items()} == POINT_RGB
    assert at(picture, *NECK) == NECK_RGB
    places = {**STANDING, "neck": NECK}
    middles = {ends: np.add(places[ends[0]], places[ends[1]]) / 2 for ends in LIMB_RGB}
    assert {ends: at(picture, *middle) for ends, middle in middles.items()} == LIMB_RGB
    colours = {*POINT_RGB.values(), *LIMB_RGB.values(), NECK_RGB, (0, 0, 0)}
    assert {tuple(c) for c in np.unique(picture.reshape(-1, 3), axis=0).tolist()} == colours


def test_hidden_points_are_drawn_and_those_outside_are_left_out_with_their_limbs() -> None:
    full = skeletons(person({}))
    assert np.array_equal(skeletons(person({"left_wrist": 1, "nose": 1})), full)
    cut = skeletons(person({"left_ankle": 0, "left_shoulder": 0}))
    assert at(cut, *STANDING["left_ankle"]) == at(cut, *NECK) == (0, 0, 0)  # a neck needs both shoulders
    assert at(cut, 235, 425) == (0, 0, 0)
    assert at(cut, *STANDING["left_knee"]) == POINT_RGB["left_knee"]
    assert not skeletons(plan_of([block("person", 10, 10, 20, 40)])).any()


@pytest.mark.parametrize("scale", [1, 2, 4])
def test_skeletons_grow_with_the_canvas(scale: int) -> None:
    picture = skeletons(person({}, scale))
    column = picture[:, 110 * scale]  # through the right wrist, whose limb comes from above
    below = (column[280 * scale :] == POINT_RGB["right_wrist"]).all(axis=1)
    assert int(below.sum()) == 4 * scale + 1
    row = (picture[425 * scale] == LIMB_RGB["right_knee", "right_ankle"]).all(axis=1)
    assert abs(int(row.sum()) - (8 * scale + 1)) <= 1


def test_the_nearer_of_two_people_is_drawn_over_the_other() -> None:
    one = person({}).instances[0]
    shifted = tuple(point._replace(x=point.x + 3) for point in one.keypoints)
    plan = person({})
    for z, colour in ((1.0, POINT_RGB["nose"]), (-1.0, POINT_RGB["right_eye"])):
        moved = [p._replace(x=200.0, y=60.0) if p.name == "right_eye" else p for p in shifted]
        other = replace(one, id=2, z=-z, keypoints=tuple(moved))
        assert at(skeletons(replace(plan, instances=(replace(one, z=0.0), other))), 200, 60) == colour
