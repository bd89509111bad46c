"""Laws of the one loop: what a sample becomes depends on nothing but itself, batches are full, plans are ahead."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from synth.core.errors import SynthError
from synth.core.lanes import checkpoint
from synth.core.outcome import Outcome, Rejection
from synth.folder.batch import Batch, BatchContent, batch_of
from synth.kinds import Provenance
from synth.samples import make_batches, make_outcomes, make_sample, probe_of

UNPLANNED, FAULT, FINAL = "unplanned", "fault", "final"
"""What may come of a sample instead of a number of refusals: no plan, no draft in the first try, a final refusal."""

Fates = Sequence[int | str]


@dataclass(frozen=True, slots=True)
class Plan:
    sample_id: int
    attempt: int


class Kept(str):
    """A verified draft: its sample and attempt."""

    __slots__ = ()

    @property
    def plan(self) -> Plan:
        return Plan(*map(int, self.split("/")))


@dataclass
class Fake:
    """A studio of strings that keeps what it was asked for, and in which thread."""

    fates: Fates
    max_tries: int = 3
    batch: int = 1
    overlaps: bool = False
    lanes: int = 1
    task: int = 1
    planned: list[tuple[int, str]] = field(default_factory=list)
    drafted: list[list[Plan]] = field(default_factory=list)
    threads: dict[str, set[str]] = field(default_factory=dict)
    planned_at_draft: list[int] = field(default_factory=list)
    meanwhile: Callable[[], None] = lambda: None

    def _note(self, stage: str) -> None:
        self.threads.setdefault(stage, set()).add(threading.current_thread().name)

    def plan(self, sample_id: int) -> Plan | Rejection:
        self._note("plan")
        self.planned.append((sample_id, threading.current_thread().name))
        if self.fates[sample_id] == UNPLANNED:
            return Rejection(sample_id=sample_id, check="placement", measured=1, limit=1)
        return Plan(sample_id, 0)

    def replan(self, plan: Plan, refused: Rejection) -> Plan | None:
        return None if refused.final or plan.attempt + 1 == self.max_tries else Plan(plan.sample_id, plan.attempt + 1)

    def draft(self, plans: Sequence[Plan]) -> list[str | Rejection]:
        self._note("draft")
        self.drafted.append(list(plans))
        self.meanwhile()
        self.planned_at_draft.append(len(self.planned))
        return [self._refusal(p, "empty") if self._fails(p, FAULT) else f"{p.sample_id}/{p.attempt}" for p in plans]

    def verify(self, plan: Plan, draft: str) -> Kept | Rejection:
        self._note("verify")
        fate = self.fates[plan.sample_id]
        if fate == FINAL or (isinstance(fate, int) and plan.attempt < fate):
            return self._refusal(plan, "missed", final=fate == FINAL)
        return Kept(draft)

    def encode(self, outcomes: Sequence[Outcome[Kept]]) -> Batch:
        self._note("encode")
        lines = [f"{outcome.verified}\n".encode() if outcome.verified else b"" for outcome in outcomes]
        return batch_of(outcomes, Kept, BatchContent(parts={"lines": lines}, groups={}))

    def probe(self) -> Mapping[int, Outcome[Kept]]:
        return {}

    def provenance(self) -> Provenance:
        raise AssertionError

    def _fails(self, plan: Plan, fate: str) -> bool:
        return self.fates[plan.sample_id] == fate and plan.attempt == 0

    def _refusal(self, plan: Plan, check: str, final: bool = False) -> Rejection:
        return Rejection(sample_id=plan.sample_id, check=check, measured=0, limit=1, attempt=plan.attempt, final=final)


WAYS: Sequence[Mapping[str, Any]] = ({}, {"overlaps": True}, {"lanes": 3})
"""All in one thread; judged beside the next draft; several batches at once."""

FATES = st.lists(st.sampled_from([0, 0, 0, 1, 2, 9, UNPLANNED, FAULT, FINAL]), min_size=1, max_size=30)


def expected(fates: Fates, sample_id: int, tries: int = 3) -> tuple[str | None, list[tuple[str, int]]]:
    """What the law says of a sample: what is kept, and its refusals."""
    match fates[sample_id]:
        case "unplanned":
            return None, [("placement", 0)]
        case "fault":
            return f"{sample_id}/1", [("empty", 0)]
        case "final":
            return None, [("missed", 0)]
        case number:
            refused = [("missed", attempt) for attempt in range(min(int(number), tries))]
            return (f"{sample_id}/{len(refused)}" if len(refused) < tries else None), refused


def told(outcome: Outcome[Kept]) -> tuple[str | None, list[tuple[str, int]]]:
    return outcome.verified, [(rejection.check, rejection.attempt) for rejection in outcome.rejections]


@settings(deadline=None)
@given(FATES, st.integers(1, 7), st.sampled_from(WAYS))
def test_every_sample_in_order_whatever_the_batch(fates: Fates, batch: int, way: Mapping[str, Any]) -> None:
    outcomes = list(make_outcomes(Fake(fates, batch=batch, **way), range(len(fates))))
    assert [outcome.sample_id for outcome in outcomes] == list(range(len(fates)))
    assert [told(outcome) for outcome in outcomes] == [expected(fates, number) for number in range(len(fates))]


@settings(deadline=None)
@given(FATES, st.data())
def test_a_sample_alone_is_the_sample_of_the_whole(fates: Fates, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(fates) - 1))
    (alone,) = make_outcomes(Fake(fates), [number])
    assert told(alone) == expected(fates, number)
    assert make_sample(Fake(fates), number) == alone
    known = data.draw(st.integers(0, max(0, len(alone.rejections) - 1)))
    assert make_sample(Fake(fates), number, alone.rejections[:known]) == alone


@settings(deadline=None)
@given(FATES, st.integers(1, 7), st.sampled_from(WAYS), st.randoms(use_true_random=False))
def test_any_samples_in_any_order(fates: Fates, batch: int, way: Mapping[str, Any], chance: Random) -> None:
    ids = chance.sample(range(len(fates)), chance.randint(0, len(fates)))
    outcomes = list(make_outcomes(Fake(fates, batch=batch, **way), ids))
    assert [(outcome.sample_id, told(outcome)) for outcome in outcomes] == [(n, expected(fates, n)) for n in ids]


@settings(deadline=None)
@given(FATES, st.integers(1, 4), st.sampled_from(WAYS))
def test_no_draft_is_made_twice_or_after_the_last_try(fates: Fates, tries: int, way: Mapping[str, Any]) -> None:
    studio = Fake(fates, max_tries=tries, batch=4, **way)
    outcomes = list(make_outcomes(studio, range(len(fates))))
    drafted = [plan for plans in studio.drafted for plan in plans]
    assert len(set(drafted)) == len(drafted)
    assert all(plan.attempt < tries for plan in drafted)
    assert all(len(outcome.rejections) <= tries for outcome in outcomes)


@pytest.mark.parametrize("overlaps", [False, True])
def test_little_is_made_ahead_of_what_is_taken(overlaps: bool) -> None:
    studio = Fake([0] * 100, batch=2, overlaps=overlaps)
    batches = make_batches(studio, range(100))
    for taken in range(1, 6):
        next(batches)
        assert sum(map(len, studio.drafted)) <= 2 * (taken + 2 * overlaps)
        assert len(studio.planned) <= 2 * (taken + 4 * overlaps)


def test_few_batches_are_ahead_of_what_is_taken_in_lanes() -> None:
    studio = Fake([0] * 100, batch=2, lanes=3)
    batches = make_batches(studio, range(100))
    for taken in range(1, 6):
        next(batches)
        assert len(studio.planned) <= 2 * (taken + 2 * studio.lanes)


def test_as_many_batches_are_made_at_once_as_there_are_lanes() -> None:
    """Each draft waits for one of every other lane: it would wait for ever if they came one after another."""
    studio, together = Fake([0] * 9, lanes=3), threading.Barrier(3)
    studio.meanwhile = lambda: None if together.wait(20) in range(3) else pytest.fail("too many")
    assert len(list(make_outcomes(studio, range(9)))) == 9
    assert threading.current_thread().name not in studio.threads["draft"] | studio.threads["verify"]


def test_what_runs_in_a_lane_when_the_run_ends_is_called_off() -> None:
    """A draft that would take a minute in a hundred steps, beside one that fails."""
    studio, started = Fake([0] * 2, lanes=2), threading.Event()

    def draft(plans: Sequence[Plan]) -> list[str | Rejection]:
        if plans[0].sample_id == 0:
            started.wait(20)
            raise KeyboardInterrupt
        for _ in range(100):
            started.set()
            checkpoint()
            time.sleep(0.6)
        return []

    studio.draft = draft  # pyright: ignore[reportAttributeAccessIssue]
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        list(make_outcomes(studio, range(2)))
    assert time.monotonic() - start < 20


def test_a_sample_goes_on_after_drafts_that_were_refused_elsewhere() -> None:
    """As a text that resembles an earlier one: verification knew nothing of that."""
    elsewhere = Rejection(sample_id=0, check="duplicate", measured=1, limit=1)
    assert told(make_sample(Fake([2], max_tries=4), 0, [elsewhere])) == ("0/2", [("duplicate", 0), ("missed", 1)])
    given_up = Outcome(sample_id=0, verified=None, rejections=(elsewhere,) * 3)
    assert make_sample(Fake([0]), 0, given_up.rejections) == given_up


@settings(deadline=None)
@given(FATES, st.integers(1, 7), st.sampled_from(WAYS), st.data())
def test_batches_hold_every_sample_and_what_is_known_is_not_made_again(
    fates: Fates, batch: int, way: Mapping[str, Any], data: st.DataObject
) -> None:
    ids = range(len(fates))
    known = {n: o for n, o in enumerate(make_outcomes(Fake(fates), ids)) if data.draw(st.booleans())}
    studio = Fake(fates, batch=batch, **way)
    batches = list(make_batches(studio, ids, dict(known)))
    assert [made.first for made in batches] == list(range(0, len(fates), batch))
    assert all(made.number == batch for made in batches[:-1])
    kept = [expected(fates, number)[0] for number in ids]
    assert b"".join(line for made in batches for line in made.parts["lines"]).decode().split() == [k for k in kept if k]
    assert not known.keys() & {sample_id for sample_id, _ in studio.planned}


@settings(deadline=None)
@given(FATES, st.integers(1, 7), st.booleans())
def test_a_retry_takes_the_first_free_place_so_that_batches_are_full(fates: Fates, batch: int, overlaps: bool) -> None:
    """As long as a first attempt is left to draft, no batch has a free place, and no retry waits for more than two."""
    studio = Fake(fates, batch=batch, overlaps=overlaps)
    list(make_outcomes(studio, range(len(fates))))
    last = max((n for n, plans in enumerate(studio.drafted) if any(p.attempt == 0 for p in plans)), default=0)
    assert all(len(plans) == batch for plans in studio.drafted[:last])
    assert all(1 <= len(plans) <= batch for plans in studio.drafted)
    place = {plan: number for number, plans in enumerate(studio.drafted) for plan in plans}
    waits = [place[p] - place[Plan(p.sample_id, p.attempt - 1)] for p in place if p.attempt]
    assert all(1 <= wait <= 1 + overlaps for wait in waits)


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 7))
def test_plans_are_a_batch_ahead_and_never_more_than_two(count: int, batch: int) -> None:
    studio = Fake([0] * count, batch=batch, overlaps=True)
    list(make_outcomes(studio, range(count)))
    drawn = list(accumulate(len(plans) for plans in studio.drafted))
    for planned, drafted in zip(studio.planned_at_draft, drawn, strict=True):
        assert min(count, drafted) <= planned <= min(count, drafted + 2 * batch)


def test_a_batch_is_planned_while_another_is_drafted() -> None:
    """The first draft waits until the second batch is planned: it would wait for ever if that came after it."""
    studio = Fake([0] * 6, batch=2, overlaps=True)
    second = threading.Event()
    plan = studio.plan

    def planned(sample_id: int) -> Plan | Rejection:
        if sample_id == 3:
            second.set()
        return plan(sample_id)

    studio.plan = planned  # pyright: ignore[reportAttributeAccessIssue]
    studio.meanwhile = lambda: pytest.fail("not planned meanwhile") if not second.wait(20) else None
    assert len(list(make_outcomes(studio, range(6)))) == 6


def test_models_run_in_the_main_thread_and_all_the_rest_beside_them() -> None:
    studio = Fake([0] * 9, batch=2, overlaps=True)
    list(make_batches(studio, range(9)))
    main = threading.current_thread().name
    assert studio.threads["draft"] == {main}
    beside = studio.threads["plan"] | studio.threads["verify"] | studio.threads["encode"]
    assert len(beside) == 1
    assert main not in beside
    alone = Fake([0] * 9, batch=2)
    list(make_batches(alone, range(9)))
    assert set().union(*alone.threads.values()) == {main}


@pytest.mark.parametrize("stage", ["plan", "draft", "verify", "encode"])
@pytest.mark.parametrize("way", WAYS)
def test_an_error_of_any_stage_is_raised_and_leaves_no_thread(stage: str, way: Mapping[str, Any]) -> None:
    studio, before = Fake([0] * 9, batch=2, **way), threading.active_count()
    honest = getattr(studio, stage)

    def fails(*given: object) -> object:
        if stage != "plan" or given[0] == 5:
            raise SynthError("here", "that", "this")
        return honest(*given)

    setattr(studio, stage, fails)
    with pytest.raises(SynthError, match="here: got 'that'; this"):
        list(make_batches(studio, range(9)))
    assert threading.active_count() == before


@pytest.mark.parametrize("way", WAYS)
def test_who_stops_listening_leaves_no_thread(way: Mapping[str, Any]) -> None:
    before = threading.active_count()
    batches = make_batches(Fake([0] * 9, batch=2, **way), range(9))
    next(batches)
    assert isinstance(batches, Generator)
    batches.close()
    assert threading.active_count() == before


def test_a_probe_says_what_a_scene_cannot_meet() -> None:
    assert probe_of(Fake([1, 0]), range(2), "text").keys() == {0, 1}
    with pytest.raises(SynthError) as caught:
        probe_of(Fake([0, 9]), range(2), "text")
    assert str(caught.value) == "sample 1: got 'no text after 3 tries'; missed: measured 0, limit 1"
