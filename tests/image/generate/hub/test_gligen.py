"""`gligen` hands every object's phrase and box to the model, or refuses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from synth.core.errors import SynthError
from synth.core.geometry import Box
from synth.image.generate.hub.gligen import MOST_BOXES, grounder, make_gligen
from synth.image.generate.protocol import Sampling
from synth.image.generate.table import make_generator
from synth.image.options.generator import GeneratorOptions
from synth.image.records import Drawn, Plan
from tests.image.generate.hub.fakes import (
    HEIGHT,
    WIDTH,
    FakePainter,
    condition_for,
    crowd,
    ellipse,
    few,
    plan_with,
    spied,
)
from tests.image.plan.scenes import scene_of
from tests.tiny_hub import tiny


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
        np.testing.assert_allclose(back, np.array([instance.box for instance in plan.instances]))
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


def options(**stated: Any) -> GeneratorOptions:
    return GeneratorOptions(kind="gligen", model=str(tiny("gligen")), **{"steps": 2, **stated})


def drawn(plans: list[Plan], **stated: Any) -> tuple[list[Drawn], list[dict[str, Any]]]:
    """Pictures by the tiny pipeline, and the arguments of its calls."""
    with spied("StableDiffusionGLIGENPipeline") as calls:
        generate = make_generator(options(**stated), scene_of({"car": {}}), None, Sampling(device="cpu"))
        pictures = generate(plans, [condition_for(p) for p in plans], [5 + p.sample_id for p in plans])
    assert all(isinstance(picture, Drawn) for picture in pictures)
    return [picture for picture in pictures if isinstance(picture, Drawn)], calls


def boxed(*boxes: Box, sample_id: int = 0) -> Plan:
    return plan_with(*(ellipse("car", box) for box in boxes), sample_id=sample_id, width=72, height=56)


LEFT, RIGHT = Box(0, 8, 30, 40), Box(40, 8, 72, 40)


def test_the_pipeline_gets_each_plans_own_boxes_and_phrases_in_order() -> None:
    plans = [boxed(LEFT, RIGHT), boxed(RIGHT, sample_id=1)]
    pictures, calls = drawn(plans)
    assert [picture.image.shape for picture in pictures] == [(56, 72, 3)] * 2
    assert [call["gligen_phrases"] for call in calls] == [["car number 1", "car number 2"], ["car number 1"]]
    for call, plan in zip(calls, plans, strict=True):
        back = np.array(call["gligen_boxes"]) * (72, 56, 72, 56)
        np.testing.assert_allclose(back, np.array([instance.box for instance in plan.instances]), atol=1e-5)
        assert call["gligen_scheduled_sampling_beta"] == 1.0


def test_a_moved_box_is_another_picture_and_a_batch_changes_none() -> None:
    (left,), _ = drawn([boxed(LEFT)])
    (right,), _ = drawn([boxed(RIGHT)])
    (again, _), _ = drawn([boxed(LEFT), boxed(RIGHT, sample_id=1)])
    assert np.abs(left.image.astype(int) - right.image).max() > 1
    np.testing.assert_array_equal(again.image, left.image)


def test_a_plan_without_objects_is_drawn_from_its_prompt() -> None:
    (picture,), calls = drawn([boxed()])
    assert picture.image.shape == (56, 72, 3)
    assert (calls[0]["gligen_phrases"], calls[0]["gligen_scheduled_sampling_beta"]) == ([""], 0.0)


def test_a_long_phrase_is_cut_with_a_note_or_refused() -> None:
    plan = boxed(LEFT)
    long = ", ".join(["a car"] + ["with many small words"] * 30)
    condition = replace(condition_for(plan), phrases=(long,))
    generate = make_gligen(options(), Sampling(device="cpu"))
    (picture,) = generate([plan], [condition], [5])
    assert isinstance(picture, Drawn)
    assert [note.kind for note in picture.notes] == ["phrase_cut"]
    with pytest.raises(SynthError, match=r"phrase: got 'too long by: with many small words.*at most 77 tokens"):
        make_gligen(options(long_prompt="error"), Sampling(device="cpu"))([plan], [condition], [5])


def test_a_model_of_another_family_is_refused() -> None:
    other = replace(options(), model=str(tiny("sd15")))
    with pytest.raises(SynthError, match=r"^generator\.model: got 'StableDiffusionPipeline'; a model .*kind=gligen"):
        make_gligen(other, Sampling(device="cpu"))
