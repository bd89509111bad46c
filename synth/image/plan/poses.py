"""Poses of an object, and how a pose is moved so that a requested share is hidden or outside the canvas."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from synth.core.geometry import Box, Mask
from synth.image.plan.canvas_state import CanvasState, Placed
from synth.image.plan.keypoints import Form
from synth.image.plan.objects import DrawnObject, EntryContext
from synth.image.plan.raster import rasterise
from synth.image.plan.relate import centred

BISECTIONS = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """One proposed place: the common box in px, the scale of the parts and the depth.

    `targets` are (relation name, other object). `moved_out`: the object was moved over the border of the canvas.
    """

    box: Box
    scale: float
    z: float
    targets: tuple[tuple[str, Placed], ...] = ()
    moved_out: bool = False


def part_masks(item: DrawnObject, pose: Pose) -> tuple[Mask, ...]:
    """The masks of the parts at a pose; they may leave the canvas."""
    return tuple(rasterise(part.outline) for part in posed(item, pose))


def posed(item: DrawnObject, pose: Pose) -> tuple[Form, ...]:
    """The parts in px at a pose."""
    return tuple(part.moved(lambda points: points * pose.scale + pose.box.centre_xy) for part in item.parts)


def whole_mask(item: DrawnObject, pose: Pose) -> Mask:
    """All parts as one mask."""
    masks: Sequence[Mask] = part_masks(item, pose)
    if len(masks) == 1:
        return masks[0]
    left, top = min(mask.x0 for mask in masks), min(mask.y0 for mask in masks)
    right = max(mask.x0 + mask.bits.shape[1] for mask in masks)
    bottom = max(mask.y0 + mask.bits.shape[0] for mask in masks)
    shifted = [Mask(x0=mask.x0 - left, y0=mask.y0 - top, bits=mask.bits) for mask in masks]
    return Mask.from_array(np.logical_or.reduce([m.on_canvas(right - left, bottom - top) for m in shifted]), left, top)


def pose_behind(
    entry: EntryContext, item: DrawnObject, pose: Pose, state: CanvasState, rng: np.random.Generator
) -> Pose | str:
    """Slide the object out from behind a nearer one until the requested share of it is hidden.

    Returns the name of the broken rule where no object is in front.
    """
    occluder, requested = entry.spec.place.occluded_by, item.hidden
    assert occluder is not None
    assert requested is not None
    fixed = item.z is not None or entry.spec.place.kind == "ground"
    fronts = [other for other in state.of_category(occluder.category) if other.z > pose.z or not fixed]
    if not fronts:
        return f"occluded_by {occluder.category} (none is in front)"
    front = fronts[int(rng.integers(len(fronts)))]
    z = pose.z if front.z > pose.z else math.nextafter(front.z, -math.inf)
    direction = float(rng.uniform(0.0, 2 * math.pi))
    step_x, step_y = math.cos(direction), math.sin(direction)
    x, y = front.box.centre_xy
    if entry.spec.place.kind == "ground":  # the lower edge gives size and depth: only sidewards
        step_x, step_y, y = math.copysign(1.0, step_x), 0.0, pose.box.centre_xy[1]
    reach = (pose.box.width + pose.box.height + front.box.width + front.box.height) / 2

    def at(distance: float) -> Pose:
        box = centred(pose.box, x + distance * step_x, y + distance * step_y)
        return Pose(box=box, scale=pose.scale, z=z, targets=pose.targets)

    def share(tried: Pose) -> float:
        return state.hidden_share(whole_mask(item, tried), z, [front])

    return _bisect(at, share, requested, reach, falling=True)


def pose_across_border(
    entry: EntryContext, item: DrawnObject, pose: Pose, state: CanvasState, rng: np.random.Generator
) -> Pose:
    """Move the object over one border until the requested share of it is outside the canvas."""
    canvas, (x, y) = entry.scene.canvas, pose.box.centre_xy
    width, height = pose.box.width, pose.box.height
    sides: list[tuple[float, float, float, float]] = [  # start of the centre, then the step outwards
        (width / 2, y, -1.0, 0.0),
        (canvas.width - width / 2, y, 1.0, 0.0),
        (x, height / 2, 0.0, -1.0),
        (x, canvas.height - height / 2, 0.0, 1.0),
    ]
    upright = entry.spec.place.kind == "ground" or any(name == "on" for name, _ in pose.targets)
    start_x, start_y, step_x, step_y = sides[int(rng.integers(2 if upright else 4))]

    def at(distance: float) -> Pose:
        box = centred(pose.box, start_x + distance * step_x, start_y + distance * step_y)
        return Pose(box=box, scale=pose.scale, z=pose.z, targets=pose.targets, moved_out=True)

    def share(tried: Pose) -> float:
        return state.outside_share(whole_mask(item, tried))

    return _bisect(at, share, item.truncation or 0.0, width if step_x else height, falling=False)


def _bisect(
    at: Callable[[float], Pose], share: Callable[[Pose], float], wanted: float, reach: float, *, falling: bool
) -> Pose:
    """The pose between distance 0 and `reach` px whose share, falling (or rising) with distance, equals `wanted`."""
    low, high = 0.0, reach
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if (share(at(middle)) > wanted) == falling:
            low = middle
        else:
            high = middle
    return at((low + high) / 2)
