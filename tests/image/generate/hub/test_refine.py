"""`refine` paints over what another generator drew, sample by sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from synth.core.errors import SynthError
from synth.core.outcome import Note
from synth.image.condition.make import condition_of
from synth.image.generate.hub.refine import make_refine, refiner
from synth.image.generate.protocol import Sampling
from synth.image.generate.sketch import make_sketch
from synth.image.generate.table import make_generator
from synth.image.options.generator import GeneratorOptions
from synth.image.packs.pack import Pack
from synth.image.plan.make import make_plan
from synth.image.plan.prior import FittedPrior
from synth.image.records import Condition, Drawn, Fault, Note, Plan
from synth.scene.quotas import SampleSlot
from tests.image.generate.hub.fakes import FakePainter, colour_of, condition_for, crowd, few, spied
from tests.image.plan.scenes import scene_of
from tests.runs import pack_scene
from tests.tiny_hub import tiny

FAULT = Fault("ink", 0.0, 2.0, "of the base")


def base(plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]) -> list[Drawn | Fault]:
    """A picture of the grey level of its seed; a fault for seed 13."""
    return [
        FAULT if seed == 13 else Drawn(np.full((p.height, p.width, 3), seed, np.uint8), (Note("base", str(seed)),))
        for p, seed in zip(plans, pixel_seeds, strict=True)
    ]


def test_the_bases_picture_is_refined_with_the_whole_prompt_and_its_own_seed() -> None:
    painter, plans = FakePainter(), [crowd(0), few(1)]
    conditions = [condition_for(p) for p in plans]
    pictures = refiner(painter, base)(plans, conditions, [5, 6])
    assert len(painter.calls) == 1
    for request, condition, picture, seed in zip(painter.requests, conditions, pictures, (5, 6), strict=True):
        assert (request.parts, request.negative_prompt) == (condition.parts, "blurry")
        assert (request.seed, request.width, request.height) == (seed, condition.width, condition.height)
        assert request.mask is None
        assert request.image is not None
        assert (request.image == seed).all()
        assert isinstance(picture, Drawn)
        assert (picture.image == colour_of(seed)).all()
        assert picture.notes == (Note("base", str(seed)), Note("by", "a street"))


def test_a_fault_of_the_base_is_not_refined_and_shifts_nobody() -> None:
    painter, plans = FakePainter(), [crowd(0), few(1), few(2)]
    first, second, third = refiner(painter, base)(plans, [condition_for(p) for p in plans], [5, 13, 6])
    assert second == FAULT
    assert isinstance(first, Drawn)
    assert isinstance(third, Drawn)
    assert (third.image == colour_of(6)).all()
    assert [request.seed for request in painter.requests] == [5, 6]


def test_nothing_to_refine_is_no_call() -> None:
    painter = FakePainter()
    assert refiner(painter, base)([few()], [condition_for(few())], [13]) == [FAULT]
    assert painter.calls == []


def test_a_fault_of_the_refinement_is_the_samples() -> None:
    painter = FakePainter(faults=lambda request: request.seed == 5)
    plans = [crowd(0), few(1)]
    first, second = refiner(painter, base)(plans, [condition_for(p) for p in plans], [5, 6])
    assert first == Fault("blank", 0.0, 2.0, "flat")
    assert isinstance(second, Drawn)


def options(model: str, **stated: Any) -> GeneratorOptions:
    return GeneratorOptions(kind="refine", model=str(tiny(model)), **{"steps": 2, **stated})


def wide(plan: Plan) -> Plan:
    """The plan on a canvas of multiples of 16, not of 64."""
    return replace(plan, width=176, height=112)


def flat(plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]) -> list[Drawn | Fault]:
    """Half black, half white, for all."""
    picture = np.zeros((plans[0].height, plans[0].width, 3), np.uint8)
    picture[:, : plans[0].width // 2] = 255
    return [Drawn(picture) for _ in plans]


@pytest.mark.parametrize("model", ["sd15", "sdxl", "sd3", "flux", "qwen_image", "z_image"])
def test_every_family_refines_at_the_canvas_size(model: str) -> None:
    plans = [wide(crowd(0)), wide(few(1))]
    conditions = [condition_for(p) for p in plans]
    refine = make_refine(options(model), flat, Sampling(device="cpu"))
    first, second = refine(plans, conditions, [5, 6])
    (alone,) = refine(plans[1:], conditions[1:], [6])
    for picture in (first, second, alone):
        assert isinstance(picture, Drawn)
        assert picture.image.shape == (112, 176, 3)
    assert isinstance(second, Drawn)
    assert isinstance(alone, Drawn)
    assert np.abs(second.image.astype(int) - alone.image).max() <= 1


def test_the_pipeline_gets_the_base_its_prompt_and_half_the_strength() -> None:
    plan = wide(few())
    for stated, used in ((None, 0.5), (0.9, 0.9)):
        with spied("StableDiffusionImg2ImgPipeline") as calls:
            refine = make_refine(options("sd15", strength=stated), flat, Sampling(device="cpu"))
            refine([plan], [condition_for(plan)], [5])
        (call,) = calls
        assert call["strength"] == used
        assert call["prompt"] == ["a street, car number 1, tree number 2"]
        (drawn,) = flat([plan], [], [])
        assert isinstance(drawn, Drawn)
        np.testing.assert_array_equal(np.asarray(call["image"][0]), drawn.image)


@pytest.mark.parametrize("model", ["sd15_inpaint", "flux_fill"])
def test_a_model_that_only_inpaints_is_refused(model: str) -> None:
    with pytest.raises(SynthError, match=r"^generator\.model: got .*; it fits generator\.kind=inpaint$"):
        make_refine(options(model), flat, Sampling(device="cpu"))


def test_the_table_puts_it_over_a_sketch_of_the_same_seed() -> None:
    scene = scene_of({"car": {}, "tree": {}})
    plan = few()
    with spied("StableDiffusionImg2ImgPipeline") as calls:
        make_generator(options("sd15"), scene, None, Sampling(device="cpu"))([plan], [condition_for(plan)], [5])
    np.testing.assert_array_equal(np.asarray(calls[0]["image"][0]), make_sketch(scene)(plan, None, 5))


def test_a_base_of_a_pack_needs_a_pack() -> None:
    with pytest.raises(SynthError, match="generator: got 'pack'; a scene with `pack:`"):
        make_generator(options("sd15", base="pack"), scene_of({"car": {}}), None, Sampling(device="cpu"))


def test_the_base_of_a_pack_is_what_the_pack_draws(tiny_pack: Pack) -> None:
    scene = pack_scene(tiny_pack, canvas={"width": 64, "height": 48})
    plan = make_plan(scene, SampleSlot(sample_id=0), 0, FittedPrior(tiny_pack.prior))
    pack = make_generator(GeneratorOptions(kind="pack"), scene, tiny_pack, Sampling(device="cpu"))
    (base,) = pack([plan], [condition_of(plan)], [5])
    with spied("StableDiffusionImg2ImgPipeline") as calls:
        refine = make_generator(options("sd15", base="pack"), scene, tiny_pack, Sampling(device="cpu", steps=4))
        refine([plan], [condition_of(plan)], [5])
    assert isinstance(base, Drawn)
    np.testing.assert_array_equal(np.asarray(calls[0]["image"][0]), base.image)
    assert calls[0]["num_inference_steps"] == 4, "which are the refinement's alone"
