"""Metres on the ground: the law of the pinhole camera, lanes, and rooms whose wall hides the horizon."""

from __future__ import annotations

from typing import Any

import pytest

from synth.image.plan.perspective import across_px, px_per_metre, strip_px
from synth.image.plan.relate import box_gap_px
from synth.image.records import Plan
from synth.image.scene.schema import Scene
from tests.image.plan.scenes import plan_of, scene_of


def street(thing: dict[str, Any], width: int = 160, height: int = 128, **background: float) -> Scene:
    place = {"kind": "ground", "max_overlap": 1.0, "margin": -0.9, **thing.pop("place", {})}
    return scene_of(
        {"thing": {"size": {"metres": 1.2}, **thing, "place": place}},
        canvas={"width": width, "height": height},
        background={"horizon": 0.4, **background},
    )


@pytest.mark.parametrize("eye_m", [0.8, 1.6, 5.0])
@pytest.mark.parametrize("horizon", [0.0, 0.25, 0.42])
@pytest.mark.parametrize("canvas", [(160, 128), (640, 384), (128, 320)])
def test_a_metre_is_the_foots_distance_from_the_horizon_over_the_cameras_height(
    canvas: tuple[int, int], horizon: float, eye_m: float
) -> None:
    metres = 0.2 * eye_m
    thing = {"count": 3, "aspect": 2.0, "size": {"metres": metres}, "place": {"region": [0, 0.6, 1, 1]}}
    plan = plan_of(street(thing, *canvas, horizon=horizon, eye_m=eye_m))
    assert len(plan.instances) == 3
    for item in plan.instances:
        box = item.requested_box
        assert box.width == pytest.approx(metres * (box.y1 - horizon * plan.height) / eye_m)
        assert box.height == pytest.approx(2.0 * box.width)
        assert abs(item.amodal.box.width - box.width) <= 2


def test_people_of_the_cameras_height_reach_the_horizon_wherever_they_stand() -> None:
    plan = plan_of(street({"count": 5, "size": {"metres": 0.8}, "aspect": 2.0, "place": {"region": [0, 0.5, 1, 0.9]}}))
    assert len({round(item.requested_box.y1) for item in plan.instances}) > 3
    assert [item.requested_box.y0 for item in plan.instances] == pytest.approx([0.4 * 128] * len(plan.instances))


def test_a_lane_runs_to_the_vanishing_point() -> None:
    scene = street({"count": 6, "size": {"metres": 0.2}, "place": {"across_m": -0.5, "region": [0, 0.45, 1, 1]}})
    for item in plan_of(scene).instances:
        box = item.requested_box
        assert box.centre_xy[0] == pytest.approx(80 - 0.5 * px_per_metre(scene, box.y1))
    assert across_px(scene, -0.5, 0.4 * 128) == 80
    assert strip_px(scene, -0.5, 0.5)[1:3].ravel() == pytest.approx([80, 51.2, 80, 51.2])


def test_a_lane_outside_the_picture_is_refused_not_bent() -> None:
    with pytest.raises(Exception, match=r"thing: (region|margin)"):
        plan_of(street({"place": {"across_m": 9, "region": [0, 0.9, 1, 1]}}))


def places(plan: Plan) -> list[tuple[str, float, float, float]]:
    boxes = [(item.category, item.requested_box) for item in plan.instances]
    return [(name, box.x0 / plan.width, box.y1 / plan.height, box.width / plan.width) for name, box in boxes]


def test_a_canvas_of_twice_the_size_shows_the_same() -> None:
    small, large = (street({"count": 6}, width, height) for width, height in ((160, 128), (320, 256)))
    assert [name for name, *_ in places(plan_of(small))] == ["thing"] * 6
    for one, other in zip(places(plan_of(small)), places(plan_of(large)), strict=True):
        assert one[1:] == pytest.approx(other[1:])


def test_nothing_stands_above_the_floor() -> None:
    plan = plan_of(street({"count": 12, "size": {"metres": 0.1}, "place": {"region": [0, 0, 1, 1]}}, floor=0.6))
    assert min(item.requested_box.y1 for item in plan.instances) >= 0.6 * 128


def test_a_relation_leaves_the_distance_as_it_is() -> None:
    ground = {"kind": "ground", "max_overlap": 1.0, "region": [0, 0.6, 1, 0.64]}
    near = {"near": {"target": "post", "distance": 0.1}}
    scene = scene_of(
        {
            "post": {"size": {"metres": 0.2}, "place": {**ground, "region": [0.5, 0.6, 0.5, 0.64]}},
            "dog": {"size": {"metres": 0.4}, "relations": near, "place": ground},
        },
        background={"horizon": 0.4},
    )
    for seed in range(5):
        post, dog = (item.requested_box for item in plan_of(scene, seed=seed).instances)
        assert dog.width == pytest.approx(0.4 * px_per_metre(scene, dog.y1))
        assert box_gap_px(dog, post) == pytest.approx(16, abs=0.6)
