"""The frames of a video as the generator `sketch` draws them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from synth.image.scene.load import scene_for
from synth.image.scene.schema import Scene
from synth.video.draw.sprites import Cast
from synth.video.draw.stage import Stage
from synth.video.records import VideoPlan

if TYPE_CHECKING:
    from jaxtyping import UInt8


def make_frame_sketch(plan: VideoPlan, scene: Scene, pixel_seed: int) -> Callable[[int], UInt8[np.ndarray, "h w 3"]]:
    """The function that draws a frame of a shot by its number, RGB; `scene` is that of pictures."""
    still = scene_for(scene, plan.quotas)
    mirrored = {track.id: track.mirrored for track in plan.tracks}
    segments = {segment.shot: segment for segment in plan.segments if segment.shot is not None}
    opened: dict[int, tuple[Stage, Cast]] = {}

    def opened_shot(shot: int) -> tuple[Stage, Cast]:
        if shot not in opened:
            layout, segment = plan.shots[shot], segments[shot]
            rng = np.random.default_rng((pixel_seed, shot))
            stage = Stage(still, layout.variables, (plan.width, plan.height), rng)
            shown = [one for frame in plan.frames[segment.start : segment.end] for one in frame.instances]
            opened[shot] = (stage, Cast(still, layout, stage, shown))
            opened.pop(shot - 2, None)  # a frame shows two shots at most
        return opened[shot]

    def sketch(number: int) -> UInt8[np.ndarray, "h w 3"]:
        frame = plan.frames[number]
        assert frame.shot is not None
        stage, cast = opened_shot(frame.shot)
        picture = stage.backdrop(frame.corner_xy, frame.driven_m)
        for instance in sorted(frame.instances, key=lambda one: (one.z, one.id)):
            cast.lay(picture, instance, frame.corner_xy[1], mirrored[instance.id])
        stage.weather(picture, (number - segments[frame.shot].start) / plan.fps)
        return picture

    return sketch
