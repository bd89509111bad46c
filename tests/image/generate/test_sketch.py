"""The sketch draws the plan's objects where their masks are."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from synth.core.geometry import Mask
from synth.image.generate.backdrop import ATMOSPHERES
from synth.image.generate.sketch import SHADES, TONES, make_sketch
from synth.image.plan.silhouettes import SILHOUETTES
from synth.image.records import Plan
from synth.image.scene.schema import Scene
from synth.image.scene.vocabulary import SHAPES
from tests.image.plan.scenes import plan_of, scene_of

CAR = {"size": 70, "shape": "car", "color": "red", "place": {"region": [0.5, 0.5, 0.5, 0.5]}}


def draw(scene: Scene, plan: Plan, pixel_seed: int = 0) -> NDArray[np.uint8]:
    return make_sketch(scene)(plan, None, pixel_seed)


def edge_strength(image: NDArray[np.uint8], mask: Mask) -> float:
    """Mean colour difference across a mask's rim: two pixels outside against two pixels inside."""
    bits = mask.on_canvas(image.shape[1], image.shape[0]).astype(np.uint8)
    near, far = (cv2.dilate(bits, np.ones((size, size), np.uint8)) for size in (3, 7))
    inner = cv2.erode(bits, np.ones((5, 5), np.uint8))
    outside, inside = (far > near), (bits > inner)
    return float(np.abs(image[outside].mean(axis=0) - image[inside].mean(axis=0)).sum())


@pytest.mark.parametrize("shape", ["box", "ellipse", "blob", "bottle", "tree"])
def test_edges_are_where_the_masks_are(shape: str) -> None:
    scene = scene_of({"thing": {**CAR, "shape": shape, "size": 30}}, background={"fill": "white"})
    plan = plan_of(scene)
    image, mask = draw(scene, plan), plan.instances[0].mask
    here = edge_strength(image, mask)
    for dx, dy in ((6, 0), (-6, 0), (0, 6), (0, -6)):
        assert edge_strength(image, Mask(x0=mask.x0 + dx, y0=mask.y0 + dy, bits=mask.bits)) < 0.85 * here


def test_inside_is_the_object_and_outside_the_background() -> None:
    scene = scene_of({"thing": {**CAR, "shape": "box"}}, background={"fill": "white"})
    plan = plan_of(scene)
    image = draw(scene, plan).astype(float)
    bits = plan.instances[0].mask.on_canvas(plan.width, plan.height)
    redness = image[..., 0] - image[..., 2]
    agreement = ((redness > 60) == bits).mean()
    assert agreement > 0.995
    assert ((redness > 60) == np.roll(bits, 6, axis=1)).mean() < 0.98, "a shifted label must not fit"


def test_the_nearer_object_is_on_top() -> None:
    objects = {
        "wall": {"size": 100, "color": "blue", "place": {"region": [0.5, 0.5, 0.5, 0.5]}},
        "ball": {"size": 30, "color": "red", "place": {"region": [0.5, 0.5, 0.5, 0.5], "max_overlap": 1.0}},
    }
    scene = scene_of(objects)
    red, _, blue = draw(scene, plan_of(scene))[64, 80].astype(int)
    assert red > blue + 60
    swapped = scene_of(
        {**objects, "ball": {**objects["ball"], "place": {**objects["ball"]["place"], "z": -1}}}, min_area=1
    )
    assert len(plan_of(scene).instances) == 2
    with pytest.raises(Exception, match="min_area"):
        plan_of(swapped)


def test_a_drawing_repeats_and_its_grain_follows_the_pixel_seed() -> None:
    scene = scene_of({"car": {**CAR, "color": {"choice": ["red", "blue"]}}}, variables={"weather": "rain"})
    plan = plan_of(scene)
    one, again, other = draw(scene, plan, 1), draw(scene, plan, 1), draw(scene, plan, 2)
    assert (one.shape, one.dtype) == ((128, 160, 3), np.uint8)
    np.testing.assert_array_equal(one, again)
    assert (one != other).any()


def test_variables_set_the_mood() -> None:
    def mean(weather: str) -> float:
        scene = scene_of({"car": CAR}, variables={"weather": weather}, background={"horizon": 0.4})
        return float(draw(scene, plan_of(scene)).mean())

    assert mean("night") < 0.7 * mean("clear")
    assert mean("fog") > mean("clear")
    assert len({round(mean(atmosphere), 3) for atmosphere in ATMOSPHERES}) == len(ATMOSPHERES)


@pytest.mark.parametrize("name", SILHOUETTES)
def test_silhouettes_show_their_details(name: str) -> None:
    spec: dict[str, Any] = {**CAR, "shape": name, "size": min(60, 110 / SHAPES[name]), "place": {"margin": -0.9}}
    scene = scene_of({"thing": spec})
    plain = scene_of({"thing": {**spec, "shape": {"polygon": SILHOUETTES[name].outline}}}) if name != "tree" else None
    plan = plan_of(scene)
    image = draw(scene, plan)
    assert {detail.tone for detail in SILHOUETTES[name].details} <= TONES.keys() | SHADES.keys()
    if plain is not None:
        flat = draw(plain, plan)
        assert (np.abs(image.astype(int) - flat).max(axis=2) > 40).sum() > 20


def test_colours_come_from_attributes_and_variables() -> None:
    objects = {"box": {"size": 60, "color": "{paint}", "attributes": {"paint": {"choice": ["red", "blue"]}}}}
    scene = scene_of(objects, background={"fill": "{wall}"}, variables={"wall": {"choice": ["white", "black"]}})
    for sample in range(6):
        plan = plan_of(scene, sample)
        image = draw(scene, plan).astype(int)
        x, y = map(int, plan.instances[0].box.centre_xy)
        assert (image[y, x, 0] > image[y, x, 2]) == (plan.instances[0].attributes["paint"] == "red")
        bits = plan.instances[0].mask.on_canvas(plan.width, plan.height)
        assert (image[~bits].mean() > 128) == (plan.variables["wall"] == "white")


def test_an_empty_plan_is_a_backdrop() -> None:
    scene = scene_of({"car": {**CAR, "count": 0}}, background={"fill": "teal", "horizon": 0.5})
    image = draw(scene, plan_of(scene))
    assert image[:50].mean() != pytest.approx(image[80:].mean(), abs=1)
    members = replace(plan_of(scene), quotas=())
    np.testing.assert_array_equal(draw(scene, members), image)
