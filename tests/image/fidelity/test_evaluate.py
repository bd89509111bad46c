"""AP: 1 against itself, hand-computed where it is not, sabotage noticed."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from synth.core.geometry import Mask
from synth.image.fidelity.evaluate import IOU_THRESHOLDS, ScoredMask, average_precision


def square(x0: int, y0: int = 0, *, side: int = 10, category: str = "cell", score: float = 1.0) -> ScoredMask:
    mask = Mask(x0=x0, y0=y0, bits=np.ones((side, side), np.bool_))
    return ScoredMask(mask=mask, category=category, score=score)


def shifted(item: ScoredMask, dx: int) -> ScoredMask:
    return replace(item, mask=replace(item.mask, x0=item.mask.x0 + dx))


def test_labels_against_themselves_give_1_beyond_100_objects(capsys):
    crowd = [square(12 * column, 12 * row, side=7) for row in range(15) for column in range(15)]
    truth = [crowd, [square(0), square(20, category="dirt")], []]
    result = average_precision(truth, truth)
    assert set(result) == {"ap", *(f"ap{threshold * 100:.0f}" for threshold in IOU_THRESHOLDS)}
    assert set(result.values()) == {1.0}
    assert capsys.readouterr().out == ""


def test_a_shift_costs_the_thresholds_above_its_iou():
    truth = [[square(0), square(30)]]
    moved = [[shifted(item, 2) for item in truth[0]]]  # IoU = 80 / 120
    result = average_precision(truth, moved)
    assert {name for name, value in result.items() if value == 1} == {"ap50", "ap55", "ap60", "ap65"}
    assert result["ap"] == pytest.approx(0.4)
    assert average_precision(truth, moved, [0.5, 0.9]) == {"ap": 0.5, "ap50": 1.0, "ap90": 0.0}


def test_missed_and_invented_objects_cost():
    truth = [[square(0), square(30)]]
    assert average_precision(truth, [[square(0)]])["ap50"] == pytest.approx(51 / 101)
    invented = [[square(0, score=0.8), square(30, score=0.7), square(60, score=0.9)]]
    assert average_precision(truth, invented)["ap50"] == pytest.approx(2 / 3)
    last = [[square(0, score=0.8), square(30, score=0.7), square(60, score=0.1)]]
    assert average_precision(truth, last)["ap50"] == 1.0


def test_a_category_is_judged_on_its_own():
    truth = [[square(0), square(30, category="dirt")]]
    swapped = [[square(0), square(30)]]
    assert average_precision(truth, swapped)["ap50"] == 0.5


def test_nothing_to_find_and_nothing_found():
    assert math.isnan(average_precision([[]], [[]])["ap"])
    assert average_precision([[square(0)]], [[]])["ap"] == 0.0
    empty = ScoredMask(mask=Mask(x0=0, y0=0, bits=np.zeros((0, 0), np.bool_)), category="cell")
    assert average_precision([[square(0)]], [[empty, square(0)]])["ap"] == 1.0
    with pytest.raises(ValueError, match="1 pictures of truth, 2 of predictions"):
        average_precision([[]], [[], []])
