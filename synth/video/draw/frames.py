"""The frames of a video, drawn one after the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from synth.image.scene.load import scene_for
from synth.image.scene.schema import Scene
from synth.video.draw.sprites import Cast
from synth.video.draw.stage import Stage
from synth.video.draw.titles import title_card
from synth.video.records import VideoPlan

if TYPE_CHECKING:
    from jaxtyping import UInt8


def sketched(plan: VideoPlan, scene: Scene, pixel_seed: int) -> Iterator[UInt8[np.ndarray, "h w 3"]]:
    """Every frame as the generator `sketch` draws it, RGB; `scene` is that of pictures."""
    still = scene_for(scene, plan.quotas)
    mirrored = {track.id: track.mirrored for track in plan.tracks}
    for segment in plan.segments:
        if segment.shot is None:
            card = title_card(segment.text, plan.width, plan.height)
            yield from (card for _ in range(segment.start, segment.end))
            continue
        layout, frames = plan.shots[segment.shot], plan.frames[segment.start : segment.end]
        rng = np.random.default_rng((pixel_seed, segment.shot))
        stage = Stage(still, layout.variables, (plan.width, plan.height), rng)
        cast = Cast(still, layout, stage, [one for frame in frames for one in frame.instances])
        for number, frame in enumerate(frames):
            picture = stage.backdrop(frame.corner_xy, frame.driven_m)
            for instance in sorted(frame.instances, key=lambda one: (one.z, one.id)):
                cast.lay(picture, instance, frame.corner_xy[1], mirrored[instance.id])
            stage.weather(picture, number / plan.fps)
            yield picture if frame.light == 1 else (picture * np.float32(frame.light)).astype(np.uint8)
