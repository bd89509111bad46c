"""The ground of the sketch: a road between pavements where the scene states one, a wall on a floor."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from synth.image.generate.road import ASPHALT, PAVEMENT, draw_road
from synth.image.generate.sketch import make_sketch
from synth.image.plan.perspective import across_px
from synth.image.scene.schema import Scene
from tests.image.plan.scenes import plan_of, scene_of

NOTHING = {"car": {"count": 0}}


def laid(scene: Scene) -> NDArray[np.float32]:
    """Brightness (h, w) that the road gives a plain picture."""
    canvas = scene.canvas
    return draw_road(np.ones((canvas.height, canvas.width, 3), np.float32), scene)[:, :, 0]


@pytest.mark.parametrize("row", [70, 90, 120])
def test_the_road_lies_between_its_edges_in_metres(row: int) -> None:
    scene = scene_of(NOTHING, background={"horizon": 0.4, "road_m": [-1.5, 0.8]})
    light = laid(scene)
    left, right = (across_px(scene, edge, row + 0.5) for edge in (-1.5, 0.8))
    assert light[row, round(left) + 3] == pytest.approx(ASPHALT)
    assert light[row, round(right) - 3] == pytest.approx(ASPHALT)
    assert light[row, round(right) + 25] == pytest.approx(PAVEMENT)
    assert (light[:50] == 1).all(), "nothing lies above the horizon"


def test_without_edges_there_is_no_road() -> None:
    assert (laid(scene_of(NOTHING, background={"horizon": 0.4})) == 1).all()


def test_a_wall_ends_where_the_floor_begins() -> None:
    room = {"fill": "beige", "ground_fill": "{boards}", "horizon": 0.3, "floor": 0.6}
    scene = scene_of(NOTHING, background=room, variables={"boards": {"choice": ["brown", "navy"]}})
    plan = plan_of(scene)
    image = make_sketch(scene)(plan, None, 0).astype(int)
    above, below = image[60].mean(axis=0), image[90].mean(axis=0)
    assert np.abs(above - (216, 200, 168)).max() < 25, "the wall hides the horizon at row 38"
    warm = below[0] > below[2]
    assert warm == (plan.variables["boards"] == "brown")


def test_of_entries_of_one_category_the_one_with_these_attributes_is_drawn() -> None:
    def drawn(view: str) -> NDArray[np.uint8]:
        cars = {
            f"car_{name}": {
                "category": "car",
                "shape": f"car_{name}",
                "size": 60,
                "color": "blue",
                "attributes": {"view": name},
                "count": int(name == view),
                "place": {"region": [0.5, 0.5, 0.5, 0.5]},
            }
            for name in ("front", "rear")
        }
        scene = scene_of(cars)
        return make_sketch(scene)(plan_of(scene), None, 0)

    def red(image: NDArray[np.uint8]) -> int:
        return int(((image[..., 0] > 180) & (image[..., 1] < 110)).sum())

    assert red(drawn("rear")) > 50 > 5 > red(drawn("front"))
