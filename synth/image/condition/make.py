"""Make the condition of a plan: prompt, phrases with boxes, planes, control maps and style for a generator."""

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
    from jaxtyping import Float32, Int32

    from synth.image.condition.maps import ControlMap

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
    from synth.image.condition.maps import make_maps

    maps = make_maps(scene, controls)
    return lambda plan, attempt: condition_of(plan, attempt, maps(plan))


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


def layout_planes(
    labels: Int32[np.ndarray, "h w"], intensity: Mapping[int, float]
) -> dict[str, Float32[np.ndarray, "h w"]]:
    """The planes of a label map, by the names in PLANES. Label 0 is background, k is instance k.

    foreground and boundary are -1 or 1, so that an all-zero plane can mean "no condition" (classifier-free guidance, Ho
    & Salimans 2022, arXiv:2207.12598). boundary marks both pixels of every pair of 4-neighbours with different labels.
    intensity is the given number of each instance (its brightness relative to the others of its picture) and 0 in the
    background.
    """
    edge = np.zeros(labels.shape, np.bool_)
    vertical, horizontal = labels[1:] != labels[:-1], labels[:, 1:] != labels[:, :-1]
    edge[1:] |= vertical
    edge[:-1] |= vertical
    edge[:, 1:] |= horizontal
    edge[:, :-1] |= horizontal
    table = np.zeros(int(labels.max(initial=0)) + 1, np.float32)
    for label, value in intensity.items():
        if label < len(table):
            table[label] = value
    return {
        "foreground": np.where(labels > 0, np.float32(1), np.float32(-1)),
        "boundary": np.where(edge, np.float32(1), np.float32(-1)),
        "intensity": table[labels],
    }
