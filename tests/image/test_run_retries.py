"""Refused drafts: each try has its own pixel seed, then another layout; both are bounded, and all is on record."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from synth.core.outcome import Outcome, Rejection
from synth.image.records import Condition, Draft, Drawn, Fault, Kept, Misread, Plan, Verified
from tests.runs import LOOSE, lines_of, outcomes_of, run_into, sketch_scene

REFUSALS = {1: 2, 3: 99, 4: 1}
"""Sample -> how many of its first drafts are refused."""

ONE_LAYOUT = replace(LOOSE, max_layouts=1)


class Recorder:
    """A generator of flat pictures that keeps who was painted together, and with which seed."""

    def __init__(self) -> None:
        self.batches: list[list[tuple[int, int]]] = []

    def __call__(
        self, plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]
    ) -> list[Drawn | Fault]:
        assert len(plans) == len(conditions)
        self.batches.append([(p.sample_id, s) for p, s in zip(plans, pixel_seeds, strict=True)])
        sizes = [(plan.height, plan.width, 3) for plan in plans]
        return [Drawn(np.full(size, s % 256, np.uint8)) for size, s in zip(sizes, pixel_seeds, strict=True)]


def judge(plan: Plan, draft: Draft) -> Verified | Rejection:
    """Refuses the first REFUSALS drafts of a sample."""
    if draft.attempt < REFUSALS.get(plan.sample_id, 0):
        return Rejection(sample_id=plan.sample_id, check="missed", measured=0.5, limit=0.1, attempt=draft.attempt)
    return Verified(plan=plan, draft=draft, instances=plan.instances, checks=())


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    make: Callable[..., Recorder] = lambda *_: recorder  # noqa: E731
    monkeypatch.setattr("synth.image.studio.make_generator", make)
    monkeypatch.setattr("synth.image.studio.make_judge", lambda *_: judge)
    return recorder


@pytest.mark.parametrize("batch_size", [1, 2, 4])
def test_tries_are_counted_and_bounded(recorder: Recorder, batch_size: int) -> None:
    outcomes = outcomes_of(sketch_scene(), 6, batch_size=batch_size, verify=ONE_LAYOUT)
    assert sorted(outcomes) == [0, 1, 2, 3, 4, 5]
    assert {n: len(o.rejections) for n, o in outcomes.items()} == {0: 0, 1: 2, 2: 0, 3: 3, 4: 1, 5: 0}
    assert [n for n, o in outcomes.items() if o.verified is None] == [3]
    assert [r.attempt for r in outcomes[3].rejections] == [0, 1, 2]
    assert max(map(len, recorder.batches)) <= batch_size


def test_every_try_has_its_own_pixels_whatever_the_batch(recorder: Recorder) -> None:
    seeds: list[Mapping[int, list[int]]] = []
    for batch_size in (1, 3):
        recorder.batches.clear()
        outcomes_of(sketch_scene(), 6, batch_size=batch_size, verify=ONE_LAYOUT)
        seen: dict[int, list[int]] = {n: [] for n in range(6)}
        for sample_id, seed in (pair for batch in recorder.batches for pair in batch):
            seen[sample_id].append(seed)
        seeds.append(seen)
    assert seeds[0] == seeds[1]
    assert {n: len(s) for n, s in seeds[0].items()} == {0: 1, 1: 3, 2: 1, 3: 3, 4: 2, 5: 1}
    assert len({s for made in seeds[0].values() for s in made}) == 11


def test_the_next_draft_of_a_layout_starts_from_what_the_refused_one_leaves(
    recorder: Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the first try of another layout nothing is kept."""
    seen: list[int | None] = []

    def misreading(plan: Plan, draft: Draft) -> Rejection:
        seen.append(None if plan.kept is None else int(plan.kept.image[0, 0, 0]))
        where = np.ones(draft.image.shape[:2], np.bool_)
        kept = Kept(image=np.full_like(draft.image, draft.attempt), redrawn=where, seeds=())
        return Misread(sample_id=0, check="missed", measured=0.5, limit=0.1, attempt=draft.attempt, kept=kept)

    monkeypatch.setattr("synth.image.studio.make_judge", lambda *_: misreading)
    outcomes = outcomes_of(sketch_scene(), 1, verify=replace(LOOSE, max_layouts=2))
    assert [r.attempt for r in outcomes[0].rejections] == [0, 1, 2, 3, 4, 5]
    assert seen == [None, 0, 1, None, 3, 4]


def test_max_tries_one_gives_up_at_once(recorder: Recorder) -> None:
    outcomes = outcomes_of(sketch_scene(), 6, verify=replace(ONE_LAYOUT, max_tries=1))
    assert [n for n, o in outcomes.items() if o.verified is None] == [1, 3, 4]
    assert len(recorder.batches) == 6


def layout_of(plan: Plan) -> list[tuple[float, ...]]:
    return [tuple(instance.requested_box) for instance in plan.instances]


def verified(outcome: Outcome[Verified]) -> Verified:
    assert outcome.verified is not None
    return outcome.verified


@pytest.mark.usefixtures("recorder")
def test_a_sample_whose_drafts_are_all_refused_is_planned_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(REFUSALS, 3, 7)
    found = verified(outcomes_of(sketch_scene(), 6)[3])
    first = verified(outcomes_of(sketch_scene(), 6, verify=replace(LOOSE, max_tries=8))[3])
    assert (found.plan.attempt, first.plan.attempt) == (7, 7)
    assert layout_of(found.plan) != layout_of(first.plan)
    assert layout_of(verified(outcomes_of(sketch_scene(), 6, only=[3])[3]).plan) == layout_of(found.plan)


@pytest.mark.usefixtures("recorder")
def test_the_new_layout_is_of_the_same_quota(monkeypatch: pytest.MonkeyPatch) -> None:
    """All samples are planned anew, and as many as before show the rare case."""
    for sample_id in range(8):
        monkeypatch.setitem(REFUSALS, sample_id, 4)
    scene = sketch_scene(quotas={"dark": {"share": 0.25, "when": {"time": "night"}}})
    plans = [verified(outcome).plan for outcome in outcomes_of(scene, 8).values()]
    assert all(plan.attempt == 4 for plan in plans)
    assert sum(plan.quotas == ("dark",) for plan in plans) == 2
    assert all((plan.variables["time"] == "night") == bool(plan.quotas) for plan in plans)


@pytest.mark.usefixtures("recorder")
def test_refusals_are_on_file(tmp_path: Path) -> None:
    summary = run_into(tmp_path, sketch_scene(), 6, verify=ONE_LAYOUT)
    assert (summary.written, summary.rejected, summary.drafts, dict(summary.refused)) == (5, 1, 11, {"missed": 6})
    assert summary.yield_share == pytest.approx(5 / 11)
    refused = lines_of(tmp_path / "rejected.jsonl")
    assert [line["id"] for line in refused] == [1, 1, 3, 3, 3, 4]
    assert [line["attempt"] for line in refused] == [0, 1, 0, 1, 2, 0]
    assert [line["given_up"] for line in refused] == [False, False, False, False, True, False]
    images = json.loads((tmp_path / "annotations.json").read_text(encoding="utf-8"))["images"]
    assert [image["id"] for image in images] == [0, 1, 2, 4, 5]
    assert not (tmp_path / "images/000003.png").exists()


@pytest.mark.usefixtures("recorder")
def test_a_sample_that_was_given_up_stays_so(tmp_path: Path) -> None:
    run_into(tmp_path, sketch_scene(), 6, verify=ONE_LAYOUT)
    before = (tmp_path / "rejected.jsonl").read_bytes()
    assert run_into(tmp_path, sketch_scene(), 6, verify=ONE_LAYOUT).rejected == 1
    assert (tmp_path / "rejected.jsonl").read_bytes() == before
