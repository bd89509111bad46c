"""Runs in child processes that start at once: they are forked from a server that has loaded every kind already."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

from synth.core.progress import Counter
from synth.merge import merge
from synth.options import MergeOptions
from synth.run import run
from tests.kinds.disk import disk_of
from tests.kinds.registered import register
from tests.kinds.subjects import Placed

PRELOADED = ["tests.kinds.preloaded"]


def quick_start() -> ForkServerContext:
    """Where processes come from."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


class Slow(Counter):
    """A run that waits after each batch, so that there is time to interrupt it."""

    def __init__(self, pace_s: float) -> None:
        super().__init__()
        self._pace_s = pace_s

    def advance(self, *told: Any, **more: Any) -> None:
        super().advance(*told, **more)
        time.sleep(self._pace_s)


def make_slowly(placed: Placed, out: Path, pace_s: float, options: Mapping[str, Any]) -> None:
    """For a child: run the subject, waiting `pace_s` after each batch."""
    register()
    run(placed.config(out, **options), placed.scene(), Slow(pace_s))


def make_until(placed: Placed, out: Path, writes: int, options: Mapping[str, Any] | None = None) -> None:
    """For a child: run the subject, killed -9 in the middle of its `writes`-th write."""
    register()
    with disk_of(out, writes, deadly=True):
        placed.make(out, **options or {})


def merge_until(shards: Sequence[Path], out: Path, writes: int) -> None:
    """For a child: merge shards, killed -9 in the middle of the `writes`-th write."""
    register()
    with disk_of(out, writes, deadly=True):
        merge(shards, MergeOptions(out=out), Counter())


def peak_kib(placed: Placed, out: Path, changes: Mapping[str, Any], count: int, answer: Connection) -> None:
    """For a child: run the changed scene and answer with the most memory that was in use, in KiB."""
    register()
    run(placed.config(out, count=count), placed.scene(changes), Counter())
    answer.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def peak_kib_of_merge(shards: Sequence[Path], out: Path, answer: Connection) -> None:
    """As `peak_kib`, of a merge."""
    register()
    merge(shards, MergeOptions(out=out), Counter())
    answer.send(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
