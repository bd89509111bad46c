"""Control maps: a plan drawn as what a ControlNet was trained on, each (plan, chart) -> uint8 (h, w, 3; RGB).

A pixel shows what the nearest object there says of itself. So when one object moves, a map changes under its old and
its new place and nowhere else; in the depth map what rests on it moves with it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from synth.image.condition.ade20k import Rgb
from synth.image.condition.backdrop import regions
from synth.image.condition.chart import Chart
from synth.image.condition.depth import ground_nearness, nearness
from synth.image.condition.edges import outlines
from synth.image.condition.pose import skeletons
from synth.image.options.generator import ControlName
from synth.image.records import Plan

Map = NDArray[np.uint8]
"""h x w x 3, RGB."""

DIMMEST = 0.45
"""Brightness below which no instance of the blueprint falls: darker ones would be told from neither black nor each
other."""

GOLDEN = (5**0.5 - 1) / 2
"""Steps of the golden section leave any number of instances about evenly apart in brightness."""


def segmentation(plan: Plan, chart: Chart) -> Map:
    """ADE20K's colours, as `control_v11p_sd15_seg` and its successors read them."""
    behind = np.array(chart.behind_rgb, np.uint8)[regions(plan.width, plan.height, chart)]
    return _painted(behind, plan, [chart.seg_rgb[i.category] for i in plan.instances])


def blueprint(plan: Plan, chart: Chart) -> Map:
    """A hue for each category, a brightness for each of its instances, on black. No published model's format: it is for
    ControlNets of one's own that must tell touching objects apart.
    """
    met: Counter[str] = Counter()
    colours: list[Rgb] = []
    for instance in plan.instances:
        share = 1.0 - (1.0 - DIMMEST) * (met[instance.category] * GOLDEN % 1.0)
        met[instance.category] += 1
        red, green, blue = chart.blueprint_rgb[instance.category]
        colours.append((round(share * red), round(share * green), round(share * blue)))
    return _painted(np.zeros((plan.height, plan.width, 3), np.uint8), plan, colours)


def depth(plan: Plan, chart: Chart) -> Map:
    """Inverse depth as MiDaS and Depth Anything estimate it: near is bright. Objects are upright cut-outs, but for what
    lies on the ground: that is as near as the ground it hides.
    """
    grey = [round(255 * near) for near in nearness(plan, chart)]
    behind = np.empty((plan.height, plan.width, 3), np.uint8)
    behind[:] = np.round(255 * ground_nearness(plan.height, chart))[:, None, None]
    flat = frozenset() if chart.horizon is None else chart.lying
    colours = [None if i.category in flat else (g, g, g) for i, g in zip(plan.instances, grey, strict=True)]
    return _painted(behind, plan, colours)


def canny(plan: Plan, chart: Chart) -> Map:
    """White outlines of what is seen, one pixel wide, as Canny's detector finds them in a picture without texture."""
    return np.repeat(outlines(plan, regions(plan.width, plan.height, chart))[:, :, None], 3, axis=2)


def pose(plan: Plan, chart: Chart) -> Map:
    """The skeletons of everybody who has keypoints, as OpenPose draws them."""
    return skeletons(plan)


MAPS: Mapping[ControlName, Callable[[Plan, Chart], Map]] = {
    "seg": segmentation,
    "instance": blueprint,
    "depth": depth,
    "canny": canny,
    "pose": pose,
}


def _painted(picture: Map, plan: Plan, colours: Sequence[Rgb | None]) -> Map:
    """Each instance in its colour where it is seen, put into `picture`; None leaves what is there."""
    for instance, colour in zip(plan.instances, colours, strict=True):
        mask = instance.mask
        rows, cols = mask.bits.shape
        if colour is not None:
            picture[mask.y0 : mask.y0 + rows, mask.x0 : mask.x0 + cols][mask.bits] = colour
    return picture
