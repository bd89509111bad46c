"""The guidance of a new pack: the weakest under which no more drafts pass than under a stronger one."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from synth.core.outcome import CheckResult, Rejection
from synth.image.packs.pack import Pack, load_pack
from synth.image.records import Draft, Plan, Verified
from synth.image.train import guidance
from synth.image.train.guidance import GUIDANCES, LEAST_PLANS, STEPS_A_PLAN, choose_guidance
from synth.image.train.held_out import oracle_line

LIMIT, LONG = 0.3, 1000 * STEPS_A_PLAN


@pytest.fixture
def folder(tiny_pack: Pack, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_pack.folder, tmp_path / "pack"))


class Drawn:
    """A studio whose drafts miss a share of their labels that `missed` gives for (sample, attempt)."""

    def __init__(self, missed: Callable[[int, int], float]) -> None:
        self._missed = missed

    def plan(self, sample_id: int) -> Plan:
        return Plan(sample_id=sample_id, scene="s", width=8, height=8, prompt="", variables={}, instances=())

    def replan(self, plan: Plan, _: Rejection) -> Plan:
        return replace(plan, attempt=plan.attempt + 1)

    def draft(self, plans: Sequence[Plan]) -> list[Draft]:
        return [cast(Any, None)] * len(plans)

    def verify(self, plan: Plan, draft: Draft) -> Verified | Rejection:
        missed = self._missed(plan.sample_id, plan.attempt)
        if missed > LIMIT:
            return Rejection(sample_id=plan.sample_id, check="missed", measured=missed, limit=LIMIT)
        check = CheckResult(check="missed", measured=missed, limit=LIMIT)
        return Verified(plan=plan, draft=draft, instances=(), checks=(check,))


@pytest.mark.parametrize(
    ("missed", "chosen"),
    [
        ({1.0: 0.6, 1.5: 0.5, 2.0: 0.495}, 1.5),
        ({1.0: 0.5, 1.5: 0.5, 2.0: 0.4}, 2.0),
        ({1.0: 0.4, 1.5: 0.5, 2.0: 0.6}, 1.0),
        ({1.0: 0.4, 1.5: 0.3, 2.0: 0.0}, 1.5),
    ],
)
def test_the_weakest_that_no_stronger_one_beats(
    folder: Path, monkeypatch: pytest.MonkeyPatch, missed: Mapping[float, float], chosen: float
) -> None:
    monkeypatch.setattr(guidance, "_studio", lambda _, weight, *__: Drawn(lambda *_: missed[weight]))
    best = choose_guidance(folder, LONG, None, "cpu")
    assert best is not None
    assert (best.guidance, best.found) == (chosen, pytest.approx(1 - missed[chosen]))
    card = load_pack(str(folder)).card
    assert card.sampler.guidance == chosen
    passed = float(missed[chosen] <= LIMIT)
    assert card.scores["guidance"][f"{chosen:g}"] == {"passed": passed, "found": pytest.approx(1 - missed[chosen])}


@pytest.mark.parametrize(("again", "tries"), [(0.9, 1), (0.1, 3)])
def test_a_layout_is_drawn_once_where_second_drafts_pass_more_seldom(
    folder: Path, monkeypatch: pytest.MonkeyPatch, again: float, tries: int
) -> None:
    """Every second layout is misread at first."""
    drawn = Drawn(lambda sample, attempt: again if attempt else 0.6 * (sample % 2))
    monkeypatch.setattr(guidance, "_studio", lambda *_: drawn)
    best = choose_guidance(folder, LONG, None, "cpu")
    assert best is not None
    assert (best.passed, best.tries) == (0.5, tries)
    assert load_pack(str(folder)).card.sampler.tries == tries


def test_real_drafts_are_judged(folder: Path) -> None:
    best = choose_guidance(folder, LEAST_PLANS * STEPS_A_PLAN, None, "cpu")
    told = load_pack(str(folder)).card.scores["guidance"]
    assert best is not None
    assert told["plans"] == LEAST_PLANS
    assert {"plans", "second_drafts", "second_passed", "1"} <= set(told)
    assert set(told) <= {"plans", "second_drafts", "second_passed", *(f"{one:g}" for one in GUIDANCES)}


@pytest.mark.parametrize(("steps", "seconds"), [(LEAST_PLANS * STEPS_A_PLAN - 1, None), (LONG, 1e-6)])
def test_nothing_is_chosen_where_steps_or_time_do_not_suffice(
    folder: Path, monkeypatch: pytest.MonkeyPatch, steps: int, seconds: float | None
) -> None:
    monkeypatch.setattr(guidance, "_studio", lambda *_: Drawn(lambda *_: 0.5))
    before = (folder / "pack.yaml").read_bytes()
    assert choose_guidance(folder, steps, seconds, "cpu") is None
    assert (folder / "pack.yaml").read_bytes() == before


@pytest.mark.parametrize(("recall", "advised"), [(0.9, False), (0.3, True)])
def test_a_training_says_how_far_its_annotator_is_to_be_trusted(recall: float, advised: bool) -> None:
    scores = {"head": {"objects": 30, "recall": recall}, "spot": {"objects": 10, "recall": 0.1}}
    line = oracle_line(scores)
    assert f"{(30 * recall + 1) / 40:.0%} of 40 objects" in line
    assert ("go by what is `confirmed`" in line) is advised
