"""One unit more or fewer changes what is released by no more than the noise is made for, whatever the data are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.image.train.private import moments
from synth.image.train.private.moments import Declared, Table, squares_of, sums_of
from synth.image.train.private.secret import secret_normal, secret_rng

DECLARED = Declared(low=np.array([-1.0, 0.0, 2.0]), high=np.array([1.0, 10.0, 3.0]), norm=1.2, spread=0.5)
DOMAINS = 2


def table_of(rng: np.random.Generator, units: int, rows_each: int, size: float) -> Table:
    """Rows of any size, far beyond the declared bounds too; the last `rows_each` are one unit's."""
    number = units * rows_each
    return Table(
        declared=DECLARED,
        rows=rng.normal(0, size, (number, 3)),
        domain=rng.integers(0, DOMAINS, number),
        weight=np.full(number, 1 / rows_each),
    )


def without_last(table: Table, rows: int) -> Table:
    return Table(declared=DECLARED, rows=table.rows[:-rows], domain=table.domain[:-rows], weight=table.weight[:-rows])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(1, 5), st.sampled_from([0.1, 1.0, 1e3]))
def test_a_unit_changes_a_release_by_one_at_most(seed: int, rows_each: int, size: float) -> None:
    rng = np.random.default_rng(seed)
    table = table_of(rng, 6, rows_each, size)
    fewer = without_last(table, rows_each)
    assert np.linalg.norm(sums_of(table, DOMAINS) - sums_of(fewer, DOMAINS)) <= 1 + 1e-9
    means, units = rng.uniform(-1, 1, (DOMAINS, 3)), np.array([3.0, 3.0])
    changed = squares_of(table, means, units) - squares_of(fewer, means, units)
    assert np.linalg.norm(changed) <= 1 + 1e-9


def test_the_bound_is_reached() -> None:
    """Otherwise more noise would be added than is needed."""
    table = Table(declared=DECLARED, rows=np.full((1, 3), 1e6), domain=np.array([0]), weight=np.ones(1))
    assert np.linalg.norm(sums_of(table, 1)) == pytest.approx(1)
    assert np.linalg.norm(squares_of(table, np.zeros((1, 3)), np.ones(1))) == pytest.approx(1)


def test_without_noise_the_moments_are_those_of_the_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "_released", lambda parts, noise: list(parts))
    rng = np.random.default_rng(0)
    rows = DECLARED.middle + DECLARED.half * rng.multivariate_normal(
        [0.1, -0.2, 0.0], 0.01 * np.array([[1, 0.6, 0], [0.6, 1, 0], [0, 0, 1]]), 4000
    )
    table = Table(declared=DECLARED, rows=rows, domain=np.zeros(4000, np.int64), weight=np.ones(4000))
    [[found]] = moments.released_moments([table], 1, 0.0)
    assert found.units == pytest.approx(4000)
    assert found.mean == pytest.approx(rows.mean(axis=0), abs=1e-6)
    assert found.covariance == pytest.approx(np.cov(rows, rowvar=False), rel=0.05, abs=0.02)


def test_noise_is_normal_and_follows_from_no_seed() -> None:
    draws = [secret_normal(20_001) for _ in range(2)]
    assert all(len(one) == 20_001 for one in draws)
    assert not (draws[0] == draws[1]).any()
    assert abs(draws[0].mean()) < 0.05
    assert draws[0].std() == pytest.approx(1, abs=0.03)
    assert (np.abs(draws[0]) > 3).mean() == pytest.approx(0.0027, abs=0.002)
    assert secret_rng().random() != secret_rng().random()
