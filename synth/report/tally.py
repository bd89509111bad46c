"""Distributions counted in fine fixed bins, so that memory does not grow with the data set."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from synth.core.errors import PackError

Edges = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Something that is counted per sample or per labelled object: `log` says how its axis is drawn."""

    name: str
    title: str
    unit: str
    log: bool
    fine_edges: Callable[[], Edges]


class Tally:
    """Counts of one measure; exact sum and extremes, quantiles to a fine bin."""

    def __init__(self, measure: Measure) -> None:
        self.measure = measure
        self.edges = measure.fine_edges()
        self.counts = np.zeros(len(self.edges) - 1, np.int64)
        self.number, self.total = 0, 0.0

    def add(self, values: ArrayLike, times: ArrayLike = 1) -> None:
        """Count finite values, each so many times; those beyond the outermost edges go to the outermost bins."""
        array = np.atleast_1d(np.asarray(values, np.float64))
        numbers = np.broadcast_to(np.asarray(times, np.int64), array.shape)
        places = np.clip(np.searchsorted(self.edges, array, side="right") - 1, 0, len(self.counts) - 1)
        np.add.at(self.counts, places, numbers)
        self.number += int(numbers.sum())
        self.total += float((array * numbers).sum())

    @property
    def mean(self) -> float:
        return self.total / self.number if self.number else float("nan")

    def cdf(self, at: ArrayLike) -> NDArray[np.float64]:
        """Share of the values below each of `at`, linear within a fine bin."""
        below = np.concatenate([[0.0], np.cumsum(self.counts)]) / max(self.number, 1)
        return np.interp(np.asarray(at, np.float64), self.edges, below)

    def span(self, tail: float = 0.005) -> tuple[float, float]:
        """The edges around the fine bins that hold all but a `tail` share of the values at either end."""
        reached = np.cumsum(self.counts)
        first = int(np.searchsorted(reached, tail * self.number, side="right"))
        last = int(np.searchsorted(reached, (1 - tail) * self.number))
        return float(self.edges[first]), float(self.edges[last + 1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Histogram:
    """`shares[i]` of all values lie in [edges[i], edges[i+1])."""

    edges: Edges
    shares: NDArray[np.float64]

    @property
    def mean(self) -> float:
        """The mean if every value lay in the middle of its bin."""
        return float((self.shares * (self.edges[1:] + self.edges[:-1]) / 2).sum())

    def cdf(self, at: ArrayLike) -> NDArray[np.float64]:
        below = np.concatenate([[0.0], np.cumsum(self.shares)])
        return np.interp(np.asarray(at, np.float64), self.edges, below)


def reference_histogram(record: Mapping[str, Any], where: str) -> Histogram:
    """A pack card's {"edges": [n+1], "density": [n]} as shares that sum to 1; PackError where it is not one."""
    edges, density = (np.asarray(record.get(key, ()), np.float64) for key in ("edges", "density"))
    good = len(edges) >= 2 and len(density) == len(edges) - 1 and bool((np.diff(edges) > 0).all())
    mass = density * np.diff(edges) if good else np.zeros(1)
    if not good or not np.isfinite(mass).all() or (mass < 0).any() or mass.sum() <= 0:
        raise PackError(where, dict(record), "n + 1 rising edges and n densities that are not all zero")
    return Histogram(edges=edges, shares=mass / mass.sum())


def histogram(tally: Tally, bins: int) -> Histogram:
    """About `bins` bins around all but the outermost 0.5 % of the values at either end, of round width if linear."""
    low, high = tally.span()
    edges = np.geomspace(low, high, bins + 1) if tally.measure.log else _linear_edges(low, high, bins, tally.edges[1])
    return Histogram(edges=edges, shares=np.diff(tally.cdf(edges)))


def ks_distance(tally: Tally, reference: Histogram) -> float:
    """Largest difference of the two cumulative distributions at the reference's bin edges."""
    return float(np.abs(tally.cdf(reference.edges) - reference.cdf(reference.edges)).max())


def _linear_edges(low: float, high: float, bins: int, finest: float) -> Edges:
    step = round_step(max((high - low) / bins, finest))
    first, last = np.floor(low / step), np.ceil(high / step)
    return np.arange(first, last + 1) * step


def round_step(least: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is at least `least`."""
    power = 10.0 ** np.floor(np.log10(least))
    return float(next(step * power for step in (1, 2, 5, 10) if step * power >= least * (1 - 1e-9)))


MOST_VALUES = 60
"""An attribute with more values than this is a measurement or a name; its values are not shown."""


def count_value(attributes: dict[str, Counter[str] | None], name: str, value: object) -> None:
    """Count a value, or each member of a list, under its name; None once a name has more than `MOST_VALUES` values."""
    if name not in attributes:
        attributes[name] = Counter()
    counts = attributes[name]
    if counts is None:
        return
    if isinstance(value, list):
        counts.update(map(str, value))
    else:
        counts[str(value)] += 1
    if len(counts) > MOST_VALUES:
        attributes[name] = None
