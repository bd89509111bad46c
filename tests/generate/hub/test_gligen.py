"""`gligen` hands every object's phrase and box to the model, or refuses."""

from __future__ import annotations

import numpy as np
import pytest

from synth.errors import SynthError
from synth.generate.hub.gligen import MOST_BOXES, grounder
from synth.geometry import Box
from synth.records import Plan
from tests.generate.hub.fakes import HEIGHT, WIDTH, FakePainter, condition_for, crowd, ellipse, few, plan_with


def many(number: int, sample_id: int = 17) -> Plan:
    """As many objects that do not touch."""
    corners = [(14.0 * (k % 10), 14.0 * (k // 10)) for k in range(number)]
    return plan_with(*(ellipse("car", Box(x, y, x + 10, y + 10)) for x, y in corners), sample_id=sample_id)


def test_boxes_are_shares_of_the_canvas_and_phrases_in_order() -> None:
    painter, plans = FakePainter(), [crowd(0), few(1)]
    conditions = [condition_for(p) for p in plans]
    pictures = grounder(painter)(plans, conditions, [5, 6])
    assert len(pictures) == 2
    for request, condition, plan, seed in zip(painter.requests, conditions, plans, (5, 6), strict=True):
        assert (request.parts, request.negative_prompt) == (condition.parts, "blurry")
        assert (request.seed, request.width, request.height) == (seed, WIDTH, HEIGHT)
        assert request.phrases == condition.phrases
        back = np.array(request.boxes_xyxy) * (WIDTH, HEIGHT, WIDTH, HEIGHT)
        np.testing.assert_allclose(back, [instance.box for instance in plan.instances])
        assert np.min(request.boxes_xyxy) >= 0
        assert np.max(request.boxes_xyxy) <= 1


def test_thirty_boxes_are_drawn() -> None:
    painter, plan = FakePainter(), many(MOST_BOXES)
    grounder(painter)([plan], [condition_for(plan)], [5])
    assert len(painter.requests[0].boxes_xyxy) == 30


def test_one_more_is_refused_before_anything_is_drawn() -> None:
    painter, plans = FakePainter(), [few(), many(31)]
    with pytest.raises(SynthError) as refused:
        grounder(painter)(plans, [condition_for(p) for p in plans], [5, 6])
    assert str(refused.value) == (
        "sample 17: got '31 boxes'; 30 boxes at most for GLIGEN: scene.constraints.count.max=30"
    )
    assert painter.calls == []
