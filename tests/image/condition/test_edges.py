"""Edges are the boundaries of what is seen, one pixel wide, and where OpenCV's detector finds them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from synth.core.geometry import Box, Mask
from synth.core.paths import SCENES
from synth.image.condition.edges import edge_map
from synth.image.condition.legend import legend_of
from synth.image.condition.maps import CONTROL_MAPS
from synth.image.condition.regions import regions
from synth.image.plan.paint import Figure
from synth.image.records import Plan
from synth.image.scene.load import load_scene
from tests.image.condition.painted import block, plan_of, planned
from tests.image.plan.scenes import scene_of


def disc(x: int, y: int, radius: int, z: float) -> Figure:
    across = np.arange(-radius, radius + 1)
    bits = across[:, None] ** 2 + across**2 <= radius**2
    box = Box(x - radius, y - radius, x + radius + 1, y + radius + 1)
    return Figure(category="car", amodal=Mask(x0=x - radius, y0=y - radius, bits=bits), requested_box=box, z=z)


def below(row: int, width: int = 12, height: int = 10) -> NDArray[np.uint8]:
    """Regions of a canvas whose ground begins at a row."""
    return np.repeat(np.arange(height)[:, None] >= row, width, axis=1).astype(np.uint8)


def test_a_rectangle_is_its_border() -> None:
    edges = edge_map(plan_of([block("car", 3, 2, 9, 7)], 12, 10), below(10))
    expected = np.zeros((10, 12), np.uint8)
    expected[2:7, 3:9] = 255
    expected[3:6, 4:8] = 0
    assert np.array_equal(edges, expected)


def test_the_canvas_border_is_no_edge_but_the_horizon_is() -> None:
    edges = edge_map(plan_of([block("car", -3, 2, 5, 10), block("car", 8, 4, 12, 12)], 12, 10), below(3))
    assert edges[3, 5:].all()
    assert not edges[3, :4].any()  # where the car covers it
    assert not edges[4:9, 0].any()
    assert edges[9, :5].tolist() == [0, 0, 0, 0, 255]
    assert not edges[6:, 11].any()
    assert not edge_map(plan_of([], 12, 10), below(0)).any()
    assert not edge_map(plan_of([], 12, 10), below(10)).any()


def test_near_objects_hide_far_outlines() -> None:
    plan = plan_of([block("car", 2, 2, 30, 20, 2.0), block("car", 10, 10, 40, 30, 1.0)], 64, 48)
    edges = edge_map(plan, below(48, 64, 48))
    assert not edges[11:19, 3:29].any()
    assert edges[2:20, 29].all()
    assert edges[29, 10:40].all()
    assert not edges[21:29, 11:39].any()


def test_a_road_has_two_edges_that_meet_on_the_horizon() -> None:
    legend = legend_of(scene_of({"car": {}}, background={"horizon": 0.5, "eye_m": 2.0, "road_m": [-2.0, 1.0]}))
    edges = edge_map(plan_of([], 64, 48), regions(64, 48, legend)) > 0
    assert edges[24].all()
    for row in (26, 32, 40, 47):
        left, right = (32 + metres / 2 * (row + 0.5 - 24) for metres in (-2.0, 1.0))
        assert np.flatnonzero(edges[row]).tolist() == [np.ceil(left - 0.5) - 1, np.ceil(right - 0.5)]


def boundaries(plan: Plan, behind: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Labels with the backdrop's regions below 0, and the pixels beside which one of four neighbours differs."""
    labels = plan.label_map()
    labels[labels == 0] = behind[labels == 0].astype(np.int32) - 3
    beside = np.zeros(labels.shape, np.bool_)
    for axis in (0, 1):
        differs = np.diff(labels, axis=axis) != 0
        beside |= np.pad(differs, [(0, 1) if a == axis else (0, 0) for a in (0, 1)])
        beside |= np.pad(differs, [(1, 0) if a == axis else (0, 0) for a in (0, 1)])
    return labels, beside


@pytest.mark.parametrize(("name", "sample"), [("street", 0), ("street", 1), ("street", 2), ("shelf", 0), ("shelf", 1)])
def test_edges_are_exactly_the_boundaries_of_what_is_seen(name: str, sample: int) -> None:
    scene = load_scene(SCENES / f"{name}.yaml")
    plan, legend = planned(scene, sample), legend_of(scene)
    behind = regions(plan.width, plan.height, legend)
    edges = edge_map(plan, behind) > 0
    labels, beside = boundaries(plan, behind)
    assert not (edges & ~beside).any()
    rank = {i: (plan.instances[i - 1].z, i) if i > 0 else (-np.inf, i) for i in np.unique(labels).tolist()}
    order = {label: place for place, label in enumerate(sorted(rank, key=rank.__getitem__))}
    depth = np.vectorize(order.__getitem__)(labels)
    for near, far, mine in (
        (depth[1:], depth[:-1], edges[1:]), (depth[:-1], depth[1:], edges[:-1]),
        (depth[:, 1:], depth[:, :-1], edges[:, 1:]), (depth[:, :-1], depth[:, 1:], edges[:, :-1]),
    ):  # fmt: skip
        assert mine[near > far].all()  # the nearer of two neighbours is always an edge
    drawn = CONTROL_MAPS["canny"](plan, legend)
    assert np.array_equal(drawn, np.repeat(255 * edges[:, :, None].astype(np.uint8), 3, axis=2))


def test_opencvs_detector_finds_the_same_edges() -> None:
    plan = plan_of([disc(40, 40, 25, 1.0), disc(75, 50, 22, 2.0), block("car", 20, 70, 60, 110, 3.0)], 128, 120)
    legend = legend_of(scene_of({"car": {}}, background={"horizon": 0.45, "road_m": [-0.9, 1.2]}))
    behind = regions(128, 120, legend)
    labels, _ = boundaries(plan, behind)
    tones = np.array([0, 200, 90, 0, 255, 140, 40], np.uint8)[labels + 3]  # neighbours are well apart
    found, ours = cv2.Canny(tones, 50, 100) > 0, edge_map(plan, behind) > 0
    square = np.ones((3, 3), np.uint8)
    assert not (found & (cv2.dilate(ours.astype(np.uint8), square) == 0)).any()
    missed = ours & (cv2.dilate(found.astype(np.uint8), square) == 0)
    assert missed.sum() <= 0.01 * ours.sum()  # corners, where three things meet
    assert abs(int(ours.sum()) - int(found.sum())) < 0.1 * found.sum()
