"""How near things are: inverse depth between 0 (farthest) and 1 (nearest), of the ground and of every object."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from synth.image.condition.legend import MapLegend
from synth.image.labels import Instance
from synth.image.records import Plan

SUPPORTS = ("on", "inside")
"""Relations to an object that one stands on or in, and so at the same depth."""

FARTHEST = 0.3
"""Nearness of the farthest object where there is no horizon."""

SIZE_WEIGHT = 0.25
"""How many steps of depth an object that fills the canvas is nearer than a tiny one of the same depth."""

AFLOAT, NEAREST_AFLOAT = 0.05, 0.5
"""Nearness of the tiniest object above the horizon, just before the backdrop, and of one that fills the canvas."""


def ground_nearness(height: int, legend: MapLegend) -> NDArray[np.float32]:
    """Nearness of each row of the background (h,), that of the backdrop where there is no ground. On the ground it
    grows with the distance from the horizon, as the inverse depth of a plane does (a pinhole camera: y - horizon =
    focal * camera height / depth); where a wall hides the far end of it, all is shifted by how near that is. The wall
    behind a floor is as near as the ground that it stands on.
    """
    if legend.horizon is None:
        return np.full(height, legend.farthest, np.float32)
    rows = np.arange(height, dtype=np.float32) + np.float32(0.5)
    below = np.maximum(rows - legend.horizon * height, _wall_px(legend, height)) / _ground_px(legend.horizon, height)
    return (legend.farthest + (1 - legend.farthest) * below).astype(np.float32)


def nearness(plan: Plan, legend: MapLegend) -> list[float]:
    """Nearness of every instance of a plan.

    With a horizon: of the ground where its lower edge stands (1 from the lower border on), of its support where it
    is on or inside something, of the wall where it hangs above a floor, and by its size where it is above the horizon
    without one. Without a horizon: by the place of its depth `z` among those of the scene, and where these are equal
    by its size.
    """
    if legend.horizon is None:
        return [_by_order(instance, plan, legend.depths) for instance in plan.instances]
    supports = {relation.subject: relation.object for relation in plan.relations if relation.name in SUPPORTS}
    by_id = {instance.id: instance for instance in plan.instances}
    found = (_by_place(_bottom(instance, supports, by_id), plan, legend) for instance in plan.instances)
    return [legend.farthest + (1 - legend.farthest) * near for near in found]


def _bottom(instance: Instance, supports: Mapping[int, int], by_id: Mapping[int, Instance]) -> Instance:
    """What bears an instance in the end: itself where it stands on nothing. Relations of a plan never form a circle."""
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
    """How far below the horizon a wall stands on the floor, in px; 0 where there is none."""
    return 0.0 if legend.floor is None else (legend.floor - (legend.horizon or 0.0)) * height


def _size(instance: Instance, plan: Plan) -> float:
    """Side of an object's full box as a share of the canvas: 0 to 1."""
    return min(math.sqrt(instance.amodal.box.area / (plan.width * plan.height)), 1.0)


def _ground_px(horizon: float, height: int) -> float:
    """Height of the ground in px; 1 where the horizon is the lower border, so that what stands below it is near."""
    return max((1.0 - horizon) * height, 1.0)
