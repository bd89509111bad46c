"""Movers: the objects of one shot's layout with their places in every frame."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from synth.core.geometry import Mask
from synth.image.labels import Instance
from synth.image.plan.draws import NamedDraws
from synth.image.plan.raster import Polygon
from synth.image.records import Plan
from synth.image.scene.schema import Scene
from synth.video.plan.camera import Ride
from synth.video.plan.paths import curved, linear, stop_and_go, wander
from synth.video.scene.schema import Motion

if TYPE_CHECKING:
    from jaxtyping import Float64

NEAREST_M, FARTHEST_M = 1.5, 400.0
"""Distances between which objects on the ground are seen."""

DIVIDES_WITHIN = (0.3, 0.7)
"""Part of a shot in which objects divide."""

STRETCH_S, PART_S = 0.5, 0.5
"""Time in which an object stretches before it divides, and in which its halves part."""


class Pose(NamedTuple):
    """An object in one frame, on the canvas: its outline is (outline - anchor) * scale + anchor + shift; `nearness`
    orders objects on the ground.
    """

    scale_xy: tuple[float, float]
    shift_xy_px: tuple[float, float]
    nearness: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """One object of a shot: as the layout has it, with its outline and the point about which it grows, both in px of
    the canvas. `poses` has one for each frame, None where it is not there. `parent` is its place among the movers.
    """

    instance: Instance
    outline: Polygon
    anchor_xy_px: tuple[float, float]
    poses: tuple[Pose | None, ...]
    grounded: bool
    mirrored: bool = False
    parent: int | None = None


def movers_of(
    layout: Plan, scene: Scene, motions: dict[str, Motion], ride: Ride, fps: int, draws: NamedDraws
) -> list[Mover]:
    """All objects of a layout, in its order; halves stand behind those that they come from."""
    movers: list[Mover] = []
    frames = len(ride.driven_m)
    for instance in layout.instances:
        motion, own = motions.get(instance.entry), _Own(draws, instance.id)
        outline = instance.outline if instance.outline is not None else outline_of(instance.amodal)
        grounded = scene.background.horizon is not None and scene.objects[instance.entry].place.kind == "ground"
        offsets, met_s = _offsets(motion, frames, fps, own)
        mirrored = bool(motion and motion.mirrored and own.leftwards(motion))
        low, high = outline.min(axis=0), outline.max(axis=0)
        middle = (float(low[0] + high[0]) / 2, float(low[1] + high[1]) / 2)
        if grounded:
            anchor = (middle[0], float(high[1]))
            poses = tuple(_on_ground(scene, anchor, offsets, ride.driven_m, met_s * fps))
        else:
            anchor, width = middle, scene.canvas.width
            growth = own.number(motion.growth, "growth") if motion else 1.0
            scales = growth ** (np.arange(frames) / fps - met_s)
            poses = tuple(
                Pose((float(s), float(s)), (float(x) * width, float(y) * width))
                for s, (x, y) in zip(scales, offsets, strict=True)
            )
        mover = Mover(
            instance=instance, outline=outline, anchor_xy_px=anchor, poses=poses, grounded=grounded, mirrored=mirrored
        )
        divides = motion is not None and motion.divide > 0 and own.rng("divides").random() < motion.divide
        movers += _divided(mover, len(movers), own, fps) if divides else [mover]
    return movers


class _Own(NamedTuple):
    """The draws of one object."""

    draws: NamedDraws
    id: int

    def rng(self, name: str) -> np.random.Generator:
        return self.draws.rng("motion", self.id, name)

    def number(self, wanted: object, name: str) -> float:
        return self.draws.number(wanted, "motion", self.id, name)  # type: ignore[arg-type]  # any range of a scene

    def leftwards(self, motion: Motion) -> bool:
        return bool(np.cos(np.radians(self.number(motion.heading_deg, "heading_deg"))) < -1e-6)


def _offsets(motion: Motion | None, frames: int, fps: int, own: _Own) -> tuple[Float64[np.ndarray, "n 2"], float]:
    """Where it is relative to its place, by frame, and when it is there, in seconds: at the start if it never moves."""
    speed = own.number(motion.speed, "speed") if motion else 0.0
    if motion is None or speed == 0.0:
        return np.zeros((frames, 2)), 0.0
    met_s = float(own.rng("meets").uniform(0, frames / fps))
    times_s = np.arange(frames) / fps - met_s
    heading = own.number(motion.heading_deg, "heading_deg")
    if motion.path == "curved":
        return curved(times_s, speed, heading, own.number(motion.turn_deg_s, "turn_deg_s")), met_s
    if motion.path == "stop_and_go":
        return stop_and_go(times_s, speed, heading, own.rng("rests")), met_s
    if motion.path == "wander":
        return wander(times_s, speed, own.rng("wander")), met_s
    return linear(times_s, speed, heading), met_s


def _on_ground(
    scene: Scene,
    anchor_xy_px: tuple[float, float],
    offsets_m: Float64[np.ndarray, "n 2"],
    driven_m: Float64[np.ndarray, " n"],
    met_frame: float,
) -> Iterator[Pose | None]:
    """Poses of an object on the ground, as a pinhole camera with a focal length of one canvas width sees it."""
    canvas, background = scene.canvas, scene.background
    focal, horizon = float(canvas.width), (background.horizon or 0.0) * canvas.height
    x, below = anchor_xy_px[0], anchor_xy_px[1] - horizon
    distance_m = focal * background.eye_m / below if below > 0 else np.inf
    met_m = float(np.interp(met_frame, np.arange(len(driven_m)), driven_m))
    for (across_m, towards_m), ahead_m in zip(offsets_m, driven_m, strict=True):
        now_m = distance_m - float(towards_m) - float(ahead_m) + met_m
        if not NEAREST_M <= now_m <= FARTHEST_M:
            yield None
            continue
        scale = distance_m / now_m
        from_middle = x - canvas.width / 2 + float(across_m) * focal / distance_m
        shift = (canvas.width / 2 + from_middle * scale - x, below * scale - below)
        yield Pose((scale, scale), shift, nearness=1 / now_m)


def _divided(mover: Mover, place: int, own: _Own, fps: int) -> list[Mover]:
    """The object up to its division, stretching before it, and its two halves from then on."""
    frames = len(mover.poses)
    at = round(frames * float(own.rng("divides_at").uniform(*DIVIDES_WITHIN)))
    extent = np.ptp(mover.outline, axis=0)
    axis = int(extent[1] > extent[0])
    whole = tuple(
        _reshaped(pose, axis, 1 + 0.2 * max(0.0, 1 - (at - number) / fps / STRETCH_S), 1.0) if number < at else None
        for number, pose in enumerate(mover.poses)
    )
    halves = []
    for side in (-1.0, 1.0):
        poses = []
        for number, pose in enumerate(mover.poses):
            parted = 1 - np.exp(-(number - at) / fps / PART_S)
            along, across = 0.6 + 0.12 * parted, 0.9 - 0.15 * parted
            shift = side * float(extent[axis]) * (0.3 + 0.16 * parted)
            poses.append(_reshaped(pose, axis, along, across, shift) if number >= at else None)
        halves.append(replace(mover, poses=tuple(poses), parent=place))
    return [replace(mover, poses=whole), *halves]


def _reshaped(pose: Pose | None, axis: int, along: float, across: float, shift_px: float = 0.0) -> Pose | None:
    if pose is None:
        return None
    scale, shift = list(pose.scale_xy), list(pose.shift_xy_px)
    shift[axis] += shift_px * scale[axis]
    scale[axis] *= along
    scale[1 - axis] *= across
    return Pose((scale[0], scale[1]), (shift[0], shift[1]), pose.nearness)


def outline_of(mask: Mask) -> Polygon:
    """The longest outer outline of a mask, along the borders of its pixels."""
    doubled = cv2.resize(np.pad(mask.bits.astype(np.uint8), 1), None, fx=2, fy=2, interpolation=cv2.INTER_NEAREST)
    found, _ = cv2.findContours(doubled, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    longest = max(found, key=len)[:, 0]
    return (np.asarray(longest, np.float64) + 0.5) / 2 - 1 + (mask.x0, mask.y0)
