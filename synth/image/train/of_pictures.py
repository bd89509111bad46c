"""What the objects of a picture have in common, of one category and of several, and what is each one's own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from synth.image.plan.composed_object import PLACE
from synth.image.train.prior import normal_scores

if TYPE_CHECKING:
    from jaxtyping import Float64

SURE_PAIRS = 8.0
"""Objects beside another of their category in a picture that weigh as much as those of all categories together do."""

LEAST_TOGETHER = 12
"""Pictures of two categories from which it can be told whether what they have in common is more than chance."""


def scores_of(place: Float64[np.ndarray, "n 4"]) -> Float64[np.ndarray, "n 4"]:
    """The standard normal scores of PLACE; 0 where all objects have the same."""
    scores = np.stack([normal_scores(column) for column in place.T], axis=1)
    scores[:, place.std(axis=0) == 0] = 0
    return scores


def within_pictures(
    scores: Sequence[Float64[np.ndarray, "n 4"]], pictures: Sequence[NDArray[np.intp]]
) -> list[Float64[np.ndarray, "4 4"]]:
    """The covariance of each category's scores within pictures. Where few pictures show two of a category, it is shrunk
    towards that of all categories together.
    """
    squares, free = list[NDArray[np.float64]](), list[int]()
    for score, picture in zip(scores, pictures, strict=True):
        numbers = np.bincount(picture)
        residual = score - _means(score, picture)
        squares.append(residual.T @ residual)
        free.append(len(score) - int((numbers > 0).sum()))
    usual = sum(squares) / max(sum(free), 1)
    return [(s + SURE_PAIRS * usual) / (f + SURE_PAIRS) for s, f in zip(squares, free, strict=True)]


def of_their_pictures(
    scores: Float64[np.ndarray, "n 4"], picture: NDArray[np.intp], within: Float64[np.ndarray, "4 4"]
) -> Float64[np.ndarray, "n 4"]:
    """Each object's part of its score that its picture accounts for: the mean over its picture, shrunk by the share of
    its variance that is not chance (a random-effects model).
    """
    numbers = np.bincount(picture)
    means = _means(scores, picture)
    usual = 1 / np.mean(1 / numbers[numbers > 0])
    kept = np.sqrt(np.clip(1 - np.diag(within) / usual / np.maximum(means.var(axis=0), 1e-9), 0, 1))
    return means * kept


def _means(scores: Float64[np.ndarray, "n 4"], picture: NDArray[np.intp]) -> Float64[np.ndarray, "n 4"]:
    """The mean over its picture, for each object."""
    sums = np.stack([np.bincount(picture, weights=column) for column in scores.T], axis=1)
    return (sums / np.maximum(np.bincount(picture), 1)[:, None])[picture]


def row_of_each(
    of_objects: Float64[np.ndarray, "n 4"], picture: NDArray[np.intp], number: int
) -> Float64[np.ndarray, "pictures 4"]:
    """A row for each picture; NaN for those without such an object."""
    found = np.full((number, len(PLACE)), np.nan)
    found[picture] = of_objects
    return found


def filled(common: Sequence[Float64[np.ndarray, "pictures 4"]]) -> list[Float64[np.ndarray, "pictures 4"]]:
    """The rows of the categories; where a picture shows none of a category, what a typical one would have beside the
    others that it shows: another picture's row, and of theirs as much as categories have in common on the whole.
    """
    alike, known = _alike(common), np.stack(common)
    mean = np.nanmean(np.where(np.isnan(known).all(axis=0), 0.0, known), axis=0)
    found_all = []
    for rows in common:
        missing, there = np.isnan(rows[:, 0]), np.flatnonzero(~np.isnan(rows[:, 0]))
        other = rows[there[np.arange(missing.sum()) % len(there)]] if len(there) else np.zeros((1, len(PLACE)))
        found = rows.copy()
        found[missing] = alike * mean[missing] + np.sqrt(1 - alike**2) * other
        found_all.append(found)
    return found_all


def _alike(common: Sequence[Float64[np.ndarray, "pictures 4"]]) -> Float64[np.ndarray, " 4"]:
    """The correlation of the rows of two categories that a picture shows together, over all pairs of categories."""
    pairs = [
        np.stack([one[both], other[both]])
        for one, other in combinations(common, 2)
        if (both := ~np.isnan(one[:, 0] + other[:, 0])).any()
    ]
    pooled = np.concatenate(pairs, axis=1) if pairs else np.zeros((2, 0, len(PLACE)))
    if pooled.shape[1] < LEAST_TOGETHER:
        return np.zeros(len(PLACE))
    product, size = (pooled[0] * pooled[1]).mean(axis=0), (pooled**2).mean(axis=(0, 1))
    return np.clip(product / np.maximum(size, 1e-9), -1, 1)
