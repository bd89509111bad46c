"""Keypoints in COCO files: true to the plan, read by COCOeval, absent where nobody has any."""

from __future__ import annotations

import contextlib
import io
import json
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from synth.core.labels import KEYPOINT_NAMES
from synth.core.outcome import CheckResult, Outcome
from synth.folder.coco import SKELETON, category_table
from synth.image.encode.coco import annotations_json
from synth.image.plan.keypoints import keypoint_categories
from synth.image.plan.make import make_plan
from synth.image.records import Draft, Plan, Verified
from synth.image.scene.load import load_scene
from synth.scene.quotas import SampleSlot
from tests.image.written import write_pictures

from .fake import FACTS

COUNT = 6
SCENE = load_scene(
    {
        "kind": "image",
        "canvas": {"width": 160, "height": 128},
        "objects": {
            "crate": {"count": 2, "size": 30, "place": {"kind": "scatter", "z": 9, "max_overlap": 0.6}},
            "walker": {
                "category": "person",
                "count": 2,
                "shape": {"choice": ["person", "person_walking"]},
                "size": 34,
                "place": {"kind": "scatter", "margin": -0.4},
            },
            "leaver": {
                "category": "person",
                "shape": "person_running",
                "size": 50,
                "place": {"kind": "scatter", "truncation": 0.3},
            },
            "statue": {"category": "person", "shape": "box", "size": 12},
        },
    }
)
TABLE = category_table(SCENE.categories, keypoint_categories(SCENE))
BY_NAME = {category.name: category for category in TABLE}
PERSON = BY_NAME["person"].id


def plans() -> list[Plan]:
    return [make_plan(SCENE, SampleSlot(sample_id=number), 0) for number in range(COUNT)]


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    outcomes = [Outcome(sample_id=plan.sample_id, verified=verified(plan)) for plan in plans()]
    return write_pictures(tmp_path_factory.mktemp("keypoints") / "out", outcomes, FACTS, TABLE)


def verified(plan: Plan) -> Verified:
    image = np.zeros((plan.height, plan.width, 3), np.uint8)
    draft = Draft(image=image, generator="fake", pixel_seed=1)
    check = CheckResult(check="iou", measured=0.9, limit=0.5)
    return Verified(plan=plan, draft=draft, instances=plan.instances, checks=(check,))


@pytest.fixture(scope="module")
def coco(path: Path) -> dict[str, Any]:
    return json.loads((path / "annotations.json").read_text())


def test_only_a_category_whose_shapes_have_keypoints_lists_them(coco):
    crate, person = coco["categories"]
    assert crate == {"id": 1, "name": "crate", "supercategory": "", "keypoints": [], "skeleton": []}
    assert person["keypoints"] == list(KEYPOINT_NAMES)
    assert person["skeleton"] == [list(pair) for pair in SKELETON]
    assert {end for pair in SKELETON for end in pair} == set(range(1, 18))
    assert len({frozenset(pair) for pair in SKELETON}) == 19


def test_annotations_say_what_the_plan_says(coco):
    labels = iter(coco["annotations"])
    visibilities = set()
    for plan in plans():
        for instance in plan.instances:
            label = next(labels)
            triples = np.reshape(label["keypoints"], (17, 3)).tolist()
            points = instance.keypoints or [None] * 17
            for triple, point in zip(triples, points, strict=True):
                if point is None or point.visibility == 0:
                    assert triple == [0, 0, 0]
                else:
                    assert triple == [round(point.x, 6), round(point.y, 6), point.visibility]
            assert label["num_keypoints"] == sum(triple[2] > 0 for triple in triples)
            visibilities |= {triple[2] for triple in triples}
    assert visibilities == {0, 1, 2}
    assert next(labels, None) is None


def test_a_person_without_keypoints_counts_none(coco):
    statues = [
        label
        for label in coco["annotations"]
        if label["category_id"] == PERSON and label["amodal_bbox"][2:] == [12, 12]
    ]
    assert len(statues) == COUNT
    assert all(label["num_keypoints"] == 0 and label["keypoints"] == [0] * 51 for label in statues)


def test_what_is_no_person_has_as_many_zeros(coco):
    crates = [label for label in coco["annotations"] if label["category_id"] != PERSON]
    assert crates
    assert all(label["num_keypoints"] == 0 and label["keypoints"] == [0] * 51 for label in crates)


def test_a_file_without_people_has_no_keypoints_at_all():
    plan = plans()[0]
    plain = {category.name: category for category in category_table(SCENE.categories)}
    everyone = [json.loads(f"[{annotations_json(plan, plan.instances, table)}]") for table in (BY_NAME, plain)]
    for label in everyone[0]:
        label.pop("keypoints")
        label.pop("num_keypoints")
    assert everyone[0] == everyone[1]


def test_equal_plans_give_equal_bytes():
    plan = plans()[1]
    again = replace(plan, instances=deepcopy(plan.instances))
    assert annotations_json(plan, plan.instances, BY_NAME) == annotations_json(again, again.instances, BY_NAME)


def keypoint_ap(path: Path, coco: dict[str, Any], shift_px: float, categories: tuple[int, ...]) -> float:
    """AP of the file's own keypoints, moved to the right, with results for objects of `categories`."""
    from pycocotools.coco import COCO
    from pycocotools.cocoeval import COCOeval

    wanted = [label for label in coco["annotations"] if label["category_id"] in categories]
    step = np.array((shift_px, 0, 0))
    found: Any = [
        {
            "image_id": label["image_id"],
            "category_id": label["category_id"],
            "keypoints": (np.reshape(label["keypoints"], (17, 3)) + step).ravel().tolist(),
            "score": 1.0,
        }
        for label in wanted
        if label["num_keypoints"] or label["category_id"] != PERSON
    ]
    with contextlib.redirect_stdout(io.StringIO()):
        truth = COCO(str(path / "annotations.json"))
        evaluation = COCOeval(truth, truth.loadRes(found), "keypoints")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return float(evaluation.stats[0])


@pytest.mark.parametrize("categories", [(PERSON,), (1, PERSON)])
def test_cocoeval_gives_ap_1_against_itself_and_less_for_others(path, coco, categories):
    """Over all categories of the file, as with COCO's own files: nobody has to name those with keypoints."""
    assert keypoint_ap(path, coco, 0.0, categories) == 1.0
    assert keypoint_ap(path, coco, 2.0, categories) < 0.9
    assert keypoint_ap(path, coco, 20.0, categories) < 0.1


def test_the_card_names_the_categories(path):
    card = (path / "README.md").read_text()
    assert "Keypoints: `person`." in card
