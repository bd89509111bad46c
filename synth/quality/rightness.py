"""How probable it is that a label is right, learned beside labels that are made wrong on purpose.

A model that never saw a label gives it features, such as by how much it prefers it to the next best one; labels that
are made wrong on purpose get the same. With e, the share of given labels that are wrong, the given ones are a mixture

    f_given(s) = (1 - e) f_right(s) + e f_wrong(s),    so    P(right | s) = 1 - e f_wrong(s) / f_given(s)

(Elkan and Noto, KDD 2008, with right labels in the place of unlabelled examples). The ratio of densities comes from a
logistic regression on the features and an isotonic one on what it says. No score can be rarer among the given labels
than their wrong ones make it, so e is at most F_given(t) / F_wrong(t) at every t (Blanchard et al., JMLR 2010): the
least of these bounds is taken, each a standard deviation up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Float
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

_QUANTILES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""Of the scores of wrong labels: where the bounds of the share of wrong ones are taken."""

_LEAST_RATIO = 1e-4


class Rightness(NamedTuple):
    """`probabilities` that each given label is right, and the share of them that is probably wrong."""

    probabilities: Float[np.ndarray, " given"]
    wrong_share: float


def rightness(given: Float[np.ndarray, "given features"], wrong: Float[np.ndarray, "wrong features"]) -> Rightness:
    """Of the features of given labels and of labels made wrong; at least one of each."""
    features = np.concatenate([given, wrong])
    is_given = np.arange(len(features)) < len(given)
    weights = np.where(is_given, 1.0, len(given) / len(wrong))
    linear = LogisticRegression().fit(features, is_given, sample_weight=weights)
    scores = linear.decision_function(features)
    isotonic = IsotonicRegression(y_min=0.0, y_max=1.0).fit(scores, is_given, sample_weight=weights)
    scores_given, scores_wrong = scores[is_given], scores[~is_given]
    share = _most_wrong(scores_given, scores_wrong)
    ratio = np.clip(isotonic.predict(scores_given), _LEAST_RATIO, 1.0)
    return Rightness(np.clip(1 - share * (1 - ratio) / ratio, 0.0, 1.0), share)


def _most_wrong(given: Float[np.ndarray, " given"], wrong: Float[np.ndarray, " wrong"]) -> float:
    bounds = list[float]()
    for limit in np.quantile(wrong, _QUANTILES):
        number = np.count_nonzero(given <= limit)
        bounds.append((number + np.sqrt(number + 1)) / len(given) / np.mean(wrong <= limit))
    return float(min(1.0, *bounds))
