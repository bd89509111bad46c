"""The degradation of a page is drawn by name: severities in their range, overrides that shift nothing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from synth.document.plan.degradation import PROFILE_EFFECTS, draw_degradation
from synth.document.records import Degradation
from synth.document.scene.degrade import EFFECTS, PROFILES, Degrade


def _draw(seed: int, **spec: Any) -> Degradation:
    return draw_degradation(Degrade.model_validate(spec), np.random.default_rng(seed))


def test_every_profile_has_its_effects_and_they_are_known() -> None:
    assert tuple(PROFILE_EFFECTS) == PROFILES
    for effects in PROFILE_EFFECTS.values():
        assert set(effects) <= set(EFFECTS)
        for chance in effects.values():
            assert 0 < chance.probability <= 1
            assert 0 < chance.low <= chance.high <= 1


@pytest.mark.parametrize("profile", PROFILES)
def test_severities_are_shares_of_the_documents(profile: str) -> None:
    for seed in range(100):
        drawn = _draw(seed, profile=profile, severity=0.7)
        assert drawn.profile == profile
        for name, severity in drawn.severity.items():
            chance = PROFILE_EFFECTS[profile][name]
            assert 0.7 * chance.low <= severity <= 0.7 * chance.high


def test_clean_is_nothing_at_all() -> None:
    assert _draw(1, profile="clean", severity=1.0).severity == {}
    assert _draw(1, profile="scan", severity=0.0).severity == {}


def test_clean_is_clean_whatever_the_scene_says_of_effects() -> None:
    effects = dict.fromkeys(EFFECTS, 1.0)
    for seed in range(20):
        assert _draw(seed, profile="clean", severity=0.9, effects=effects) == Degradation("clean", {}, 0.0)
        own = _draw(seed, profile="scan", severity=0.0, effects={"things": 0.5})
        assert (own.severity, own.overall) == ({"things": 0.5}, 0.0)


def test_the_severity_of_the_document_is_recorded() -> None:
    drawn = [_draw(seed, profile="photo", severity={"uniform": [0.2, 1.0]}) for seed in range(200)]
    overall = [one.overall for one in drawn]
    assert 0.2 <= min(overall) < 0.25
    assert 0.95 < max(overall) <= 1.0
    assert all(max(one.severity.values()) <= one.overall for one in drawn)


def test_photographs_do_not_follow_one_recipe() -> None:
    drawn = [frozenset(_draw(seed, profile="photo", severity=0.5).severity) for seed in range(30)]
    assert len(set(drawn)) == 30


def test_effects_happen_as_often_as_their_table_says() -> None:
    drawn = [_draw(seed, profile="scan", severity=1.0).severity for seed in range(800)]
    for name, chance in PROFILE_EFFECTS["scan"].items():
        assert sum(name in severity for severity in drawn) / 800 == pytest.approx(chance.probability, abs=0.06)


def test_an_own_severity_wins_and_shifts_no_other_draw() -> None:
    for seed in range(30):
        plain = _draw(seed, profile="photo", severity={"uniform": [0.2, 1.0]})
        own = {"crumple": 0.9, "blur": {"uniform": [0.1, 0.2]}, "jpeg": 0}
        given = _draw(seed, profile="photo", severity={"uniform": [0.2, 1.0]}, effects=own)
        assert given.severity["crumple"] == 0.9
        assert 0.1 <= given.severity["blur"] <= 0.2
        assert "jpeg" not in given.severity
        rest = [{key: value for key, value in each.severity.items() if key not in own} for each in (plain, given)]
        assert rest[0] == rest[1]


def test_a_choice_of_profiles_is_drawn_by_its_weights() -> None:
    drawn = [_draw(seed, profile={"choice": {"scan": 0.75, "fax": 0.25}}).profile for seed in range(400)]
    assert drawn.count("scan") / 400 == pytest.approx(0.75, abs=0.07)
    assert _draw(5, profile={"choice": ["scan", "photo"]}) == _draw(5, profile={"choice": ["scan", "photo"]})
