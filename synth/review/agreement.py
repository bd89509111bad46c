"""How far reviewers agree: Cohen's kappa, Krippendorff's alpha, F1 of spans, IoU of boxes, each with its interval."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import combinations
from typing import NamedTuple, TypeVar

import numpy as np

from synth.core.geometry import Box
from synth.core.seeds import rng_for

T = TypeVar("T")

RESAMPLES, LEVEL = 500, 0.95
"""Of the bootstrap: how often the items are drawn anew, and what share of the results the interval holds."""


class Estimate(NamedTuple):
    """A figure over `number` items, with the interval that the bootstrap gives it (Efron 1979, percentiles)."""

    value: float
    low: float
    high: float
    number: int


def estimated(figure: Callable[[Sequence[T]], float | None], items: Sequence[T]) -> Estimate | None:
    """A figure of items with its interval; None where it is not defined. The draws are the same each time."""
    value = figure(items)
    if value is None:
        return None
    rng = rng_for(0, len(items), "agreement")
    draws = (rng.integers(0, len(items), len(items)) for _ in range(RESAMPLES))
    found = [one for draw in draws if (one := figure([items[at] for at in draw])) is not None]
    low, high = np.quantile(found, ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Estimate(value, float(low), float(high), len(items))


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Agreement of two beyond chance (Cohen 1960); None without a pair, or where both only ever say one thing."""
    if not pairs:
        return None
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    number = len(pairs)
    observed = sum(one == other for one, other in pairs) / number
    by_chance = sum(first[value] * second[value] for value in first) / number**2
    return None if by_chance == 1 else (observed - by_chance) / (1 - by_chance)


def krippendorff_alpha(units: Sequence[Sequence[Hashable]]) -> float | None:
    """Agreement of any number of people, each item judged by some of them, of names without an order.

    Krippendorff 2011, "Computing Krippendorff's Alpha-Reliability". None where nothing is judged twice, or all alike.
    """
    judged = [unit for unit in units if len(unit) > 1]
    values = Counter(value for unit in judged for value in unit)
    number = values.total()
    differing = sum(sum(one != other for one, other in combinations(unit, 2)) * 2 / (len(unit) - 1) for unit in judged)
    expected = number**2 - sum(count**2 for count in values.values())
    return 1 - (number - 1) * differing / expected if expected else None


def span_f1(pairs: Sequence[tuple[frozenset[Hashable], frozenset[Hashable]]]) -> float | None:
    """F1 of the spans of two, where a span counts with its place and its label; None where there are none."""
    size = sum(len(one) + len(other) for one, other in pairs)
    return 2 * sum(len(one & other) for one, other in pairs) / size if size else None


def mean_iou(pairs: Sequence[tuple[Box | None, Box | None]]) -> float | None:
    """Mean IoU of the boxes of two; 0 where only one of them has one. None where neither ever has."""
    found = [one.iou(other) if one and other else 0.0 for one, other in pairs if one or other]
    return float(np.mean(found)) if found else None
