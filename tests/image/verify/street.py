"""A street plan in boxes, and detectors that return what a test gives them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box, Mask
from synth.core.outcome import Rejection
from synth.image.labels import Instance
from synth.image.options.judges import DetectorOptions
from synth.image.records import Detection, Draft, Plan, Readback, Verified
from synth.image.verify.boxes import verify_boxes
from synth.image.verify.verify import PictureCheck

WIDTH, HEIGHT = 200, 100
QUERIES = {"car": "car", "truck": "truck", "van": "car", "traffic_light": "traffic light"}
"""A van shares the query of a car."""

STREET = (
    ("car", Box(10, 40, 60, 80)),
    ("car", Box(70, 40, 120, 75)),
    ("truck", Box(130, 20, 190, 80)),
    ("traffic_light", Box(2, 2, 8, 16)),
)
"""The light's shorter side is 6 px, so it is too small to be required, unless a test changes the limit."""


def street(boxes: Sequence[tuple[str, Box]] = STREET, sample_id: int = 3) -> Plan:
    """A plan whose masks are full rectangles; what is beyond the canvas is cut off."""
    return Plan(
        sample_id=sample_id, scene="street", width=WIDTH, height=HEIGHT, prompt="a street", variables={},
        instances=tuple(instance(n, name, box) for n, (name, box) in enumerate(boxes, start=1)),
    )  # fmt: skip


def instance(number: int, category: str, box: Box) -> Instance:
    whole = Mask(x0=int(box.x0), y0=int(box.y0), bits=np.ones((int(box.y1 - box.y0), int(box.x1 - box.x0)), np.bool_))
    return Instance(
        id=number, category=category, mask=whole.clipped(WIDTH, HEIGHT), amodal=whole, requested_box=box,
        truncation=0.0, visibility=1.0,
    )  # fmt: skip


def seen(boxes: Sequence[tuple[str, Box]] = STREET, score: float = 0.9) -> list[Detection]:
    """The detections of a perfect detector for these instances."""
    return [Detection(category, box, score) for category, box in boxes]


def moved(box: Box, dx: float = 0.0, dy: float = 0.0) -> Box:
    return Box(box.x0 + dx, box.y0 + dy, box.x1 + dx, box.y1 + dy)


def judged(
    read: Sequence[Detection],
    plan: Plan | None = None,
    options: DetectorOptions | None = None,
    more: Sequence[PictureCheck] = (),
    queries: Mapping[str, str] = QUERIES,
    domains: Mapping[str, float] | None = None,
) -> Verified | Rejection:
    """The outcome of a draft whose detections are `read`; `domains` are what a pack's annotator takes it for."""
    plan = plan or street()
    draft = Draft(image=picture(plan), generator="painted", pixel_seed=1, attempt=1)
    planned = tuple((i.category, i.box) for i in plan.instances)
    readback = Readback(planned, tuple(read), domains or {})
    return verify_boxes(plan, draft, readback, queries, options or DetectorOptions(), more)


def picture(plan: Plan) -> NDArray[np.uint8]:
    return np.full((plan.height, plan.width, 3), 90, np.uint8)


def occluded(plan: Plan, number: int, visible: Box) -> Plan:
    """The plan with only this rectangle of instance `number` (from 1) to be seen."""
    seen_part = instance(number, "car", visible).mask
    instances = [replace(i, mask=seen_part) if i.id == number else i for i in plan.instances]
    return replace(plan, instances=tuple(instances))
