"""What a score is worth: the share of right answers among those of such a score, measured on texts held out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from sklearn.isotonic import IsotonicRegression

LEAST = 50
"""Answers from which a score can be calibrated."""

_MOST_KNOTS = 64
_BINS = 10


class Calibration(NamedTuple):
    """Scores, ascending, and the share of right answers at each, with a line between them. Empty: scores stay."""

    scores: tuple[float, ...] = ()
    shares: tuple[float, ...] = ()

    def of(self, score: float) -> float:
        """The calibrated score."""
        return float(np.interp(score, self.scores, self.shares)) if self.scores else score


def fit_calibration(scores: Sequence[float], right: Sequence[bool]) -> Calibration:
    """Isotonic regression (Zadrozny & Elkan 2002), towards the middle by one right and one wrong answer at each end;
    nothing where there are fewer than `LEAST` answers.
    """
    if len(scores) < LEAST:
        return Calibration()
    given = [*scores, min(scores), max(scores)]
    truth = [*map(float, right), 1.0, 0.0]
    fitted = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(given, truth)
    knots, shares = fitted.X_thresholds_, fitted.y_thresholds_
    chosen = np.unique(np.linspace(0, len(knots) - 1, min(len(knots), _MOST_KNOTS)).round().astype(int))
    return Calibration(
        tuple(round(float(knots[at]), 6) for at in chosen), tuple(round(float(shares[at]), 6) for at in chosen)
    )


def calibration_error(scores: Sequence[float], right: Sequence[bool]) -> float:
    """Expected calibration error over ten bins of equal width (Naeini et al. 2015); 0 without answers."""
    if not scores:
        return 0.0
    values, truth = np.array(scores), np.array(right, float)
    bins = np.minimum((values * _BINS).astype(int), _BINS - 1)
    gaps = [abs(values[bins == one].mean() - truth[bins == one].mean()) * (bins == one).sum() for one in set(bins)]
    return float(sum(gaps) / len(values))
