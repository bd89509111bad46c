"""Several processes that make samples side by side; what they make does not depend on how many they are."""

from __future__ import annotations

import multiprocessing
import os
import queue
from collections.abc import Iterator, Sequence
from dataclasses import replace
from multiprocessing.process import BaseProcess
from multiprocessing.queues import Queue

from synth.core.errors import SynthError
from synth.core.lifeline import live_with_parent
from synth.image.produce import Outcome, Recipe, produce
from synth.scene.quotas import SampleSlot

OUTCOMES_WAITING = 8
POLL_S = 1.0
GOODBYE_S = 10.0
"""How long a worker that has said that it is done may take to leave."""


def produce_with(workers: int, recipe: Recipe, slots: Sequence[SampleSlot]) -> Iterator[Outcome]:
    """The outcomes of all slots, made by `workers` processes; one makes them in this process.

    An error in a worker ends all of them and is raised here; a worker that dies is a SynthError.
    """
    if workers == 1 or len(slots) < 2:
        yield from produce(recipe, slots)
        return
    context = multiprocessing.get_context("spawn")
    outcomes = context.Queue(OUTCOMES_WAITING)
    shares = [slots[first::workers] for first in range(min(workers, len(slots)))]
    crew = [
        context.Process(target=_work, args=(recipe, share, number, workers, outcomes), daemon=False)
        for number, share in enumerate(shares)
    ]
    for worker in crew:
        worker.start()
    try:
        yield from _collect(outcomes, crew)
        for worker in crew:
            worker.join(GOODBYE_S)  # one that is terminated leaves what its libraries hold for others to complain about
    finally:
        for worker in crew:
            worker.terminate()
        for worker in crew:
            worker.join()


def _collect(outcomes: Queue[Outcome | BaseException | None], crew: Sequence[BaseProcess]) -> Iterator[Outcome]:
    """Outcomes until every worker has said that it is done (None)."""
    at_work = len(crew)
    while at_work:
        try:
            told = outcomes.get(timeout=POLL_S)
        except queue.Empty:
            fallen = [worker.exitcode for worker in crew if worker.exitcode]
            if fallen:
                raise SynthError(
                    "workers", f"a process that ended with {fallen[0]}", "run the same command again"
                ) from None
            continue
        if isinstance(told, BaseException):
            raise told
        if told is None:
            at_work -= 1
        else:
            yield told


def _work(
    recipe: Recipe,
    slots: Sequence[SampleSlot],
    number: int,
    workers: int,
    outcomes: Queue[Outcome | BaseException | None],
) -> None:
    """One worker's life; several GPUs are shared out among the workers."""
    live_with_parent()
    if recipe.generator.kind != "sketch":
        import torch

        from synth.image.generate.device import worker_device

        torch.set_num_threads(max(1, (os.cpu_count() or 1) // workers))
        device = worker_device(recipe.sampling.device, number)
        recipe = replace(recipe, sampling=replace(recipe.sampling, device=device))
    try:
        for outcome in produce(recipe, slots):
            outcomes.put(outcome)
        outcomes.put(None)
    except Exception as error:  # noqa: BLE001 - whatever it is, the parent raises it
        outcomes.put(error)
