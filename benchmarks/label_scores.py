"""How well wrong labels are found: cuts of probabilities, confident learning, F1 by label, calibration."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float, Int, Shaped


def best_cut(probability: Float[np.ndarray, " labels"]) -> Bool[np.ndarray, " labels"]:
    """The labels that are called wrong where the expected F1 is best."""
    doubt = np.sort(1 - probability)[::-1]
    expected = 2 * np.cumsum(doubt) / (np.arange(1, len(doubt) + 1) + doubt.sum())
    return 1 - probability >= doubt[expected.argmax()]


def confident_learning(
    given: Int[np.ndarray, " labels"], probabilities: Float[np.ndarray, "labels classes"]
) -> Bool[np.ndarray, " labels"]:
    """The off-diagonal of the confident joint: labels whose text is confidently of another class, where a class is
    confident above its mean probability among the labels that are given it (Northcutt et al., JAIR 2021, eq. 1).
    """
    limits = np.array([probabilities[given == at, at].mean() for at in range(probabilities.shape[1])])
    confident = probabilities >= limits
    best = np.where(confident, probabilities, -1.0).argmax(axis=1)
    return confident.any(axis=1) & (best != given)


def report(
    what: str,
    given: Shaped[np.ndarray, " labels"],
    wrong: Bool[np.ndarray, " labels"],
    flagged: Bool[np.ndarray, " labels"],
) -> None:
    """One line: precision, recall, F1 and its mean over given labels."""
    hits = (flagged & wrong).sum()
    each = [
        2 * (flagged & wrong & of).sum() / max(1, (flagged & of).sum() + (wrong & of).sum())
        for of in (given == name for name in np.unique(given[wrong]))
    ]
    precision, recall = hits / max(1, flagged.sum()), hits / wrong.sum()
    print(
        f"  {what:30} {flagged.sum():5}  precision {precision:.3f}  recall {recall:.3f}  "
        f"F1 {2 * hits / (flagged.sum() + wrong.sum()):.3f}  macro-F1 {np.mean(each):.3f}"
    )


def calibration_error(probability: Float[np.ndarray, " labels"], right: Bool[np.ndarray, " labels"]) -> float:
    """Expected calibration error in ten bins of equal width."""
    bins = np.minimum((probability * 10).astype(int), 9)
    gaps = [
        np.mean(bins == at) * abs(right[bins == at].mean() - probability[bins == at].mean()) for at in np.unique(bins)
    ]
    return float(np.sum(gaps))
