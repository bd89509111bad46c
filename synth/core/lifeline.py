"""Helper processes that end with their parent, however it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from multiprocessing.process import BaseProcess


@contextmanager
def ctrl_c_later() -> Iterator[None]:
    """Ctrl-C is heard when the block ends; helper processes that are started in it never hear it.

    A helper inherits the mask, so that it is deaf before `live_with_parent` runs in it, while it still imports. Threads
    of libraries do not have the mask and take the signal for this process, so that its handler waits too.
    """
    resource_tracker.ensure_running()  # where the first helper would start it, it would take the mask off
    came: list[int] = []
    handler = signal.getsignal(signal.SIGINT)
    handles = threading.current_thread() is threading.main_thread() and handler is not None
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        if handles:
            signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
        yield
    finally:
        if handles:
            signal.signal(signal.SIGINT, handler)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if came:
            signal.raise_signal(signal.SIGINT)


def live_with_parent() -> None:
    """In a helper process: leave Ctrl-C to the parent, and end when the parent does, even by kill -9."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if "fork" in multiprocessing.get_all_start_methods():
        # The semaphores of libraries (tqdm has one) then have no name that kill -9 would leave in /dev/shm.
        multiprocessing.set_start_method("fork", force=True)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
