"""Laws of the loop: order and outcomes are those of samples made one by one, whatever is refused."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from synth.core.errors import SynthError
from synth.core.outcome import Outcome
from synth.folder.batch import REJECTED, Batch
from synth.folder.totals import Totals
from synth.samples import make_batches, make_outcomes, make_sample, probe_of
from tests.fake_studio import FakeStudio, Plan, Story, Trouble, expected, refusal
from tests.folder.fake import Number

COUNT = 12
REFUSED = st.lists(st.tuples(st.sampled_from(["draft", "verify"]), st.sampled_from([False, False, True])), max_size=4)
TROUBLES = st.dictionaries(
    st.integers(0, COUNT - 1),
    st.one_of(st.just(Trouble(unplannable=True)), REFUSED.map(lambda refused: Trouble(refused=tuple(refused)))),
)
STORIES = st.builds(
    Story, troubles=TROUBLES, batch=st.integers(1, COUNT + 1), max_tries=st.integers(1, 4), overlaps=st.booleans()
)


@given(STORIES, st.integers(0, COUNT), st.integers(0, COUNT))
def test_outcomes_are_those_of_samples_made_alone_in_order(story: Story, start: int, end: int) -> None:
    ids = range(start, end)
    wanted = [expected(story, sample_id) for sample_id in ids]
    assert list(make_outcomes(FakeStudio(story), ids)) == wanted
    assert [make_sample(FakeStudio(story), sample_id) for sample_id in ids] == wanted


@given(STORIES)
def test_any_samples_in_any_order(story: Story) -> None:
    ids = [*range(COUNT - 1, -1, -2), *range(0, COUNT, 2)]
    assert list(make_outcomes(FakeStudio(story), ids)) == [expected(story, sample_id) for sample_id in ids]


@given(STORIES)
def test_overlapping_changes_nothing(story: Story) -> None:
    beside, alone = FakeStudio(replace(story, overlaps=True)), FakeStudio(replace(story, overlaps=False))
    assert list(make_outcomes(beside, range(COUNT))) == list(make_outcomes(alone, range(COUNT)))
    assert set(beside.drafts) == set(alone.drafts)


@given(STORIES)
def test_drafts_are_made_once_and_in_full_batches_while_there_are_samples(story: Story) -> None:
    studio = FakeStudio(replace(story, overlaps=False))
    list(make_outcomes(studio, range(COUNT)))
    assert len(set(studio.drafts)) == len(studio.drafts)
    assert all(0 < len(plans) <= story.batch for plans in studio.drafted)
    assert max((plan.attempt for plan in studio.drafts), default=0) < story.max_tries
    firsts = [n for n, plans in enumerate(studio.drafted) if any(not plan.attempt for plan in plans)]
    assert all(len(plans) == story.batch for plans in studio.drafted[: max(firsts, default=0)])


@given(STORIES, st.sets(st.integers(0, COUNT - 1), max_size=3))
def test_batches_hold_all_samples_in_order_and_known_ones_are_not_made_again(story: Story, known_ids: set[int]) -> None:
    known = {
        sample_id: Outcome(sample_id=sample_id, verified=Number(sample_id, "known")) for sample_id in sorted(known_ids)
    }
    studio = FakeStudio(story)
    batches = list(make_batches(studio, range(COUNT), dict(known)))
    outcomes = [known.get(sample_id) or expected(story, sample_id) for sample_id in range(COUNT)]
    assert joined(batches) == joined([studio.encode(outcomes)])
    assert [batch.number for batch in batches] == [
        min(story.batch, COUNT - start) for start in range(0, COUNT, story.batch)
    ]
    assert [batch.first for batch in batches] == list(range(0, COUNT, story.batch))
    assert sorted(studio.planned) == [sample_id for sample_id in range(COUNT) if sample_id not in known]


@pytest.mark.parametrize("overlaps", [False, True])
def test_little_is_made_ahead_of_what_is_taken(overlaps: bool) -> None:
    studio = FakeStudio(Story(batch=2, overlaps=overlaps))
    batches = make_batches(studio, range(100))
    for taken in range(1, 6):
        next(batches)
        assert len(studio.drafts) <= 2 * (taken + 2 * overlaps)
        assert len(studio.planned) <= 2 * (taken + 4 * overlaps)
    assert isinstance(batches, Generator)
    batches.close()
    assert len(studio.planned) < 30


@pytest.mark.parametrize("overlaps", [False, True])
def test_an_error_is_raised_where_the_samples_are_taken(overlaps: bool) -> None:
    studio = FakeStudio(Story(errors={7: SynthError("objects", 7, "less")}, overlaps=overlaps))
    with pytest.raises(SynthError, match="objects: got 7; less"):
        list(make_batches(studio, range(COUNT)))


def test_a_sample_goes_on_after_the_drafts_that_were_refused_elsewhere() -> None:
    story = Story(troubles={4: Trouble(refused=(("verify", False), ("verify", False)))}, max_tries=4)
    elsewhere = replace(refusal("screen", Plan(4), final=False), attempt=0)
    outcome = make_sample(FakeStudio(story), 4, [elsewhere])
    assert outcome.verified == Number(4, "attempt 2")
    assert [(one.check, one.attempt) for one in outcome.rejections] == [("screen", 0), ("verify", 1)]
    given_up = make_sample(FakeStudio(story), 4, [elsewhere] * 4)
    assert given_up == Outcome(sample_id=4, verified=None, rejections=(elsewhere,) * 4)


def test_a_probe_gives_its_outcomes_or_says_what_refused_them() -> None:
    story = Story(troubles={0: Trouble(refused=(("verify", False),)), 1: Trouble(refused=(("draft", True),))})
    assert probe_of(FakeStudio(story), [0, 2], "number") == {i: expected(story, i) for i in (0, 2)}
    with pytest.raises(SynthError, match="sample 1: got 'no number after 1 tries'; draft: measured 1, limit 0"):
        probe_of(FakeStudio(story), [0, 1], "number")


def joined(batches: list[Batch]) -> tuple[object, ...]:
    parts = {name: [line for batch in batches for line in batch.parts[name]] for name in ("numbers", REJECTED)}
    totals = sum((batch.totals for batch in batches), start=Totals())
    return parts, totals, [file for batch in batches for file in batch.files], [k for b in batches for k in b.keys]
