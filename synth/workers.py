"""One ordered work list over processes: what comes out does not depend on how many there are."""

from __future__ import annotations

import multiprocessing
import pickle
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.util import Finalize
from traceback import format_exception
from typing import Any

from synth.core.errors import SynthError
from synth.core.lifeline import ctrl_c_later, live_with_parent
from synth.core.scratch import sweep
from synth.folder.batch import Batch
from synth.kinds import Share, Studio, kind_in
from synth.options import RunConfig
from synth.samples import Known, make_batches

AHEAD = 2
"""Tasks that each worker may be ahead of the disk."""

GOODBYE_S = 10.0
"""How long a worker that has nothing left to do may take to leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What a worker needs to open its own studio; plain values, so that it travels between processes."""

    module: str
    config: RunConfig
    scene: Any


@dataclass(slots=True)
class _Task:
    """Consecutive samples, the batches that came of them, and whether all have come."""

    ids: range
    batches: deque[Batch] = field(default_factory=deque)
    finished: bool = False


def in_order(orders: Orders, studio: Studio[Any, Any, Any], ids: range, known: Known) -> Iterator[Batch]:
    """The samples `ids` as batches, in order, made by as many processes as the configuration says.

    `studio` makes them where one process is enough, and workers have a copy of it where its kind forks; `known`
    outcomes are encoded by it and not made again. An error of a worker ends all of them and is raised here; a worker
    that dies is a SynthError.
    """
    workers = min(orders.config.workers, -(-len(ids) // studio.task))
    if workers <= 1:
        for task in _tasks(ids, known, max(len(ids), 1)):
            yield from make_batches(studio, task, known)
        return
    copied = studio if kind_in(orders.module).forks(studio) else None
    with _crew(orders, copied, workers) as crew:
        yield from _collected(crew, studio, map(_Task, _tasks(ids, known, studio.task)), known)


def _tasks(ids: range, known: Known, size: int) -> Iterator[range]:
    """Runs of at most `size` samples; one that is known is a run of its own."""
    start = ids.start
    for stop in (*sorted(number for number in known if number in ids), ids.stop):
        yield from (range(at, min(at + size, stop)) for at in range(start, stop, size))
        if stop < ids.stop:
            yield range(stop, stop + 1)
        start = stop + 1


def _collected(
    crew: Sequence[_Worker], studio: Studio[Any, Any, Any], tasks: Iterator[_Task], known: Known
) -> Iterator[Batch]:
    """The batches of all tasks in order. A task is handed out once it is close enough to the one that is awaited."""
    ahead: deque[_Task] = deque()
    while True:
        for task in islice(tasks, AHEAD * len(crew) - len(ahead)):
            _hand_out(task, crew, studio, known)
            ahead.append(task)
        if not ahead:
            return
        while not (ahead[0].batches or ahead[0].finished):
            _receive(crew)
        while ahead[0].batches:
            yield ahead[0].batches.popleft()
        if ahead[0].finished:
            ahead.popleft()


def _hand_out(task: _Task, crew: Sequence[_Worker], studio: Studio[Any, Any, Any], known: Known) -> None:
    """Give a task to the worker with least to do; one of a known sample needs none."""
    if task.ids[0] in known:
        task.batches.extend(make_batches(studio, task.ids, known))
        task.finished = True
        return
    min(crew, key=lambda worker: len(worker.tasks)).give(task)


def _receive(crew: Sequence[_Worker]) -> None:
    """Wait until a worker has something to say, and note what it says."""
    ready = wait([worker.pipe for worker in crew])
    for worker in crew:
        if worker.pipe in ready:
            worker.receive()


class _Worker:
    """A process that makes samples, as its parent sees it; `tasks` are those that it has not finished."""

    def __init__(self, orders: Orders, copied: Studio[Any, Any, Any] | None, share: Share) -> None:
        context: Any = multiprocessing.get_context("fork" if copied else "spawn")
        self.pipe, theirs = context.Pipe()
        self.tasks: deque[_Task] = deque()
        self.process: BaseProcess = context.Process(target=_work, args=(orders, copied, share, theirs), daemon=False)
        self.process.start()
        theirs.close()

    def give(self, task: _Task) -> None:
        """Send a task, which the worker takes up when it has finished those before."""
        self.tasks.append(task)
        self._say(task.ids)

    def receive(self) -> None:
        """Take one message: a batch of the task at hand, its end (None), or the error that ended the worker."""
        try:
            message = self.pipe.recv()
        except (EOFError, OSError):  # also in the middle of a message
            raise self._fallen() from None
        if isinstance(message, BaseException):
            raise message
        if message is None:
            self.tasks.popleft().finished = True
        else:
            self.tasks[0].batches.append(message)

    def dismiss(self) -> None:
        """Let the worker leave when it has finished."""
        self._say(None)

    def wait(self) -> None:
        """Until a dismissed worker has left: one that is ended leaves what its libraries hold behind."""
        self.process.join(GOODBYE_S)

    def end(self) -> None:
        """End the worker wherever it is."""
        self.process.terminate()
        self.process.join()
        self.pipe.close()

    def _say(self, message: range | None) -> None:
        try:
            self.pipe.send(message)
        except (BrokenPipeError, ConnectionError):
            raise self._fallen() from None

    def _fallen(self) -> SynthError:
        self.process.join(GOODBYE_S)
        return SynthError(
            "workers",
            f"a process that ended with {self.process.exitcode}",
            "run the same command again: what is finished is kept",
        )


@contextmanager
def _crew(orders: Orders, copied: Studio[Any, Any, Any] | None, number: int) -> Iterator[list[_Worker]]:
    """Workers that leave when the block ends well, and are ended when it does not, or when the program ends in it."""
    crew: list[_Worker] = []
    at_exit = Finalize(None, _end_all, (crew,), exitpriority=0)  # before multiprocessing waits for them to leave
    try:
        with ctrl_c_later():
            for place in range(number):
                crew.append(_Worker(orders, copied, Share(place, number)))
        yield crew
        for worker in crew:
            worker.dismiss()
        for worker in crew:
            worker.wait()
    finally:
        at_exit.cancel()
        _end_all(crew)
        sweep()  # what workers leave that were ended


def _end_all(crew: Sequence[_Worker]) -> None:
    for worker in crew:
        worker.end()


def _work(orders: Orders, copied: Studio[Any, Any, Any] | None, share: Share, pipe: Connection) -> None:
    """A worker's life: make the samples of one task after the other, in the `copied` studio or in one of its own."""
    live_with_parent()
    try:
        studio = copied or kind_in(orders.module).open(orders.config, orders.scene, share)
        while (ids := pipe.recv()) is not None:
            for batch in make_batches(studio, ids):
                pipe.send(batch)
            pipe.send(None)
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent raises it
        with suppress(BrokenPipeError, ConnectionError):  # the parent has left
            pipe.send(_portable(error))


def _portable(error: Exception) -> Exception:
    """The error, or its text where it would not come out of a pipe as what it is."""
    try:
        again = pickle.loads(pickle.dumps(error))
    except Exception:  # noqa: BLE001 - errors of libraries break in many ways
        again = None
    return error if type(again) is type(error) else RuntimeError("".join(format_exception(error)))
