"""Nearness of the ground and of every object: inverse depth between 0 (farthest) and 1 (nearest)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from synth.image.condition.legend import MapLegend
from synth.image.labels import Instance
from synth.image.records import Plan

if TYPE_CHECKING:
    from jaxtyping import Float32

SUPPORTS = ("on", "inside")
"""Relations to a supporting object: subject and support are at the same depth."""

FARTHEST = 0.3
"""Nearness of the farthest object where there is no horizon."""

SIZE_WEIGHT = 0.25
"""Difference in nearness, in steps of depth, between an object that fills the canvas and a tiny one of equal depth."""

AFLOAT, NEAREST_AFLOAT = 0.05, 0.5
"""Nearness of a tiny object above the horizon, just in front of the backdrop, and of one that fills the canvas."""


def ground_nearness(height: int, legend: MapLegend) -> Float32[np.ndarray, " height"]:
    """Nearness (0-1) of each row of the background; that of the backdrop where there is no ground.

    On the ground, nearness grows with the distance from the horizon, as the inverse depth of a plane does (pinhole
    camera: y - horizon = focal * camera height / depth). Where the backdrop is nearer than the sky, the scale starts at
    the nearness of the backdrop. The wall behind a floor is as near as the ground at its foot.
    """
    if legend.horizon is None:
        return np.full(height, legend.farthest, np.float32)
    rows = np.arange(height, dtype=np.float32) + np.float32(0.5)
    below = np.maximum(rows - legend.horizon * height, _wall_px(legend, height)) / _ground_px(legend.horizon, height)
    return (legend.farthest + (1 - legend.farthest) * below).astype(np.float32)


def nearness(plan: Plan, legend: MapLegend) -> list[float]:
    """Nearness (0-1) of every instance of a plan.

    With a horizon, an instance is as near as the ground at its lower edge (1 from the lower border on). If it is on or
    inside another object, it is as near as that object. Above a floor it is as near as the wall. Above the horizon
    without a floor, its size decides. Without a horizon, the rank of its depth `z` among those of the scene decides,
    and of equal depths the size.
    """
    if legend.horizon is None:
        return [_by_order(instance, plan, legend.depths) for instance in plan.instances]
    supports = {relation.subject: relation.object for relation in plan.relations if relation.name in SUPPORTS}
    by_id = {instance.id: instance for instance in plan.instances}
    found = (_by_place(_bottom(instance, supports, by_id), plan, legend) for instance in plan.instances)
    return [legend.farthest + (1 - legend.farthest) * near for near in found]


def _bottom(instance: Instance, supports: Mapping[int, int], by_id: Mapping[int, Instance]) -> Instance:
    """The lowest support of an instance; the instance itself where it has none. Relations of a plan form no cycle."""
    while instance.id in supports:
        instance = by_id[supports[instance.id]]
    return instance


def _by_order(instance: Instance, plan: Plan, depths: Sequence[float]) -> float:
    step = float(np.interp(instance.z, depths, np.arange(len(depths))))
    share = (step + SIZE_WEIGHT * _size(instance, plan)) / (len(depths) - 1 + SIZE_WEIGHT)
    return FARTHEST + (1 - FARTHEST) * share


def _by_place(instance: Instance, plan: Plan, legend: MapLegend) -> float:
    assert legend.horizon is not None
    below = max(instance.amodal.box.y1 - legend.horizon * plan.height, _wall_px(legend, plan.height))
    if below <= 0:
        return AFLOAT + (NEAREST_AFLOAT - AFLOAT) * _size(instance, plan)
    return min(below / _ground_px(legend.horizon, plan.height), 1.0)


def _wall_px(legend: MapLegend, height: int) -> float:
    """Distance in px from the horizon down to the foot of the wall; 0 where there is no floor."""
    return 0.0 if legend.floor is None else (legend.floor - (legend.horizon or 0.0)) * height


def _size(instance: Instance, plan: Plan) -> float:
    """Square root of the share of the canvas that an object's full box covers: 0 to 1."""
    return min(math.sqrt(instance.amodal.box.area / (plan.width * plan.height)), 1.0)


def _ground_px(horizon: float, height: int) -> float:
    """Height of the ground in px, at least 1, so that objects below a horizon at the lower border are near."""
    return max((1.0 - horizon) * height, 1.0)
