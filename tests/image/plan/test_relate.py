"""A box that was moved for a relation meets it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.core.geometry import Box
from synth.image.plan.relate import box_gap_px, moved_to_hold, relation_holds

ROOM = Box(0.0, 0.0, 400.0, 300.0)
TARGET = Box(150.0, 120.0, 260.0, 200.0)
NAMES = ("on", "inside", "left_of", "right_of", "above", "below", "near")


@given(
    st.sampled_from(NAMES),
    st.floats(0, 400),
    st.floats(0, 300),
    st.floats(4, 70),
    st.floats(4, 70),
    st.floats(0, 60),
    st.integers(0, 99),
)
def test_moving_makes_the_relation_hold(
    name: str, x: float, y: float, width: float, height: float, distance: float, seed: int
) -> None:
    subject = Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)
    result = moved_to_hold(name, subject, TARGET, ROOM, distance, np.random.default_rng(seed))
    assert relation_holds(name, result, TARGET, distance)
    assert result.width == pytest.approx(width)
    assert result.height == pytest.approx(height)


@given(st.sampled_from(["left_of", "right_of", "above", "below", "inside"]), st.integers(0, 99))
def test_a_box_that_stands_well_stays(name: str, seed: int) -> None:
    places = {"left_of": (50, 50), "right_of": (350, 50), "above": (50, 50), "below": (50, 280), "inside": (200, 160)}
    x, y = places[name]
    subject = Box(x - 5.0, y - 5.0, x + 5.0, y + 5.0)
    assert moved_to_hold(name, subject, TARGET, ROOM, 0.0, np.random.default_rng(seed)) == subject


def test_what_is_too_large_does_not_come_inside() -> None:
    subject = Box(0.0, 0.0, 300.0, 20.0)
    assert not relation_holds(
        "inside", moved_to_hold("inside", subject, TARGET, ROOM, 0.0, np.random.default_rng(0)), TARGET
    )


def test_each_relation_excludes_its_opposite() -> None:
    left = Box(10.0, 130.0, 60.0, 180.0)
    assert relation_holds("left_of", left, TARGET)
    assert not relation_holds("right_of", left, TARGET)
    assert not relation_holds("left_of", Box(140.0, 130.0, 160.0, 180.0), TARGET)
    assert relation_holds("above", Box(160.0, 20.0, 200.0, 120.0), TARGET)
    assert not relation_holds("below", Box(160.0, 20.0, 200.0, 120.0), TARGET)


def test_gap_between_boxes_is_euclidean() -> None:
    assert box_gap_px(Box(0, 0, 10, 10), Box(13, 14, 20, 20)) == 5.0
    assert box_gap_px(Box(0, 0, 10, 10), Box(5, 5, 20, 20)) == 0.0


def test_an_unknown_relation_is_an_error() -> None:
    with pytest.raises(ValueError, match="no relation is called 'atop'"):
        relation_holds("atop", TARGET, TARGET)
