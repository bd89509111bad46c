"""Planes and conditions agree with the plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from synth.image.condition.make import condition_of, layout_planes
from synth.image.packs.card import PLANES
from tests.image.verify.painted import discs, plan_of


def test_planes_of_a_small_map() -> None:
    labels = np.array([[0, 0, 0, 0], [0, 1, 2, 2], [0, 1, 2, 2], [0, 1, 2, 2]], np.int32)
    planes = layout_planes(labels, {1: 0.5, 2: -1.25, 9: 7.0})
    assert tuple(planes) == PLANES
    assert all(plane.dtype == np.float32 for plane in planes.values())
    assert np.array_equal(planes["foreground"] > 0, labels > 0)
    edge = [[-1, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, -1], [1, 1, 1, -1]]
    assert planes["boundary"].tolist() == edge
    assert planes["intensity"].tolist() == [[0, 0, 0, 0]] + [[0, 0.5, -1.25, -1.25]] * 3


def test_an_empty_layout_tells_that_nothing_is_there() -> None:
    planes = layout_planes(np.zeros((4, 6), np.int32), {})
    assert {name: set(plane.ravel().tolist()) for name, plane in planes.items()} == {
        "foreground": {-1.0},
        "boundary": {-1.0},
        "intensity": {0.0},
    }


def test_a_condition_carries_boxes_phrases_and_clipped_brightness() -> None:
    plan = plan_of(discs(9), "stained")
    bright = replace(plan.instances[0], attributes={"brightness": 99.0})
    plan = replace(plan, instances=(bright, *plan.instances[1:]), style={"grain": 1.5})
    condition = condition_of(plan)
    assert condition.boxes_xyxy_px.tolist() == [list(i.mask.box) for i in plan.instances]
    assert set(condition.phrases) == {"nucleus"}
    assert (condition.style, condition.variables) == (plan.style, plan.variables)
    assert condition.planes["intensity"][plan.label_map() == 1].max() == 4.0
    assert condition_of(replace(plan, instances=())).boxes_xyxy_px.shape == (0, 4)
