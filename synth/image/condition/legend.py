"""The legend of a scene's control maps: colours of its categories, depths and the horizon."""

from __future__ import annotations

import colorsys
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from synth.core.errors import SpecError
from synth.image.condition.ade20k import Rgb, ade20k_problem, ade20k_rgb
from synth.image.scene.schema import ObjectSpec, Scene

WALL = 0.1
"""Nearness of a backdrop other than the sky, between 0 (farthest) and 1 (nearest)."""

LYING = ("rug", "floor", "sidewalk", "path", "dirt track", "runway", "grass", "earth", "field", "sand", "water")
"""ADE20K classes of flat surfaces. The road is left out, since it has the colour of skyscrapers."""

_LYING_RGB = frozenset(rgb for name in LYING if (rgb := ade20k_rgb(name)))

GROUND_SPAN = 0.5
"""Largest difference in depth between two objects on the ground of one scene (`synth.image.plan.place`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLegend:
    """Colours and depths with which the plans of a scene are drawn as control maps.

    `horizon` and `floor` are shares of the canvas height. `road` is the left and right edge of the road, in heights of
    the camera. `farthest` is the nearness (0 to 1) of the backdrop; 0 for the sky.

    `behind_rgb` are ADE20K's colours of backdrop, ground and pavement. `seg_rgb` and `blueprint_rgb` are by category;
    `seg_rgb` leaves out categories without an ADE20K class. `depths` are the values of z that the scene uses, far to
    near. Objects of the categories in `lying` lie flat on the ground; all others are upright cut-outs.
    """

    horizon: float | None
    floor: float | None
    road: tuple[float, float] | None
    farthest: float
    behind_rgb: tuple[Rgb, Rgb, Rgb]
    seg_rgb: Mapping[str, Rgb]
    blueprint_rgb: Mapping[str, Rgb]
    depths: tuple[float, ...]
    lying: frozenset[str]

    def ground_row(self, height: int) -> int:
        """The first row of pixels with centres on or below the horizon (or floor); `height` where there is none."""
        top = self.horizon if self.floor is None else self.floor
        return height if top is None else min(math.ceil(top * height - 0.5), height)


def legend_of(scene: Scene) -> MapLegend:
    """The legend of a scene, or of the scene of a quota's members (`synth.image.scene.load.scene_for`)."""
    ground = scene.background
    behind = ground.ade20k or ("wall" if ground.horizon is None or ground.floor is not None else "sky")
    below = ground.ade20k_ground or ("road" if ground.floor is None else "floor")
    named = {category: ade20k_rgb(*_ade20k_names(scene, category)) for category in scene.categories}
    return MapLegend(
        horizon=ground.horizon,
        floor=ground.floor,
        road=None if ground.road_m is None else (ground.road_m[0] / ground.eye_m, ground.road_m[1] / ground.eye_m),
        farthest=0.0 if ground.floor is not None or ade20k_rgb(behind) == ade20k_rgb("sky") else WALL,
        behind_rgb=(_checked_rgb(behind), _checked_rgb(below), _checked_rgb("sidewalk")),
        seg_rgb={category: rgb for category, rgb in named.items() if rgb is not None},
        blueprint_rgb=_hues(tuple(scene.categories)),
        depths=tuple(sorted(set(_depths(scene)))),
        lying=frozenset(category for category, rgb in named.items() if rgb in _LYING_RGB),
    )


def require_classes(scene: Scene) -> None:
    """Raise SpecError unless every category has an ADE20K class, as the control map `seg` needs."""
    unknown = [name for name in scene.categories if ade20k_rgb(*_ade20k_names(scene, name)) is None]
    if not unknown:
        return
    entry = next(name for name, spec in scene.objects.items() if (spec.category or name) == unknown[0])
    others = f"; without one too: {', '.join(unknown[1:])}" if unknown[1:] else ""
    needed = f"for the control map `seg` {ade20k_problem(unknown[0])}"
    raise SpecError(f"objects.{entry}.ade20k", unknown[0], needed + others)


def _ade20k_names(scene: Scene, category: str) -> tuple[str, ...]:
    """Candidate ADE20K names of a category: the class that an entry states, its own name, its COCO name."""
    specs = [spec for name, spec in scene.objects.items() if (spec.category or name) == category]
    stated = [spec.ade20k for spec in specs if spec.ade20k]
    return (*stated, category, *(spec.coco for spec in specs if spec.coco))


def _checked_rgb(name: str) -> Rgb:
    """The colour of a class whose name was checked when the scene was loaded."""
    rgb = ade20k_rgb(name)
    assert rgb is not None
    return rgb


def _hues(categories: tuple[str, ...]) -> dict[str, Rgb]:
    """Fully bright and saturated colours with evenly spaced hues, in the order of the categories."""
    colours: dict[str, Rgb] = {}
    for number, category in enumerate(categories):
        red, green, blue = colorsys.hsv_to_rgb(number / len(categories), 1.0, 1.0)
        colours[category] = (round(255 * red), round(255 * green), round(255 * blue))
    return colours


def _depths(scene: Scene) -> Iterator[float]:
    """The depths that entries state, or else get from their order in the file (see `synth.image.plan.layout`)."""
    on_ground = [number for number, spec in enumerate(scene.objects.values()) if _is_grounded(spec)]
    for number, spec in enumerate(scene.objects.values()):
        if spec.place.z is not None:
            yield from (float(end) for end in spec.place.z.ends())
        elif _is_grounded(spec):
            yield from (float(on_ground[0]), on_ground[0] + GROUND_SPAN)
        else:
            yield float(number)


def _is_grounded(spec: ObjectSpec) -> bool:
    return spec.place.kind == "ground"
