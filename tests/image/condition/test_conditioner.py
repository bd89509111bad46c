"""A conditioner draws the requested maps, and immediately refuses a scene that lacks what they need."""

from __future__ import annotations

import numpy as np
import pytest

from synth.core.errors import SpecError
from synth.image.condition.make import make_conditioner
from synth.image.plan.make import make_plan
from synth.scene.quotas import SampleSlot
from tests.image.plan.scenes import plan_of, scene_of

SCENE = scene_of({"car": {"count": 2}, "person": {"shape": "person", "size": 20}})


def test_the_maps_asked_for_come_and_no_others() -> None:
    plan = plan_of(SCENE)
    condition = make_conditioner(SCENE, ("depth", "seg", "pose"))(plan, 3)
    assert tuple(condition.maps) == ("depth", "seg", "pose")
    assert condition.attempt == 3
    assert all(drawn.shape == (128, 160, 3) and drawn.any() for drawn in condition.maps.values())
    assert make_conditioner(SCENE, ())(plan, 0).maps == {}


def test_members_of_a_quota_are_drawn_by_their_own_background() -> None:
    scene = scene_of(
        {"car": {}},
        background={"horizon": 0.5},
        quotas={"lawn": {"share": 0.5, "set": {"background.ade20k_ground": "grass"}}},
    )
    condition = make_conditioner(scene, ("seg",))
    grounds = [
        condition(make_plan(scene, slot, 0), 0).maps["seg"][-1, 0].tolist()
        for slot in (SampleSlot(sample_id=0), SampleSlot(sample_id=1, quotas=("lawn",)), SampleSlot(sample_id=2))
    ]
    assert grounds == [[140, 140, 140], [4, 250, 7], [140, 140, 140]]


def test_a_picture_without_people_is_a_black_pose_map() -> None:
    scene = scene_of({"car": {}, "person": {"shape": "person", "count": 0}})
    maps = make_conditioner(scene, ("pose",))(plan_of(scene), 0).maps
    assert not maps["pose"].any()
    assert maps["pose"].dtype == np.uint8


@pytest.mark.parametrize(
    ("objects", "control", "message"),
    [
        (
            {"car": {}, "tin": {"category": "botle"}, "jar": {}},
            "seg",
            (
                "objects.tin.ade20k: got 'botle'; for the control map `seg` one of ADE20K's 150 classes is needed "
                "(did you mean 'bottle'?); without one too: jar"
            ),
        ),
        ({"car": {}}, "pose", "generator.controls: got 'pose'; no object of the scene has a shape with keypoints: "),
    ],
)
def test_a_scene_that_lacks_what_a_map_needs_is_one_line(objects, control, message) -> None:
    with pytest.raises(SpecError) as caught:
        make_conditioner(scene_of(objects), (control,))
    assert str(caught.value).startswith(message)
    assert "\n" not in str(caught.value)
    assert make_conditioner(scene_of(objects), ("depth", "canny", "instance")) is not None
