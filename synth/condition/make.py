"""From a plan to what a generator is given: prompt, phrases with boxes, planes, control maps and style."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np

from synth.condition.planes import layout_planes
from synth.records import Condition, Plan
from synth.spec.schema import Scene

BRIGHTEST = 4.0

Conditioner = Callable[[Plan, int], Condition]
"""From a plan and the number of its refused drafts to the condition of the next."""


def make_conditioner(scene: Scene, controls: Sequence[str]) -> Conditioner:
    """What turns a scene's plans into conditions with these control maps."""
    return partial(condition_of)


def condition_of(plan: Plan, attempt: int = 0) -> Condition:
    """The condition of a draft of a plan after `attempt` refused ones; its intensity plane holds the attribute
    `brightness`, a z-score within the picture.
    """
    brightness = {k: float(i.attributes.get("brightness", 0.0)) for k, i in enumerate(plan.instances, start=1)}
    intensity = {k: float(np.clip(b, -BRIGHTEST, BRIGHTEST)) for k, b in brightness.items()}
    boxes = [i.box for i in plan.instances]
    return Condition(
        prompt=plan.prompt,
        width=plan.width,
        height=plan.height,
        phrases=tuple(i.phrase or i.category for i in plan.instances),
        boxes_xyxy_px=np.array(boxes, np.float32).reshape(-1, 4),
        planes=layout_planes(plan.label_map(), intensity),
        style=plan.style,
        variables=plan.variables,
        attempt=attempt,
        negative_prompt=plan.negative_prompt,
    )
