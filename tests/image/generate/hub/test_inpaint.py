"""`inpaint` paints every object into its own mask, from far to near, and touches nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.core.errors import SynthError
from synth.core.geometry import Box
from synth.core.seeds import seed_for
from synth.image.generate.hub.crop import crop_around, cut_mask, rim_of
from synth.image.generate.hub.draw import DrawRequest
from synth.image.generate.hub.inpaint import far_to_near, inpainter, make_inpaint
from synth.image.generate.protocol import Generator, Sampling
from synth.image.generate.sketch import make_sketch
from synth.image.generate.table import make_generator
from synth.image.labels import Instance
from synth.image.options.generator import GeneratorOptions
from synth.image.records import Drawn, Fault, Plan
from tests.image.generate.hub.fakes import (
    FakePainter,
    colour_of,
    condition_for,
    crowd,
    ellipse,
    few,
    phrase_of,
    plan_with,
    spied,
)
from tests.image.plan.scenes import scene_of
from tests.tiny_hub import tiny

CROP_PX = 128
SCENE = scene_of({"car": {}, "tree": {}, "person": {}, "bus": {}}, background={"fill": "white"})
SKETCH = make_sketch(SCENE)
SEED = 77


def generator(painter: FakePainter) -> Generator:
    return inpainter(painter, SKETCH, CROP_PX, 8)


def drawn(plan: Plan, painter: FakePainter | None = None, seed: int = SEED) -> Drawn:
    (picture,) = generator(painter or FakePainter())([plan], [condition_for(plan)], [seed])
    assert isinstance(picture, Drawn)
    return picture


def bits(instance: Instance, plan: Plan) -> NDArray[np.bool_]:
    return instance.mask.on_canvas(plan.width, plan.height)


def request_of(instance: Instance, painter: FakePainter) -> DrawRequest:
    (request,) = [r for r in painter.requests if r.parts[0] == phrase_of(instance)]
    return request


def test_the_background_is_the_whole_canvas_over_the_empty_scene() -> None:
    painter, plan = FakePainter(), crowd()
    drawn(plan, painter)
    first = painter.calls[0][0]
    assert first.mask is not None
    assert first.mask.all()
    assert (first.width, first.height, first.seed) == (plan.width, plan.height, SEED)
    assert (first.parts, first.negative_prompt) == (("a street",), "blurry")
    np.testing.assert_array_equal(first.image, SKETCH(replace(plan, instances=()), None, SEED))


def test_pixels_outside_of_every_mask_are_the_backgrounds() -> None:
    plan = crowd()
    image = drawn(plan).image
    assert image.shape == (plan.height, plan.width, 3)
    assert (image[plan.label_map() == 0] == colour_of(SEED)).all()


def test_every_object_fills_its_mask_and_no_other() -> None:
    plan = crowd()
    image = drawn(plan).image
    for instance in plan.instances:
        mask = bits(instance, plan)
        inner = mask & ~rim_of(instance.amodal.on_canvas(plan.width, plan.height))
        own = (image == colour_of(seed_for(SEED, instance.id, "inpaint", bits=56))).all(axis=2)
        assert own[inner].all(), "inside it is the object, up to where a nearer one hides it"
        assert not own[~mask].any(), "outside it is not"


def test_the_rim_is_mixed_with_what_was_there_but_belongs_to_the_object() -> None:
    plan = few()
    image = drawn(plan).image.astype(float)
    nearest = plan.instances[1]
    own = colour_of(seed_for(SEED, nearest.id, "inpaint", bits=56)).astype(float)
    below = drawn(replace(plan, instances=plan.instances[:1])).image.astype(float)
    rim = rim_of(bits(nearest, plan))
    assert nearest.visibility == 1
    np.testing.assert_allclose(image[rim], below[rim] + 0.75 * (own - below[rim]), atol=1)


def test_objects_come_from_far_to_near_after_what_they_stand_before() -> None:
    painter, plan = FakePainter(), crowd()
    drawn(plan, painter)
    assert [call[0].parts[0] for call in painter.calls[1:]] == [
        "bus number 4", "tree number 2", "car number 1", "person number 3", "person number 5",
    ]  # fmt: skip
    assert far_to_near(plan) == [3, 1, 0, 2, 4]


def test_a_shared_pixel_is_the_nearer_objects_whatever_the_order_of_ids() -> None:
    plan = crowd()
    turned = replace(plan, instances=plan.instances[::-1])
    np.testing.assert_array_equal(drawn(plan).image, drawn(turned).image)


def test_a_request_carries_its_objects_phrase_mask_seed_and_surroundings() -> None:
    painter, plan = FakePainter(), crowd()
    drawn(plan, painter)
    assert len({r.seed for r in painter.requests}) == 1 + len(plan.instances)
    for instance in plan.instances:
        request = request_of(instance, painter)
        assert request.parts == (phrase_of(instance), "a street")
        assert request.negative_prompt == "blurry"
        assert request.seed == seed_for(SEED, instance.id, "inpaint", bits=56)
        assert request.image is not None
        assert request.mask is not None
        assert request.image.shape == (request.height, request.width, 3)
        assert request.mask.shape == (request.height, request.width)
        assert max(request.width, request.height) == CROP_PX
        whole = instance.amodal.clipped(plan.width, plan.height)
        share = whole.area / whole.box.area
        rows, cols = np.flatnonzero(request.mask.any(axis=1)), np.flatnonzero(request.mask.any(axis=0))
        tight = request.mask[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
        assert tight.mean() == pytest.approx(share, abs=0.03), "the mask has the form of the whole object"
    tree, car = request_of(plan.instances[1], painter), request_of(plan.instances[0], painter)
    assert tree.image is not None
    assert car.image is not None
    tree_colour, car_colour = colour_of(tree.seed), colour_of(car.seed)
    assert (car.image == tree_colour).all(axis=2).any(), "the nearer car sees the farther tree"
    assert not (tree.image == car_colour).all(axis=2).any()


def test_a_hidden_object_is_painted_whole_and_shows_where_it_is_seen() -> None:
    """With the visible part of a car between two people as the mask, a model would draw a small car there."""
    painter = FakePainter()
    plan = plan_with(ellipse("car", Box(20, 30, 100, 80)), ellipse("person", Box(30, 20, 90, 100), z=1.0))
    image, car = drawn(plan, painter).image, plan.instances[0]
    assert car.visibility < 0.5
    request = request_of(car, painter)
    assert request.mask is not None
    scale = request.width / 120
    assert request.mask.sum() == pytest.approx(car.amodal.area * scale**2, rel=0.02)
    own = (image == colour_of(request.seed)).all(axis=2)
    np.testing.assert_array_equal(own, bits(car, plan) & ~rim_of(car.amodal.on_canvas(plan.width, plan.height)))


def test_the_kth_objects_of_all_plans_are_one_call() -> None:
    painter, plans = FakePainter(), [crowd(0), few(1), plan_with(sample_id=2)]
    generator(painter)(plans, [condition_for(p) for p in plans], [1, 2, 3])
    assert [len(call) for call in painter.calls] == [3, 2, 2, 1, 1, 1]


def test_a_picture_does_not_depend_on_its_batch() -> None:
    plans = [crowd(0), few(1), plan_with(sample_id=2)]
    conditions = [condition_for(p) for p in plans]
    together = generator(FakePainter())(plans, conditions, [1, 2, 3])
    for plan, condition, seed, picture in zip(plans, conditions, [1, 2, 3], together, strict=True):
        (alone,) = generator(FakePainter())([plan], [condition], [seed])
        assert isinstance(alone, Drawn)
        assert isinstance(picture, Drawn)
        np.testing.assert_array_equal(alone.image, picture.image)
        assert alone.notes == picture.notes


def test_another_pixel_seed_is_another_picture() -> None:
    assert (drawn(few(), seed=1).image != drawn(few(), seed=2).image).any(axis=2).mean() > 0.9


def test_a_fault_of_one_object_is_its_samples_and_nobody_elses() -> None:
    painter = FakePainter(faults=lambda request: request.parts[0] == "car number 1" and request.seed == bad)
    plans = [crowd(0), few(1)]
    bad = seed_for(5, 1, "inpaint", bits=56)
    conditions = [condition_for(p) for p in plans]
    first, second = generator(painter)(plans, conditions, [5, 6])
    assert first == Fault("blank", 0.0, 2.0, "object 1 (car): flat")
    assert isinstance(second, Drawn)
    assert "person number 3" not in [r.parts[0] for r in painter.requests], "nothing is painted after a fault"


def test_a_background_that_fails_ends_its_sample() -> None:
    painter = FakePainter(faults=lambda request: request.seed == 5)
    (fault,) = generator(painter)([few()], [condition_for(few())], [5])
    assert fault == Fault("blank", 0.0, 2.0, "flat")
    assert len(painter.calls) == 1


def test_notes_of_all_objects_reach_the_picture_once() -> None:
    assert [note.text for note in drawn(few()).notes] == ["a street", "car number 1", "tree number 2"]


def options(model: str, **stated: Any) -> GeneratorOptions:
    return GeneratorOptions(kind="inpaint", model=str(tiny(model)), **{"steps": 2, "crop_px": 64, **stated})


def tiny_plans() -> list[Plan]:
    """On a canvas of multiples of 16, not of 64."""
    car, tree = ellipse("car", Box(0, 8, 60, 40)), ellipse("tree", Box(40, 10, 70, 90), z=1.0)
    return [plan_with(car, tree, width=112, height=96), plan_with(tree, sample_id=1, width=112, height=96)]


FAMILIES = ("sd15", "sd15_inpaint", "sdxl", "sd3", "flux", "flux_fill", "qwen_image", "z_image")


@pytest.mark.parametrize("model", FAMILIES)
def test_every_family_paints_inside_the_masks_only(model: str) -> None:
    generate, plans = make_inpaint(options(model), SCENE, Sampling(device="cpu")), tiny_plans()
    both = generate(plans, [condition_for(p) for p in plans], [SEED, SEED])
    empty = replace(plans[0], instances=())
    (ground,) = generate([empty], [condition_for(empty)], [SEED])
    assert isinstance(ground, Drawn)
    for picture, plan in zip(both, plans, strict=True):
        assert isinstance(picture, Drawn)
        assert picture.image.shape == (96, 112, 3)
        change = np.abs(picture.image.astype(int) - ground.image).max(axis=2)
        outside = plan.label_map() == 0
        assert change[outside].max() <= 1, "the background as it is alone, but for float noise of another batch"
        for instance in plan.instances:
            assert (change[bits(instance, plan)] > 1).mean() > 0.5


def test_the_pipeline_gets_crop_mask_prompt_and_strength() -> None:
    (plan, _), scene = tiny_plans(), SCENE
    with spied("StableDiffusionXLInpaintPipeline") as calls:
        make_inpaint(options("sdxl", steps=3), scene, Sampling(device="cpu"))([plan], [condition_for(plan)], [SEED])
    assert [call["prompt"] for call in calls] == [
        ["a street"], ["car number 1, a street"], ["tree number 2, a street"]
    ]  # fmt: skip
    assert [(call["width"], call["height"]) for call in calls] == [(112, 96), (64, 64), (64, 56)]
    assert {call["strength"] for call in calls} == {0.99}
    mask = np.asarray(calls[1]["mask_image"][0]) > 0
    whole = plan.instances[0].amodal
    np.testing.assert_array_equal(mask, cut_mask(whole.on_canvas(112, 96), crop_around(whole.box, 112, 96, 64, 8)))


def test_strength_is_the_users_where_stated() -> None:
    plan = tiny_plans()[1]
    for stated, used in ((None, 1.0), (0.8, 0.8)):
        with spied("StableDiffusionInpaintPipeline") as calls:
            generate = make_inpaint(options("sd15", strength=stated), SCENE, Sampling(device="cpu"))
            generate([plan], [condition_for(plan)], [SEED])
        assert {call["strength"] for call in calls} == {used}


def test_a_strength_that_leaves_no_step_is_refused() -> None:
    with pytest.raises(SynthError) as refused:
        make_inpaint(options("sd15", strength=0.3), SCENE, Sampling(device="cpu", steps=3))
    assert str(refused.value) == "generator.strength: got 0.3; of 3 steps it leaves none: at least 0.333"


def test_a_canvas_that_the_model_cannot_draw_is_refused() -> None:
    plan = plan_with(ellipse("car", Box(0, 0, 40, 30)), width=120, height=96)
    with pytest.raises(SynthError, match=r"canvas\.width: got 120; FluxFillPipeline draws multiples of 16 px"):
        make_inpaint(options("flux_fill"), SCENE, Sampling(device="cpu"))([plan], [condition_for(plan)], [SEED])


def test_the_table_makes_it() -> None:
    assert callable(make_generator(options("sd15"), SCENE, None, Sampling(device="cpu")))


def test_a_mask_that_is_shifted_shows() -> None:
    """Sabotage: the labels of another plan must not fit the picture."""
    plan = few()
    image = drawn(plan).image
    moved = np.roll(plan.label_map(), 6, axis=1)
    assert (image[moved == 0] != colour_of(SEED)).any(axis=1).mean() > 0.02
