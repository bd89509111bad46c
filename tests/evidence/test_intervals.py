"""Intervals against what others work out, and against chance."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from scipy.stats import binomtest

from synth.evidence.fair.coverage import Groups
from synth.evidence.intervals import area_under_curve, at_most, bootstrap, difference, ks_distance, share
from synth.evidence.pictures.manifold import coverage, kernel_distance


@pytest.mark.parametrize(("hits", "n"), [(0, 20), (3, 50), (50, 50)])
def test_a_share_has_wilsons_interval(hits: int, n: int) -> None:
    found, wanted = share(hits, n), binomtest(hits, n).proportion_ci(method="wilson")
    assert (found.low, found.high) == pytest.approx((wanted.low, wanted.high), abs=1e-6)


def test_differences_cover_zero_where_there_is_none() -> None:
    same, far = difference(share(20, 100), share(21, 100)), difference(share(80, 100), share(20, 100))
    assert same.low < 0 < same.high
    assert far.low > 0.4


def test_an_area_under_the_curve_of_chance_and_of_certainty() -> None:
    rng = np.random.default_rng(0)
    chance = area_under_curve(rng.normal(size=200), rng.normal(size=200))
    sure = area_under_curve(rng.normal(9, 1, 50), rng.normal(0, 1, 50))
    assert chance.low < 0.5 < chance.high
    assert (sure.value, sure.high) == (1, 1)


def test_distances_of_one_source_are_about_zero_and_of_two_are_not() -> None:
    rng = np.random.default_rng(0)
    one, same, other = rng.normal(size=(120, 5)), rng.normal(size=(120, 5)), rng.normal(1, 1, (120, 5))
    assert ks_distance(one[:, 0], same[:, 0]).low == 0
    assert ks_distance(one[:, 0], other[:, 0]).low > 0.1
    near, far = kernel_distance(one, same), kernel_distance(one, other)
    assert near.low < 0 < near.high
    assert far.low > near.high
    assert coverage(one, same).low > coverage(one, other).high


def test_a_bootstrapped_mean_has_about_the_interval_of_the_formula() -> None:
    values = np.random.default_rng(0).normal(size=400)
    found = bootstrap(lambda one: float(one.mean()), values)
    assert found.high - found.low == pytest.approx(2 * 1.96 / 20, rel=0.2)


def test_no_verdict_where_the_interval_allows_both() -> None:
    assert [at_most(share(hits, 40), 0.2) for hits in (1, 8, 20)] == ["good", "open", "bad"]


def test_small_groups_are_not_judged() -> None:
    real, ours = Counter(de=60, en=31, ja=9), Counter(en=100)
    stated = {"real": {"locale": real}, "synthetic": {"locale": ours}}
    groups = Groups(noun="texts", **stated, real_number=100, synthetic_number=100)
    assert [one.value for one in groups.of("locale")] == ["de", "en"]
    assert [one.value for one in groups.gaps()] == ["de"]
