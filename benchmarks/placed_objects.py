"""What `plan_statistics.py` measures of layouts whose objects have places and kinds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

from synth.core.geometry import Box
from synth.image.formats.objects import holders_of
from synth.image.records import Plan
from synth.image.train.corpus import TrainingPicture


class PlacedObject(NamedTuple):
    """One object: `box` and root of its `area` in shares of the picture, category of the object that it lies on."""

    category: int
    box: Box
    root: float
    holder: int | None
    centre: tuple[float, float]
    aspect: float


Layout = Sequence[PlacedObject]


def objects_in_picture(picture: TrainingPicture) -> Layout:
    """The objects of a training picture; the outlines of masks are whole, as far as the picture shows them."""
    found = picture.objects
    height, width = found.labels.shape
    boxes = [Box(*map(float, box)) for box in found.boxes]
    areas = [float(mask.area) for mask in found.masks]
    kinds, holders = found.categories.tolist(), (found.holders - 1).tolist()
    centres = [mask.centroid_xy for mask in found.masks]
    if all(mask.bits.all() for mask in found.masks):  # boxes
        areas, centres = [box.area for box in boxes], [box.centre_xy for box in boxes]
    return _objects(kinds, boxes, areas, holders, centres, (width, height))


def objects_in_plan(plan: Plan, names: Sequence[str], are_boxes: bool) -> Layout:
    """The objects of a plan in the same way: whole masks, cut at the canvas."""
    size = (plan.width, plan.height)
    kinds = [names.index(instance.category) for instance in plan.instances]
    if are_boxes:
        canvas = Box(0, 0, *size)
        boxes = [instance.requested_box.intersection(canvas) for instance in plan.instances]
        areas, centres = [box.area for box in boxes], [box.centre_xy for box in boxes]
        masks = [instance.amodal.clipped(*size) for instance in plan.instances]
    else:
        masks = [instance.amodal.clipped(*size) for instance in plan.instances]
        boxes, areas = [mask.box for mask in masks], [float(mask.area) for mask in masks]
        centres = [mask.centroid_xy for mask in masks]
    return _objects(kinds, boxes, areas, (holders_of(masks, kinds) - 1).tolist(), centres, size)


def _objects(
    kinds: Sequence[int],
    boxes: Sequence[Box],
    areas: Sequence[float],
    holders: Sequence[int],
    centres: Sequence[tuple[float, float]],
    canvas_wh: tuple[int, int],
) -> Layout:
    width, height = canvas_wh
    return [
        PlacedObject(
            category=kind,
            box=Box(box.x0 / width, box.y0 / height, box.x1 / width, box.y1 / height),
            root=float(np.sqrt(area / (width * height))),
            holder=None if holder < 0 else kinds[holder],
            centre=(centre[0] / width, centre[1] / height),
            aspect=box.width / box.height,
        )
        for kind, box, area, holder, centre in zip(kinds, boxes, areas, holders, centres, strict=True)
    ]


def placed_measures(layouts: Sequence[Layout], names: Sequence[str]) -> Mapping[str, tuple[list[float], bool]]:
    """Name of a measure -> its values over pictures or objects, and whether it is a share of 0 to 1."""
    found: dict[str, list[float]] = defaultdict(list)
    shares: dict[str, list[float]] = defaultdict(list)
    for layout in layouts:
        counts = Counter(one.category for one in layout)
        for kind, name in enumerate(names):
            found[f"{name}: objects a picture"].append(float(counts[kind]))
        for one, other in combinations(range(len(names)), 2):
            shares[f"{names[one]} and {names[other]}: pictures of both"].append(float(counts[one] * counts[other] > 0))
        for index, one in enumerate(layout):
            name = names[one.category]
            found[f"{name}: size"].append(one.root)
            found[f"{name}: x"].append(one.centre[0])
            found[f"{name}: y"].append(one.centre[1])
            found[f"{name}: width / height"].append(one.aspect)
            shares[f"{name}: overlap"].append(_overlap(layout, index))
            for kind, other in enumerate(names):
                if kind != one.category and counts[kind]:
                    shares[f"{name}: lies on {other}"].append(float(one.holder == kind))
        for (a, one), (b, other) in combinations(enumerate(layout), 2):
            first, second = (one, other) if (one.category, a) <= (other.category, b) else (other, one)
            pair = f"{names[first.category]} to {names[second.category]}"
            found[f"{pair}: distance"].append(float(np.hypot(*np.subtract(first.centre, second.centre))))
            found[f"{pair}: log ratio of sizes"].append(abs(float(np.log(first.root / second.root))))
    return {name: (v, False) for name, v in found.items()} | {name: (v, True) for name, v in shares.items()}


def _overlap(layout: Layout, index: int) -> float:
    """The largest share that its box has in common with the box of an object that it neither lies on nor holds."""
    one = layout[index]
    return max(
        (
            one.box.intersection(other.box).area / max(min(one.box.area, other.box.area), 1e-12)
            for place, other in enumerate(layout)
            if place != index and one.holder != other.category and other.holder != one.category
        ),
        default=0.0,
    )
