"""Objects that have boxes alone are found in their pixels, and outlines like theirs are drawn into planned boxes."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from synth.core.geometry import Box
from synth.image.plan.box_outlines import BoxOutlines, box_outlines_of
from synth.image.train.outlines import GRID, fit_outlines, outline_in_box, usual_outlines

from .boxed import boxed_objects


def _card(angle_deg: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A light rectangle on a rough dark ground, its box, and its pixels."""
    rng = np.random.default_rng(0)
    picture = rng.integers(20, 90, (120, 160, 3)).astype(np.uint8)
    corners = cv2.boxPoints(((80.0, 60.0), (60.0, 36.0), angle_deg))
    there = np.zeros((120, 160), np.uint8)
    cv2.fillPoly(there, [np.round(corners).astype(np.int32)], 1)
    picture[there > 0] = rng.integers(200, 250, (int(there.sum()), 3))
    y, x = np.nonzero(there)
    return picture, np.array([[x.min(), y.min(), x.max() + 1, y.max() + 1]], np.float64), there > 0


@pytest.mark.parametrize("angle_deg", [0.0, 25.0])
def test_an_object_is_found_in_its_box(angle_deg: float) -> None:
    picture, boxes, there = _card(angle_deg)
    found = outline_in_box(picture, boxes, 0)
    assert found is not None
    x0, y0, x1, y1 = boxes[0].astype(int)
    stretched = cv2.resize(found.astype(np.uint8), (int(x1 - x0), int(y1 - y0)), interpolation=cv2.INTER_NEAREST) > 0
    true = there[y0:y1, x0:x1]
    assert (stretched & true).sum() / (stretched | true).sum() > 0.85


def test_where_nothing_lies_beyond_the_boxes_no_outline_is_claimed() -> None:
    picture, _, _ = _card(0)
    assert outline_in_box(picture, np.array([[0.0, 0, 160, 120]]), 0) is None


@pytest.mark.parametrize(("radius", "believed"), [(38, True), (26, False)])
def test_a_part_that_does_not_reach_the_sides_of_the_box_is_not_the_object(radius: int, believed: bool) -> None:
    """A dark nucleus in a pale cell, whose box is the cell's."""
    picture = np.random.default_rng(0).integers(210, 240, (120, 160, 3)).astype(np.uint8)
    cv2.circle(picture, (80, 60), 40, (224, 222, 226), -1)
    cv2.circle(picture, (80, 60), radius, (90, 40, 120), -1)
    found = outline_in_box(picture, np.array([[40.0, 20, 120, 100]]), 0)
    assert (found is not None) is believed


def test_what_is_not_found_has_the_usual_outline_of_its_category() -> None:
    cross = np.zeros((GRID, GRID), np.bool_)
    cross[12:20], cross[:, 12:20] = True, True
    usual = usual_outlines([(boxed_objects([0, 0, 1]), [cross, None, None])])
    assert list(usual) == [0]
    assert np.array_equal(usual[0], cross)


def _drawn(fitted: dict[str, object]) -> BoxOutlines:
    found = box_outlines_of(fitted)
    assert found is not None
    return found


def test_drawn_outlines_touch_every_side_of_their_box() -> None:
    y, x = np.mgrid[:GRID, :GRID] - (GRID - 1) / 2
    discs = np.stack([np.hypot(x, y / s) <= GRID / 2 for s in np.linspace(0.9, 1, 30)])
    outlines, rng = _drawn(fit_outlines(discs)), np.random.default_rng(0)
    for _ in range(20):
        mask = outlines.draw(Box(10, 20, 60, 50), rng, (100, 100))
        assert (mask.x0, mask.y0, *mask.bits.shape) == (10, 20, 30, 50)
        assert mask.area / mask.bits.size == pytest.approx(np.pi / 4, abs=0.08)


def test_two_kinds_of_outline_are_not_averaged() -> None:
    lower, upper = np.tril(np.ones((GRID, GRID), np.bool_)), np.triu(np.ones((GRID, GRID), np.bool_))
    outlines, rng = _drawn(fit_outlines(np.stack([lower] * 20 + [upper] * 20))), np.random.default_rng(0)
    for _ in range(10):
        bits = outlines.draw(Box(0, 0, GRID, GRID), rng, (GRID, GRID)).bits
        assert max((bits & kind).sum() / (bits | kind).sum() for kind in (lower, upper)) > 0.85


def test_a_box_at_the_border_has_its_outline_within_the_canvas() -> None:
    outlines = _drawn(fit_outlines(np.ones((12, GRID, GRID), np.bool_)))
    mask = outlines.draw(Box(90, 90, 130, 130), np.random.default_rng(0), (100, 100))
    assert (mask.x0, mask.y0, *mask.bits.shape) == (90, 90, 10, 10)
