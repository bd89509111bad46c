"""`refine` paints over what another generator drew, sample by sample."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synth.generate.hub.refine import refiner
from synth.records import Condition, Fault, Note, Picture, Plan
from tests.generate.hub.fakes import FakePainter, colour_of, condition_for, crowd, few

FAULT = Fault("ink", 0.0, 2.0, "of the base")


def base(plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]) -> list[Picture | Fault]:
    """A picture of the grey level of its seed; a fault for seed 13."""
    return [
        FAULT if seed == 13 else Picture(np.full((p.height, p.width, 3), seed, np.uint8), (Note("base", str(seed)),))
        for p, seed in zip(plans, pixel_seeds, strict=True)
    ]


def test_the_bases_picture_is_refined_with_the_whole_prompt_and_its_own_seed() -> None:
    painter, plans = FakePainter(), [crowd(0), few(1)]
    conditions = [condition_for(p) for p in plans]
    pictures = refiner(painter, base)(plans, conditions, [5, 6])
    assert len(painter.calls) == 1
    for request, condition, picture, seed in zip(painter.requests, conditions, pictures, (5, 6), strict=True):
        assert (request.parts, request.negative_prompt) == (condition.parts, "blurry")
        assert (request.seed, request.width, request.height) == (seed, condition.width, condition.height)
        assert request.mask is None
        assert request.image is not None
        assert (request.image == seed).all()
        assert isinstance(picture, Picture)
        assert (picture.image == colour_of(seed)).all()
        assert picture.notes == (Note("base", str(seed)), Note("by", "a street"))


def test_a_fault_of_the_base_is_not_refined_and_shifts_nobody() -> None:
    painter, plans = FakePainter(), [crowd(0), few(1), few(2)]
    first, second, third = refiner(painter, base)(plans, [condition_for(p) for p in plans], [5, 13, 6])
    assert second == FAULT
    assert isinstance(first, Picture)
    assert isinstance(third, Picture)
    assert (third.image == colour_of(6)).all()
    assert [request.seed for request in painter.requests] == [5, 6]


def test_nothing_to_refine_is_no_call() -> None:
    painter = FakePainter()
    assert refiner(painter, base)([few()], [condition_for(few())], [13]) == [FAULT]
    assert painter.calls == []


def test_a_fault_of_the_refinement_is_the_samples() -> None:
    painter = FakePainter(faults=lambda request: request.seed == 5)
    plans = [crowd(0), few(1)]
    first, second = refiner(painter, base)(plans, [condition_for(p) for p in plans], [5, 6])
    assert first == Fault("blank", 0.0, 2.0, "flat")
    assert isinstance(second, Picture)
