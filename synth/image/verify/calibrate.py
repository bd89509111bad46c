"""Scores as probabilities: that what an annotator read is there, with an IoU of 0.5 at least (Platt 1999).

The logarithm of the odds of a calibrated score is a line in that of the raw score: one slope, and an offset for each
category, since the same score means less of a small tumour than of a head. `synth.image.train.calibration` fits it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from synth.image.packs.card import Calibration, PackCard

if TYPE_CHECKING:
    from jaxtyping import Float32, Float64, Int64

SUREST = 1e-3
"""Distance of a raw score from 0 and 1 below which it says no more."""


def log_odds(scores: Float32[np.ndarray, " n"] | Float64[np.ndarray, " n"]) -> Float64[np.ndarray, " n"]:
    """The logarithms of the odds of raw scores, which are 0 to 1."""
    sure = np.clip(np.asarray(scores, np.float64), SUREST, 1 - SUREST)
    return np.log(sure / (1 - sure))


def calibrated(
    scores: Float32[np.ndarray, " n"] | Float64[np.ndarray, " n"], kinds: Int64[np.ndarray, " n"], card: PackCard
) -> Float64[np.ndarray, " n"]:
    """The probabilities of raw scores; `kinds` are indices of the card's categories. Raw where none is calibrated."""
    if card.calibration is None or not len(scores):
        return np.asarray(scores, np.float64)
    return probabilities(log_odds(scores), kinds, card.calibration, card.categories)


def probabilities(
    odds: Float64[np.ndarray, " n"], kinds: Int64[np.ndarray, " n"], how: Calibration, categories: tuple[str, ...]
) -> Float64[np.ndarray, " n"]:
    """The calibrated scores of raw ones that are given as `log_odds`."""
    offsets = np.array([how.offsets.get(name, 0.0) for name in categories])
    return 1 / (1 + np.exp(-(how.slope * odds + offsets[kinds])))
