"""A total deadline for work that waits on others."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

T = TypeVar("T")


def within(seconds: float, work: Callable[[], T]) -> T:
    """What `work` returns or raises; TimeoutError after `seconds`, whatever it waits for then.

    It runs in a thread of its own: time limits of sockets start anew with every byte, and a name server has none. A
    thread that is late is left alone and does not hold up the program's end.
    """
    outcome: Future[T] = Future()
    Thread(target=_settle, args=(outcome, work), daemon=True).start()
    return outcome.result(timeout=seconds)


def _settle(outcome: Future[T], work: Callable[[], T]) -> None:
    try:
        outcome.set_result(work())
    except BaseException as error:  # noqa: BLE001 - raised in the thread that waits for the outcome
        outcome.set_exception(error)
