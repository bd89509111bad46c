"""Means and covariances of units, released with Gaussian noise (OpenDP).

A unit may have many rows (windows, outlines); their weights add up to 1. Every row is clipped to declared bounds and
norms, so that one unit more changes the released sums by 1 at most (L2), whatever the data are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from synth.core.errors import SynthError

if TYPE_CHECKING:
    from jaxtyping import Float64, Int64


LEAST_VARIANCE = 1e-3
"""Of a feature, in squared half widths of its bounds."""

SURE, LEAST_EIGENVALUE = 3.0, 0.02
"""Standard deviations of the noise from which a covariance is more than noise; of a correlation matrix."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What is declared of a table of features before any data are seen: bounds of each, and the norms that rows are
    clipped to, in half widths of the bounds: about the middle of the bounds, and about a mean.
    """

    low: Float64[np.ndarray, " f"]
    high: Float64[np.ndarray, " f"]
    norm: float
    spread: float

    @property
    def middle(self) -> Float64[np.ndarray, " f"]:
        return (self.low + self.high) / 2

    @property
    def half(self) -> Float64[np.ndarray, " f"]:
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows of features, each with its domain and its weight; the weights of a unit's rows add up to 1 at most."""

    declared: Declared
    rows: Float64[np.ndarray, "n f"]
    domain: Int64[np.ndarray, " n"]
    weight: Float64[np.ndarray, " n"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """Of a table and a domain, as released: mean and covariance in the features' own units, and the number of units."""

    units: float
    mean: Float64[np.ndarray, " f"]
    covariance: Float64[np.ndarray, "f f"]


def released_moments(tables: Sequence[Table], domains: int, noise: float) -> list[list[Moments]]:
    """The moments of each table and domain, of two releases whose noise is `noise` times what one unit can change."""
    parts = 1 / np.sqrt(len(tables))
    first = _released([parts * sums_of(table, domains) for table in tables], noise)
    means = [_means(table, part / parts) for table, part in zip(tables, first, strict=True)]
    squares = [parts * squares_of(table, *mean) for table, mean in zip(tables, means, strict=True)]
    second = _released(squares, noise)
    return [
        [
            Moments(
                units=float(units[domain]),
                mean=table.declared.middle + table.declared.half * mean[domain],
                covariance=_covariance(part[domain] / parts, float(units[domain]), table.declared, noise / parts),
            )
            for domain in range(domains)
        ]
        for table, (mean, units), part in zip(tables, means, second, strict=True)
    ]


def sums_of(table: Table, domains: int) -> Float64[np.ndarray, "domains 1+f"]:
    """The clipped sums of (1, row) of each domain; one unit more changes them by 1 at most."""
    standard = np.clip((table.rows - table.declared.middle) / table.declared.half, -1, 1)
    rows = _clipped(standard, table.declared.norm)
    rows = np.column_stack([np.ones(len(rows)), rows]) / np.sqrt(1 + table.declared.norm**2)
    found = np.zeros((domains, rows.shape[1]))
    np.add.at(found, table.domain, table.weight[:, None] * rows)
    return found


def squares_of(
    table: Table, means: Float64[np.ndarray, "domains f"], units: Float64[np.ndarray, " domains"]
) -> Float64[np.ndarray, "domains f*(f+1)/2"]:
    """The clipped sums of the products of deviations from `means`, the upper triangle of each domain, what is off the
    diagonal times sqrt(2); one unit more changes them by 1 at most.
    """
    standard = np.clip((table.rows - table.declared.middle) / table.declared.half, -1, 1)
    rows = _clipped(standard - means[table.domain], table.declared.spread) / table.declared.spread
    upper, twice = _triangle(rows.shape[1])
    found = np.zeros((len(units), len(twice)))
    np.add.at(found, table.domain, table.weight[:, None] * rows[:, upper[0]] * rows[:, upper[1]] * twice)
    return found


def _clipped(rows: NDArray[np.float64], norm: float) -> NDArray[np.float64]:
    return rows * np.minimum(1, norm / np.maximum(np.linalg.norm(rows, axis=1), 1e-12))[:, None]


def _triangle(features: int) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], NDArray[np.float64]]:
    upper = np.triu_indices(features)
    return upper, np.where(upper[0] == upper[1], 1.0, np.sqrt(2))


def _means(
    table: Table, sums: NDArray[np.float64]
) -> tuple[Float64[np.ndarray, "domains f"], Float64[np.ndarray, " domains"]]:
    """Mean, in half widths about the middle, and number of units of each domain."""
    sums = sums * np.sqrt(1 + table.declared.norm**2)
    units = np.maximum(sums[:, 0], 1.0)
    return np.clip(sums[:, 1:] / units[:, None], -1, 1), units


def _covariance(
    squares: NDArray[np.float64], units: float, declared: Declared, noise: float
) -> Float64[np.ndarray, "f f"]:
    """The covariance in the features' own units. Off the diagonal counts what exceeds SURE standard deviations of the
    noise, all of it weakened as far as a positive definite matrix needs.
    """
    features = len(declared.low)
    upper, twice = _triangle(features)
    scale = declared.spread**2 / units
    matrix = np.zeros((features, features))
    matrix[upper] = np.where((twice > 1) & (np.abs(squares) < SURE * noise), 0.0, squares / twice) * scale
    matrix = matrix + np.triu(matrix, 1).T
    deviation = np.sqrt(np.maximum(np.diag(matrix), LEAST_VARIANCE))
    correlation = np.clip(matrix / np.outer(deviation, deviation), -1, 1)
    np.fill_diagonal(correlation, 1)
    least = float(np.linalg.eigvalsh(correlation).min())
    kept = min(1.0, (1 - LEAST_EIGENVALUE) / (1 - least)) if least < 1 else 1.0
    correlation = kept * correlation + (1 - kept) * np.eye(features)
    return correlation * np.outer(deviation * declared.half, deviation * declared.half)


def _released(parts: Sequence[NDArray[np.float64]], noise: float) -> list[NDArray[np.float64]]:
    """Sums that one unit more changes by 1 at most, all together, with Gaussian noise of that standard deviation."""
    try:
        from opendp.domains import atom_domain, vector_domain
        from opendp.measurements import make_gaussian
        from opendp.metrics import l2_distance
        from opendp.mod import enable_features
    except ImportError as error:
        raise SynthError("privacy.epsilon", str(error), "Opacus and OpenDP: pip install 'synth[privacy]'") from error
    enable_features("contrib")
    values = np.concatenate([part.ravel() for part in parts])
    space = vector_domain(atom_domain(T=float, nan=False), size=len(values))
    mechanism = make_gaussian(space, l2_distance(T=float), scale=noise)
    noisy = np.asarray(mechanism(values.tolist()), np.float64)
    ends = np.cumsum([part.size for part in parts])[:-1]
    return [piece.reshape(part.shape) for piece, part in zip(np.split(noisy, ends), parts, strict=True)]
