"""Hub models draw the frames of a video: each by the plan of its moment, all from one noise. Weights are random."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from numpy.typing import NDArray

from synth.cli import main
from synth.core.outcome import Rejection
from synth.image.options.run import SamplerOptions
from synth.kinds import Share
from synth.scene.load import apply_overrides
from synth.video.options import VideoConfig
from synth.video.records import VideoDraft, VideoPlan
from synth.video.scene.load import load_video_scene
from synth.video.studio import VideoStudio
from tests.image.generate.hub.models import CASES, options_of
from tests.video.small_video import SCENE

SMALL = {"canvas": {"width": 64, "height": 32}, "shots.count": 1, "shots.frames": 4, "max_tries": 1}


def studio_of(changes: dict[str, Any], **options: Any) -> VideoStudio:
    scene = load_video_scene(apply_overrides(SCENE, {**SMALL, **changes}), "scene")
    config = VideoConfig(scene="small", out=Path("o"), count=1, device="cpu", **options)
    return VideoStudio(config, scene, Share())


def test_frames_differ_as_their_plans_do() -> None:
    def frames(speed: float) -> list[NDArray[np.uint8]]:
        changes = {"motion.ball.speed": speed, "motion.ball.path": "linear"}
        studio = studio_of(changes, generator=options_of(CASES["sd3"]), sampler=SamplerOptions(steps=1))
        plan = studio.plan(0)
        assert isinstance(plan, VideoPlan)
        return list(studio.drawn(plan))

    still, moved = frames(0.0), frames(0.5)
    assert [frame.shape for frame in (*still, *moved)] == [(32, 64, 3)] * 8
    assert all(np.array_equal(still[0], frame) for frame in still)
    assert any(not np.array_equal(moved[0], frame) for frame in moved)


def test_a_model_that_does_not_follow_the_layout_is_refused_and_named() -> None:
    studio = studio_of({}, generator=options_of(CASES["sd3"]), sampler=SamplerOptions(steps=1))
    plan = studio.plan(0)
    assert isinstance(plan, VideoPlan)
    (draft,) = studio.draft([plan])
    assert isinstance(draft, VideoDraft)
    assert draft.generator == "controlnet"
    refused = studio.verify(plan, draft)
    assert isinstance(refused, Rejection)
    assert refused.check in ("cuts", "outlines")  # it flickers, and shows nothing of what was planned
    told = studio.provenance()
    assert told.identity["hub"] == told.settings["hub"]
    assert told.identity["models"] == {name.removeprefix("model/"): known for name, known in told.hashes.items()}


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("generator.kind=pack", "generator: got 'pack'; a scene with `pack:`"),
        ("generator.crop_px=128", "generator.crop_px: got 128; a generator of kind sketch takes none"),
        ("verify.min_iou=0.7", "verify.min_iou"),
    ],
)
def test_what_does_not_fit_is_one_line_before_anything_is_written(
    word: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    scene = tmp_path / "small.yaml"
    scene.write_text(yaml.safe_dump(apply_overrides(SCENE, SMALL)), encoding="utf-8")
    assert main(["generate", f"scene={scene}", "count=1", f"out={tmp_path / 'out'}", word]) == 2
    told = capsys.readouterr().err
    assert told.startswith(f"synth: {message}")
    assert told.count("\n") == 1
    assert not (tmp_path / "out").exists()
