"""Samples of one process: plan, draft, verify, encode; another attempt for what is refused."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeVar

from synth.core.errors import SynthError
from synth.core.lanes import lanes
from synth.core.outcome import Outcome, Rejection
from synth.folder.batch import Batch
from synth.kinds import Studio

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
V = TypeVar("V")
Known = dict[int, Outcome[Any]]
"""Outcomes that were made before, by sample; each is taken out when it is used."""


class Result(Protocol[T_co]):
    """Work that is done, or will be."""

    def result(self) -> T_co: ...


@dataclass(slots=True)
class _Attempt:
    """A sample on its way: the plan that is drafted next, and what was refused so far."""

    sample_id: int
    plan: Any
    rejections: tuple[Rejection, ...] = ()


def make_batches(studio: Studio[Any, Any, Any], ids: Iterable[int], known: Known | None = None) -> Iterator[Batch]:
    """The samples `ids`, which are consecutive, as batches in their order; `known` outcomes are not made again."""
    with _desk(studio.overlaps) as submit:
        encoding: deque[Result[Batch]] = deque()
        waiting: list[Outcome[Any]] = []
        for outcome in _outcomes(studio, ids, {} if known is None else known, submit):
            waiting.append(outcome)
            if len(waiting) == studio.batch:
                encoding.append(submit(studio.encode, waiting))
                waiting = []
            while len(encoding) > studio.overlaps:
                yield encoding.popleft().result()
        if waiting:
            encoding.append(submit(studio.encode, waiting))
        while encoding:
            yield encoding.popleft().result()


def make_outcomes(studio: Studio[Any, Any, V], ids: Iterable[int], known: Known | None = None) -> Iterator[Outcome[V]]:
    """The outcomes of the samples `ids`, in their order; `known` ones are not made again."""
    with _desk(studio.overlaps) as submit:
        yield from _outcomes(studio, ids, {} if known is None else known, submit)


def make_sample(studio: Studio[Any, Any, V], sample_id: int, refused: Sequence[Rejection] = ()) -> Outcome[V]:
    """The outcome of one sample, of which the `refused` drafts were tried before."""
    plan = studio.plan(sample_id)
    if isinstance(plan, Rejection):
        return Outcome(sample_id=sample_id, verified=None, rejections=(plan,))
    attempt = _Attempt(sample_id, plan)
    outcome: Outcome[V] | None = None
    for rejection in refused:
        outcome = outcome or _refused(studio, attempt, rejection)
    while outcome is None:
        (verdict,) = _judged(studio, [attempt], studio.draft([attempt.plan]))
        if not isinstance(verdict, Rejection):
            return Outcome(sample_id, verdict, attempt.rejections)
        outcome = _refused(studio, attempt, verdict)
    return outcome


def probe_of(studio: Studio[Any, Any, V], ids: Iterable[int], unit: str) -> dict[int, Outcome[V]]:
    """The outcomes of a few samples, for `Studio.probe`; SynthError where one of them is given up."""
    outcomes = {outcome.sample_id: outcome for outcome in make_outcomes(studio, ids)}
    for sample_id, outcome in outcomes.items():
        if outcome.verified is None:
            last, tries = outcome.rejections[-1], len(outcome.rejections)
            allowed = last.told
            raise SynthError(f"sample {sample_id}", f"no {unit} after {tries} tries", allowed)
    return outcomes


def _outcomes(
    studio: Studio[Any, Any, Any], ids: Iterable[int], known: Known, submit: Callable[..., Result[Any]]
) -> Iterator[Outcome[Any]]:
    """The outcome of every sample, in the order of `ids`."""
    return _in_lanes(studio, ids, known) if studio.lanes > 1 else _in_turn(studio, ids, known, submit)


def _in_lanes(studio: Studio[Any, Any, Any], ids: Iterable[int], known: Known) -> Iterator[Outcome[Any]]:
    """Several batches are made at once; as many again are ahead, so that no lane waits for the oldest one."""

    def make(chosen: Sequence[int]) -> list[Outcome[Any]]:
        return list(_in_turn(studio, chosen, known, _at_once))

    with lanes(studio.lanes) as submit:
        waiting = iter(ids)
        ahead: deque[Result[list[Outcome[Any]]]] = deque()
        while True:
            while len(ahead) < 2 * studio.lanes and (chosen := list(islice(waiting, studio.batch))):
                ahead.append(submit(make, chosen))
            if not ahead:
                return
            yield from ahead.popleft().result()


def _in_turn(
    studio: Studio[Any, Any, Any], ids: Iterable[int], known: Known, submit: Callable[..., Result[Any]]
) -> Iterator[Outcome[Any]]:
    """While one batch is drafted, another is judged and planned; what is refused joins the next batch."""
    order: deque[int] = deque()
    decided: dict[int, Outcome[Any]] = {}
    plans = _plans(studio, ids, known, order, decided, submit)
    judging: deque[tuple[list[_Attempt], Result[Any]]] = deque()
    retries: deque[_Attempt] = deque()
    while True:
        attempts = [retries.popleft() for _ in range(min(len(retries), studio.batch))]
        attempts += islice(plans, studio.batch - len(attempts))
        if attempts:
            drafts = studio.draft([attempt.plan for attempt in attempts])
            judging.append((attempts, submit(_judged, studio, attempts, drafts)))
        while judging and (not attempts or len(judging) > studio.overlaps):
            judged, verdicts = judging.popleft()
            for attempt, verdict in zip(judged, verdicts.result(), strict=True):
                if not isinstance(verdict, Rejection):
                    decided[attempt.sample_id] = Outcome(attempt.sample_id, verdict, attempt.rejections)
                elif given_up := _refused(studio, attempt, verdict):
                    decided[attempt.sample_id] = given_up
                else:
                    retries.append(attempt)
        while order and order[0] in decided:
            yield decided.pop(order.popleft())
        if not (attempts or retries or judging):
            return


def _plans(
    studio: Studio[Any, Any, Any],
    ids: Iterable[int],
    known: Known,
    order: deque[int],
    decided: dict[int, Outcome[Any]],
    submit: Callable[..., Result[Any]],
) -> Iterator[_Attempt]:
    """First attempts of all samples, planned a batch ahead; what is known or cannot be planned is decided at once."""
    waiting = iter(ids)
    ahead: deque[tuple[list[int], Result[list[Any]]]] = deque()
    while True:
        while len(ahead) <= studio.overlaps and (chosen := list(islice(waiting, studio.batch))):
            ahead.append((chosen, submit(_planned, studio, [i for i in chosen if i not in known])))
        if not ahead:
            return
        chosen, planning = ahead.popleft()
        plans = iter(planning.result())
        for sample_id in chosen:
            order.append(sample_id)
            plan = None if sample_id in known else next(plans)
            if plan is None:
                decided[sample_id] = known.pop(sample_id)
            elif isinstance(plan, Rejection):
                decided[sample_id] = Outcome(sample_id=sample_id, verified=None, rejections=(plan,))
            else:
                yield _Attempt(sample_id, plan)


def _planned(studio: Studio[Any, Any, Any], ids: Sequence[int]) -> list[Any]:
    return [studio.plan(sample_id) for sample_id in ids]


def _judged(studio: Studio[Any, Any, Any], attempts: Sequence[_Attempt], drafts: Sequence[Any]) -> list[Any]:
    return [
        draft if isinstance(draft, Rejection) else studio.verify(attempt.plan, draft)
        for attempt, draft in zip(attempts, drafts, strict=True)
    ]


def _refused(studio: Studio[Any, Any, Any], attempt: _Attempt, rejection: Rejection) -> Outcome[Any] | None:
    """The outcome of a sample that is given up after this; None where it is tried again."""
    attempt.rejections += (rejection,)
    attempt.plan = studio.replan(attempt.plan, rejection)
    return Outcome(attempt.sample_id, None, attempt.rejections) if attempt.plan is None else None


@contextmanager
def _desk(overlaps: bool) -> Iterator[Callable[..., Result[Any]]]:
    """Where work is handed to: a thread of its own, or at once where that gains nothing."""
    if not overlaps:
        yield _at_once
        return
    with ThreadPoolExecutor(1) as thread:
        try:
            yield thread.submit
        finally:
            thread.shutdown(wait=True, cancel_futures=True)


def _at_once(work: Callable[..., T], *arguments: Any) -> Result[T]:
    done: Future[T] = Future()
    done.set_result(work(*arguments))
    return done
