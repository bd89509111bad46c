"""KID, precision, recall and coverage of pictures as points in a space of features."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from synth.evidence.figures import Figure
from synth.evidence.intervals import Z, share

if TYPE_CHECKING:
    from jaxtyping import Float64

NEIGHBOURS = 5
ROUNDS = 100
KID_FACTOR = 1000


def kernel_distance(one: Float64[np.ndarray, "n f"], other: Float64[np.ndarray, "m f"]) -> Figure:
    """Unbiased squared MMD with the kernel (x.y / f + 1)^3, times the usual 1,000: KID (Binkowski et al. 2018,
    arXiv:1801.01401, section 4).

    The interval is 1.96 times the deviation of halves drawn without replacement (Politis and Romano 1994).
    """
    within, beyond, across = _kernel(one, one), _kernel(other, other), _kernel(one, other)
    rng = np.random.default_rng(0)

    def value(rows: np.ndarray, columns: np.ndarray) -> float:
        return KID_FACTOR * (
            _off_diagonal(within[np.ix_(rows, rows)])
            + _off_diagonal(beyond[np.ix_(columns, columns)])
            - 2 * float(across[np.ix_(rows, columns)].mean())
        )

    n, m = len(one), len(other)
    whole = value(np.arange(n), np.arange(m))
    halves = [value(rng.permutation(n)[: n // 2], rng.permutation(m)[: m // 2]) for _ in range(ROUNDS)]
    half = Z * float(np.std(halves, ddof=1))
    return Figure(value=whole, low=whole - half, high=whole + half, n=n + m)


def coverage(real: Float64[np.ndarray, "n f"], ours: Float64[np.ndarray, "m f"]) -> Figure:
    """Share of real points with one of ours nearer than their k-th real neighbour (Naeem et al. 2020,
    arXiv:2002.09797, eq. 9).
    """
    reach = _reach(real)
    return share(int((distances(real, ours).min(axis=1) <= reach).sum()), len(real))


def recall(real: Float64[np.ndarray, "n f"], ours: Float64[np.ndarray, "m f"]) -> Figure:
    """Share of real points within reach of one of ours, as far as its k-th neighbour among ours (Kynkaanniemi et al.
    2019, arXiv:1904.06991, eq. 2). With the two exchanged it is precision.
    """
    return share(int((distances(real, ours) <= _reach(ours)[None]).any(axis=1).sum()), len(real))


def distances(one: Float64[np.ndarray, "n f"], other: Float64[np.ndarray, "m f"]) -> Float64[np.ndarray, "n m"]:
    """Euclidean distances."""
    squares = (one**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None] - 2 * one @ other.T
    return np.sqrt(np.maximum(squares, 0))


def _reach(points: Float64[np.ndarray, "n f"]) -> Float64[np.ndarray, " n"]:
    """Distance of each point to its k-th neighbour."""
    k = min(NEIGHBOURS, len(points) - 1)
    return np.partition(distances(points, points), k, axis=1)[:, k]


def _kernel(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return (one @ other.T / one.shape[1] + 1) ** 3


def _off_diagonal(kernel: np.ndarray) -> float:
    n = len(kernel)
    return float((kernel.sum() - np.trace(kernel)) / (n * (n - 1)))
