"""Every control map as an array: exact colours, correct occlusion, and changes only where an object moved."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.core.paths import SCENES
from synth.image.condition.legend import MapLegend, legend_of, require_classes
from synth.image.condition.maps import CONTROL_MAPS
from synth.image.condition.regions import regions
from synth.image.records import Plan
from synth.image.scene.load import load_scene
from synth.image.scene.schema import Scene
from tests.image.condition.painted import block, moved, plan_of, planned
from tests.image.plan.scenes import scene_of

SHIPPED = {"street": range(4), "shelf": range(3)}
CASES = [(name, sample) for name, samples in SHIPPED.items() for sample in samples]

SKY, ROAD, WALL, CAR, PERSON, LIGHT = (
    (6, 230, 230), (140, 140, 140), (120, 120, 120), (0, 102, 200), (150, 5, 61), (41, 0, 255),
)  # fmt: skip
"""Sky, road, wall, car, person and traffic light as CSAIL's list of ADE20K colours has them."""


def shipped(name: str) -> Scene:
    """A shipped scene; every category of it has an ADE20K class."""
    scene = load_scene(SCENES / f"{name}.yaml")
    require_classes(scene)
    return scene


@pytest.fixture(scope="module")
def plans() -> dict[tuple[str, int], tuple[Plan, MapLegend]]:
    scenes = {name: shipped(name) for name in SHIPPED}
    return {(name, sample): (planned(scenes[name], sample), legend_of(scenes[name])) for name, sample in CASES}


STREET = {"car": {}, "person": {}, "traffic_light": {}}


def test_segmentation_has_ade20ks_colours_and_the_nearer_object_wins() -> None:
    legend = legend_of(scene_of(STREET, background={"horizon": 0.5}))
    plan = plan_of([block("person", 10, 10, 30, 40, 2.0), block("car", 4, 20, 40, 36, 1.0)])
    drawn = CONTROL_MAPS["seg"](plan, legend)
    seen = {(12, 12): PERSON, (25, 12): PERSON, (25, 35): CAR, (35, 4): CAR, (23, 50): SKY, (24, 50): ROAD}
    assert {place: tuple(drawn[place].tolist()) for place in seen} == seen
    counts = Counter(map(tuple, drawn.reshape(-1, 3).tolist()))
    assert counts[PERSON] == 20 * 30
    assert counts[CAR] == 36 * 16 - 20 * 16


def test_what_lies_behind_is_a_wall_unless_the_scene_says_otherwise() -> None:
    behind = {
        (): [WALL, WALL],
        ("ade20k",): [(4, 200, 3), (4, 200, 3)],
        ("horizon",): [SKY, ROAD],
        ("horizon", "ade20k", "ade20k_ground"): [(4, 200, 3), (4, 250, 7)],
    }
    stated = {"horizon": 0.5, "ade20k": "tree", "ade20k_ground": "grass"}
    for keys, colours in behind.items():
        legend = legend_of(scene_of(STREET, background={key: stated[key] for key in keys}))
        drawn = CONTROL_MAPS["seg"](plan_of([]), legend)
        assert [tuple(drawn[y, 0].tolist()) for y in (0, 47)] == colours
        assert np.array_equal(drawn, np.repeat(drawn[:, :1], 64, axis=1))


def test_a_stated_class_wins_then_the_name_then_coco() -> None:
    names = {
        "house": {"ade20k": "car"},
        "traffic_light": {"coco": "car"},
        "rucksack": {"coco": "backpack"},
        "sofa": {"coco": "couch"},
    }
    colours = legend_of(scene_of(names)).seg_rgb
    assert colours == {"house": CAR, "traffic_light": LIGHT, "rucksack": (70, 184, 160), "sofa": (11, 102, 255)}


def test_the_blueprint_gives_categories_hues_and_instances_brightness() -> None:
    legend = legend_of(scene_of({"car": {}, "person": {}, "tree": {}}))
    plan = plan_of([block("tree", 0, 0, 8, 8), block("car", 10, 0, 18, 8), block("tree", 20, 0, 28, 8)])
    drawn = CONTROL_MAPS["instance"](plan, legend)
    assert [drawn[4, x].tolist() for x in (4, 14, 24, 40)] == [[0, 0, 255], [255, 0, 0], [0, 0, 168], [0, 0, 0]]


@pytest.mark.parametrize("case", CASES)
def test_the_blueprint_tells_every_instance_from_every_other(plans, case) -> None:
    plan, legend = plans[case]
    drawn = CONTROL_MAPS["instance"](plan, legend)
    colours = [drawn[i.mask.on_canvas(plan.width, plan.height)] for i in plan.instances]
    assert all((c == c[0]).all() for c in colours)
    assert len({tuple(c[0].tolist()) for c in colours}) == len(plan.instances)
    assert not drawn[plan.label_map() == 0].any()
    for instance, colour in zip(plan.instances, colours, strict=True):
        hue = np.array(legend.blueprint_rgb[instance.category], float)
        assert np.abs(colour[0] - hue * (colour[0].max() / 255)).max() <= 1


@pytest.mark.parametrize("case", CASES)
def test_maps_are_pictures_and_repeat_to_the_bit(plans, case) -> None:
    plan, legend = plans[case]
    for name, draw in CONTROL_MAPS.items():
        drawn = draw(plan, legend)
        assert drawn.shape == (plan.height, plan.width, 3), name
        assert drawn.dtype == np.uint8
        assert drawn.flags["C_CONTIGUOUS"]
        assert np.array_equal(drawn, draw(replace(plan, instances=tuple(plan.instances)), legend)), name


@pytest.mark.parametrize("case", CASES)
def test_segmentation_agrees_with_the_masks(plans, case) -> None:
    plan, legend = plans[case]
    drawn = CONTROL_MAPS["seg"](plan, legend)
    for instance in plan.instances:
        assert (drawn[instance.mask.on_canvas(plan.width, plan.height)] == legend.seg_rgb[instance.category]).all()
    background = plan.label_map() == 0
    behind = np.array(legend.behind_rgb)[regions(plan.width, plan.height, legend)]
    assert np.array_equal(drawn[background], behind[background])


def test_a_road_lies_between_pavements_and_ends_at_the_horizon() -> None:
    legend = legend_of(scene_of(STREET, background={"horizon": 0.5, "eye_m": 2.0, "road_m": [-2.0, 1.0]}))
    drawn = CONTROL_MAPS["seg"](plan_of([]), legend)
    pavement = (235, 255, 7)
    assert [tuple(c) for c in drawn[47, [0, 7, 9, 43, 45, 63]].tolist()] == [pavement] * 2 + [ROAD] * 2 + [pavement] * 2
    assert [tuple(c) for c in drawn[36, [18, 20, 37, 39]].tolist()] == [pavement, ROAD, ROAD, pavement]
    assert (drawn[:24] == SKY).all()


@pytest.mark.parametrize("case", CASES)
def test_one_objects_move_changes_every_map_there_and_nowhere_else(plans, case) -> None:
    plan, legend = plans[case]
    tested = 0
    for number, (dx, dy) in enumerate([(7, 0), (-9, 3), (0, -5), (12, 4), (-3, -8), (5, 5)]):
        at = number * len(plan.instances) // 6
        other = moved(plan, at, dx, dy)
        if [i.category for i in other.instances] != [i.category for i in plan.instances]:
            continue  # it hid another one wholly: that one's number goes too
        if any(relation.object == plan.instances[at].id for relation in plan.relations):
            continue  # what stands on it moves with it
        tested += 1
        touched = places(plan, at) | places(other, at)
        for name, draw in CONTROL_MAPS.items():
            changed = (draw(plan, legend) != draw(other, legend)).any(axis=2)
            mine = around(plan, touched) if name == "pose" else touched
            assert not (changed & ~mine).any(), (name, at)
            assert changed.any() or name == "pose", (name, at)
    assert tested >= 2


def places(plan: Plan, number: int) -> NDArray[np.bool_]:
    """The full mask of an object, inside the canvas."""
    return plan.instances[number].amodal.on_canvas(plan.width, plan.height)


def around(plan: Plan, touched: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The box round some pixels: the limbs of a skeleton are wider than a thin arm."""
    rows, cols = np.flatnonzero(touched.any(axis=1)), np.flatnonzero(touched.any(axis=0))
    pad = 1 + round(4 * plan.height / 512)
    box = np.zeros_like(touched)
    box[max(rows[0] - pad, 0) : rows[-1] + pad + 1, max(cols[0] - pad, 0) : cols[-1] + pad + 1] = True
    return box


def test_no_map_needs_more_memory_than_two_pictures() -> None:
    legend = legend_of(scene_of(STREET, background={"horizon": 0.4}))
    plan = plan_of([block("car", 90 * k, 500, 90 * k + 200, 600, float(k)) for k in range(10)], 1024, 1024)
    for name, draw in CONTROL_MAPS.items():
        tracemalloc.start()
        picture = draw(plan, legend)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 2 * picture.nbytes, name
