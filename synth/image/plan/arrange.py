"""Arrange ellipses so that the gaps between neighbours follow a target distribution, by a small Metropolis search
(Metropolis et al. 1953, doi:10.1063/1.1699114).

The gap ratio of two ellipses is their centre distance divided by the sum of their radii along the connecting line. At 1
they touch, below 1 they overlap, at 2 they are one body apart. The search matches two distributions: the smallest gap
ratio of each ellipse (touching and repulsion) and the third smallest (clusters and voids). The same function measures
real pictures (`neighbour_gaps`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from jaxtyping import Float64

NEIGHBOURS = (1, 3)
FAR = 1e3
MOVES_PER_ELLIPSE, LEAST_MOVES = 14, 150
COOLING = (0.02, 0.0005)
OVERLAP_GAP, OVERLAP_PENALTY = 0.85, 6.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ellipses:
    """Half-axes in px, major >= minor, and the angles of the major axes in radians."""

    major_px: Float64[np.ndarray, " n"]
    minor_px: Float64[np.ndarray, " n"]
    angle_rad: Float64[np.ndarray, " n"]

    def __len__(self) -> int:
        return len(self.major_px)


def _radius(
    ellipses: Ellipses, which: NDArray[np.intp] | slice, direction_rad: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Radius of ellipses along a direction: ab / sqrt((b cos)^2 + (a sin)^2)."""
    a, b = ellipses.major_px[which], ellipses.minor_px[which]
    turned = direction_rad - ellipses.angle_rad[which]
    return a * b / np.hypot(b * np.cos(turned), a * np.sin(turned))


def gap_row(
    ellipses: Ellipses, centres: Float64[np.ndarray, "n 2"], index: int, at_xy: Float64[np.ndarray, " 2"]
) -> Float64[np.ndarray, " n"]:
    """Gap ratios of ellipse `index`, moved to `at_xy`, to all others; FAR to itself. Centres are xy in px."""
    delta = centres - at_xy
    direction = np.arctan2(delta[:, 1], delta[:, 0])
    own = _radius(ellipses, np.full(len(delta), index), direction)
    row = np.hypot(delta[:, 0], delta[:, 1]) / (own + _radius(ellipses, slice(None), direction))
    row[index] = FAR
    return row


def gap_matrix(ellipses: Ellipses, centres: Float64[np.ndarray, "n 2"]) -> Float64[np.ndarray, "n n"]:
    """Gap ratios of all pairs: symmetric, FAR on the diagonal. Centres are xy in px."""
    return np.stack([gap_row(ellipses, centres, i, centres[i]) for i in range(len(ellipses))])


def neighbour_gaps(gaps: Float64[np.ndarray, "n n"]) -> Float64[np.ndarray, "2 n"]:
    """Logarithms of the smallest (row 0) and third smallest (row 1) gap ratio of each ellipse; n > 3 is needed."""
    return np.log(np.maximum(_nearest(gaps), 1e-2))


def _nearest(gaps: Float64[np.ndarray, "m n"]) -> Float64[np.ndarray, "2 m"]:
    """The smallest and the third smallest of each row."""
    kept = np.partition(gaps, [k - 1 for k in NEIGHBOURS], axis=1)
    return np.stack([kept[:, k - 1] for k in NEIGHBOURS])


def arrange(
    ellipses: Ellipses,
    wanted: Float64[np.ndarray, "2 n"],
    start: Float64[np.ndarray, "n 2"],
    low_xy: tuple[float, float],
    high_xy: tuple[float, float],
    rng: np.random.Generator,
) -> Float64[np.ndarray, "n 2"]:
    """Centres (xy in px) inside a rectangle, whose sorted log gaps approach `wanted` (each row ascending).

    The search begins at `start`. A move puts an ellipse next to another one at a target gap, or anywhere, or a little
    aside. A worse state is kept with the Metropolis probability while the temperature falls. With n <= 3 there is
    nothing to match, and a copy of `start` is returned.
    """
    n = len(ellipses)
    low, high = np.asarray(low_xy, np.float64), np.asarray(high_xy, np.float64)
    centres = start.copy()
    if n <= max(NEIGHBOURS):
        return centres
    gaps = gap_matrix(ellipses, centres)
    nearest = _nearest(gaps)
    energy = _mismatch(nearest, wanted)
    moves = max(LEAST_MOVES, MOVES_PER_ELLIPSE * n)
    for move in range(moves):
        temperature = COOLING[0] * (COOLING[1] / COOLING[0]) ** (move / moves)
        index = int(rng.integers(n))
        at = _propose(ellipses, centres, wanted, index, low, high, rng)
        row = gap_row(ellipses, centres, index, at)
        before, beside = gaps[index].copy(), gaps[:, index].copy()  # alike but for rounding
        affected = np.minimum(row, beside) <= nearest[1]  # those that it is, or was, among the nearest of
        affected[index] = True
        gaps[index], gaps[:, index] = row, row
        trial = nearest.copy()
        trial[:, affected] = _nearest(gaps[affected])
        changed = _mismatch(trial, wanted)
        if changed <= energy or rng.random() < np.exp((energy - changed) / temperature):
            nearest, energy = trial, changed
            centres[index] = at
        else:
            gaps[index], gaps[:, index] = before, beside
    return centres


def _mismatch(nearest: NDArray[np.float64], wanted: NDArray[np.float64]) -> float:
    """Mean distance between the sorted logs of the nearest gaps and the target (the 1-D Wasserstein distance, summed
    over both neighbours), plus a penalty on gap ratios below 0.85, so that bodies do not lie inside each other.
    """
    found = np.sort(np.log(np.maximum(nearest, 1e-2)), axis=1)
    overlap = np.maximum(np.log(OVERLAP_GAP) - found[0], 0).mean()
    distance = np.abs(found[0] - wanted[0]).mean() + 0.5 * np.abs(found[1] - wanted[1]).mean()
    return float(distance + OVERLAP_PENALTY * overlap)


def _propose(
    ellipses: Ellipses,
    centres: NDArray[np.float64],
    wanted: NDArray[np.float64],
    index: int,
    low: NDArray[np.float64],
    high: NDArray[np.float64],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    kind = rng.random()
    if kind < 0.2:
        return rng.uniform(low, high)
    if kind < 0.5:
        return _mirrored(centres[index] + rng.normal(0, ellipses.major_px[index], 2), low, high)
    other = int(rng.integers(len(ellipses)))
    direction = np.array([rng.uniform(-np.pi, np.pi)])
    reach = _radius(ellipses, np.array([index]), direction) + _radius(ellipses, np.array([other]), direction)
    distance = float(reach[0] * np.exp(rng.choice(wanted[0])))
    aside = centres[other] + distance * np.array([np.cos(direction[0]), np.sin(direction[0])])
    return _mirrored(aside, low, high) if other != index else centres[index]


def _mirrored(at_xy: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]) -> NDArray[np.float64]:
    """A point reflected back into the rectangle at its sides, so that points do not gather there."""
    span = high - low
    folded = np.abs((at_xy - low + span) % (2 * span) - span)
    return low + folded
