"""Plans of texts: exact shares, forced quotas, templates that match, and a sample alone."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.core.errors import SpecError
from synth.scene.template_plans import TemplatePlanner, largest_remainder
from synth.text.scene.load import load_text_scene
from synth.text.scene.schema import TextScene


def scene_of(**sections: Any) -> TextScene:
    return load_text_scene({"kind": "text", "templates": {"only": {"file": "only.j2"}}, **sections})


def test_balanced_variables_meet_their_shares_exactly() -> None:
    scene = scene_of(
        variables={"rating": {"choice": [1, 2, 3]}, "tone": {"choice": {"plain": 0.75, "warm": 0.25}}},
        locale={"choice": {"en_US": 0.5, "de_DE": 0.5}},
        balance=["rating", ["tone", "locale"]],
    )
    planner = TemplatePlanner(scene, 240, 5, 5)
    plans = [planner.plan(number) for number in range(240)]
    assert Counter(plan.variables["rating"] for plan in plans) == {1: 80, 2: 80, 3: 80}
    pairs = Counter((plan.variables["tone"], plan.locale) for plan in plans)
    assert pairs == {("plain", "en_US"): 90, ("plain", "de_DE"): 90, ("warm", "en_US"): 30, ("warm", "de_DE"): 30}


def test_a_quota_forces_its_members_and_nobody_else() -> None:
    scene = scene_of(
        variables={"anomaly": {"choice": {"none": 0.7, "fraud": 0.3}}},
        quotas={"fraud": {"share": 0.1, "when": {"anomaly": "fraud"}}},
    )
    planner = TemplatePlanner(scene, 200, 1, 1)
    plans = [planner.plan(number) for number in range(200)]
    assert sum(plan.variables["anomaly"] == "fraud" for plan in plans) == 20
    assert all((plan.quotas == ("fraud",)) == (plan.variables["anomaly"] == "fraud") for plan in plans)


def test_only_templates_whose_when_matches_are_drawn() -> None:
    scene = scene_of(
        locale={"choice": ["en_US", "de_DE"]},
        templates={
            "english": {"file": "a.j2", "when": {"locale": "en_US"}},
            "german": {"file": "b.j2", "when": {"locale": "de_DE"}, "weight": 3},
            "any": {"file": "c.j2"},
        },
    )
    planner = TemplatePlanner(scene, 400, 0, 0)
    seen = Counter((plan.locale, plan.template) for plan in map(planner.plan, range(400)))
    assert set(seen) == {("en_US", "english"), ("en_US", "any"), ("de_DE", "german"), ("de_DE", "any")}
    assert seen["de_DE", "german"] > 2 * seen["de_DE", "any"]


def test_a_combination_without_a_template_is_named() -> None:
    scene = scene_of(
        locale={"choice": ["en_US", "de_DE"]}, templates={"english": {"file": "a.j2", "when": {"locale": "en_US"}}}
    )
    with pytest.raises(SpecError, match=r"templates: got 'locale de_DE'; a template whose `when` matches"):
        TemplatePlanner(scene, 50, 0, 0)


def test_a_retry_keeps_the_factors_and_counts_up() -> None:
    scene = scene_of(variables={"age": {"uniform": [1, 90]}, "mood": {"choice": ["good", "bad"]}})
    planner = TemplatePlanner(scene, 10, 0, 0)
    first = planner.plan(3)
    again = planner.retried(first)
    assert (again.variables, again.locale, again.attempt) == (first.variables, first.locale, 1)
    assert TemplatePlanner(scene, 10, 0, 0).plan(3) == first


def test_quotas_beyond_the_data_set_are_refused() -> None:
    scene = scene_of(
        labels=["IBAN"],
        quotas={
            "a": {"share": 0.7, "require": {"IBAN": {"min": 1}}},
            "b": {"share": 0.6, "require": {"IBAN": {"min": 2}}},
        },
    )
    with pytest.raises(SpecError, match="13 members"):
        TemplatePlanner(scene, 10, 0, 0)


def test_a_variable_is_in_balance_or_in_a_quota() -> None:
    with pytest.raises(SpecError, match=r"quotas\.x\.when\.mood: .*either in `balance` or in a quota"):
        scene_of(
            variables={"mood": {"choice": ["good", "bad"]}},
            balance=["mood"],
            quotas={"x": {"share": 0.1, "when": {"mood": "bad"}}},
        )


@given(st.lists(st.integers(1, 100), min_size=1, max_size=12), st.integers(0, 1000))
def test_largest_remainders_sum_up_and_are_near(shares: list[int], count: int) -> None:
    numbers = largest_remainder(shares, count)
    assert sum(numbers) == count
    assert all(abs(n - s / sum(shares) * count) < 1 for n, s in zip(numbers, shares, strict=True))
