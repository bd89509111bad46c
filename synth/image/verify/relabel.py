"""Label instances after a detector has read them: with its reading, or with its box."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from synth.core.geometry import Box, Mask
from synth.image.labels import Instance, Reading
from synth.image.options.judges import DetectorOptions
from synth.image.records import Detection, Plan
from synth.image.verify.boxes import BoxMatching


def label_instances(
    plan: Plan, read: Sequence[Detection], matching: BoxMatching, options: DetectorOptions
) -> tuple[Instance, ...]:
    """The plan's instances, each with its reading. Under the policy `relabel`, instances found elsewhere are moved."""
    instances = []
    for instance, partner, iou, required in zip(
        plan.instances, matching.partner, matching.iou, matching.required, strict=True
    ):
        if partner < 0:
            instances.append(replace(instance, reading=Reading(iou=0.0, score=0.0, box=None)))
            continue
        reading = Reading(iou=float(iou), score=read[partner].score, box=read[partner].box)
        moved = options.policy == "relabel" and required and iou < options.min_iou
        instances.append(_moved(plan, instance, reading) if moved else replace(instance, reading=reading))
    return tuple(instances)


def _moved(plan: Plan, instance: Instance, reading: Reading) -> Instance:
    """The instance at its measured box. Its mask is the rectangle of the pixels that the box touches.

    Planned mask, keypoints, visibility and truncation belong to another place, and a box does not give them. The
    rectangle counts as fully visible and not truncated, and the writer leaves both values out.
    """
    assert reading.box is not None
    mask = _rectangle(reading.box, plan.width, plan.height)
    return replace(
        instance, mask=mask, amodal=mask, visibility=1.0, truncation=0.0, keypoints=(), reading=reading, box_only=True
    )


def _rectangle(box: Box, width: int, height: int) -> Mask:
    """The pixels of a canvas of width x height px that a box touches."""
    x0, y0 = max(math.floor(box.x0), 0), max(math.floor(box.y0), 0)
    x1, y1 = min(math.ceil(box.x1), width), min(math.ceil(box.y1), height)
    return Mask(x0=x0, y0=y0, bits=np.ones((y1 - y0, x1 - x0), np.bool_))
