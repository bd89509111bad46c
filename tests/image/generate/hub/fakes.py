"""Painters without a model, and small plans for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import diffusers
import numpy as np
import pytest
from numpy.typing import NDArray

from synth.core.geometry import Box, Mask
from synth.core.outcome import Note
from synth.image.generate.hub.draw import DrawRequest
from synth.image.labels import Instance
from synth.image.plan.paint import Figure, paint
from synth.image.records import Condition, Drawn, Fault, Plan

WIDTH, HEIGHT = 152, 104
"""Multiples of 8, not of 64."""


def colour_of(seed: int) -> NDArray[np.uint8]:
    """The colour that `FakePainter` fills a mask with."""
    return np.random.default_rng(seed).integers(0, 256, 3, np.uint8)


@dataclass(slots=True, kw_only=True)
class FakePainter:
    """Fills the mask (everything, where there is none) with its seed's colour and all else with noise; keeps what it
    was requested, call by call. `faults` says which requests fail.
    """

    faults: Callable[[DrawRequest], bool] = lambda request: False
    calls: list[list[DrawRequest]] = field(default_factory=list)

    def __call__(self, requests: Sequence[DrawRequest]) -> list[Drawn | Fault]:
        self.calls.append(list(requests))
        return [
            Fault("blank", 0.0, 2.0, "flat") if self.faults(r) else Drawn(self.paint(r), (Note("by", r.parts[0]),))
            for r in requests
        ]

    @property
    def requests(self) -> list[DrawRequest]:
        return [request for call in self.calls for request in call]

    def paint(self, request: DrawRequest) -> NDArray[np.uint8]:
        size = (request.height, request.width)
        noise = np.random.default_rng(request.seed).integers(0, 256, (*size, 3), np.uint8)
        mask = np.ones(size, np.bool_) if request.mask is None else request.mask
        return np.where(mask[..., None], colour_of(request.seed), noise)


def plan_with(*figures: Figure, sample_id: int = 0, width: int = WIDTH, height: int = HEIGHT) -> Plan:
    """The figures as a plan, painted as every plan is."""
    return Plan(
        sample_id=sample_id,
        scene="test",
        width=width,
        height=height,
        prompt="a street",
        variables={},
        instances=paint(figures, width, height).instances,
    )


def ellipse(category: str, box: Box, z: float = 0.0) -> Figure:
    """An ellipse in a box of whole pixels."""
    y, x = np.mgrid[: int(box.height), : int(box.width)] + 0.5
    bits = (2 * x / box.width - 1) ** 2 + (2 * y / box.height - 1) ** 2 <= 1
    return Figure(category=category, amodal=Mask.from_array(bits, int(box.x0), int(box.y0)), requested_box=box, z=z)


def condition_for(plan: Plan) -> Condition:
    """What the generators read of a condition."""
    return Condition(
        prompt=plan.prompt,
        width=plan.width,
        height=plan.height,
        phrases=tuple(phrase_of(i) for i in plan.instances),
        boxes_xyxy_px=np.array([i.box for i in plan.instances], np.float32).reshape(-1, 4),
        parts=(plan.prompt, *(phrase_of(i) for i in plan.instances)),
        negative_prompt="blurry",
    )


def phrase_of(instance: Instance) -> str:
    return f"{instance.category} number {instance.id}"


def crowd(sample_id: int = 0) -> Plan:
    """Five objects, one cut by the canvas, some hidden in part; the order of their ids is not that of their depth."""
    return plan_with(
        ellipse("car", Box(20, 40, 80, 80), z=2.0),
        ellipse("tree", Box(50, 10, 100, 90), z=1.0),
        ellipse("person", Box(60, 50, 76, 100), z=3.0),
        ellipse("bus", Box(110, 20, 180, 70), z=0.0),
        ellipse("person", Box(95, 60, 111, 100), z=3.0),
        sample_id=sample_id,
    )


def few(sample_id: int = 1) -> Plan:
    """Two objects."""
    return plan_with(
        ellipse("car", Box(0, 0, 40, 30)), ellipse("tree", Box(30, 10, 60, 90), z=1.0), sample_id=sample_id
    )


@contextmanager
def spied(pipeline: str) -> Iterator[list[dict[str, Any]]]:
    """The arguments of every call of a class of diffusers' pipelines, which goes on as usual."""
    calls: list[dict[str, Any]] = []
    kind = getattr(diffusers, pipeline)
    own = kind.__call__

    @wraps(own)
    def spy(self: object, *given: Any, **named: Any) -> Any:
        calls.append({name: list(value) if isinstance(value, list) else value for name, value in named.items()})
        return own(self, *given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, "__call__", spy)
        yield calls
