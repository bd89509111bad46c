"""Small videos for the tests: a few balls on a plain ground, and their studio."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from synth.core.outcome import Outcome
from synth.folder.batch import Batch
from synth.kinds import Share
from synth.options import options_from
from synth.scene.load import apply_overrides
from synth.video.options import VideoConfig
from synth.video.records import VerifiedVideo, VideoDraft, VideoPlan
from synth.video.scene.load import load_video_scene
from synth.video.studio import VideoStudio

SCENE: Mapping[str, Any] = {
    "kind": "video",
    "canvas": {"width": 96, "height": 64},
    "background": {"fill": "{wall}"},
    "variables": {"wall": {"choice": ["beige", "navy"]}},
    "fps": 8,
    "shots": {"count": 2, "frames": 10, "redraw": ["wall"]},
    "max_tries": 6,
    "objects": {
        "ball": {"count": 3, "shape": "ellipse", "size": 14, "color": "red"},
        "box": {"count": 1, "size": 20, "color": "green", "place": {"z": 5}},
    },
    "motion": {"ball": {"speed": 0.5, "heading_deg": {"choice": [0, 180]}}},
}


def studio_of(changes: Mapping[str, Any] | None = None, seed: int = 0) -> VideoStudio:
    """A studio of the scene with some leaves changed, for 12 videos."""
    scene = load_video_scene(apply_overrides(SCENE, changes or {}), "scene")
    return VideoStudio(
        options_from(VideoConfig, {"scene": "small", "out": "o", "count": 12, "seed": seed}), scene, Share()
    )


def plan_of(changes: Mapping[str, Any] | None = None, sample_id: int = 0) -> VideoPlan:
    plan = studio_of(changes).plan(sample_id)
    assert isinstance(plan, VideoPlan)
    return plan


@cache
def verified(sample_id: int = 0) -> VerifiedVideo:
    """A video of the scene that was written, after as many tries as it took."""
    studio = studio_of()
    plan = studio.plan(sample_id)
    while isinstance(plan, VideoPlan):
        (draft,) = studio.draft([plan])
        assert isinstance(draft, VideoDraft)
        made = studio.verify(plan, draft)
        if isinstance(made, VerifiedVideo):
            return made
        plan = studio.replan(plan, made)
    raise AssertionError("no video")


def batch_of_one() -> Batch:
    """That video as bytes for the disk."""
    return studio_of().encode([Outcome(0, verified(), ())])
