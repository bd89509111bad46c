"""Work on a recipe's samples in order, in this process or in several; what comes out does not depend on how many."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import Any, TypeVar

from synth.core.errors import SynthError
from synth.core.lifeline import live_with_parent

AHEAD = 2
"""Tasks that each worker may be ahead of the disk."""

R = TypeVar("R")
M = TypeVar("M")
T = TypeVar("T")


def in_order(
    workers: int,
    begin: Callable[[R], M],
    work: Callable[[M, Sequence[int]], T],
    recipe: R,
    tasks: Iterable[Sequence[int]],
) -> Iterator[T]:
    """`work(begin(recipe), task)` for every task, in order; each worker begins once.

    `begin` and `work` are functions of a module, `recipe` and the results are plain values: they travel between
    processes. An error of a worker is raised here; a worker that dies is a SynthError.
    """
    context = multiprocessing.get_context("spawn")
    waiting = iter(tasks)
    pool = ProcessPoolExecutor(workers, context, initializer=_begin, initargs=(begin, work, recipe))
    try:
        pending = [pool.submit(_work, task) for task in islice(waiting, workers * AHEAD)]
        while pending:
            yield pending.pop(0).result()
            pending += [pool.submit(_work, task) for task in islice(waiting, 1)]
    except BrokenProcessPool:
        raise SynthError(
            "workers", "a worker that died", "run the same command again: what is finished is kept"
        ) from None
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


_at_work: list[tuple[Any, Callable[[Any, Sequence[int]], Any]]] = []
"""A worker's own maker and what it does with a task, set once when the worker starts."""


def _begin(begin: Callable[[R], M], work: Callable[[M, Sequence[int]], T], recipe: R) -> None:
    live_with_parent()
    _at_work.append((begin(recipe), work))


def _work(task: Sequence[int]) -> Any:
    maker, work = _at_work[-1]
    return work(maker, task)
