"""Outlines are a mixture of forms: what lies between two kinds of outline is drawn as rarely as it is seen."""

from __future__ import annotations

import numpy as np
import pytest

from synth.image.plan.composed_object import Forms, ObjectPrior, draw_form
from synth.image.plan.forms import MASK_NUMBERS
from synth.image.train.forms import FORMS_A_PART, MOST_PARTS, fit_forms

STRETCH = 1
"""The index of the number that makes an outline wide (above 0) or high (below 0): the real part of the second order."""


def _drawn(fitted: list[dict[str, object]], count: int) -> np.ndarray:
    forms = tuple(
        Forms(
            share=float(str(part["share"])),
            mean=np.asarray(part["mean"], np.float64),
            factor=np.asarray(part["factor"], np.float64),
            spread=np.asarray(part["spread"], np.float64),
        )
        for part in fitted
    )
    width = len(forms[0].mean)
    prior = ObjectPrior(
        quantiles=np.zeros((4, 2)),
        within=np.eye(4),
        forms=forms,
        outlines=None,
        form_loading=np.zeros((width, 4)),
        overlap=np.zeros(2),
        holders={},
    )
    rng = np.random.default_rng(1)
    return np.stack([draw_form(prior, np.zeros(4), rng) for _ in range(count)])


def test_nothing_is_drawn_between_two_kinds_of_outline() -> None:
    rng = np.random.default_rng(0)
    forms = rng.normal(0, 0.01, (400, MASK_NUMBERS))
    forms[:200, STRETCH] += 0.2
    forms[200:, STRETCH] -= 0.2

    drawn = _drawn(fit_forms(forms, "masks"), 400)[:, STRETCH]

    assert (np.abs(drawn) < 0.1).mean() < 0.02
    assert (drawn > 0).mean() == pytest.approx(0.5, abs=0.08)
    assert np.abs(drawn).mean() == pytest.approx(0.2, abs=0.02)


def test_few_objects_are_one_part_and_many_are_no_more_than_the_most() -> None:
    forms = np.random.default_rng(0).normal(0, 0.1, (FORMS_A_PART * (MOST_PARTS + 4), MASK_NUMBERS))
    assert len(fit_forms(forms[: FORMS_A_PART - 1], "masks")) == 1
    assert 1 < len(fit_forms(forms, "masks")) <= MOST_PARTS


def test_boxes_keep_the_quantiles_of_their_one_number() -> None:
    sides = np.random.default_rng(0).choice([-0.5, 0.5], (200, 1), p=[0.8, 0.2])
    fitted = fit_forms(sides + np.random.default_rng(1).normal(0, 0.01, sides.shape), "boxes")
    assert len(fitted) == 1
    drawn = _drawn(fitted, 500)[:, 0]
    assert (drawn > 0.4).mean() == pytest.approx((sides > 0).mean(), abs=0.06)
    assert (np.abs(drawn) < 0.4).mean() < 0.06
