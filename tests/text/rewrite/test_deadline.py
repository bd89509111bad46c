"""Work ends by its deadline, whatever it waits for."""

from __future__ import annotations

import threading
import time

import pytest

from synth.text.rewrite.deadline import within


def test_what_work_gives_and_raises_comes_through() -> None:
    assert within(5.0, lambda: 3) == 3
    with pytest.raises(ZeroDivisionError):
        within(5.0, lambda: 1 // 0)


def test_late_work_is_left_alone_and_does_not_hold_up_the_end_of_the_program() -> None:
    gate, started = threading.Event(), time.monotonic()
    with pytest.raises(TimeoutError):
        within(0.05, gate.wait)
    assert time.monotonic() - started < 1.0
    late = [thread for thread in threading.enumerate() if "_settle" in thread.name]
    assert late
    assert all(thread.daemon for thread in late)
    gate.set()
    for thread in late:
        thread.join()
