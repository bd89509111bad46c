"""Pictures whose pixels encode the labels, and a perfect annotator of such pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Mask
from synth.image.labels import Instance
from synth.image.records import Draft, Plan
from synth.image.verify.annotator import PixelReading

DOMAINS = ("fluorescence", "stained")
STEP = 8
"""Levels between two instances in the red channel."""


def plan_of(masks: Sequence[Mask], domain: str, width: int = 128, height: int = 96) -> Plan:
    """A plan of these masks; those without a visible pixel are left out."""
    seen = [inside for mask in masks if (inside := mask.clipped(width, height)).area]
    instances = tuple(
        Instance(
            id=number, category="nucleus", mask=mask, amodal=mask, requested_box=mask.box, truncation=0.0,
            visibility=1.0,
        )
        for number, mask in enumerate(seen, start=1)
    )  # fmt: skip
    return Plan(
        sample_id=3, scene="s", width=width, height=height, prompt="", variables={"modality": domain},
        instances=instances,
    )  # fmt: skip


def discs(radius: int, width: int = 128, height: int = 96) -> list[Mask]:
    """Discs in rows that nearly touch; there is room left for one at the bottom right."""
    y, x = np.mgrid[-radius : radius + 1, -radius : radius + 1]
    bits = x**2 + y**2 <= radius**2
    pitch = 2 * radius + 3
    corners = [(x0, y0) for y0 in range(4, height - pitch, pitch) for x0 in range(4, width - pitch, pitch)]
    return [Mask.from_array(bits, *corner) for corner in corners[:-1]]


def paint(plan: Plan) -> Draft:
    """A picture whose red channel is the instance, green the foreground, blue the domain."""
    image = np.zeros((plan.height, plan.width, 3), np.uint8)
    for instance in plan.instances:
        bits = instance.mask.on_canvas(plan.width, plan.height)
        image[bits, 0], image[bits, 1] = instance.id * STEP, 255
    image[..., 2] = DOMAINS.index(str(plan.variables["modality"]))
    return Draft(image=image, generator="painted", pixel_seed=0, attempt=1)


def read(image: NDArray[np.uint8]) -> PixelReading:
    """The perfect annotator of painted pictures."""
    labels = (image[..., 0] // STEP).astype(np.int32)
    domain = int(image[0, 0, 2])
    return PixelReading(
        labels=labels,
        scores=np.ones(int(labels.max(initial=0)), np.float32),
        foreground=(image[..., 1] / np.float32(255)).astype(np.float32),
        domains={name: float(index == domain) for index, name in enumerate(DOMAINS)},
    )


def with_masks(plan: Plan, masks: Sequence[Mask]) -> Plan:
    """The plan with other labels."""
    other = plan_of(masks, "", plan.width, plan.height)
    return replace(plan, instances=other.instances)


def masks_of(plan: Plan) -> list[Mask]:
    return [instance.mask for instance in plan.instances]


def moved(plan: Plan, dx: int, dy: int) -> Plan:
    """All labels displaced."""
    return with_masks(plan, [Mask(x0=m.x0 + dx, y0=m.y0 + dy, bits=m.bits) for m in masks_of(plan)])


def without(plan: Plan, index: int) -> Plan:
    """One label dropped."""
    kept = masks_of(plan)
    del kept[index]
    return with_masks(plan, kept)


def with_one_more(plan: Plan, like: Mask) -> Plan:
    """A label of the form of `like` where nothing is planned, as far from the others as the canvas allows."""
    from scipy import ndimage

    taken = np.zeros((plan.height, plan.width), np.bool_)
    for mask in masks_of(plan):
        taken |= mask.on_canvas(plan.width, plan.height)
    rows, columns = like.bits.shape
    free = ndimage.distance_transform_edt(~np.pad(taken, 1, constant_values=True))
    assert isinstance(free, np.ndarray)
    y, x = np.unravel_index(int(free[1:-1, 1:-1].argmax()), taken.shape)
    added = Mask(x0=int(x) - columns // 2, y0=int(y) - rows // 2, bits=like.bits).on_canvas(plan.width, plan.height)
    return with_masks(plan, [*masks_of(plan), Mask.from_array(added & ~taken)])


def merged(plan: Plan, *indices: int) -> Plan:
    """Some labels made into one."""
    parts = [masks_of(plan)[index].on_canvas(plan.width, plan.height) for index in indices]
    others = [mask for number, mask in enumerate(masks_of(plan)) if number not in indices]
    return with_masks(plan, [Mask.from_array(np.logical_or.reduce(parts)), *others])


def in_domain(plan: Plan, domain: str) -> Plan:
    return replace(plan, variables={**plan.variables, "modality": domain})
