"""How probable it is that a label is right, learned beside labels that are made wrong on purpose.

A model that never saw a label gives it features, such as by how much it prefers it to the next best one; labels that
are made wrong on purpose get the same. With e, the share of given labels that are wrong, the given ones are a mixture

    f_given(s) = (1 - e) f_right(s) + e f_wrong(s),    so    P(right | s) = 1 - e f_wrong(s) / f_given(s)

(Elkan and Noto, KDD 2008, with right labels in the place of unlabelled examples). The ratio of densities comes from a
logistic regression on the features and an isotonic one on what it says. No score can be rarer among the given labels
than their wrong ones make it, so e is at most F_given(t) / F_wrong(t) at every t (Blanchard et al., JMLR 2010). It is
taken where that bound, two standard deviations up, is least. `cautious` puts e a standard deviation below: what rests
on few labels is not held against them.

The bound says nothing where scores hardly tell right labels from wrong ones: e is then at most what labels of known
sets have (Northcutt et al., NeurIPS 2021), and no label is `cautious`ly held to be wrong. How well they do follows from
how well they tell given labels from wrong ones: as wrong ones among the given are told from wrong ones by chance alone,
the area under that ROC curve is (1 - e) times the one of right labels, and e / 2.

Over all labels, scores also tell right from wrong where a model knows nothing but which label is frequent. `blurred`
are the labels that are hardly told from wrong ones among themselves.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from jaxtyping import Bool, Float, Int
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

_QUANTILES = (0.5, 0.6, 0.7, 0.8, 0.9)
"""Of the scores of wrong labels: where the bounds of the share of wrong ones are taken."""

_LEAST_RATIO = 1e-4

LEAST_TOLD_APART = 0.91
"""Share of pairs of a right label and a wrong one of which the right one must have the better score."""

MOST_WRONG = 0.2
"""Share of wrong labels above which scores say nothing: few sets have as many, and many models know as little."""

USUAL_SHARE = 0.034
"""Of wrong labels, in the mean of ten sets."""

MOST_LIKE_WRONG = 0.25
"""Of a label, the share that may look like wrong ones: where there are more, it is the model that does not know it, or
a convention, as of other checks.
"""


class Rightness(NamedTuple):
    """Probabilities that each given label is right: the likely ones, and `cautious` ones, which are never less.

    `tells`: the scores tell given labels from wrong ones, so that a single label can be called wrong.
    """

    probabilities: Float[np.ndarray, " given"]
    cautious: Float[np.ndarray, " given"]
    tells: bool


def rightness(given: Float[np.ndarray, "given features"], wrong: Float[np.ndarray, "wrong features"]) -> Rightness:
    """Of the features of given labels and of labels made wrong; at least one of each."""
    features = np.concatenate([given, wrong])
    is_given = np.arange(len(features)) < len(given)
    weights = np.where(is_given, 1.0, len(given) / len(wrong))
    linear = LogisticRegression().fit(features, is_given, sample_weight=weights)
    scores = linear.decision_function(features)
    isotonic = IsotonicRegression(y_min=0.0, y_max=1.0).fit(scores, is_given, sample_weight=weights)
    scores_given, scores_wrong = scores[is_given], scores[~is_given]
    ratio = np.clip(isotonic.predict(scores_given), _LEAST_RATIO, 1.0)
    shares = _wrong_shares(scores_given, scores_wrong)
    tells = shares[0] <= MOST_WRONG and _told_right(scores_given, scores_wrong, shares[0]) >= LEAST_TOLD_APART
    if not tells:
        shares = min(shares[0], USUAL_SHARE), 0.0
    likely, least = (np.clip(1 - share * (1 - ratio) / ratio, 0.0, 1.0) for share in shares)
    return Rightness(likely, least, tells)


def blurred(
    given: Float[np.ndarray, " given"],
    given_labels: Int[np.ndarray, " given"],
    wrong: Float[np.ndarray, " wrong"],
    wrong_labels: Int[np.ndarray, " wrong"],
) -> Bool[np.ndarray, " labels"]:
    """Labels, by number, of which more than `MOST_LIKE_WRONG` are not told from the same label in wrong places.

    If a share e of the given ones has scores like the wrong ones', and all others better ones, the area under the ROC
    curve is 1 - e / 2. It is taken a standard deviation up (Hanley and McNeil 1982, eq. 1).
    """
    found = np.zeros(1 + max(given_labels.max(initial=-1), wrong_labels.max(initial=-1)), bool)
    for label in range(len(found)):
        right, spoiled = given[given_labels == label], wrong[wrong_labels == label]
        if len(right) and len(spoiled):
            area = _told_apart(right, spoiled)
            found[label] = area + _deviation(area, len(right), len(spoiled)) < 1 - MOST_LIKE_WRONG / 2
    return found


def _deviation(area: float, right: int, wrong: int) -> float:
    """Of the area under a ROC curve of so many right and wrong ones."""
    two_right, two_wrong = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (right - 1) * (two_right - area**2) + (wrong - 1) * (two_wrong - area**2)
    return float(np.sqrt(variance / (right * wrong)))


def _told_apart(given: Float[np.ndarray, " given"], wrong: Float[np.ndarray, " wrong"]) -> float:
    """The area under the ROC curve, 0.5 to 1, by ranks (Mann and Whitney 1947)."""
    ordered = np.sort(wrong)
    below = np.searchsorted(ordered, given, side="left") + np.searchsorted(ordered, given, side="right")
    return float(below.mean() / 2 / len(wrong))


def _told_right(given: Float[np.ndarray, " given"], wrong: Float[np.ndarray, " wrong"], share: float) -> float:
    """The area under the ROC curve of right labels, where this share of the given ones is wrong; below 1."""
    return (_told_apart(given, wrong) - share / 2) / (1 - share)


def _wrong_shares(given: Float[np.ndarray, " given"], wrong: Float[np.ndarray, " wrong"]) -> tuple[float, float]:
    """The share of wrong labels, which is never none, and a standard deviation below."""
    bounds = list[tuple[float, float, float]]()
    for limit in np.quantile(wrong, _QUANTILES):
        number, share = np.count_nonzero(given <= limit), len(given) * np.mean(wrong <= limit)
        spread = np.sqrt(number)
        upper, likely, lower = number + 1 + 2 * np.sqrt(number + 1), max(number, 0.5), number - spread
        bounds.append((float(upper / share), float(likely / share), float(lower / share)))
    _, likely, lower = min(bounds)
    return min(1.0, likely), min(1.0, lower)
