"""Load and check a scene of kind `video`: as a scene of pictures, and then what it says of time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from synth.core.errors import Unquoted, suggest
from synth.image.scene.load import load_scene
from synth.image.scene.schema import PictureScene, Scene
from synth.image.scene.vocabulary import slots
from synth.scene.load import checked_scene, opened_scene, scene_mapping
from synth.scene.messages import SceneProblem
from synth.scene.ranges import Choice
from synth.video.scene.schema import MOST_FRAMES, VideoScene

FEWEST_FRAMES = 4
"""Of a shot."""

TRANSITIONS = ("cut", "fade", "dissolve")

SHAKE_REACH = 3.0
"""A camera shakes by at most this many standard deviations."""


def load_video_scene(source: str | Path | Mapping[str, Any], where: str | None = None) -> VideoScene:
    """A scene of kind `video` from a YAML file or a plain mapping; SpecError for the first problem."""
    mapping, where = opened_scene(source, where)
    scene = checked_scene(VideoScene, video_problems, mapping, where)
    load_scene(_still_mapping(mapping), where)
    return scene


def still_scene(scene: VideoScene) -> Scene:
    """The scene of pictures that each shot begins with."""
    return load_scene(_still_mapping(scene_mapping(scene)), "scene")


def _still_mapping(mapping: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "kind": "image",
        **{key: value for key, value in mapping.items() if key in PictureScene.model_fields and key != "kind"},
    }


def video_problems(scene: VideoScene) -> Iterator[SceneProblem]:
    """What is wrong with what a scene says of time."""
    yield from _motion_problems(scene)
    yield from _camera_problems(scene)
    yield from _shot_problems(scene)


def _motion_problems(scene: VideoScene) -> Iterator[SceneProblem]:
    for name, motion in scene.motion.items():
        if name not in scene.objects:
            yield SceneProblem(("motion", name), name, suggest(name, scene.objects))
            continue
        grounded = scene.objects[name].place.kind == "ground" and scene.background.horizon is not None
        if motion.path != "curved" and any(motion.turn_deg_s.ends()):
            yield SceneProblem(("motion", name, "turn_deg_s"), motion.path, "only a `curved` path turns")
        if grounded and motion.growth.ends() != (1,):
            yield SceneProblem(
                ("motion", name, "growth"), "ground", "distance alone makes objects on the ground smaller"
            )
        if grounded and motion.divide:
            yield SceneProblem(("motion", name, "divide"), "ground", "only objects that stand on no ground divide")


def _camera_problems(scene: VideoScene) -> Iterator[SceneProblem]:
    camera = scene.camera
    if any(camera.forward.ends()) and scene.background.horizon is None:
        yield SceneProblem(("camera", "forward"), Unquoted("a drive without a horizon"), "background.horizon is needed")
    ends = [
        (f"camera.{name}", one) for name, both in (("start", camera.start), ("end", camera.end)) for one in both or ()
    ]
    for where, one in ends:
        if not all(0 <= end <= 1 for end in one.ends()):
            yield SceneProblem(tuple(where.split(".")), list(one.ends()), "shares of 0 to 1 are needed")
    room = min(scene.canvas.width - scene.size_wh_px[0], scene.canvas.height - scene.size_wh_px[1])
    most = max(camera.shake_px.ends())
    if most and room < 2 * SHAKE_REACH * most:
        allowed = f"a camera.window that is smaller than the canvas by {2 * SHAKE_REACH * most:g} px either way"
        yield SceneProblem(("camera", "shake_px"), most, allowed)


def _shot_problems(scene: VideoScene) -> Iterator[SceneProblem]:
    shots, most = scene.shots, []
    for name, wanted, low in (("count", shots.count, 1), ("frames", shots.frames, FEWEST_FRAMES)):
        values = wanted.values()
        if values is None:
            yield SceneProblem(("shots", name), Unquoted("an open range"), "a number, a `choice` or an `integer` range")
        elif min(values) < low:
            yield SceneProblem(("shots", name), min(values), f"{low} or more")
        else:
            most.append(max(values))
    if len(most) == 2 and most[0] * most[1] + shots.title_frames > MOST_FRAMES:
        yield SceneProblem(("shots", "frames"), most[0] * most[1], f"at most {MOST_FRAMES} frames a video")
    yield from _transition_problems(scene)
    for name in shots.redraw:
        if name not in scene.variables:
            yield SceneProblem(("shots", "redraw"), name, suggest(name, scene.variables))
    try:
        named = slots(shots.title or "")
    except ValueError as error:
        yield SceneProblem(("shots", "title"), shots.title, str(error))
        return
    for name in named:
        if name not in scene.variables:
            yield SceneProblem(("shots", "title"), name, suggest(name, scene.variables))


def _transition_problems(scene: VideoScene) -> Iterator[SceneProblem]:
    shots = scene.shots
    wanted = shots.transition.choice if isinstance(shots.transition, Choice) else (shots.transition,)
    for one in wanted:
        if one not in TRANSITIONS:
            yield SceneProblem(("shots", "transition"), one, suggest(str(one), TRANSITIONS))
    if {"fade", "dissolve"} & set(wanted) and min(shots.frames.values() or (0,)) < 2 * shots.fade_frames + 2:
        yield SceneProblem(("shots", "fade_frames"), shots.fade_frames, "less than half of a shot's frames")
