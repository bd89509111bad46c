"""Make the condition of a plan: prompt, phrases with boxes, control maps and style for a generator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from synth.image.options.generator import ControlName
from synth.image.plan.english import counted_phrase, words
from synth.image.records import Condition, Plan
from synth.image.scene.schema import Scene

if TYPE_CHECKING:
    from synth.image.condition.maps import ControlMap

NO_MAPS: Mapping[str, ControlMap] = {}

Conditioner = Callable[[Plan, int], Condition]
"""(plan, number of its rejected drafts) -> the condition of the next draft."""


def make_conditioner(scene: Scene, controls: Sequence[ControlName]) -> Conditioner:
    """The function that turns plans of a scene into conditions with these control maps.

    Raises SpecError where the scene lacks what a map needs: ADE20K classes for `seg`, people for `pose`.
    """
    if not controls:
        return condition_of
    from synth.image.condition.maps import make_maps

    maps = make_maps(scene, controls)
    return lambda plan, attempt: condition_of(plan, attempt, maps(plan))


def condition_of(plan: Plan, attempt: int = 0, maps: Mapping[str, ControlMap] = NO_MAPS) -> Condition:
    """The condition of the next draft of a plan, after `attempt` rejected drafts."""
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
        maps=maps,
        style=plan.style,
        variables=plan.variables,
        attempt=attempt,
    )


def prompt_parts(plan: Plan) -> tuple[str, ...]:
    """The scene's prompt, then one phrase per kind of object, in descending order of the total visible area."""
    areas: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for instance in plan.instances:
        phrase = instance.phrase or words(instance.category)
        areas[phrase] += instance.area
        counts[phrase] += 1
    objects = tuple(counted_phrase(counts[phrase], phrase) for phrase, _ in areas.most_common())
    return (plan.prompt, *objects) if plan.prompt else objects
