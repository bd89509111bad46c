"""Scores of an annotator become probabilities, by category, and what was written before still loads."""

from __future__ import annotations

import numpy as np
import pytest

from synth.image.packs.card import Calibration, PackCard
from synth.image.packs.pack import load_pack
from synth.image.train.calibration import LEAST_READINGS, Readings, calibrate, expected_error, joined
from synth.image.verify.calibrate import calibrated

NAMES = ("head", "spot")


def readings_of(number: int) -> Readings:
    """Scores that say too much: of heads they are true at their square, of spots at a fifth of it."""
    rng = np.random.default_rng(0)
    score, kind = rng.uniform(0.05, 0.99, number), rng.integers(0, 2, number)
    return Readings(
        picture=np.arange(number) // 4,
        score=score,
        kind=kind,
        there=rng.random(number) < score**2 * np.where(kind == 0, 1.0, 0.2),
    )


def card_with(calibration: Calibration | None) -> PackCard:
    return load_pack("nuclei").card.model_copy(update={"categories": NAMES, "calibration": calibration})


def test_calibrated_scores_are_as_often_right_as_they_say() -> None:
    readings = readings_of(3000)
    found = calibrate(readings, NAMES)
    assert found is not None
    calibration, numbers = found
    assert numbers["readings"] == 3000
    assert numbers["ece_before"] > 0.25
    assert numbers["ece_after"] < 0.04
    card = card_with(calibration)
    for kind in (0, 1):
        mine = readings.kind == kind
        scores = calibrated(readings.score[mine], readings.kind[mine], card)
        assert expected_error(scores, readings.there[mine]) < 0.05
        assert (np.diff(scores[np.argsort(readings.score[mine])]) >= 0).all()
    head, spot = calibrated(np.array([0.7, 0.7]), np.array([0, 1]), card)
    assert head > 2 * spot
    assert PackCard.model_validate(card.model_dump(mode="json")) == card


def test_few_readings_leave_the_scores_alone() -> None:
    assert calibrate(readings_of(LEAST_READINGS - 1), NAMES) is None
    assert calibrate(joined([]), NAMES) is None
    scores = np.array([0.2, 0.9])
    assert np.array_equal(calibrated(scores, np.array([0, 1]), card_with(None)), scores)


def test_readings_that_are_all_there_stay_below_one() -> None:
    readings = readings_of(60)
    sure = Readings(picture=readings.picture, score=readings.score, kind=readings.kind, there=np.ones(60, np.bool_))
    found = calibrate(sure, NAMES)
    assert found is not None
    assert calibrated(np.array([0.999]), np.array([1]), card_with(found[0]))[0] < 1


def test_expected_error_of_known_scores() -> None:
    there = np.array([True, False, False, False])
    assert expected_error(np.array([0.95, 0.95, 0.05, 0.05]), there) == pytest.approx((0.9 + 0.1) / 4)
