"""Make the condition of a plan: prompt, phrases with boxes, planes, control maps and style for a generator."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache

import numpy as np

from synth.core.errors import SpecError
from synth.image.condition.legend import MapLegend, legend_of, require_classes
from synth.image.condition.maps import CONTROL_MAPS, ControlMap
from synth.image.condition.planes import layout_planes
from synth.image.condition.prompt import prompt_parts
from synth.image.options.generator import ControlName
from synth.image.plan.english import words
from synth.image.plan.keypoints import keypoint_categories
from synth.image.plan.silhouettes import SILHOUETTES
from synth.image.records import Condition, Plan
from synth.image.scene.load import scene_for
from synth.image.scene.schema import Scene

BRIGHTEST = 4.0

NO_MAPS: Mapping[str, ControlMap] = {}

Conditioner = Callable[[Plan, int], Condition]
"""(plan, number of its rejected drafts) -> the condition of the next draft."""


def make_conditioner(scene: Scene, controls: Sequence[ControlName]) -> Conditioner:
    """The function that turns plans of a scene into conditions with these control maps.

    Raises SpecError where the scene lacks what a map needs: ADE20K classes for `seg`, people for `pose`.
    """
    if not controls:
        return condition_of
    _require(scene, controls)

    @cache
    def legend(quotas: tuple[str, ...]) -> MapLegend:
        return legend_of(scene_for(scene, quotas))

    def condition(plan: Plan, attempt: int) -> Condition:
        return condition_of(plan, attempt, {name: CONTROL_MAPS[name](plan, legend(plan.quotas)) for name in controls})

    return condition


def _require(scene: Scene, controls: Sequence[ControlName]) -> None:
    if "seg" in controls:
        require_classes(scene)
    if "pose" in controls and not keypoint_categories(scene):
        shapes = ", ".join(name for name, silhouette in SILHOUETTES.items() if silhouette.keypoints)
        raise SpecError("generator.controls", "pose", f"no object of the scene has a shape with keypoints: {shapes}")


def condition_of(plan: Plan, attempt: int = 0, maps: Mapping[str, ControlMap] = NO_MAPS) -> Condition:
    """The condition of the next draft of a plan, after `attempt` rejected drafts.

    Its intensity plane holds the attribute `brightness`, a z-score within the picture, clipped to +-BRIGHTEST.
    """
    brightness = {k: float(i.attributes.get("brightness", 0.0)) for k, i in enumerate(plan.instances, start=1)}
    intensity = {k: float(np.clip(b, -BRIGHTEST, BRIGHTEST)) for k, b in brightness.items()}
    parts = prompt_parts(plan)
    boxes = [i.box for i in plan.instances]
    return Condition(
        prompt=", ".join(parts),
        width=plan.width,
        height=plan.height,
        phrases=tuple(i.phrase or words(i.category) for i in plan.instances),
        boxes_xyxy_px=np.array(boxes, np.float32).reshape(-1, 4),
        parts=parts,
        negative_prompt=plan.negative_prompt,
        planes=layout_planes(plan.label_map(), intensity),
        maps=maps,
        style=plan.style,
        variables=plan.variables,
        attempt=attempt,
    )
