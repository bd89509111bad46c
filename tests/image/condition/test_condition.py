"""Conditions agree with the plan."""

from __future__ import annotations

from dataclasses import replace

from synth.image.condition.make import condition_of
from tests.image.verify.painted import discs, plan_of


def test_a_condition_carries_boxes_phrases_and_style() -> None:
    plan = plan_of(discs(9), "stained")
    plan = replace(plan, style={"grain": 1.5})
    condition = condition_of(plan)
    assert condition.boxes_xyxy_px.tolist() == [list(i.mask.box) for i in plan.instances]
    assert set(condition.phrases) == {"nucleus"}
    assert (condition.style, condition.variables) == (plan.style, plan.variables)
    assert condition_of(replace(plan, instances=())).boxes_xyxy_px.shape == (0, 4)
