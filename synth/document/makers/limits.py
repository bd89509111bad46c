"""Draws that another field bounds. One draw is taken from the generator, whatever the bounds are."""

from __future__ import annotations

import datetime
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, TypeVar

import numpy as np

from synth.scene.ranges import Uniform

_MOST_DRAWS = 100

Bounds = tuple[Decimal | None, Decimal | None]
DayBounds = tuple[datetime.date | None, datetime.date | None]
T = TypeVar("T", Decimal, datetime.date)


def decimal_of(number: float) -> Decimal:
    """A number as its author wrote it, not as the machine keeps it."""
    return Decimal(str(number))


def limited_draw(spread: Any, bounds: Bounds, rng: np.random.Generator) -> Decimal:
    """A draw of a range between bounds, both included.

    An even range is cut to the bounds; of others draws outside are drawn again. What has nothing between the bounds, or
    next to nothing, gives the nearer bound, as a range's own `min` and `max` do.
    """
    drawn = decimal_of(spread.sample(rng))
    if bounds == (None, None):
        return drawn
    if isinstance(spread, Uniform):
        first, last = map(decimal_of, spread.ends())
        cut_first, cut_last = clipped(first, bounds), clipped(last, bounds)
        share = (drawn - first) / (last - first) if last > first else Decimal(0)
        return cut_first + share * (cut_last - cut_first)
    (again,) = rng.spawn(1)
    for _ in range(_MOST_DRAWS):
        if drawn == clipped(drawn, bounds):
            return drawn
        drawn = decimal_of(spread.sample(again))
    return clipped(drawn, bounds)


def on_grid(amount: Decimal, decimals: int, bounds: Bounds) -> Decimal:
    """The amount with so many decimals, half to even, unless that would leave the bounds."""
    step = Decimal(1).scaleb(-decimals)
    low, high = bounds
    rounded = amount.quantize(step)
    if high is not None and rounded > high:
        return amount.quantize(step, ROUND_FLOOR)
    return amount.quantize(step, ROUND_CEILING) if low is not None and rounded < low else rounded


def limited_day(
    between: tuple[datetime.date, datetime.date], bounds: DayBounds, rng: np.random.Generator
) -> datetime.date:
    """A day of [first, last] between bounds, evenly; the nearer bound where there is none."""
    first, last = between
    days = (last - first).days
    drawn = int(rng.integers(days, endpoint=True))
    cut_first, cut_last = clipped(first, bounds), clipped(last, bounds)
    return cut_first + datetime.timedelta(days=drawn * ((cut_last - cut_first).days + 1) // (days + 1))


def clipped(value: T, bounds: tuple[T | None, T | None]) -> T:
    """The value, or the bound that it leaves."""
    low, high = bounds
    value = value if low is None else max(value, low)
    return value if high is None else min(value, high)
