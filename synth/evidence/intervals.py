"""95 % intervals of shares, differences, means, and of anything that can be worked out again on resampled data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import exp, sqrt
from typing import TYPE_CHECKING

import numpy as np

from synth.evidence.figures import Figure, State

if TYPE_CHECKING:
    from jaxtyping import Float

Z = 1.959964
ROUNDS = 200
"""Resamplings of a bootstrap."""


def at_most(figure: Figure, limit: float) -> State:
    """Whether a figure that should be at most `limit` is: `open` where its interval allows both."""
    return "bad" if figure.low > limit else "good" if figure.high <= limit else "open"


def share(hits: int, n: int) -> Figure:
    """hits / n with Wilson's interval (Wilson 1927). ValueError where n is 0."""
    if not n:
        raise ValueError("a share of nothing")
    low, high = _wilson(hits / n, n)
    return Figure(value=hits / n, low=low, high=high, n=n, share=True)


def clustered_share(hits: Sequence[int], of: Sequence[int]) -> Figure:
    """sum(hits) / sum(of) of groups whose members are alike: Wilson's interval at the effective size, that of single
    members with the same variance (Kish 1965, section 5.4), or the number of groups where nothing varies.

    ValueError where there is nothing.
    """
    right, whole = np.asarray(hits, np.float64), np.asarray(of, np.float64)
    total, groups = int(whole.sum()), int((whole > 0).sum())
    if not total:
        raise ValueError("a share of nothing")
    p = float(right.sum()) / total
    variance = groups / max(groups - 1, 1) * float(((right - p * whole) ** 2).sum()) / total**2
    low, high = _wilson(p, min(float(total), p * (1 - p) / variance) if variance > 0 else groups)
    return Figure(value=p, low=low, high=high, n=total, share=True)


def _wilson(p: float, n: float) -> tuple[float, float]:
    centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def difference(one: Figure, other: Figure) -> Figure:
    """one - other, of two independent shares (Newcombe 1998, method 10)."""
    value = one.value - other.value
    low = value - sqrt((one.value - one.low) ** 2 + (other.high - other.value) ** 2)
    high = value + sqrt((one.high - one.value) ** 2 + (other.value - other.low) ** 2)
    return Figure(value=value, low=low, high=high, n=one.n + other.n, share=True)


def ratio(hits: int, n: int, other_hits: int, other_n: int) -> Figure:
    """(hits / n) / (other_hits / other_n) with the interval of its logarithm (Katz et al. 1978), half a hit added to
    each so that none is 0.
    """
    a, b = hits + 0.5, other_hits + 0.5
    value = (a / (n + 0.5)) / (b / (other_n + 0.5))
    error = sqrt(max(1 / a - 1 / (n + 0.5) + 1 / b - 1 / (other_n + 0.5), 0.0))
    return Figure(value=value, low=value * exp(-Z * error), high=value * exp(Z * error), n=n + other_n)


def mean(values: Sequence[float]) -> Figure:
    """The mean with Student's interval; of one value the interval is that value."""
    from scipy.stats import t

    array = np.asarray(values, np.float64)
    n = len(array)
    half = float(t.ppf(0.975, n - 1) * array.std(ddof=1) / sqrt(n)) if n > 1 else 0.0
    value = float(array.mean())
    return Figure(value=value, low=value - half, high=value + half, n=n)


def bootstrap(
    statistic: Callable[..., float],
    *samples: Float[np.ndarray, " n ..."],
    share: bool = False,
    least: float = -np.inf,
) -> Figure:
    """The statistic of arrays whose rows are drawn again with replacement, each array by itself (Efron 1979); nothing
    is below `least`.
    """
    rng = np.random.default_rng(0)
    found = [statistic(*(one[rng.integers(len(one), size=len(one))] for one in samples)) for _ in range(ROUNDS)]
    return between(statistic(*samples), found, min(map(len, samples)), share=share, least=least)


def between(value: float, found: Sequence[float], n: int, *, share: bool = False, least: float = -np.inf) -> Figure:
    """A value and the basic bootstrap interval of its resamplings, both without the bias that resampling shows
    (Davison and Hinkley 1997, eq. 2.4 and 5.6): distances of samples are too large, of resamples more so.

    Nothing is below `least`.
    """
    found_low, found_high = np.quantile(np.asarray(found), (0.025, 0.975))
    return Figure(
        value=max(least, float(2 * value - np.mean(found))),
        low=max(least, float(2 * value - found_high)),
        high=max(least, float(2 * value - found_low)),
        n=n,
        share=share,
    )


def area_under_curve(positive: Float[np.ndarray, " p"], negative: Float[np.ndarray, " n"]) -> Figure:
    """Area under the ROC curve with DeLong's interval (DeLong et al. 1988; as ranks: Sun and Xu 2014)."""
    from scipy.stats import rankdata

    p, n = len(positive), len(negative)
    whole = rankdata(np.concatenate([positive, negative]))
    of_positive = (whole[:p] - rankdata(positive)) / n
    of_negative = 1 - (whole[p:] - rankdata(negative)) / p
    value = float(of_positive.mean())
    error = sqrt(of_positive.var(ddof=1) / p + of_negative.var(ddof=1) / n)
    return Figure(value=value, low=max(0.0, value - Z * error), high=min(1.0, value + Z * error), n=p + n)


def ks_distance(one: Float[np.ndarray, " n"], other: Float[np.ndarray, " m"]) -> Figure:
    """Largest difference of two cumulative distributions (Kolmogorov and Smirnov), 0 to 1.

    The interval is as wide as the distance of two samples of one distribution may be (5 % critical value).
    """
    at = np.concatenate([one, other])
    below, other_below = (np.searchsorted(np.sort(values), at, side="right") / len(values) for values in (one, other))
    value, n, m = float(np.abs(below - other_below).max()), len(one), len(other)
    critical = 1.358 * sqrt((n + m) / (n * m))
    return Figure(value=value, low=max(0.0, value - critical), high=min(1.0, value + critical), n=n + m)


def entropy_of(shares: Float[np.ndarray, " n"]) -> float:
    """Shannon's entropy in bits; shares add up to 1."""
    kept = shares[shares > 0]
    return float(-(kept * np.log2(kept)).sum())


def jensen_shannon(one: Float[np.ndarray, " n"], other: Float[np.ndarray, " n"]) -> float:
    """Divergence of two distributions given as counts, in bits, 0 to 1 (Lin 1991)."""
    p, q = one / max(one.sum(), 1), other / max(other.sum(), 1)
    return max(0.0, entropy_of((p + q) / 2) - (entropy_of(p) + entropy_of(q)) / 2)


def total_variation(one: Float[np.ndarray, " n"], other: Float[np.ndarray, " n"]) -> float:
    """Half the sum of the differences of two distributions given as counts, 0 to 1."""
    return float(np.abs(one / max(one.sum(), 1) - other / max(other.sum(), 1)).sum() / 2)
