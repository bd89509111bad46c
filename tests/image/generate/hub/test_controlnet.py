"""`controlnet` with every family: the pipeline gets what the condition says, and a picture is its sample's alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from synth.image.condition.make import make_conditioner
from synth.image.generate.hub.controlnet import conditioned
from synth.image.generate.table import make_generator
from synth.image.records import Condition, Drawn
from tests.image.generate.hub.fakes import FakePainter, crowd, spied
from tests.image.generate.hub.models import CASES, CPU, SCENE, Case, loaded, made, options_of

WIDTH, HEIGHT = 64, 32
TEXTS = (("a street", "a red car"), ("a kitchen",), ("night", "two dogs", "rain"))


def conditions_for(name: str) -> list[Condition]:
    """Three conditions with their own prompts and with the control maps of a case, among others."""
    rng = np.random.default_rng(5)
    return [
        Condition(
            prompt=", ".join(parts),
            width=WIDTH,
            height=HEIGHT,
            phrases=(),
            boxes_xyxy_px=np.zeros((0, 4), np.float32),
            parts=parts,
            negative_prompt="blurry",
            maps={
                control: rng.integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
                for control in ("unused", *CASES[name].controls)
            },
        )
        for parts in TEXTS
    ]


def draw(name: str, conditions: Mapping[int, Condition]) -> list[NDArray[np.int_]]:
    """The pictures of a case's generator in one batch; the k-th condition has seed 7 + k."""
    drawn = made(name)[0]([crowd()] * len(conditions), [*conditions.values()], [7 + k for k in conditions])
    assert all(isinstance(picture, Drawn) for picture in drawn), drawn
    return [picture.image.astype(int) for picture in drawn if isinstance(picture, Drawn)]


def handed_over(given: Any, samples: int) -> list[NDArray[np.uint8]]:
    """The control maps that a pipeline got, control by control, as uint8 (samples, h, w, 3)."""
    arrays = given if isinstance(given, list) else [given]
    assert all(array.shape == (samples, HEIGHT, WIDTH, 3) for array in arrays)
    return [np.round(array * 255).astype(np.uint8) for array in arrays]


@pytest.mark.parametrize("name", CASES)
def test_a_picture_depends_on_its_own_sample_and_on_nothing_else(name: str) -> None:
    """Not on its batch, not on torch's own random state, which stays as it is."""
    conditions = conditions_for(name)
    made(name)
    torch.manual_seed(0)
    before = torch.get_rng_state()
    batch = draw(name, dict(enumerate(conditions)))
    assert torch.equal(before, torch.get_rng_state())
    torch.manual_seed(1)
    (alone,) = draw(name, {1: conditions[1]})
    assert np.abs(batch[1] - alone).max() <= 1
    assert batch[1].shape == (HEIGHT, WIDTH, 3)
    assert np.abs(batch[1] - batch[0]).max() > 1


@pytest.mark.parametrize("name", CASES)
def test_the_pipeline_gets_prompts_maps_weights_modes_and_seeds(name: str) -> None:
    case, shape = CASES[name], loaded(name).shape
    names, conditions = tuple(case.controls), conditions_for(name)[:2]
    with spied(shape.pipeline) as calls:
        draw(name, dict(enumerate(conditions)))
    assert [len(call["prompt"]) for call in calls] == ([1, 1] if shape.alone else [2])
    assert [generator.initial_seed() for call in calls for generator in call["generator"]] == [7, 8]
    for call, drawn_conditions in zip(calls, [[c] for c in conditions] if shape.alone else [conditions], strict=True):
        maps = handed_over(call[str(shape.control)], len(drawn_conditions))
        assert len(maps) == len(names)
        for control, got in zip(names, maps, strict=True):
            assert np.array_equal(got, np.stack([c.maps[control] for c in drawn_conditions]))
        assert call["num_inference_steps"] == 2
        assert call[str(shape.guidance)] == 3.0
        assert (call["width"], call["height"]) == (WIDTH, HEIGHT)
        assert call.get("negative_prompt") == (["blurry"] * len(drawn_conditions) if shape.negative_prompt else None)
    scales = [0.6 + n / 10 for n in range(len(names))]
    modes = [mode for _, mode in case.controls.values()]
    listed = shape.several
    assert calls[0].get("controlnet_conditioning_scale") == (None if not shape.scale else scales if listed else 0.6)
    assert calls[0].get("control_mode") == (None if modes[0] is None else modes if listed else modes[0])


@pytest.mark.parametrize("name", CASES)
def test_every_map_has_a_say_in_the_picture(name: str) -> None:
    condition = conditions_for(name)[0]
    (before,) = draw(name, {0: condition})
    for control in CASES[name].controls:
        maps = {**condition.maps, control: 255 - condition.maps[control]}
        (after,) = draw(name, {0: replace(condition, maps=maps)})
        assert np.abs(before - after).max() > 1, control


def test_prompts_are_the_parts_of_their_conditions() -> None:
    with spied(loaded("sd15").shape.pipeline) as calls:
        draw("sd15", dict(enumerate(conditions_for("sd15"))))
    assert calls[0]["prompt"] == ["a street, a red car", "a kitchen", "night, two dogs, rain"]


def test_the_map_of_a_plan_arrives_at_the_pipeline() -> None:
    case = Case("sd15", {"depth": ("sd15_controlnet", None)})
    plan = crowd()
    condition = make_conditioner(SCENE, ["depth"])(plan, 0)
    generate = make_generator(options_of(case), SCENE, None, CPU)
    with spied(loaded("sd15").shape.pipeline) as calls:
        (drawn,) = generate([plan], [condition], [3])
    assert isinstance(drawn, Drawn)
    assert drawn.image.shape == (plan.height, plan.width, 3)
    got = np.round(calls[0]["image"][0] * 255).astype(np.uint8)
    assert np.array_equal(got, condition.maps["depth"])
    assert calls[0]["prompt"] == [condition.prompt]


def test_maps_go_in_the_order_of_the_options_not_of_the_condition() -> None:
    painter, (condition, *_) = FakePainter(), conditions_for("sd15, two maps")
    conditioned(painter, ("depth", "seg"))([crowd()], [condition], [1])
    (request,) = painter.requests
    first, second = request.controls
    assert np.array_equal(first, condition.maps["depth"])
    assert np.array_equal(second, condition.maps["seg"])


def test_a_condition_without_parts_is_its_prompt() -> None:
    painter, (condition, *_) = FakePainter(), conditions_for("sd15")
    conditioned(painter, ())([crowd()], [replace(condition, prompt="a whole sentence", parts=())], [1])
    assert painter.requests[0].parts == ("a whole sentence",)
