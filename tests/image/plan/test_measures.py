"""Measures against plain oracles."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.core.geometry import Mask
from synth.image.labels import Instance
from synth.image.plan.measures import broken_rules, measure, touching_pairs, unhidden_share
from synth.image.plan.paint import Figure, paint
from synth.image.scene.limits import MeasureName, MeasureRule

WIDTH, HEIGHT = 40, 32


def instances_of(*rectangles: tuple[int, int, int, int], categories: str = "") -> tuple[Instance, ...]:
    """Painted rectangles (x0, y0, width, height); `categories` gives one letter each."""
    names = categories or "a" * len(rectangles)
    figures = []
    for (x0, y0, width, height), name in zip(rectangles, names, strict=True):
        mask = Mask(x0=x0, y0=y0, bits=np.ones((height, width), np.bool_))
        figures.append(Figure(category=name, amodal=mask, requested_box=mask.box))
    return paint(figures, WIDTH, HEIGHT, min_area=1).instances


def value(name: MeasureName, instances: tuple[Instance, ...], category: str | None = None, below: float = 1.0) -> float:
    rule = MeasureRule(measure=name, category=category, min=None, max=None, below=below)
    return measure(rule, instances, WIDTH, HEIGHT)


RECTANGLE = st.tuples(st.integers(-3, 36), st.integers(-3, 28), st.integers(1, 9), st.integers(1, 9))


@given(st.lists(RECTANGLE, max_size=9))
@settings(deadline=None)
def test_touching_pairs_are_those_within_two_pixels(rectangles: list[tuple[int, int, int, int]]) -> None:
    instances = instances_of(*rectangles)
    pixels = {item.id: np.argwhere(item.mask.on_canvas(WIDTH, HEIGHT)) for item in instances}
    expected = {
        (a, b)
        for a in pixels
        for b in pixels
        if a < b and np.abs(pixels[a][:, None] - pixels[b][None]).max(axis=2).min() <= 2
    }
    assert touching_pairs(instances, WIDTH, HEIGHT) == expected


@pytest.mark.parametrize(("gap", "pairs"), [(0, 1), (1, 1), (2, 0)])
def test_one_pixel_of_background_still_touches(gap: int, pairs: int) -> None:
    assert value("touching_pairs", instances_of((2, 2, 5, 5), (7 + gap, 2, 5, 5))) == pairs
    assert value("touching_pairs", instances_of((2, 2, 5, 5), (2, 7 + gap, 5, 5))) == pairs


def test_counts_and_shares() -> None:
    instances = instances_of((0, 0, 10, 10), (30, 0, 20, 10), (5, 0, 10, 10), categories="aba")
    assert value("count", instances) == 3
    assert value("count", instances, "a") == 2
    assert value("count", instances, "c") == 0
    assert value("coverage", instances) == pytest.approx((100 + 100 + 50) / (WIDTH * HEIGHT))
    assert value("truncated", instances) == 1
    assert value("truncated", instances, "a") == 0
    assert value("min_visibility", instances) == 0.5
    assert value("min_visibility", (), "a") == 1.0


def test_a_cut_object_is_not_an_occluded_one() -> None:
    cut, hidden, _ = instances_of((30, 0, 20, 10), (0, 0, 10, 10), (5, 0, 10, 10))
    assert (cut.visibility, unhidden_share(cut)) == (0.5, 1.0)
    assert (hidden.visibility, unhidden_share(hidden)) == (0.5, 0.5)
    assert value("occluded", (cut, hidden), below=0.9) == 1
    assert value("occluded", (cut, hidden), below=0.4) == 0


def test_broken_rules_are_those_that_do_not_hold() -> None:
    instances = instances_of((0, 0, 10, 10), (20, 0, 10, 10))
    few = MeasureRule(measure="count", category=None, min=3, max=None)
    fine = MeasureRule(measure="coverage", category=None, min=None, max=0.5)
    assert broken_rules([few, fine], instances, WIDTH, HEIGHT) == (few,)
