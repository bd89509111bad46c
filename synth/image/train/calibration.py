"""Fit what makes an annotator's scores probabilities, to what it read in held-out pictures and whether it is there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from synth.image.packs.card import Calibration
from synth.image.verify.calibrate import log_odds, probabilities

if TYPE_CHECKING:
    from jaxtyping import Bool, Float64, Int64

LEAST_READINGS = 30
"""Readings from which scores are calibrated."""

FOLDS, BINS = 5, 10
SLOPES, OFFSETS = (0.1, 10.0), (-10.0, 10.0)
SLOPE_WEIGHT, OFFSET_WEIGHT = 1.0, 0.5
"""What a slope away from 1, and a category's offset away from that of all, cost: as much as a few readings."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """What was read in held-out pictures: the picture, raw score and category of each, and whether it is there."""

    picture: Int64[np.ndarray, " n"]
    score: Float64[np.ndarray, " n"]
    kind: Int64[np.ndarray, " n"]
    there: Bool[np.ndarray, " n"]

    def chosen(self, which: NDArray[np.bool_]) -> Readings:
        return Readings(
            picture=self.picture[which], score=self.score[which], kind=self.kind[which], there=self.there[which]
        )


def joined(parts: Sequence[Readings]) -> Readings:
    """Readings of several pictures, or of none."""
    none = np.zeros(0)
    return Readings(
        picture=np.concatenate([none.astype(np.int64), *(part.picture for part in parts)]),
        score=np.concatenate([none, *(part.score for part in parts)]),
        kind=np.concatenate([none.astype(np.int64), *(part.kind for part in parts)]),
        there=np.concatenate([none.astype(np.bool_), *(part.there for part in parts)]),
    )


def fit_calibration(readings: Readings, categories: tuple[str, ...]) -> Calibration:
    """Logistic regression of `there` on the logarithm of the score's odds, with ridge."""
    odds, there = log_odds(readings.score), readings.there.astype(np.float64)

    def cost(parameters: NDArray[np.float64]) -> float:
        slope, common, own = parameters[0], parameters[1], parameters[2:]
        logits = slope * odds + common + own[readings.kind]
        loss = np.logaddexp(0, logits).sum() - (there * logits).sum()
        return float(loss + SLOPE_WEIGHT * (slope - 1) ** 2 + OFFSET_WEIGHT * (own**2).sum())

    start = np.zeros(2 + len(categories))
    start[0] = 1.0
    bounds = [SLOPES, OFFSETS, *[OFFSETS] * len(categories)]
    slope, common, *own = minimize(cost, start, method="L-BFGS-B", bounds=bounds).x.tolist()
    offsets = {name: round(common + of, 4) for name, of in zip(categories, own, strict=True)}
    return Calibration(slope=round(slope, 4), offsets=offsets)


def calibrate(readings: Readings, categories: tuple[str, ...]) -> tuple[Calibration, dict[str, float]] | None:
    """A calibration, and its numbers for the card; None where there are too few readings.

    `ece_after` is of pictures that each of FOLDS fits did not see.
    """
    if len(readings.score) < LEAST_READINGS:
        return None
    found = fit_calibration(readings, categories)
    after = np.zeros(len(readings.score))
    for fold in range(FOLDS):
        mine = readings.picture % FOLDS == fold
        if mine.any() and not mine.all():
            how = fit_calibration(readings.chosen(~mine), categories)
            after[mine] = probabilities(log_odds(readings.score[mine]), readings.kind[mine], how, categories)
    return found, {
        "readings": len(readings.score),
        "there": round(float(readings.there.mean()), 3),
        "ece_before": round(expected_error(readings.score, readings.there), 4),
        "ece_after": round(expected_error(after, readings.there), 4),
    }


def expected_error(scores: Float64[np.ndarray, " n"], there: Bool[np.ndarray, " n"]) -> float:
    """The expected calibration error (Naeini et al. 2015): mean distance of score and share of hits, over BINS bins."""
    place = np.minimum((scores * BINS).astype(np.intp), BINS - 1)
    gaps = np.bincount(place, weights=scores - there, minlength=BINS)
    return float(np.abs(gaps).sum() / len(scores))
