"""Plots as small inline SVG: a histogram against a reference, a curve, and the axis ticks they need."""

from __future__ import annotations

import math

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from synth.report.tally import Histogram, round_step

WIDTH, HEIGHT = 320, 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 8, 312, 10, 124
_MARGIN_LABEL = 18.0

_Axis = NDArray[np.float64]


def histogram_svg(*, ours: Histogram, reference: Histogram | None, log: bool, label: str) -> Markup:
    """Bars of our shares and a line of the reference's, both as density along the drawn axis (area = share)."""
    both = [ours] if reference is None else [ours, _trimmed(reference)]
    low = min(float(edge) for one in both for edge in one.edges if edge > 0 or not log)
    high = max(float(one.edges[-1]) for one in both)
    drawn = [(_scaled(one.edges, low, high, log), one.shares) for one in both]
    heights = [shares / np.maximum(np.diff(xs), 1e-9) for xs, shares in drawn]
    top = max(float(values.max()) for values in heights) or 1.0
    shapes = [_bars(drawn[0][0], heights[0] / top)]
    if reference is not None:
        shapes.append(_steps(drawn[1][0], heights[1] / top))
    ticks = [_tick(value, low, high, log) for value in tick_values(low, high, log)]
    body = Markup("").join([*ticks, *shapes])
    axis = Markup('<path class="axis" d="M{} {}H{}"/>').format(_LEFT, _BOTTOM, _RIGHT)
    return Markup('<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>').format(
        WIDTH, HEIGHT, label, body, axis
    )


def curve_svg(*, xs: _Axis, ys: _Axis, label: str) -> Markup:
    """A line through points in the order of their xs (0 or more); ys are above 0, on a log axis."""
    right = max(float(xs[-1]), 1.0)
    low, high = float(ys.min()) / 1.05, float(ys.max()) * 1.05
    across = _LEFT + xs / right * (_RIGHT - _LEFT)
    span = math.log(high / low)
    up = _BOTTOM - np.log(ys / low) / span * (_BOTTOM - _TOP)
    points = "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(across, up, strict=True))
    ticks = [_tick(value, 0.0, right, log=False) for value in tick_values(0.0, right, log=False)]
    levels = [
        (value, _BOTTOM - math.log(value / low) / span * (_BOTTOM - _TOP)) for value in tick_values(low, high, log=True)
    ]
    lines = [
        Markup('<path class="tick" d="M{} {:.1f}H{}"/><text x="{}" y="{:.1f}">{}</text>').format(
            _LEFT, y, _RIGHT, _LEFT, y - 3, number_text(value)
        )
        for value, y in levels
    ]
    body = Markup("").join([*ticks, *lines, Markup('<path class="reference" d="M{}"/>').format(points)])
    axis = Markup('<path class="axis" d="M{} {}H{}"/>').format(_LEFT, _BOTTOM, _RIGHT)
    return Markup('<svg class="plot" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}</svg>').format(
        WIDTH, HEIGHT, label, body, axis
    )


def tick_values(low: float, high: float, log: bool) -> list[float]:
    """Three to six round values between low and high: decades on a long log axis, else equal round steps."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1) if log else ()
    for digits in ((1,), (1, 3), (1, 2, 5)):
        values = [digit * 10.0**power for power in powers for digit in digits if low <= digit * 10.0**power <= high]
        if len(values) >= 3:
            return values[:: math.ceil(len(values) / 6)]
    step = round_step((high - low) / 5)
    return [step * i for i in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def number_text(value: float) -> str:
    """A number for people: at most three significant digits, thousands with a narrow space that no line ends at."""
    if value and abs(value) < 999.5:
        return f"{value:.3g}"
    return f"{value:,.0f}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def _trimmed(reference: Histogram) -> Histogram:
    """Without the empty bins and the outermost 0.2 % at either end, which would squeeze the rest."""
    reached = np.cumsum(reference.shares)
    first = int(np.searchsorted(reached, 0.002, side="right"))
    last = int(np.searchsorted(reached, 0.998 * reached[-1]))
    return Histogram(edges=reference.edges[first : last + 2], shares=reference.shares[first : last + 1])


def _scaled(values: _Axis, low: float, high: float, log: bool) -> _Axis:
    """Places in px along the axis; what lies below a log axis is drawn at its start."""
    ends = np.array([low, high])
    at, (start, stop) = (np.log(np.maximum(values, low)), np.log(ends)) if log else (values, ends)
    return _LEFT + (at - start) / (stop - start) * (_RIGHT - _LEFT)


def _bars(xs: _Axis, heights: _Axis) -> Markup:
    parts = [
        f"M{x0 + 0.5:.1f} {_BOTTOM}V{_BOTTOM - height * (_BOTTOM - _TOP):.1f}H{max(x1 - 0.5, x0 + 0.6):.1f}V{_BOTTOM}z"
        for x0, x1, height in zip(xs, xs[1:], heights, strict=False)
        if height > 0
    ]
    return Markup('<path class="ours" d="{}"/>').format("".join(parts))


def _steps(xs: _Axis, heights: _Axis) -> Markup:
    parts = [f"M{xs[0]:.1f} {_BOTTOM}"]
    for x1, height in zip(xs[1:], heights, strict=True):
        parts.append(f"V{_BOTTOM - height * (_BOTTOM - _TOP):.1f}H{x1:.1f}")
    return Markup('<path class="reference" d="{}V{}"/>').format("".join(parts), _BOTTOM)


def _tick(value: float, low: float, high: float, log: bool) -> Markup:
    x = float(_scaled(np.array([value]), low, high, log)[0])
    anchor = "start" if x < _LEFT + _MARGIN_LABEL else "end" if x > _RIGHT - _MARGIN_LABEL else "middle"
    return Markup('<path class="tick" d="M{:.1f} {}V{}"/><text x="{:.1f}" y="{}" text-anchor="{}">{}</text>').format(
        x, _TOP, _BOTTOM, x, HEIGHT - 8, anchor, number_text(value)
    )
