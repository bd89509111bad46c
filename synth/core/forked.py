"""The parts of one piece of work in copies of this process, at the same time."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TypeVar

from synth.core.errors import SynthError
from synth.core.lifeline import ctrl_c_later, live_with_parent

P = TypeVar("P")
R = TypeVar("R")


def forked(work: Callable[[P], R], parts: Sequence[P]) -> list[R]:
    """`work(part)` of each part, in order, each in a fork of this process; one part needs none.

    What `work` raises is raised here; SynthError where a process dies.
    """
    if len(parts) == 1:
        return [work(parts[0])]
    with ProcessPoolExecutor(len(parts), multiprocessing.get_context("fork"), live_with_parent) as pool:
        with ctrl_c_later():
            results = [pool.submit(work, part) for part in parts]
        try:
            return [result.result() for result in results]
        except BrokenProcessPool:
            raise SynthError("workers", "a process that died", "run the same command again") from None
