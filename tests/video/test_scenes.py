"""Scenes of videos: what is wrong is told in a line, the shipped ones can be planned, others see their cuts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from synth.core.errors import SpecError
from synth.core.paths import shipped_scenes
from synth.kinds import Share
from synth.options import options_from
from synth.scene.load import apply_overrides
from synth.scene.read import read_yaml
from synth.video.options import VideoConfig
from synth.video.records import VideoPlan
from synth.video.scene.load import load_video_scene
from synth.video.studio import VideoStudio
from tests.video.small_video import SCENE, verified

WRONG: tuple[tuple[Mapping[str, Any], str], ...] = (
    ({"motion.bal": {"speed": 1}}, "scene: motion.bal: got 'bal'; known: ball, box"),
    ({"motion.ball.turn_deg_s": 9}, "scene: motion.ball.turn_deg_s: got 'linear'; only a `curved` path turns"),
    ({"camera.forward": 3}, "scene: camera.forward: got a drive without a horizon; background.horizon is needed"),
    ({"camera.start": [0, 2]}, "scene: camera.start: got [2.0]; shares of 0 to 1 are needed"),
    (
        {"camera.shake_px": 2},
        "scene: camera.shake_px: got 2.0; a camera.window that is smaller than the canvas by 12 px",
    ),
    ({"shots.count": 0}, "scene: shots.count: got 0.0; 1 or more"),
    ({"shots.frames": {"uniform": [3, 9]}}, "scene: shots.frames: got an open range; a number, a `choice` or"),
    ({"shots.frames": 1000}, "scene: shots.frames: got 2000.0; at most 1800 frames a video"),
    ({"shots.transition": "wipe"}, "scene: shots.transition: got 'wipe'"),
    ({"shots.transition": "fade"}, "scene: shots.fade_frames: got 8; less than half of a shot's frames"),
    ({"shots.redraw": ["sky"]}, "scene: shots.redraw: got 'sky'; known: wall"),
    ({"shots.title": "{sky}"}, "scene: shots.title: got 'sky'; known: wall"),
    ({"shots.title": "{sky"}, "scene: shots.title: got '{sky'"),
    ({"objects.ball.shape": "bll"}, "scene: objects.ball.shape: got 'bll'"),
    ({"camera.window": {"width": 104, "height": 64}}, "scene: got"),
)


@pytest.mark.parametrize(("changes", "message"), WRONG, ids=[next(iter(changes)) for changes, _ in WRONG])
def test_what_is_wrong_is_told_in_a_line(changes: Mapping[str, Any], message: str) -> None:
    with pytest.raises(SpecError) as error:
        load_video_scene(apply_overrides(SCENE, changes), "scene")
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["street_drive", "shelf_scan", "cell_division"])
def test_the_shipped_scenes_are_planned(name: str) -> None:
    changes = {"shots.frames": 20, "shots.count": 1, "camera.shake_px": 0}
    path = shipped_scenes()[name]
    scene = load_video_scene(apply_overrides(read_yaml(path), changes), name)
    config = options_from(VideoConfig, {"scene": name, "scene_folder": path.parent, "out": "o", "count": 20})
    plan = VideoStudio(config, scene, Share()).plan(3)
    assert isinstance(plan, VideoPlan)
    assert len(plan.tracks) >= 4
    assert any(event.kind in ("enters", "leaves", "divides") for event in plan.events)


def test_rare_weather_is_met_exactly() -> None:
    path = shipped_scenes()["street_drive"]
    changes = {"shots.frames": {"choice": [20]}, "shots.count": 1, "objects.house.count": 2, "constraints.count.min": 1}
    scene = load_video_scene(apply_overrides(read_yaml(path), changes), "street_drive")
    studio = VideoStudio(options_from(VideoConfig, {"scene": "s", "out": "o", "count": 10}), scene, Share())
    plans = [plan for plan in map(studio.plan, range(10)) if isinstance(plan, VideoPlan)]
    assert len(plans) == 10
    assert sum("snow" in plan.quotas for plan in plans) == 1
    assert [plan.variables["weather"] for plan in plans].count("snow") == 1
    assert [plan.variables["weather"] for plan in plans].count("fog") == 1


def test_a_cut_detector_of_others_finds_the_cuts(tmp_path: Path) -> None:
    scenedetect = pytest.importorskip("scenedetect", reason="scenedetect-headless is not installed")
    right = found = planned = 0
    for number in range(3):
        made = verified(number)
        path = tmp_path / f"{number}.mp4"
        path.write_bytes(made.draft.mp4)
        scenes = scenedetect.detect(str(path), scenedetect.ContentDetector(min_scene_len=3))
        cuts = {start.frame_num for start, _ in scenes[1:]}
        wanted = {event.frame for event in made.plan.events if event.kind == "cut"}
        right, found, planned = right + len(cuts & wanted), found + len(cuts), planned + len(wanted)
    assert 2 * right / (found + planned) >= 0.95
