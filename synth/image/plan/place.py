"""Find a place for one object in a bounded number of tries.

Each try takes a proposed spot, moves it to meet the requests (relations, occlusion, truncation) and checks every rule.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from synth.core.geometry import Box, Mask
from synth.image.formats.objects import HELD_SHARE
from synth.image.plan.canvas_state import CanvasState, Placed
from synth.image.plan.draws import LayoutBlockedError
from synth.image.plan.objects import DrawnObject, EntryContext
from synth.image.plan.poses import Pose, part_masks, pose_across_border, pose_behind, posed, whole_mask
from synth.image.plan.raster import polygon_bounds
from synth.image.plan.relate import centred, moved_to_hold, relation_holds
from synth.image.plan.spots import Proposer, Spot, allowed_centres
from synth.image.scene.place import Related

SHARE_TOLERANCE = 0.02
"""Allowed error of the truncation share: this, or one row of pixels where that is more."""

EDGE_PX = 1e-6
"""Tolerance of comparisons with borders, in px or in shares of the canvas, for rounding errors."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedGroup:
    """The parts of an object at their place, and the relations (name, target) that hold for it."""

    group: tuple[Placed, ...]
    relations: tuple[tuple[str, Placed], ...]


def find_place(
    entry: EntryContext, index: int, item: DrawnObject, propose: Proposer, state: CanvasState, level: float
) -> PlacedGroup:
    """Try up to `place.max_tries` spots and add the object to the canvas; `level` is the entry's default depth.

    Raises LayoutBlockedError where no spot meets all rules.
    """
    _require_targets(entry, index, item, state)
    broken: Counter[str] = Counter()
    rng = entry.draws.rng(*entry.stage(index, "place"))
    for _ in range(entry.spec.place.max_tries):
        pose = _propose(entry, index, item, propose(index, rng), state, level, rng)
        found = pose if isinstance(pose, str) else _checked(entry, item, pose, state)
        if isinstance(found, PlacedGroup):
            state.add(found.group)
            return found
        broken[f"{entry.name}: {found}"] += 1
    raise LayoutBlockedError(broken)


def _require_targets(entry: EntryContext, index: int, item: DrawnObject, state: CanvasState) -> None:
    """Raise LayoutBlockedError where the sample has no other object for a relation, since then no spot can help."""
    for name, rule in _stated(entry, index, item):
        if not state.of_category(rule.target):
            raise LayoutBlockedError({f"{entry.name}: {name} {rule.target} (there is none)": 1})


def _propose(
    entry: EntryContext,
    index: int,
    item: DrawnObject,
    spot: Spot,
    state: CanvasState,
    level: float,
    rng: np.random.Generator,
) -> Pose | str:
    """A pose moved to meet the relations and the requested occlusion or truncation, or the name of the broken rule."""
    width, height = (side * spot.scale for side in item.size_wh_px)
    box = centred(Box(0.0, 0.0, width, height), spot.x, spot.y)
    low, high = allowed_centres(entry, (width, height), free=bool(item.truncation))
    room = Box(low.x, low.y, high.x, high.y)
    targets: list[tuple[str, Placed]] = []
    for name, rule in _stated(entry, index, item):
        others = state.of_category(rule.target)
        target = others[int(rng.integers(len(others)))]
        box = moved_to_hold(
            name, box, target.box, room, item.distance_px, rng, sidewards=entry.spec.place.kind == "ground"
        )
        targets.append((name, target))
    z = _depth(entry, item, box, level)
    if item.z is None:
        z = max([z, *(target.z for name, target in targets if name in ("on", "inside"))])
    pose = Pose(box=box, scale=spot.scale, z=z, targets=tuple(targets))
    if item.hidden is not None:
        return pose_behind(entry, item, pose, state, rng)
    return pose_across_border(entry, item, pose, state, rng) if item.truncation else pose


def _stated(entry: EntryContext, index: int, item: DrawnObject) -> tuple[tuple[str, Related], ...]:
    """The object's relations. The first object of an entry has no other of its own category to refer to."""
    rules = [(name, rule) for name, rule in entry.spec.relations.rules() if name in item.relations]
    return tuple((name, rule) for name, rule in rules if index > 0 or rule.target != entry.category)


def _depth(entry: EntryContext, item: DrawnObject, box: Box, level: float) -> float:
    """The stated depth, else the entry's default. On the ground an object with a lower lower edge is in front."""
    if item.z is not None:
        return item.z
    return level + 0.5 * box.y1 / entry.scene.canvas.height if entry.spec.place.kind == "ground" else level


def _checked(entry: EntryContext, item: DrawnObject, pose: Pose, state: CanvasState) -> PlacedGroup | str:
    """The object as placed objects, or the name of the first rule that this pose breaks."""
    place = entry.spec.place
    if broken := _outside_bounds(entry, pose):
        return broken
    for name, target in pose.targets:
        if not relation_holds(name, pose.box, target.box, item.distance_px):
            return f"{name} {target.category}"
    masks = part_masks(item, pose)
    if not all(mask.area for mask in masks):
        return "min_area"
    whole = masks[0] if len(masks) == 1 else whole_mask(item, pose)
    for target in (target for name, target in pose.targets if name == "inside" and _holds(entry, target)):
        if whole.intersection_area(target.mask) < HELD_SHARE * whole.area:
            return f"inside {target.category}"
    if item.truncation is not None and _misses_truncation(item.truncation, whole, state):
        return "truncation"
    tolerated = [target for name, target in pose.targets if name == "inside"]
    if place.occluded_by is not None and item.hidden is not None:
        fronts = state.of_category(place.occluded_by.category)
        low, high = place.occluded_by.fraction
        if not low <= state.hidden_share(whole, pose.z, fronts) <= high:
            return f"occluded_by {place.occluded_by.category}"
        tolerated += fronts
    group = tuple(
        Placed(
            entry=entry.name,
            category=entry.category,
            box=Box(*polygon_bounds(part.outline)),
            mask=mask,
            z=pose.z,
            attributes=item.attributes,
            keypoints=part.keypoints.tolist(),
            outline=part.outline,
            max_overlap=place.max_overlap,
            min_visible=place.min_visible,
        )
        for part, mask in zip(posed(item, pose), masks, strict=True)
    )
    return state.broken_rule(group, tolerated) or PlacedGroup(group=group, relations=pose.targets)


def _holds(entry: EntryContext, target: Placed) -> bool:
    """Whether the entry's objects are a part of such a one, as a pack knows them: then their masks lie inside."""
    prior = entry.prior
    if prior is None or (prior.categories and entry.category not in prior.categories):
        return False
    return target.category in prior.holders(entry.category, entry.variables)


def _outside_bounds(entry: EntryContext, pose: Pose) -> str | None:
    """`region` or `margin` where the box breaks that rule. Neither binds an object that was moved over the border."""
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


def _misses_truncation(wanted: float, mask: Mask, state: CanvasState) -> bool:
    measured = state.outside_share(mask)
    return abs(measured - wanted) > (max(SHARE_TOLERANCE, 1.0 / min(mask.bits.shape)) if wanted else 0.0)
