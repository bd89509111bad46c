"""Small plans by hand for the tests of control maps, and plans of scenes with one object moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from synth.core.geometry import Box, Mask
from synth.image.plan.make import make_plan
from synth.image.plan.paint import Figure, paint
from synth.image.records import Plan, Relation
from synth.image.scene.schema import Scene
from synth.scene.quotas import SampleSlot


def block(category: str, x0: int, y0: int, x1: int, y1: int, z: float = 0.0) -> Figure:
    """A filled rectangle [x0, x1) x [y0, y1) in px; it may leave the canvas."""
    mask = Mask(x0=x0, y0=y0, bits=np.ones((y1 - y0, x1 - x0), np.bool_))
    return Figure(category=category, amodal=mask, requested_box=Box(x0, y0, x1, y1), z=z)


def plan_of(figures: Sequence[Figure], width: int = 64, height: int = 48, relations: tuple[Relation, ...] = ()) -> Plan:
    """A plan of these figures, as the planner paints them; every one that is seen at all counts."""
    painting = paint(figures, width, height, min_area=1)
    return Plan(
        sample_id=0, scene="blocks", width=width, height=height, prompt="", variables={},
        instances=painting.instances, relations=relations,
    )  # fmt: skip


def planned(scene: Scene, sample_id: int, seed: int = 5) -> Plan:
    """The plan of a sample that belongs to no quota."""
    return make_plan(scene, SampleSlot(sample_id=sample_id), seed)


def moved(plan: Plan, number: int, dx: int, dy: int) -> Plan:
    """The plan with its object `number` (from 0) elsewhere, and all the others as they were."""
    figures = [
        Figure(
            category=i.category,
            amodal=i.amodal,
            requested_box=i.requested_box,
            z=i.z,
            keypoints=[(point.x, point.y) for point in i.keypoints],
        )
        for i in plan.instances
    ]
    old = figures[number]
    figures[number] = replace(
        old,
        amodal=replace(old.amodal, x0=old.amodal.x0 + dx, y0=old.amodal.y0 + dy),
        keypoints=[(x + dx, y + dy) for x, y in old.keypoints],
    )
    instances = paint(figures, plan.width, plan.height, min_area=1).instances
    return replace(plan, instances=instances)
