"""Laws of scene files: a scene survives its own dump, and editors' schema accepts whatever loads."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from synth.cli.json_schema import scene_json_schema
from synth.image.scene.load import load_scene
from synth.scene.load import apply_overrides, scene_mapping

from .strategies import SCENES

VALIDATOR = jsonschema.Draft202012Validator(scene_json_schema())


@given(SCENES)
@settings(max_examples=60, deadline=None)
def test_a_scene_survives_its_own_dump(mapping: dict[str, Any]) -> None:
    scene = load_scene(mapping)
    dumped = json.loads(json.dumps(scene_mapping(scene)))
    again = load_scene(dumped)
    assert again == scene
    assert list(again.categories) == list(scene.categories)


@given(SCENES)
@settings(max_examples=60, deadline=None)
def test_the_schema_accepts_what_loads(mapping: dict[str, Any]) -> None:
    scene = load_scene(mapping)
    VALIDATOR.validate(mapping)
    VALIDATOR.validate(scene_mapping(scene))


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(scene_json_schema())


@pytest.mark.parametrize("broken", [{"kind": "image"}, {"kind": "image", "objects": {"a": {"cuont": 1}}}])
def test_the_schema_refuses_unknown_and_missing_keys(broken: dict[str, Any]) -> None:
    assert list(VALIDATOR.iter_errors(broken))


def test_an_override_replaces_a_leaf_and_leaves_the_rest_alone() -> None:
    before = {"kind": "image", "objects": {"a": {"count": {"poisson": 3, "min": 1}}}}
    after = apply_overrides(before, {"objects.a.count": {"uniform": [1, 2]}, "canvas.width": 64})
    assert after == {"kind": "image", "canvas": {"width": 64}, "objects": {"a": {"count": {"uniform": [1, 2]}}}}
    assert before["objects"] == {"a": {"count": {"poisson": 3, "min": 1}}}
