"""Edges are the boundaries of what is seen, one pixel wide, and where OpenCV's detector finds them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from synth.condition.chart import chart_of
from synth.condition.edges import outlines
from synth.condition.maps import MAPS
from synth.geometry import Box, Mask
from synth.paths import SCENES
from synth.plan.paint import Figure
from synth.records import Plan
from synth.spec.load import load_scene
from tests.condition.painted import block, plan_of, planned
from tests.plan.scenes import scene_of


def disc(x: int, y: int, radius: int, z: float) -> Figure:
    across = np.arange(-radius, radius + 1)
    bits = across[:, None] ** 2 + across**2 <= radius**2
    box = Box(x - radius, y - radius, x + radius + 1, y + radius + 1)
    return Figure(category="car", amodal=Mask(x0=x - radius, y0=y - radius, bits=bits), requested_box=box, z=z)


def test_a_rectangle_is_its_border() -> None:
    edges = outlines(plan_of([block("car", 3, 2, 9, 7)], 12, 10), 10)
    expected = np.zeros((10, 12), np.uint8)
    expected[2:7, 3:9] = 255
    expected[3:6, 4:8] = 0
    assert np.array_equal(edges, expected)


def test_the_canvas_border_is_no_edge_but_the_horizon_is() -> None:
    edges = outlines(plan_of([block("car", -3, 2, 5, 10), block("car", 8, 4, 12, 12)], 12, 10), 3)
    assert edges[3].all() == False  # noqa: E712 - the car covers a part of it
    assert edges[3, 5:].all()
    assert not edges[3, :4].any()  # where the car covers it
    assert not edges[4:9, 0].any()
    assert not edges[9, :4].any()
    assert not edges[6:, 11].any()
    assert outlines(plan_of([], 12, 10), 0).any() == outlines(plan_of([], 12, 10), 10).any() == False  # noqa: E712


def test_near_objects_hide_far_outlines() -> None:
    edges = outlines(plan_of([block("car", 2, 2, 30, 20, 2.0), block("car", 10, 10, 40, 30, 1.0)], 64, 48), 48)
    assert not edges[11:19, 3:29].any()
    assert edges[2:20, 29].all()
    assert edges[29, 10:40].all()
    assert not edges[21:29, 11:39].any()


def boundaries(plan: Plan, ground_row: int) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Labels with sky and ground apart (-1, 0), and the pixels one of whose four neighbours shows something else."""
    labels = plan.label_map()
    labels[:ground_row][labels[:ground_row] == 0] = -1
    beside = np.zeros(labels.shape, np.bool_)
    for axis in (0, 1):
        differs = np.diff(labels, axis=axis) != 0
        beside |= np.pad(differs, [(0, 1) if a == axis else (0, 0) for a in (0, 1)])
        beside |= np.pad(differs, [(1, 0) if a == axis else (0, 0) for a in (0, 1)])
    return labels, beside


@pytest.mark.parametrize(("name", "sample"), [("street", 0), ("street", 1), ("street", 2), ("shelf", 0), ("shelf", 1)])
def test_edges_are_exactly_the_boundaries_of_what_is_seen(name: str, sample: int) -> None:
    scene = load_scene(SCENES / f"{name}.yaml")
    plan, chart = planned(scene, sample), chart_of(scene)
    row = chart.ground_row(plan.height)
    edges = outlines(plan, row) > 0
    labels, beside = boundaries(plan, row)
    assert not (edges & ~beside).any()
    rank = {i: (plan.instances[i - 1].z, i) if i > 0 else (-np.inf, i) for i in np.unique(labels).tolist()}
    order = {label: place for place, label in enumerate(sorted(rank, key=rank.__getitem__))}
    depth = np.vectorize(order.__getitem__)(labels)
    for near, far, mine in (
        (depth[1:], depth[:-1], edges[1:]), (depth[:-1], depth[1:], edges[:-1]),
        (depth[:, 1:], depth[:, :-1], edges[:, 1:]), (depth[:, :-1], depth[:, 1:], edges[:, :-1]),
    ):  # fmt: skip
        assert mine[near > far].all()  # the nearer of two neighbours is always an edge
    drawn = MAPS["canny"](plan, chart)
    assert np.array_equal(drawn, np.repeat(255 * edges[:, :, None].astype(np.uint8), 3, axis=2))


def test_opencvs_detector_finds_the_same_edges() -> None:
    plan = plan_of([disc(40, 40, 25, 1.0), disc(75, 50, 22, 2.0), block("car", 20, 70, 60, 110, 3.0)], 128, 120)
    row = chart_of(scene_of({"car": {}}, background={"horizon": 0.45})).ground_row(120)
    labels, _ = boundaries(plan, row)
    tones = np.array([0, 250, 60, 180, 120], np.uint8)[labels + 1]  # sky, ground and the three, all well apart
    found, ours = cv2.Canny(tones, 50, 100) > 0, outlines(plan, row) > 0
    square = np.ones((3, 3), np.uint8)
    assert not (found & (cv2.dilate(ours.astype(np.uint8), square) == 0)).any()
    missed = ours & (cv2.dilate(found.astype(np.uint8), square) == 0)
    assert missed.sum() <= 0.01 * ours.sum()  # corners, where three things meet
    assert abs(int(ours.sum()) - int(found.sum())) < 0.1 * found.sum()
