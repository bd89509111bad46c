"""Ranges draw values of their distribution."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from pydantic import TypeAdapter

from synth.scene.ranges import NumberRange, ValueRange

DRAWS = 4000


def draws(text: Any, whole: bool = False) -> np.ndarray:
    wanted, rng = TypeAdapter(NumberRange).validate_python(text), np.random.default_rng(7)
    return np.array([wanted.whole(rng) if whole else wanted.sample(rng) for _ in range(DRAWS)])


@pytest.mark.parametrize(
    ("text", "mean", "spread"),
    [
        (8, 8, 0),
        ({"uniform": [2, 6]}, 4, 4 / 12**0.5),
        ({"normal": [5, 2]}, 5, 2),
        ({"poisson": 9}, 9, 3),
        ({"integer": [1, 3]}, 2, (2 / 3) ** 0.5),
        ({"choice": {1: 0.75, 5: 0.25}}, 2, 3**0.5),
        ({"choice": [1, 3]}, 2, 1),
    ],
)
def test_mean_and_spread_are_those_of_the_textbook(text: Any, mean: float, spread: float) -> None:
    found = draws(text)
    assert found.mean() == pytest.approx(mean, abs=4 * spread / DRAWS**0.5 + 1e-9)
    assert found.std() == pytest.approx(spread, rel=0.08)


def test_lognormal_has_the_stated_median() -> None:
    found = draws({"lognormal": [20, 0.5]})
    assert np.median(found) == pytest.approx(20, rel=0.05)
    assert np.log(found).std() == pytest.approx(0.5, rel=0.05)


def test_min_and_max_clip() -> None:
    found = draws({"normal": [0, 5], "min": -1, "max": 2})
    assert (found.min(), found.max()) == (-1, 2)


def test_whole_draws_of_uniform_include_both_ends_evenly() -> None:
    found = Counter(draws({"uniform": [8, 11]}, whole=True).tolist())
    assert sorted(found) == [8, 9, 10, 11]
    assert min(found.values()) > 0.8 * DRAWS / 4


def test_a_value_of_weight_zero_never_comes_up_by_chance() -> None:
    wanted = TypeAdapter(ValueRange).validate_python({"choice": {"sharp": 1, "soft": 0}})
    rng = np.random.default_rng(0)
    assert {wanted.sample(rng) for _ in range(500)} == {"sharp"}
    assert wanted.values() == ("sharp", "soft")


def test_truth_values_and_numbers_keep_their_type() -> None:
    wanted = TypeAdapter(ValueRange).validate_python({"choice": {True: 0.3, False: 0.7}})
    assert wanted.values() == (True, False)
    assert TypeAdapter(ValueRange).validate_python("0.5").sample(np.random.default_rng(0)) == "0.5"


@pytest.mark.parametrize("text", [3, {"uniform": [1, 2]}, {"choice": [1, 2, 3]}, {"poisson": 4}])
def test_equal_seeds_give_equal_draws(text: Any) -> None:
    assert draws(text).tolist() == draws(text).tolist()
