"""Where the camera's window lies on the canvas in each frame of a shot, and how far the camera drove."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.image.plan.draws import NamedDraws
from synth.video.scene.load import SHAKE_REACH
from synth.video.scene.schema import VideoScene

if TYPE_CHECKING:
    from jaxtyping import Float64

STEADY = 0.6
"""Share of a shake that is left a frame later."""


class Ride(NamedTuple):
    """The camera in each frame of a shot: the window's corner on the canvas in px, metres driven."""

    corners_xy_px: Float64[np.ndarray, "n 2"]
    driven_m: Float64[np.ndarray, " n"]


def draw_ride(scene: VideoScene, frames: int, draws: NamedDraws) -> Ride:
    """The camera's way through a shot of so many frames."""
    camera, (width, height) = scene.camera, scene.size_wh_px
    shake_px = max(draws.number(camera.shake_px, "camera", "shake_px"), 0.0)
    start = [draws.number(one, "camera", "start", axis) for axis, one in enumerate(camera.start)]
    end = [draws.number(one, "camera", "end", axis) for axis, one in enumerate(camera.end)] if camera.end else start
    margin = SHAKE_REACH * shake_px
    room = np.array([scene.canvas.width - width, scene.canvas.height - height], float) - 2 * margin
    progress = np.linspace(0, 1, frames)[:, None]
    corners = margin + room * (np.array(start) * (1 - progress) + np.array(end) * progress)
    speed = draws.number(camera.forward, "camera", "forward")
    shaken = corners + _shake(frames, shake_px, draws.rng("camera", "shake")) if shake_px else corners
    return Ride(shaken, speed * np.arange(frames) / scene.fps)


def _shake(frames: int, shake_px: float, rng: np.random.Generator) -> Float64[np.ndarray, "n 2"]:
    """A first-order autoregressive walk about zero with this standard deviation, cut at `SHAKE_REACH` of them."""
    kicks = rng.standard_normal((frames, 2))
    walk = np.empty_like(kicks)
    walk[0] = kicks[0]
    for number in range(1, frames):
        walk[number] = STEADY * walk[number - 1] + np.sqrt(1 - STEADY**2) * kicks[number]
    return np.clip(walk, -SHAKE_REACH, SHAKE_REACH) * shake_px
