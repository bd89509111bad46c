"""Videos: frames a second on one core, and whether cuts and fades are found by detectors of others.

`python benchmarks/video.py [--videos 6] [--side 512]`. *speed*: CPU seconds of this process for each stage, from the
plan to the labels' bytes, for `street_drive` and `shelf_scan` with frames of side x side px, beside those of PyAV that
encodes the same frames and does nothing else; target: 60 frames a second together. *cuts*: videos of three shots
without title cards, all transitions hard, as they are written (ours refuses those whose cuts it does not find); F1 to
the frame of PySceneDetect's two detectors with their own thresholds. Target: 0.95. *fades*: the same with all
transitions fades through black, and its detector of those: it splits in the middle of the dark, so to half of a fade.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from synth.core.outcome import Outcome
from synth.core.paths import shipped_scenes
from synth.kinds import Share
from synth.options import options_from
from synth.samples import make_outcomes
from synth.scene.load import apply_overrides
from synth.scene.read import read_yaml
from synth.video.file.mp4 import write_mp4
from synth.video.options import VideoConfig
from synth.video.records import VerifiedVideo
from synth.video.scene.load import load_video_scene
from synth.video.studio import VideoStudio

SCENES = ("street_drive", "shelf_scan")

QUALITY = 30
"""As of both scenes."""

FADE_FRAMES = 8
SHOTS = {"shots.count": 3, "shots.title": None, "shots.fade_frames": FADE_FRAMES}


def studio_of(name: str, changes_: Mapping[str, Any]) -> VideoStudio:
    scene = load_video_scene(apply_overrides(read_yaml(shipped_scenes()[name]), changes_), name)
    return VideoStudio(options_from(VideoConfig, {"scene": name, "out": "unused", "count": 100}), scene, Share())


def speed(videos: int, side: int) -> None:
    for name in SCENES:
        studio = studio_of(name, {"camera.window": {"width": side, "height": side}, **_canvas(name, side)})
        spent, frames, objects, bare = Counter[str](), 0, 0, 0.0

        def timed(stage: str, work: Callable[[], Any], spent: Counter[str] = spent) -> Any:
            start = time.process_time()
            made = work()
            spent[stage] += time.process_time() - start  # type: ignore[assignment]  # seconds
            return made

        for number in range(videos):
            plan = timed("plan", partial(studio.plan, number))
            (draft,) = timed("draw, encode", partial(studio.draft, [plan]))
            made = timed("decode, verify", partial(studio.verify, plan, draft))
            if isinstance(made, VerifiedVideo):
                timed("labels", partial(studio.encode, [Outcome(number, made, ())]))
            drawn = list(studio.drawn(plan))
            start = time.process_time()
            write_mp4(drawn, plan.fps, QUALITY)
            bare += time.process_time() - start
            frames += len(plan.frames)
            objects += sum(len(frame.instances) for frame in plan.frames)
        stages = ", ".join(f"{stage} {1000 * seconds / frames:.1f}" for stage, seconds in spent.items())
        rate = frames / sum(spent.values())
        print(f"{name} {side} px: {rate:.0f} frames/s, {objects / frames:.1f} objects a frame; ms a frame: {stages}")
        times = sum(spent.values()) / bare
        print(f"  PyAV alone: {1000 * bare / frames:.1f} ms a frame; all together {times:.1f} times that")


def _canvas(name: str, side: int) -> dict[str, Any]:
    """A canvas that leaves the camera the room that the scene gives it."""
    room = {"street_drive": 32, "shelf_scan": 320}[name]
    return {"canvas.width": side + room, "canvas.height": side + room}


def cut_scores(videos: int) -> None:
    from scenedetect import AdaptiveDetector, ContentDetector

    makers = {"PySceneDetect, content": ContentDetector, "PySceneDetect, adaptive": AdaptiveDetector}
    scores(videos, "cut", 0, makers)


def fade_scores(videos: int) -> None:
    from scenedetect import ThresholdDetector

    scores(videos, "fade", FADE_FRAMES // 2, {"PySceneDetect, threshold": ThresholdDetector})


def scores(videos: int, kind: str, within: int, makers: Mapping[str, Callable[..., Any]]) -> None:
    """F1 of detectors on videos whose transitions are all of one kind; a hit is at most `within` frames off."""
    from scenedetect import detect

    right, found, planned, refused = Counter[str](), Counter[str](), 0, 0
    for name in SCENES:
        studio = studio_of(name, {**SHOTS, "shots.transition": kind})
        for outcome in make_outcomes(studio, range(videos)):
            refused += len(outcome.rejections)
            if outcome.verified is None:
                continue
            wanted = {event.frame for event in outcome.verified.plan.events if event.kind == kind}
            planned += len(wanted)
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "video.mp4"
                path.write_bytes(outcome.verified.draft.mp4)
                for detector, make in makers.items():
                    cuts = {int(start) for start, _ in detect(str(path), make(min_scene_len=4))[1:]}
                    right[detector] += sum(any(abs(one - cut) <= within for one in wanted) for cut in cuts)
                    found[detector] += len(cuts)
    print(f"{kind}s: {planned} planned, {refused} drafts refused by our own detector")
    for detector in makers:
        score = 2 * right[detector] / (found[detector] + planned)
        print(f"{kind}s, {detector}: F1 {score:.3f}, {found[detector]} found")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--videos", type=int, default=6, help="videos a scene")
    parser.add_argument("--side", type=int, default=512, help="px")
    options = parser.parse_args()
    speed(options.videos, options.side)
    cut_scores(options.videos)
    fade_scores(options.videos)


if __name__ == "__main__":
    main()
