"""Keypoints lie on the body, move with its outline, keep left and right, and are seen where the body is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from synth.core.labels import KEYPOINT_NAMES
from synth.image.labels import Instance, Keypoint
from synth.image.plan import keypoints as module
from synth.image.plan.draws import NamedDraws
from synth.image.plan.keypoints import has_keypoints, keypoint_categories
from synth.image.plan.objects import DrawnObject, EntryContext, draw_objects
from synth.image.plan.raster import rasterise
from synth.image.plan.shapes import silhouette
from synth.image.plan.silhouettes import SILHOUETTES
from synth.image.records import Plan

from .scenes import plan_of, scene_of

PEOPLE = [name for name, found in SILHOUETTES.items() if found.keypoints]
PERSON: dict[str, Any] = {"count": 3, "shape": {"choice": PEOPLE}, "size": {"uniform": [24, 40]}}
CROWD = {
    "person": {**PERSON, "angle_deg": {"uniform": [0, 360]}, "place": {"kind": "scatter", "margin": -0.4}},
    "leaver": {**PERSON, "category": "person", "count": 1, "place": {"kind": "scatter", "truncation": 0.4}},
    "crate": {"count": 4, "size": 30, "place": {"kind": "scatter", "z": 9, "max_overlap": 0.6}},
}


def crowds(count: int) -> Iterator[Plan]:
    scene = scene_of(CROWD, canvas={"width": 192, "height": 160})
    return (plan_of(scene, sample_id) for sample_id in range(count))


def people(plan: Plan) -> list[Instance]:
    return [instance for instance in plan.instances if instance.category == "person"]


def named(instance: Instance) -> dict[str, Keypoint]:
    return {point.name: point for point in instance.keypoints}


def drawn(entry: dict[str, Any], count: int = 4) -> tuple[DrawnObject, ...]:
    scene = scene_of({"person": {"size": 40, **entry}})
    draws = NamedDraws(seed=5, sample_id=0, redraw=0)
    return draw_objects(
        EntryContext(name="person", spec=scene.objects["person"], scene=scene, draws=draws, variables={}, prior=None),
        count,
    )


def test_there_are_people_in_several_poses():
    assert {"person", "person_walking", "person_running", "cyclist"} == set(PEOPLE)


@pytest.mark.parametrize("name", PEOPLE)
def test_a_body_has_all_points_well_inside_an_outline_that_fills_the_unit_square(name: str):
    found = SILHOUETTES[name]
    assert len(found.keypoints) == len(KEYPOINT_NAMES) == 17
    assert found.rounding == 0
    np.testing.assert_array_equal(np.min(found.outline, axis=0), (0, 0))
    np.testing.assert_array_equal(np.max(found.outline, axis=0), (1, 1))
    mask = rasterise((silhouette(name) + 0.5) * 1000)
    for x, y in found.keypoints:
        rows, columns = np.ogrid[: mask.bits.shape[0], : mask.bits.shape[1]]
        near = ((columns + mask.x0 - 1000 * x) / 8) ** 2 + ((rows + mask.y0 - 1000 * y) / 8) ** 2 <= 1
        assert mask.bits[near].all()


@pytest.mark.parametrize("name", PEOPLE)
def test_a_body_stands_upright(name: str):
    heights = {key: y for key, (_, y) in zip(KEYPOINT_NAMES, SILHOUETTES[name].keypoints, strict=True)}
    for side in ("left", "right"):
        chain = [heights[f"{side}_{joint}"] for joint in ("eye", "shoulder", "hip", "knee", "ankle")]
        assert chain == sorted(chain)


def test_whoever_faces_the_viewer_has_the_left_side_on_the_pictures_right():
    across = {key: x for key, (x, _) in zip(KEYPOINT_NAMES, SILHOUETTES["person"].keypoints, strict=True)}
    sides = [key.removeprefix("left_") for key in across if key.startswith("left_")]
    assert len(sides) == 8
    assert all(across[f"left_{side}"] > across[f"right_{side}"] for side in sides)


def test_points_lie_in_the_amodal_mask_to_a_pixel():
    found = 0
    for plan in crowds(40):
        for person in people(plan):
            found += 1
            whole = person.amodal
            assert [point.name for point in person.keypoints] == list(KEYPOINT_NAMES)
            for point in person.keypoints:
                column, row = int(np.floor(point.x)) - whole.x0, int(np.floor(point.y)) - whole.y0
                near = whole.bits[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
                assert near.any(), (plan.sample_id, point)
    assert found > 120


def test_visibility_is_what_the_modal_mask_shows():
    seen: Counter[int] = Counter()
    for plan in crowds(40):
        for person in people(plan):
            modal = person.mask.on_canvas(plan.width, plan.height)
            for point in person.keypoints:
                inside = 0 <= point.x < plan.width and 0 <= point.y < plan.height
                expected = (2 if modal[int(point.y), int(point.x)] else 1) if inside else 0
                assert point.visibility == expected
                seen[expected] += 1
    assert min(seen[0], seen[1], seen[2]) > 50


def test_what_a_wall_hides_is_hidden_and_what_the_border_cuts_is_outside():
    at = {"kind": "scatter", "margin": -0.9, "region": [0.5, 0.5, 0.5, 0.5], "max_overlap": 1.0}
    wall = {"size": 100, "aspect": 0.5, "place": {**at, "region": [0.5, 0.7, 0.5, 0.7], "z": 5}}
    hidden = named(people(plan_of(scene_of({"person": {"shape": "person", "size": 40, "place": at}, "wall": wall})))[0])
    assert (hidden["nose"].visibility, hidden["left_knee"].visibility) == (2, 1)
    low = {**at, "region": [0.5, 1.0, 0.5, 1.0]}
    cut = named(people(plan_of(scene_of({"person": {"shape": "person", "size": 40, "place": low}})))[0])
    assert (cut["nose"].visibility, cut["left_knee"].visibility) == (2, 0)
    assert cut["left_knee"].y > 128


@pytest.mark.parametrize("kind", ["scatter", "pairs"])
def test_one_map_moves_outline_and_points(monkeypatch: pytest.MonkeyPatch, kind: str):
    monkeypatch.setattr(module, "keypoints_of", lambda name: SILHOUETTES[name].outline[:17])
    monkeypatch.setattr(module, "_MIRRORED", np.arange(17))
    place = {"kind": kind, "gap": 0.2} if kind == "pairs" else {"kind": kind}
    entry = {"shape": "person_walking", "aspect": 1.7, "angle_deg": {"uniform": [0, 360]}, "place": place}
    for thing in drawn(entry):
        assert len(thing.parts) == (2 if kind == "pairs" else 1)
        for part in thing.parts:
            np.testing.assert_array_equal(part.keypoints, part.outline[:17])


@pytest.mark.parametrize("place", [{"kind": "scatter"}, {"kind": "pairs", "gap": 0.2}])
def test_a_mirrored_person_keeps_the_own_left_on_the_own_left(place: dict[str, Any]):
    for thing in drawn({"shape": "person", "angle_deg": {"uniform": [0, 360]}, "place": place}):
        for part in thing.parts:
            point: dict[str, Any] = dict(zip(KEYPOINT_NAMES, part.keypoints, strict=True))
            down = point["left_ankle"] + point["right_ankle"] - 2 * point["nose"]
            for side in ("eye", "shoulder", "wrist", "knee"):
                left = point[f"left_{side}"] - point[f"right_{side}"]
                assert down[0] * left[1] - down[1] * left[0] < 0


def test_turning_by_a_right_angle_lays_the_person_on_the_right_side_of_the_picture():
    thing = drawn({"shape": "person", "angle_deg": 90})[0]
    upright = drawn({"shape": "person"})[0]
    x, y = upright.parts[0].keypoints.T
    np.testing.assert_allclose(thing.parts[0].keypoints, np.stack([-y, x], axis=1), atol=1e-9)


def test_other_shapes_have_none():
    triangle = {"polygon": [[0, 0], [1, 0], [0.5, 1]]}
    for shape in ("box", "car", "blob", triangle):
        scene = scene_of({"thing": {"shape": shape, "size": 20}})
        assert not has_keypoints(scene.objects["thing"])
        assert all(not instance.keypoints for instance in plan_of(scene).instances)
        assert keypoint_categories(scene) == frozenset()


def test_categories_with_keypoints_are_those_of_the_shapes_also_where_a_quota_sets_one():
    objects = {
        "walker": {"category": "pedestrian", "shape": {"choice": ["box", "person"]}},
        "post": {"category": "pedestrian", "shape": "box"},
        "rider": {"shape": "box"},
    }
    quotas = {"race": {"share": 0.1, "set": {"objects.rider.shape": "cyclist"}}}
    assert keypoint_categories(scene_of(objects)) == {"pedestrian"}
    assert keypoint_categories(scene_of(objects, quotas=quotas)) == {"pedestrian", "rider"}


def test_points_repeat_and_depend_on_no_other_sample():
    first = [[person.keypoints for person in people(plan)] for plan in crowds(3)]
    last = plan_of(scene_of(CROWD, canvas={"width": 192, "height": 160}), 2)
    assert [person.keypoints for person in people(last)] == first[2]
    assert first[1] != first[2]
