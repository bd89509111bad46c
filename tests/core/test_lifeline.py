"""Ctrl-C while helpers are started: heard at the end of the block, whichever thread took it."""

from __future__ import annotations

import signal
import threading
import time

import pytest

from synth.core.lifeline import ctrl_c_later
from tests.runs import ctrl_c_heard


def interrupted_start(library: threading.Thread, done: list[int]) -> None:
    with ctrl_c_later():
        assert library.ident is not None
        signal.pthread_kill(library.ident, signal.SIGINT)
        for number in range(100):
            time.sleep(0.002)
            done.append(number)


def test_a_thread_without_the_mask_does_not_cut_the_start_of_a_helper_short() -> None:
    leave, done = threading.Event(), []
    library = threading.Thread(target=leave.wait, daemon=True)
    library.start()
    try:
        with ctrl_c_heard(), pytest.raises(KeyboardInterrupt):
            interrupted_start(library, done)
        assert len(done) == 100
    finally:
        leave.set()


def test_without_a_ctrl_c_the_block_ends_as_it_began() -> None:
    with ctrl_c_heard():
        before = signal.getsignal(signal.SIGINT), signal.pthread_sigmask(signal.SIG_BLOCK, ())
        with ctrl_c_later():
            assert signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
        assert before == (signal.getsignal(signal.SIGINT), signal.pthread_sigmask(signal.SIG_BLOCK, ()))
