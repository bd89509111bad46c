"""Work in several threads of one process, which can be called off between two of its steps."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from threading import Event, RLock
from typing import Any, TypeVar

T = TypeVar("T")

_called_off: ContextVar[Event | None] = ContextVar("called_off", default=None)
_COMPUTING = RLock()


class CalledOffError(Exception):
    """Nobody waits any longer for what this thread makes."""


class once(cached_property[T]):  # noqa: N801 - named as the property that it is
    """A cached property that is computed once, also where several threads ask for it at the same time."""

    def __get__(self, instance: Any, owner: type[Any] | None = None) -> Any:
        with _COMPUTING:
            return super().__get__(instance, owner)


@contextmanager
def lanes(number: int) -> Iterator[Callable[..., Future[Any]]]:
    """`number` threads that do what is submitted; what is not finished when the block ends is called off."""
    called_off = Event()
    with ThreadPoolExecutor(number, "lane", _called_off.set, (called_off,)) as pool:
        try:
            yield pool.submit
        finally:
            called_off.set()
            pool.shutdown(wait=False, cancel_futures=True)


def checkpoint() -> None:
    """To be called between the steps of long work: CalledOffError in a lane whose work was called off."""
    called_off = _called_off.get()
    if called_off is not None and called_off.is_set():
        raise CalledOffError


def cores() -> int:
    """Processor cores that this process may use; fewer where OMP_NUM_THREADS asks for fewer threads."""
    able = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    asked = os.environ.get("OMP_NUM_THREADS", "").split(",")[0].strip()
    return min(able, int(asked)) if asked.isdecimal() and int(asked) else able
