"""One thing finds its place: a bounded number of tries, each a proposal moved by wishes and checked by every rule."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from synth.geometry import Box, Mask
from synth.plan.board import Board, Placed
from synth.plan.draws import LayoutBlocked
from synth.plan.raster import bounds, rasterise
from synth.plan.relate import centred, holds, moved
from synth.plan.spots import Proposer, Spot, allowed_centres
from synth.plan.things import Entry, Thing
from synth.spec.place import Related

BISECTIONS = 14
SHARE_TOLERANCE = 0.02
"""Truncation may miss its wish by this, or by one row of pixels where that is more."""
EDGE_PX = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where a thing came to stand, and the relations (name, target) that hold for it."""

    group: tuple[Placed, ...]
    relations: tuple[tuple[str, Placed], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pose:
    """One proposal: the common box, the scale of the parts, the depth, and the object in front where one is wished."""

    box: Box
    scale: float
    z: float
    targets: tuple[tuple[str, Placed], ...] = ()
    moved_out: bool = False


def find_place(entry: Entry, index: int, thing: Thing, propose: Proposer, board: Board, level: float) -> Found:
    """Try up to `place.max_tries` spots; `level` is the entry's default depth. Raises LayoutBlocked with counts."""
    broken: Counter[str] = Counter()
    rng = entry.draws.rng(*entry.stage(index, "place"))
    for _ in range(entry.spec.place.max_tries):
        pose = _propose(entry, index, thing, propose(index, rng), board, level, rng)
        found = pose if isinstance(pose, str) else _checked(entry, thing, pose, board)
        if isinstance(found, Found):
            board.add(found.group)
            return found
        broken[f"{entry.name}: {found}"] += 1
    raise LayoutBlocked(broken)


def _propose(
    entry: Entry, index: int, thing: Thing, spot: Spot, board: Board, level: float, rng: np.random.Generator
) -> Pose | str:
    """A pose in which the relations, the wished occlusion and the wished truncation hold, or the rule that forbids it."""
    width, height = (side * spot.scale for side in thing.size_wh_px)
    box = centred(Box(0.0, 0.0, width, height), spot.x, spot.y)
    low, high = allowed_centres(entry, (width, height), free=bool(thing.truncation))
    room = Box(low.x, low.y, high.x, high.y)
    targets: list[tuple[str, Placed]] = []
    for name, rule in _stated(entry, thing):
        others = board.of_category(rule.target)
        if not others and index == 0 and rule.target == entry.category:
            continue  # the first of its kind has nobody of its kind to refer to
        if not others:
            return f"{name} {rule.target} (there is none)"
        target = others[int(rng.integers(len(others)))]
        box = moved(name, box, target.box, room, thing.distance_px, rng)
        targets.append((name, target))
    z = _depth(entry, thing, box, level)
    if thing.z is None:
        z = max([z, *(target.z for name, target in targets if name in ("on", "inside"))])
    pose = Pose(box=box, scale=spot.scale, z=z, targets=tuple(targets))
    if thing.hidden is not None:
        return _behind(entry, thing, pose, board, rng)
    return _across_border(entry, thing, pose, board, rng) if thing.truncation else pose


def _stated(entry: Entry, thing: Thing) -> tuple[tuple[str, Related], ...]:
    return tuple((name, rule) for name, rule in entry.spec.relations.rules() if name in thing.relations)


def _depth(entry: Entry, thing: Thing, box: Box, level: float) -> float:
    """The stated depth, else the entry's level; on the ground nearer objects, whose lower edge is lower, are in front."""
    if thing.z is not None:
        return thing.z
    return level + 0.5 * box.y1 / entry.scene.canvas.height if entry.spec.place.kind == "ground" else level


def _behind(entry: Entry, thing: Thing, pose: Pose, board: Board, rng: np.random.Generator) -> Pose | str:
    """Slide the thing out from behind an object in front until the wished share of it is hidden."""
    wanted, wish = entry.spec.place.occluded_by, thing.hidden
    assert wanted is not None and wish is not None
    fixed = thing.z is not None or entry.spec.place.kind == "ground"
    fronts = [other for other in board.of_category(wanted.category) if other.z > pose.z or not fixed]
    if not fronts:
        return f"occluded_by {wanted.category} (none is in front)"
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

    return _bisect(at, lambda tried: board.hidden_share(_outline_mask(thing, tried), z, [front]), wish, reach, falling=True)


def _across_border(entry: Entry, thing: Thing, pose: Pose, board: Board, rng: np.random.Generator) -> Pose:
    """Push the thing over one border until the wished share of it is outside."""
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

    reach = width if step_x else height
    return _bisect(
        at, lambda tried: board.outside_share(_outline_mask(thing, tried)), thing.truncation or 0.0, reach, falling=False
    )


def _bisect(
    at: Callable[[float], Pose], share: Callable[[Pose], float], wanted: float, reach: float, *, falling: bool
) -> Pose:
    """The pose between distance 0 and `reach` at which a share that falls (or rises) with distance is as wanted."""
    low, high = 0.0, reach
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        if (share(at(middle)) > wanted) == falling:
            low = middle
        else:
            high = middle
    return at((low + high) / 2)


def _checked(entry: Entry, thing: Thing, pose: Pose, board: Board) -> Found | str:
    """The thing as placed objects, or the name of the first rule that this pose breaks."""
    place = entry.spec.place
    if broken := _outside_bounds(entry, pose):
        return broken
    for name, target in pose.targets:
        if not holds(name, pose.box, target.box, thing.distance_px):
            return f"{name} {target.category}"
    masks = _masks(thing, pose)
    if not all(mask.area for mask in masks):
        return "min_area"
    whole = masks[0] if len(masks) == 1 else _outline_mask(thing, pose)
    if thing.truncation is not None and _misses_truncation(thing.truncation, whole, board):
        return "truncation"
    tolerated = [target for name, target in pose.targets if name == "inside"]
    if place.occluded_by is not None and thing.hidden is not None:
        fronts = board.of_category(place.occluded_by.category)
        low, high = place.occluded_by.fraction
        if not low <= board.hidden_share(whole, pose.z, fronts) <= high:
            return f"occluded_by {place.occluded_by.category}"
        tolerated += fronts
    group = tuple(
        Placed(
            entry=entry.name,
            category=entry.category,
            box=Box(*bounds(part * pose.scale + pose.box.centre_xy)),
            mask=mask,
            z=pose.z,
            attributes=thing.attributes,
            max_overlap=place.max_overlap,
            min_visible=place.min_visible,
        )
        for part, mask in zip(thing.parts, masks, strict=True)
    )
    return board.broken_rule(group, tolerated) or Found(group=group, relations=pose.targets)


def _outside_bounds(entry: Entry, pose: Pose) -> str | None:
    """`region` or `margin` where the box leaves them; a thing that was pushed over the border is bound by neither."""
    place, canvas, box = entry.spec.place, entry.scene.canvas, pose.box
    if pose.moved_out:
        return None
    reach_x, reach_y = place.margin * box.width - EDGE_PX, place.margin * box.height - EDGE_PX
    if min(box.x0, canvas.width - box.x1) < reach_x or min(box.y0, canvas.height - box.y1) < reach_y:
        return "margin"
    if place.kind in ("grid", "row"):
        return None  # their region holds the cells and the row, and their objects fit into these
    x, y = box.centre_xy[0] / canvas.width, (box.y1 if place.kind == "ground" else box.centre_xy[1]) / canvas.height
    x0, y0, x1, y1 = place.region
    return None if x0 - EDGE_PX <= x <= x1 + EDGE_PX and y0 - EDGE_PX <= y <= y1 + EDGE_PX else "region"


def _misses_truncation(wanted: float, mask: Mask, board: Board) -> bool:
    measured = board.outside_share(mask)
    return abs(measured - wanted) > (max(SHARE_TOLERANCE, 1.0 / min(mask.bits.shape)) if wanted else 0.0)


def _masks(thing: Thing, pose: Pose) -> tuple[Mask, ...]:
    return tuple(rasterise(part * pose.scale + pose.box.centre_xy) for part in thing.parts)


def _outline_mask(thing: Thing, pose: Pose) -> Mask:
    """All parts as one mask."""
    masks: Sequence[Mask] = _masks(thing, pose)
    if len(masks) == 1:
        return masks[0]
    left, top = min(mask.x0 for mask in masks), min(mask.y0 for mask in masks)
    right = max(mask.x0 + mask.bits.shape[1] for mask in masks)
    bottom = max(mask.y0 + mask.bits.shape[0] for mask in masks)
    shifted = [Mask(x0=mask.x0 - left, y0=mask.y0 - top, bits=mask.bits) for mask in masks]
    return Mask.from_array(np.logical_or.reduce([m.on_canvas(right - left, bottom - top) for m in shifted]), left, top)
