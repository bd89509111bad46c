"""Small scenes for the tests of the planner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from synth.image.plan.make import make_plan
from synth.image.records import Plan
from synth.image.scene.load import load_scene
from synth.image.scene.schema import Scene
from synth.scene.quotas import SampleSlot


def scene_of(objects: Mapping[str, Any], **sections: Any) -> Scene:
    """A checked scene with these objects on a canvas of 160 x 128 px, unless a section says otherwise."""
    return load_scene(
        {"kind": "image", "canvas": {"width": 160, "height": 128}, "max_redraws": 20, **sections, "objects": objects}
    )


def plan_of(scene: Scene, sample_id: int = 0, seed: int = 0) -> Plan:
    """The plan of a sample that belongs to no quota."""
    return make_plan(scene, SampleSlot(sample_id=sample_id), seed)
