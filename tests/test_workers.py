"""Processes share one ordered work list: what comes out does not depend on how many there are."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Generator, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from synth.core.errors import SpecError, SynthError
from synth.core.outcome import Outcome
from synth.folder.batch import Batch
from synth.options import RunConfig
from synth.samples import Known
from synth.workers import AHEAD, Orders, in_order
from tests import fake_studio
from tests.fake_studio import FakeStudio, Story, Trouble
from tests.folder.fake import Number

COUNT = 37
TROUBLES = {
    2: Trouble(refused=(("verify", False),)),
    9: Trouble(refused=(("draft", True),)),
    16: Trouble(unplannable=True),
    36: Trouble(refused=(("verify", False),) * 3),
}


def made(
    story: Story, workers: int, ids: range = range(COUNT), known: Known | None = None, studio: Any = None
) -> Iterator[Batch]:
    config = RunConfig(scene="numbers", out=Path("unused"), workers=workers)
    orders = Orders(module=fake_studio.__name__, config=config, scene=story)
    return in_order(orders, studio or FakeStudio(story), ids, known or {})


def samples(batches: Iterator[Batch]) -> dict[int, tuple[bytes, bytes]]:
    """Sample -> its lines, in the order in which they came."""
    return {
        batch.first + place: (batch.parts["numbers"][place], batch.parts["rejected"][place])
        for batch in batches
        for place in range(batch.number)
    }


@pytest.fixture(autouse=True)
def no_process_is_left() -> Iterator[None]:
    yield
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("way", [{}, {"overlaps": True}, {"lanes": 3}])
def test_one_two_and_four_workers_make_the_same(way: Mapping[str, Any]) -> None:
    story = Story(troubles=TROUBLES, **way)
    one, two, four = (list(samples(made(story, workers)).items()) for workers in (1, 2, 4))
    assert one == two == four
    assert [sample_id for sample_id, _ in one] == list(range(COUNT))
    assert len({lines for _, lines in one}) == COUNT


@pytest.mark.parametrize("ids", [range(8, 33), range(33, COUNT), range(0)])
def test_what_is_missing_is_made(ids: range) -> None:
    one, two = (list(samples(made(Story(), workers, ids)).items()) for workers in (1, 2))
    assert one == two
    assert [sample_id for sample_id, _ in one] == list(ids)


@pytest.mark.parametrize("workers", [1, 2])
def test_what_is_known_is_encoded_here_and_not_made_again(workers: int) -> None:
    known = {place: Outcome(sample_id=place, verified=Number(place)) for place in (0, 17)}
    story = Story(errors={0: SpecError("a", 0, "b"), 17: SpecError("a", 17, "b")})
    studio = FakeStudio(story)
    assert list(samples(made(story, workers, known=known, studio=studio))) == list(range(COUNT))
    assert len(studio.planned) == (COUNT - 2 if workers == 1 else 0)


def test_workers_of_a_kind_that_forks_have_a_copy_of_the_open_studio(monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*orders: Any) -> Any:
        raise AssertionError("a worker opened a studio of its own")

    one = samples(made(Story(troubles=TROUBLES), 1))
    monkeypatch.setattr(fake_studio, "KIND", replace(fake_studio.KIND, forks=lambda studio: True, open=opened))
    studio = FakeStudio(Story(troubles=TROUBLES))
    assert samples(made(studio.story, 3, studio=studio)) == one
    assert studio.planned == []


def test_few_samples_need_no_process() -> None:
    studio = FakeStudio(Story(task=5))
    assert list(samples(made(Story(), 4, range(5), studio=studio))) == list(range(5))
    assert studio.planned == list(range(5))


@pytest.mark.parametrize(
    "error", [SpecError("objects.cell.count", 40, "at most 30"), ZeroDivisionError("by 0"), KeyError("cell")]
)
@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_in_a_worker_is_raised_here(workers: int, error: Exception) -> None:
    with pytest.raises(type(error)) as caught:
        list(made(Story(errors={18: error}), workers))
    assert str(caught.value) == str(error)


def test_a_worker_that_dies_is_one_line() -> None:
    with pytest.raises(SynthError) as caught:
        list(made(Story(deaths=frozenset({18})), 2))
    assert str(caught.value) == (
        "workers: got 'a process that ended with -9'; run the same command again: what is finished is kept"
    )


def test_a_worker_that_dies_in_the_middle_of_a_message_is_one_line() -> None:
    """As when memory runs out: its batch is too large for the pipe, of which a part has come already."""
    batches = made(Story(heavy=1 << 22), 2, range(10))
    next(batches)
    time.sleep(1)  # both have filled their pipes and wait
    for child in multiprocessing.active_children():
        assert child.pid is not None
        os.kill(child.pid, signal.SIGKILL)
    with pytest.raises(SynthError, match="got 'a process that ended with -9'; run the same command again"):
        list(batches)


def test_workers_are_only_a_little_ahead_of_what_is_taken(tmp_path: Path) -> None:
    story, workers = Story(task=5, batch=5, log=tmp_path), 2
    batches = made(story, workers, range(1000))
    for taken in (1, 2, 3):
        next(batches)
        started = -1
        while started != (started := len(list(tmp_path.iterdir()))):
            time.sleep(0.3)
        assert taken * story.task <= started <= (taken - 1 + AHEAD * workers) * story.task
    assert isinstance(batches, Generator)
    batches.close()


def test_what_is_not_taken_ends_with_its_taker(tmp_path: Path) -> None:
    batches = made(Story(task=5, heavy=1 << 22), 2, range(1000))
    next(batches)
    assert len(multiprocessing.active_children()) == 2
    assert isinstance(batches, Generator)
    batches.close()
