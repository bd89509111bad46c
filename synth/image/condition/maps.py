"""Control maps: a plan drawn as what a ControlNet was trained on, each (plan, legend) -> uint8 (h, w, 3; RGB).

A pixel shows what the nearest object there says of itself. So when one object moves, a map changes under its old and
its new place and nowhere else; in the depth map what rests on it moves with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from synth.image.condition.ade20k import Rgb
from synth.image.condition.depth import ground_nearness, nearness
from synth.image.condition.edges import edge_map
from synth.image.condition.legend import MapLegend
from synth.image.condition.pose import skeletons
from synth.image.condition.regions import regions
from synth.image.records import Plan
from synth.image.scene.generator import ControlName

ControlMap = NDArray[np.uint8]
"""h x w x 3, RGB."""

DIMMEST = 0.45
"""Brightness below which no instance of the blueprint falls: darker ones would be told from neither black nor each
other."""

GOLDEN = (5**0.5 - 1) / 2
"""Steps of the golden section leave any number of instances about evenly apart in brightness."""


def segmentation(plan: Plan, legend: MapLegend) -> ControlMap:
    """ADE20K's colours, as `control_v11p_sd15_seg` and its successors read them."""
    behind = np.array(legend.behind_rgb, np.uint8)[regions(plan.width, plan.height, legend)]
    return _painted(behind, plan, [legend.seg_rgb[i.category] for i in plan.instances])


def blueprint(plan: Plan, legend: MapLegend) -> ControlMap:
    """A hue for each category, a brightness for each of its instances, on black. No published model's format: it is for
    ControlNets of one's own that must tell touching objects apart.
    """
    met: Counter[str] = Counter()
    colours: list[Rgb] = []
    for instance in plan.instances:
        share = 1.0 - (1.0 - DIMMEST) * (met[instance.category] * GOLDEN % 1.0)
        met[instance.category] += 1
        red, green, blue = legend.blueprint_rgb[instance.category]
        colours.append((round(share * red), round(share * green), round(share * blue)))
    return _painted(np.zeros((plan.height, plan.width, 3), np.uint8), plan, colours)


def depth(plan: Plan, legend: MapLegend) -> ControlMap:
    """Inverse depth as MiDaS and Depth Anything estimate it: near is bright. Objects are upright cut-outs, but for what
    lies on the ground: that is as near as the ground it hides.
    """
    grey = [round(255 * near) for near in nearness(plan, legend)]
    behind = np.empty((plan.height, plan.width, 3), np.uint8)
    behind[:] = np.round(255 * ground_nearness(plan.height, legend))[:, None, None]
    flat = frozenset() if legend.horizon is None else legend.lying
    colours = [None if i.category in flat else (g, g, g) for i, g in zip(plan.instances, grey, strict=True)]
    return _painted(behind, plan, colours)


def canny(plan: Plan, legend: MapLegend) -> ControlMap:
    """White outlines of what is seen, one pixel wide, as Canny's detector finds them in a picture without texture."""
    return np.repeat(edge_map(plan, regions(plan.width, plan.height, legend))[:, :, None], 3, axis=2)


def pose(plan: Plan, legend: MapLegend) -> ControlMap:
    """The skeletons of everybody who has keypoints, as OpenPose draws them."""
    return skeletons(plan)


CONTROL_MAPS: Mapping[ControlName, Callable[[Plan, MapLegend], ControlMap]] = {
    "seg": segmentation,
    "instance": blueprint,
    "depth": depth,
    "canny": canny,
    "pose": pose,
}


def _painted(picture: ControlMap, plan: Plan, colours: Sequence[Rgb | None]) -> ControlMap:
    """Each instance in its colour where it is seen, put into `picture`; None leaves what is there."""
    for instance, colour in zip(plan.instances, colours, strict=True):
        mask = instance.mask
        rows, cols = mask.bits.shape
        if colour is not None:
            picture[mask.y0 : mask.y0 + rows, mask.x0 : mask.x0 + cols][mask.bits] = colour
    return picture
