"""Paths: where an object is in each frame of a shot, relative to its place in the layout."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Float64

REST_SHARE, PERIOD_S = 0.4, (1.2, 2.6)
"""Share of the time in which a `stop_and_go` path rests, and the range of its periods, in seconds."""

PERSISTENCE_S = 0.8
"""Time in which a wandering object forgets its direction (an Ornstein-Uhlenbeck velocity)."""


def linear(times_s: Float64[np.ndarray, " n"], speed: float, heading_deg: float) -> Float64[np.ndarray, "n 2"]:
    """Steady motion; `times_s` count from the moment at which the object is at its place."""
    return times_s[:, None] * speed * _direction(heading_deg)


def curved(
    times_s: Float64[np.ndarray, " n"], speed: float, heading_deg: float, turn_deg_s: float
) -> Float64[np.ndarray, "n 2"]:
    """Steady motion along a circle: the heading turns by `turn_deg_s`."""
    turn = np.radians(turn_deg_s)
    if abs(turn) < 1e-6:
        return linear(times_s, speed, heading_deg)
    start = np.radians(heading_deg)
    angle = start + turn * times_s
    radius = speed / turn
    return radius * np.stack([np.sin(angle) - np.sin(start), np.cos(start) - np.cos(angle)], axis=1)


def stop_and_go(
    times_s: Float64[np.ndarray, " n"], speed: float, heading_deg: float, rng: np.random.Generator
) -> Float64[np.ndarray, "n 2"]:
    """Motion that rests at intervals; `speed` is that between the rests."""
    period = float(rng.uniform(*PERIOD_S))
    phase = float(rng.uniform(0, period))

    def moved_s(at_s: Float64[np.ndarray, " n"]) -> Float64[np.ndarray, " n"]:
        whole, rest = np.divmod(at_s + phase, period)
        going = (1 - REST_SHARE) * period
        return whole * going + np.minimum(rest, going)

    return (moved_s(times_s) - moved_s(np.zeros(1)))[:, None] * speed * _direction(heading_deg)


def wander(times_s: Float64[np.ndarray, " n"], speed: float, rng: np.random.Generator) -> Float64[np.ndarray, "n 2"]:
    """A persistent random walk, as cells make it; `speed` is its root mean square."""
    step_s = float(times_s[1] - times_s[0]) if len(times_s) > 1 else 1.0
    keep = np.exp(-step_s / PERSISTENCE_S)
    kicks = rng.standard_normal((len(times_s), 2)) * speed / np.sqrt(2)
    velocity = np.empty_like(kicks)
    velocity[0] = kicks[0]
    for number in range(1, len(kicks)):
        velocity[number] = keep * velocity[number - 1] + np.sqrt(1 - keep**2) * kicks[number]
    walked = np.cumsum(velocity, axis=0) * step_s
    return walked - walked[int(np.argmin(np.abs(times_s)))]


def _direction(heading_deg: float) -> Float64[np.ndarray, " 2"]:
    angle = np.radians(heading_deg)
    return np.array([np.cos(angle), np.sin(angle)])
