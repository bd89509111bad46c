"""Agreement against scikit-learn, published examples and hand-made cases."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from synth.core.geometry import Box
from synth.review.agreement import cohen_kappa, estimated, krippendorff_alpha, mean_iou, span_f1


@pytest.mark.parametrize("seed", range(5))
def test_kappa_is_that_of_scikit_learn(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first = rng.choice(["accept", "reject", "fix"], 60)
    second = np.where(rng.random(60) < 0.6, first, rng.choice(["accept", "reject", "skip"], 60))
    ours = cohen_kappa(list(zip(first.tolist(), second.tolist(), strict=True)))
    assert ours == pytest.approx(cohen_kappa_score(first, second), abs=1e-12)


def test_alpha_is_that_of_the_published_example() -> None:
    """Krippendorff 2011, example C: four observers, twelve units, nominal: 0.743."""
    observers = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    units = [[value for value in unit if value is not None] for unit in zip(*observers, strict=True)]
    assert krippendorff_alpha(units) == pytest.approx(0.743, abs=5e-4)


def test_what_cannot_be_said_is_none() -> None:
    assert cohen_kappa([]) is None
    assert cohen_kappa([("accept", "accept")] * 3) is None
    assert krippendorff_alpha([["accept"], ["reject"]]) is None
    assert span_f1([(frozenset(), frozenset())]) is None
    assert mean_iou([(None, None)]) is None
    assert estimated(cohen_kappa, []) is None


def test_spans_and_boxes() -> None:
    one, other = frozenset({(0, 3, "A"), (4, 6, "B")}), frozenset({(0, 3, "A"), (4, 6, "C")})
    assert span_f1([(one, other)]) == 0.5
    assert mean_iou([(Box(0, 0, 2, 2), Box(0, 0, 2, 1)), (Box(0, 0, 1, 1), None)]) == 0.25


def test_an_interval_holds_its_figure_and_narrows_with_the_number() -> None:
    few = [("accept", "accept")] * 6 + [("reject", "reject")] * 2 + [("accept", "reject")] * 2
    wide, narrow = estimated(cohen_kappa, few), estimated(cohen_kappa, few * 20)
    assert wide is not None
    assert narrow is not None
    assert wide.low < wide.value < wide.high
    assert narrow.value == pytest.approx(wide.value)
    assert narrow.high - narrow.low < (wide.high - wide.low) / 2
    assert estimated(cohen_kappa, few) == wide
