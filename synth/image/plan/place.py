"""One thing finds its place: a bounded number of tries, each a proposal moved by wishes and checked by every rule."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from synth.core.geometry import Box, Mask
from synth.image.plan.board import Board, Placed
from synth.image.plan.draws import LayoutBlockedError
from synth.image.plan.raster import bounds
from synth.image.plan.relate import centred, holds, moved
from synth.image.plan.requests import Pose, across_border, behind, part_masks, posed, whole_mask
from synth.image.plan.spots import Proposer, Spot, allowed_centres
from synth.image.plan.things import Entry, Thing
from synth.image.scene.place import Related

SHARE_TOLERANCE = 0.02
"""Truncation may miss its wish by this, or by one row of pixels where that is more."""
EDGE_PX = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Where a thing came to stand, and the relations (name, target) that hold for it."""

    group: tuple[Placed, ...]
    relations: tuple[tuple[str, Placed], ...]


def find_place(entry: Entry, index: int, thing: Thing, propose: Proposer, board: Board, level: float) -> Found:
    """Try up to `place.max_tries` spots; `level` is the entry's default depth. Raises LayoutBlockedError."""
    _require_targets(entry, index, thing, board)
    broken: Counter[str] = Counter()
    rng = entry.draws.rng(*entry.stage(index, "place"))
    for _ in range(entry.spec.place.max_tries):
        pose = _propose(entry, index, thing, propose(index, rng), board, level, rng)
        found = pose if isinstance(pose, str) else _checked(entry, thing, pose, board)
        if isinstance(found, Found):
            board.add(found.group)
            return found
        broken[f"{entry.name}: {found}"] += 1
    raise LayoutBlockedError(broken)


def _require_targets(entry: Entry, index: int, thing: Thing, board: Board) -> None:
    """Raise LayoutBlockedError where a relation's other object is not in the sample: no spot could help."""
    for name, rule in _stated(entry, index, thing):
        if not board.of_category(rule.target):
            raise LayoutBlockedError({f"{entry.name}: {name} {rule.target} (there is none)": 1})


def _propose(
    entry: Entry, index: int, thing: Thing, spot: Spot, board: Board, level: float, rng: np.random.Generator
) -> Pose | str:
    """A pose moved to meet the relations and the wished occlusion or truncation, or the rule that forbids it."""
    width, height = (side * spot.scale for side in thing.size_wh_px)
    box = centred(Box(0.0, 0.0, width, height), spot.x, spot.y)
    low, high = allowed_centres(entry, (width, height), free=bool(thing.truncation))
    room = Box(low.x, low.y, high.x, high.y)
    targets: list[tuple[str, Placed]] = []
    for name, rule in _stated(entry, index, thing):
        others = board.of_category(rule.target)
        target = others[int(rng.integers(len(others)))]
        box = moved(name, box, target.box, room, thing.distance_px, rng, sidewards=entry.spec.place.kind == "ground")
        targets.append((name, target))
    z = _depth(entry, thing, box, level)
    if thing.z is None:
        z = max([z, *(target.z for name, target in targets if name in ("on", "inside"))])
    pose = Pose(box=box, scale=spot.scale, z=z, targets=tuple(targets))
    if thing.hidden is not None:
        return behind(entry, thing, pose, board, rng)
    return across_border(entry, thing, pose, board, rng) if thing.truncation else pose


def _stated(entry: Entry, index: int, thing: Thing) -> tuple[tuple[str, Related], ...]:
    """The thing's relations; the first of an entry has nobody of its own kind to refer to."""
    rules = [(name, rule) for name, rule in entry.spec.relations.rules() if name in thing.relations]
    return tuple((name, rule) for name, rule in rules if index > 0 or rule.target != entry.category)


def _depth(entry: Entry, thing: Thing, box: Box, level: float) -> float:
    """The stated depth, else the entry's level; on the ground objects with a lower edge further down are in front."""
    if thing.z is not None:
        return thing.z
    return level + 0.5 * box.y1 / entry.scene.canvas.height if entry.spec.place.kind == "ground" else level


def _checked(entry: Entry, thing: Thing, pose: Pose, board: Board) -> Found | str:
    """The thing as placed objects, or the name of the first rule that this pose breaks."""
    place = entry.spec.place
    if broken := _outside_bounds(entry, pose):
        return broken
    for name, target in pose.targets:
        if not holds(name, pose.box, target.box, thing.distance_px):
            return f"{name} {target.category}"
    masks = part_masks(thing, pose)
    if not all(mask.area for mask in masks):
        return "min_area"
    whole = masks[0] if len(masks) == 1 else whole_mask(thing, pose)
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
            box=Box(*bounds(part.outline)),
            mask=mask,
            z=pose.z,
            attributes=thing.attributes,
            keypoints=part.keypoints.tolist(),
            max_overlap=place.max_overlap,
            min_visible=place.min_visible,
        )
        for part, mask in zip(posed(thing, pose), masks, strict=True)
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
