"""Laws of the thread beside the models: it plans a batch ahead, retries fill free places, it never outlives the run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.core.errors import SynthError
from synth.core.outcome import Outcome, Rejection
from synth.folder.batch import Batch
from synth.samples import make_batches, make_outcomes
from tests.fake_studio import FakeStudio, Plan, Story
from tests.folder.fake import Number
from tests.test_samples import COUNT, STORIES

THREE_BATCHES = Story(batch=2, overlaps=True)


class Watched(FakeStudio):
    """Notes in which threads each stage runs; `meanwhile` is called while a batch is drafted."""

    def __init__(self, story: Story, meanwhile: Callable[[], None] = lambda: None) -> None:
        super().__init__(story)
        self.meanwhile, self.threads = meanwhile, dict[str, set[threading.Thread]]()
        self.fourth = threading.Event()

    def plan(self, sample_id: int) -> Plan | Rejection:
        self._note("plan")
        if sample_id == 3:
            self.fourth.set()
        return super().plan(sample_id)

    def draft(self, plans: Sequence[Plan]) -> list[Plan | Rejection]:
        self._note("draft")
        self.meanwhile()
        return super().draft(plans)

    def verify(self, plan: Plan, draft: Plan) -> Number | Rejection:
        self._note("verify")
        return super().verify(plan, draft)

    def encode(self, outcomes: Sequence[Outcome[Number]]) -> Batch:
        self._note("encode")
        return super().encode(outcomes)

    def _note(self, stage: str) -> None:
        self.threads.setdefault(stage, set()).add(threading.current_thread())


def test_the_next_batch_is_planned_while_one_is_drafted() -> None:
    studio = Watched(THREE_BATCHES, lambda: pytest.fail("not meanwhile") if not studio.fourth.wait(30) else None)
    assert len(list(make_outcomes(studio, range(6)))) == 6


@given(st.integers(1, 40), st.integers(1, 7))
def test_plans_are_never_more_than_two_batches_ahead(count: int, batch: int) -> None:
    ahead: list[int] = []
    studio = Watched(Story(batch=batch, overlaps=True), lambda: ahead.append(len(studio.planned) - len(studio.drafts)))
    list(make_outcomes(studio, range(count)))
    assert all(1 <= number <= 3 * batch for number in ahead)  # those that are drafted now, and two batches


@given(STORIES)
def test_a_retry_takes_the_next_free_place(story: Story) -> None:
    """As long as a first attempt is left no batch has a free place, and no retry waits longer than its verdict."""
    studio = FakeStudio(story)
    list(make_outcomes(studio, range(COUNT)))
    firsts = [n for n, plans in enumerate(studio.drafted) if any(not plan.attempt for plan in plans)]
    assert all(len(plans) == story.batch for plans in studio.drafted[: max(firsts, default=0)])
    place = {plan: number for number, plans in enumerate(studio.drafted) for plan in plans}
    waits = [place[plan] - place[replace(plan, attempt=plan.attempt - 1)] for plan in place if plan.attempt]
    assert all(1 <= wait <= 1 + story.overlaps for wait in waits)


def test_models_run_in_the_main_thread_and_all_the_rest_in_one_beside_it() -> None:
    studio, main = Watched(THREE_BATCHES), {threading.current_thread()}
    list(make_batches(studio, range(9)))
    assert studio.threads["draft"] == main
    beside = studio.threads["plan"] | studio.threads["verify"] | studio.threads["encode"]
    assert len(beside - main) == len(beside) == 1
    alone = Watched(replace(THREE_BATCHES, overlaps=False))
    list(make_batches(alone, range(9)))
    assert set().union(*alone.threads.values()) == main


@pytest.mark.parametrize("stage", ["plan", "draft", "verify", "encode"])
@pytest.mark.parametrize("overlaps", [False, True])
def test_an_error_of_any_stage_is_raised_and_leaves_no_thread(
    monkeypatch: pytest.MonkeyPatch, stage: str, overlaps: bool
) -> None:
    def fails(*_: object) -> None:
        raise SynthError("here", "that", "this")

    studio, before = FakeStudio(replace(THREE_BATCHES, overlaps=overlaps)), threading.active_count()
    monkeypatch.setattr(studio, stage, fails)
    with pytest.raises(SynthError, match="here: got 'that'; this"):
        list(make_batches(studio, range(9)))
    assert threading.active_count() == before


def test_who_takes_no_more_leaves_no_thread() -> None:
    before, outcomes = threading.active_count(), make_outcomes(FakeStudio(THREE_BATCHES), range(9))
    next(iter(outcomes))
    outcomes.close()  # pyright: ignore[reportAttributeAccessIssue] - a generator
    assert threading.active_count() == before
