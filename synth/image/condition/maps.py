"""Control maps: a plan drawn in the form that a ControlNet was trained on.

A pixel shows the nearest object at that pixel. When one object moves, a map changes only at its old and its new place;
in the depth map the objects that rest on it move with it. ControlNet: Zhang et al. 2023, arXiv:2302.05543.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from synth.image.condition.ade20k import Rgb
from synth.image.condition.depth import ground_nearness, nearness
from synth.image.condition.edges import edge_map
from synth.image.condition.legend import MapLegend
from synth.image.condition.pose import skeletons
from synth.image.condition.regions import regions
from synth.image.options.generator import ControlName
from synth.image.records import Plan

if TYPE_CHECKING:
    from jaxtyping import UInt8

ControlMap: TypeAlias = "UInt8[np.ndarray, 'h w 3']"
"""RGB, 0-255."""

DIMMEST = 0.45
"""Least brightness of an instance in the blueprint. Darker instances could not be distinguished from black or from each
other."""

GOLDEN = (5**0.5 - 1) / 2
"""Golden ratio minus 1. Steps of this size modulo 1 spread any number of instances about evenly in brightness."""


def segmentation(plan: Plan, legend: MapLegend) -> ControlMap:
    """ADE20K's colours, as `control_v11p_sd15_seg` and its successors read them."""
    behind = np.array(legend.behind_rgb, np.uint8)[regions(plan.width, plan.height, legend)]
    return _painted(behind, plan, [legend.seg_rgb[i.category] for i in plan.instances])


def blueprint(plan: Plan, legend: MapLegend) -> ControlMap:
    """One hue per category and one brightness per instance, on black.

    No published model reads this format. It is for users' own ControlNets that must distinguish touching objects.
    """
    seen: Counter[str] = Counter()
    colours: list[Rgb] = []
    for instance in plan.instances:
        share = 1.0 - (1.0 - DIMMEST) * (seen[instance.category] * GOLDEN % 1.0)
        seen[instance.category] += 1
        red, green, blue = legend.blueprint_rgb[instance.category]
        colours.append((round(share * red), round(share * green), round(share * blue)))
    return _painted(np.zeros((plan.height, plan.width, 3), np.uint8), plan, colours)


def depth(plan: Plan, legend: MapLegend) -> ControlMap:
    """Inverse depth, as MiDaS and Depth Anything estimate it: near is bright.

    Objects are upright cut-outs of one depth. Objects that lie flat on the ground are as near as the ground they hide.
    """
    grey = [round(255 * near) for near in nearness(plan, legend)]
    behind = np.empty((plan.height, plan.width, 3), np.uint8)
    behind[:] = np.round(255 * ground_nearness(plan.height, legend))[:, None, None]
    flat = frozenset() if legend.horizon is None else legend.lying
    colours = [None if i.category in flat else (g, g, g) for i, g in zip(plan.instances, grey, strict=True)]
    return _painted(behind, plan, colours)


def canny(plan: Plan, legend: MapLegend) -> ControlMap:
    """White outlines of visible objects, one pixel wide, as Canny's detector finds them in an untextured picture."""
    return np.repeat(edge_map(plan, regions(plan.width, plan.height, legend))[:, :, None], 3, axis=2)


def pose(plan: Plan, legend: MapLegend) -> ControlMap:
    """The skeletons of all people with keypoints, as OpenPose draws them."""
    return skeletons(plan)


CONTROL_MAPS: Mapping[ControlName, Callable[[Plan, MapLegend], ControlMap]] = {
    "seg": segmentation,
    "instance": blueprint,
    "depth": depth,
    "canny": canny,
    "pose": pose,
}


def _painted(picture: ControlMap, plan: Plan, colours: Sequence[Rgb | None]) -> ControlMap:
    """Paint each instance's visible mask into `picture`, in place; the colour None leaves the pixels as they are."""
    for instance, colour in zip(plan.instances, colours, strict=True):
        mask = instance.mask
        rows, cols = mask.bits.shape
        if colour is not None:
            picture[mask.y0 : mask.y0 + rows, mask.x0 : mask.x0 + cols][mask.bits] = colour
    return picture
