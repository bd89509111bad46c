"""Quotas are met exactly, or refused with the reason."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.core.errors import PlacementError, SpecError
from synth.image.plan.make import make_plan
from synth.image.plan.measures import touching_pairs
from synth.image.scene.schema import Scene
from synth.scene.quotas import Slots, members_of, members_wanted, planned_quotas, quota_table
from tests.image.plan.scenes import scene_of

SCENES_PAGE = Path(__file__).parents[2] / "docs" / "scenes.md"

CELLS = {"cell": {"count": {"integer": [1, 6]}, "size": 20, "place": {"max_overlap": 0.0}}}
CROWDED: dict[str, Any] = {
    "share": 0.25,
    "set": {"objects.cell.count": {"integer": [10, 12]}},
    "require": {"touching_pairs": {"min": 1}},
}


def scene_with(quotas: dict[str, Any], **sections: Any) -> Scene:
    return scene_of(CELLS, quotas=quotas, **{"max_redraws": 100, **sections})


@settings(max_examples=40, deadline=None)
@given(st.lists(st.floats(0.0, 0.4), min_size=1, max_size=3), st.integers(1, 200), st.integers(0, 99))
def test_shares_are_exact_and_disjoint(shares: list[float], count: int, seed: int) -> None:
    quotas = {f"q{n}": {"share": share, "require": {"count": {"min": 1}}} for n, share in enumerate(shares)}
    scene = scene_with(quotas)
    expected = [round(share * count) for share in shares]
    possible = sum(expected) <= count and all(n > 0 or share == 0 for n, share in zip(expected, shares, strict=True))
    if not possible:
        with pytest.raises(SpecError):
            Slots(scene, count, seed)
        return
    slots = Slots(scene, count, seed)
    assert [slot.sample_id for slot in slots] == list(range(count))
    assert [sum(name in slot.quotas for slot in slots) for name in quotas] == expected
    assert all(len(slot.quotas) <= 1 for slot in slots)
    assert list(slots) == list(Slots(scene, count, seed)) == slots[:]
    assert slots[-1] == slots[count - 1]


def test_members_move_with_the_seed_and_the_count() -> None:
    scene = scene_with({"crowded": CROWDED})
    members = {
        tuple(slot.sample_id for slot in Slots(scene, count, seed) if slot.quotas)
        for count, seed in ((40, 0), (40, 1), (44, 0))
    }
    assert len(members) == 3


def test_halves_round_to_even() -> None:
    scene = scene_with({"half": {"share": 0.25, "require": {"count": {"min": 1}}}})
    assert [members_wanted({"half": scene.quotas["half"].share}, count)["half"] for count in (6, 10, 14)] == [2, 2, 4]


def test_a_share_without_a_member_is_refused() -> None:
    scene = scene_with({"rare": {"share": 0.05, "require": {"count": {"min": 1}}}})
    with pytest.raises(SpecError) as caught:
        Slots(scene, 10, 0)
    assert (
        str(caught.value) == "quotas.rare.share: got '0.05 of 10 samples'; a count above 10 or a larger share is needed"
    )
    assert members_wanted({"rare": scene.quotas["rare"].share}, 11) == {"rare": 1}


def test_more_members_than_samples_are_refused() -> None:
    quota = {"share": 0.6, "require": {"count": {"min": 1}}}
    with pytest.raises(SpecError) as caught:
        Slots(scene_with({"one": quota, "two": quota}), 10, 0)
    assert str(caught.value) == "quotas: got '12 members (one 6, two 6)'; only 10 samples are made"


def test_members_show_the_rare_case_and_no_other_sample_does() -> None:
    scene = scene_with({"crowded": CROWDED})
    slots = Slots(scene, 24, 0)
    plans = [make_plan(scene, slot, 0) for slot in slots]
    for slot, plan in zip(slots, plans, strict=True):
        assert plan.quotas == slot.quotas
        assert (len(touching_pairs(plan.instances, plan.width, plan.height)) > 0) == bool(slot.quotas)
        assert (len(plan.instances) >= 10) == bool(slot.quotas)
    assert sum(bool(plan.quotas) for plan in plans) == 6


def test_a_quota_that_is_not_exclusive_is_a_lower_bound() -> None:
    quota = {"share": 0.25, "require": {"count": {"min": 4}}, "exclusive": False}
    scene = scene_with({"full": quota})
    plans = [make_plan(scene, slot, 0) for slot in Slots(scene, 24, 0)]
    full = [len(plan.instances) >= 4 for plan in plans]
    assert all(is_full for plan, is_full in zip(plans, full, strict=True) if plan.quotas)
    assert sum(full) > 6


def test_when_forces_members_and_keeps_the_others_away() -> None:
    weather = {"weather": {"choice": {"clear": 0.5, "rain": 0.25, "fog": 0.25}}}
    scene = scene_with({"wet": {"share": 0.25, "when": {"weather": ["rain", "fog"]}}}, variables=weather)
    plans = [make_plan(scene, slot, 0) for slot in Slots(scene, 48, 0)]
    for plan in plans:
        assert (plan.variables["weather"] != "clear") == bool(plan.quotas)
    assert {plan.variables["weather"] for plan in plans} == {"clear", "rain", "fog"}


def test_when_may_force_a_value_of_weight_nought() -> None:
    variables = {"focus": {"choice": {"sharp": 1, "soft": 0}}}
    scene = scene_with({"soft": {"share": 0.5, "when": {"focus": "soft"}}}, variables=variables)
    for slot in Slots(scene, 6, 0):
        assert (make_plan(scene, slot, 0).variables["focus"] == "soft") == bool(slot.quotas)


def test_a_case_that_never_shows_is_refused_by_name() -> None:
    scene = scene_with({"huge": {"share": 1.0, "require": {"count": {"min": 99}}}}, max_redraws=5)
    with pytest.raises(PlacementError, match="blocked by: quota huge needs count: min 99 x5"):
        make_plan(scene, Slots(scene, 2, 0)[1], 0)


def test_a_case_that_always_shows_cannot_be_exclusive() -> None:
    scene = scene_with({"any": {"share": 0.5, "require": {"count": {"min": 1}}}}, max_redraws=5)
    outsider = next(slot for slot in Slots(scene, 4, 0) if not slot.quotas)
    with pytest.raises(PlacementError, match="quota any is exclusive x5"):
        make_plan(scene, outsider, 0)


def test_a_quota_of_share_1_holds_beside_the_others() -> None:
    always = {"share": 1, "when": {"light": ["day", "dusk"]}}
    rare = {"share": 0.25, "when": {"light": ["dusk", "night"]}}
    light = {"light": {"choice": ["day", "dusk", "night"]}}
    scene = scene_with({"rare": rare, "always": always}, variables=light)
    slots = Slots(scene, 8, 0)
    assert sorted(slot.quotas for slot in slots) == [("always",)] * 6 + [("rare", "always")] * 2
    lights = {slot.quotas: make_plan(scene, slot, 0).variables["light"] for slot in slots}
    assert lights == {("always",): "day", ("rare", "always"): "dusk"}
    with pytest.raises(SpecError, match=r"when\.light: got \['night'\]; a quota of share 1 holds in every sample"):
        Slots(scene_with({"always": always, "rare": {**rare, "when": {"light": "night"}}}, variables=light), 8, 0)


def test_a_quota_of_share_1_is_counted_beside_the_others() -> None:
    quotas = {
        "always": {"share": 1, "when": {"light": "day"}},
        "rare": {"share": 0.25, "require": {"count": {"min": 3}}},
    }
    scene = scene_with(quotas, variables={"light": "day"})
    members = [slot.sample_id for slot in Slots(scene, 8, 0) if "rare" in slot.quotas]
    assert quota_table(planned_quotas(scene, 8, 0, range(8)), {"always": 8, "rare": 1}) == [
        "        share  asked  planned  got  members",
        "always      1      8        8    8  0, 1, 2, 3, 4, 5, 6, 7",
        f"rare     0.25      2        2    1  {members[0]}, {members[1]}",
    ]
    assert members_of(scene, 8, 0, "rare") == members
    assert members_of(scene, 8, 0, "always") == list(range(8))


def test_a_share_that_is_no_whole_number_of_samples_is_rounded_half_to_even_and_says_so() -> None:
    """As docs/scenes.md has it: 0.25 of 10 is 2.5, of which 2 are made; 0.35 of 10 is 3.5, of which 4 are."""
    scene = scene_with({"rare": {"share": 0.25, "require": {"count": {"min": 3}}}})
    (plan,) = planned_quotas(scene, 10, 0, range(10))
    assert (plan.asked, plan.planned, len(plan.members)) == (2.5, 2, 2)
    assert "rounded half to even: 0.25 of 10 is 2.5, so 2 members" in " ".join(SCENES_PAGE.read_text("utf-8").split())
    assert members_wanted({"rare": 0.35}, 10) == {"rare": 4}


def test_members_of_a_shard_are_those_of_the_whole_in_its_range() -> None:
    scene = scene_with({"rare": {"share": 0.3, "require": {"count": {"min": 3}}}})
    (whole,) = planned_quotas(scene, 200, 5, range(200))
    every = members_of(scene, 200, 5, "rare")
    assert whole.planned == len(every) == 60
    assert list(whole.members) == every[:20]
    assert whole.listed.endswith(f"{every[19]}, ...")
    (part,) = planned_quotas(scene, 200, 5, range(70, 90))
    assert list(part.members) == [number for number in every if 70 <= number < 90]
    assert (part.asked, part.planned) == (60, len(part.members))


def test_members_of_no_quota_are_refused() -> None:
    scene = scene_with(
        {"rare": {"share": 0.3, "when": {"light": "dusk"}}, "never": {"share": 0, "when": {"light": "day"}}},
        variables={"light": {"choice": ["day", "dusk"]}},
    )
    with pytest.raises(SpecError, match=r"quota: got 'rrae'; known: never, rare \(did you mean 'rare'\?\)"):
        members_of(scene, 10, 0, "rrae")
    with pytest.raises(SpecError, match="quota: got 'never'; a quota with members: the share of this one is 0"):
        members_of(scene, 10, 0, "never")
    with pytest.raises(SpecError, match="quota: got 'rare'; the scene has no quotas"):
        members_of(scene_with({}), 10, 0, "rare")
