"""Inverse depth: a plane below the horizon, cut-outs at their foot line; without a horizon the order of painting."""

from __future__ import annotations

import numpy as np
import pytest

from synth.image.condition.legend import legend_of
from synth.image.condition.maps import CONTROL_MAPS
from synth.image.records import Relation
from tests.image.condition.painted import block, plan_of
from tests.image.plan.scenes import scene_of

GROUND = {"car": {"place": {"kind": "ground", "region": [0, 0.6, 1, 1]}}, "bottle": {}, "bird": {}}


def test_the_ground_is_a_plane_and_the_sky_is_far() -> None:
    drawn = CONTROL_MAPS["depth"](plan_of([], 8, 100), legend_of(scene_of(GROUND, background={"horizon": 0.4})))
    assert not drawn[:40].any()
    expected = np.round(255 * (np.arange(40, 100) + 0.5 - 40) / 60)
    assert np.array_equal(drawn[40:, 3, 1], expected.astype(np.uint8))
    assert (drawn == drawn[:, :1, :1]).all()  # grey, and the same across


def test_an_object_is_as_near_as_the_ground_at_its_foot() -> None:
    legend = legend_of(scene_of(GROUND, background={"horizon": 0.4}))
    plan = plan_of([block("car", 2, 30, 20, 70), block("car", 30, 60, 50, 115)], 64, 100)
    drawn = CONTROL_MAPS["depth"](plan, legend)
    assert drawn[31, 5].tolist() == [round(255 * 30 / 60)] * 3
    assert drawn[65, 40].tolist() == [255] * 3  # its foot is below the lower border
    assert abs(int(drawn[69, 25, 0]) - int(drawn[69, 5, 0])) <= 3  # the ground just beside the foot


def test_what_stands_on_something_is_as_near_as_that() -> None:
    legend = legend_of(scene_of(GROUND, background={"horizon": 0.4}))
    figures = [block("car", 2, 60, 40, 90), block("bottle", 10, 50, 14, 60), block("bottle", 50, 50, 54, 60)]
    plan = plan_of(figures, 64, 100, relations=(Relation(subject=2, name="on", object=1),))
    drawn = CONTROL_MAPS["depth"](plan, legend)[:, :, 0]
    assert drawn[55, 12] == drawn[80, 20] == round(255 * 50 / 60)
    assert drawn[55, 52] == round(255 * 20 / 60)


def test_a_room_ends_at_its_wall() -> None:
    open_air, room = (
        legend_of(scene_of(GROUND, background={"horizon": 0.4, "ade20k": name})) for name in ("sky", "wall")
    )
    plan = plan_of([block("bird", 2, 2, 20, 20), block("car", 30, 60, 50, 90)], 64, 100)
    outside, inside = (CONTROL_MAPS["depth"](plan, legend)[:, :, 0].astype(float) for legend in (open_air, room))
    assert inside[30, 60] == round(0.1 * 255)
    assert np.abs(inside - (0.1 * 255 + 0.9 * outside)).max() <= 1  # inverse depth, scaled and shifted


def test_a_wall_behind_a_floor_is_as_near_as_where_it_stands() -> None:
    legend = legend_of(scene_of(GROUND, background={"horizon": 0.3, "floor": 0.6}))
    plan = plan_of([block("bird", 2, 2, 20, 20), block("car", 30, 60, 50, 90)], 64, 100)
    drawn = CONTROL_MAPS["depth"](plan, legend)[:, :, 0]
    wall = round(255 * (0.6 - 0.3) / 0.7)
    assert (drawn[:60, 60] == wall).all()
    assert drawn[10, 10] == wall  # it hangs there
    assert drawn[80, 40] == round(255 * 60 / 70)
    assert (np.diff(drawn[60:, 60].astype(int)) > 0).all()


def test_what_lies_on_the_ground_is_as_near_as_the_ground() -> None:
    objects = {"rug": {}, "mat": {"ade20k": "rug"}, "skyscraper": {}}
    legend = legend_of(scene_of(objects, background={"horizon": 0.4}))
    figures = [block("rug", 2, 60, 40, 90), block("mat", 44, 60, 60, 90), block("skyscraper", 10, 50, 20, 70, 1.0)]
    drawn, ground = (CONTROL_MAPS["depth"](plan_of(f, 64, 100), legend)[:, :, 0] for f in (figures, []))
    assert (drawn[50:70, 10:20] == 128).all()
    drawn[50:70, 10:20] = ground[50:70, 10:20]
    assert np.array_equal(drawn, ground)


def test_above_the_horizon_large_things_are_nearer_than_small_ones() -> None:
    legend = legend_of(scene_of(GROUND, background={"horizon": 0.5}))
    plan = plan_of([block("bird", 2, 2, 4, 4), block("bird", 20, 2, 40, 22)], 64, 100)
    small, large = (int(CONTROL_MAPS["depth"](plan, legend)[3, x, 0]) for x in (3, 30))
    assert 0 < small < large < 128


def test_without_a_horizon_nearer_means_later_then_larger() -> None:
    objects = {"board": {}, "can": {}, "tag": {"place": {"z": {"choice": [5, 100]}}}}
    legend = legend_of(scene_of(objects))
    assert legend.depths == (0.0, 1.0, 5.0, 100.0)
    figures = [
        block("board", 0, 40, 64, 44, 0.0),
        block("can", 4, 20, 10, 40, 1.0),
        block("can", 20, 10, 40, 40, 1.0),
        block("tag", 50, 30, 54, 34, 5.0),
        block("tag", 56, 30, 60, 34, 100.0),
    ]
    drawn = CONTROL_MAPS["depth"](plan_of(figures), legend)[:, :, 0]
    places = ((42, 30), (30, 6), (30, 30), (32, 52), (32, 58), (2, 2))
    board, small, large, tag, near, wall = (int(drawn[place]) for place in places)
    assert 0 < wall < board < small < large < tag < near <= 255
    assert large - small < small - board


@pytest.mark.parametrize("horizon", [0.0, 1.0])
def test_a_horizon_on_the_border_is_no_error(horizon: float) -> None:
    legend = legend_of(scene_of({"car": {}}, background={"horizon": horizon}))
    drawn = CONTROL_MAPS["depth"](plan_of([block("car", 2, 30, 20, 60)], 64, 48), legend)[:, :, 0]
    assert drawn[40, 10] == 255
    assert bool(drawn[:, 40].any()) == (horizon == 0.0)


def test_objects_on_the_ground_without_a_horizon_keep_their_order() -> None:
    objects = {"wall": {}, "car": {"place": {"kind": "ground"}}, "person": {"place": {"kind": "ground"}}}
    legend = legend_of(scene_of(objects))
    assert legend.depths == (0.0, 1.0, 1.5)
    plan = plan_of([block("car", 2, 2, 20, 20, 1.2), block("person", 30, 2, 48, 20, 1.4)])
    far, near = (int(CONTROL_MAPS["depth"](plan, legend)[10, x, 0]) for x in (10, 40))
    assert far < near
