"""What a person at the terminal gets to see: lines, a progress bar, the exit code."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from synth.core.harmless import harmless, one_line

if TYPE_CHECKING:
    from synth.core.progress import Counter

EXIT_FOUND, EXIT_BAD_INPUT, EXIT_INCOMPLETE, EXIT_STOPPED = 1, 2, 3, 130


PATIENCE_S = 4.0
"""How long a command that was stopped may take to end."""


@contextmanager
def one_ctrl_c() -> Iterator[None]:
    """The first Ctrl-C within the block is a KeyboardInterrupt; those after it are not heard, so that they cannot hit
    what cleans up. What has not ended `PATIENCE_S` later is ended. Where Ctrl-C is ignored, it stays so.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(number: int, frame: object) -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        threading.Thread(target=_end_late, daemon=True).start()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        if signal.getsignal(signal.SIGINT) is stop:
            signal.signal(signal.SIGINT, before)


def _end_late() -> None:
    """End the process; its helpers follow it. All that is finished is on the disk, and the next run goes on from it."""
    time.sleep(PATIENCE_S)
    os._exit(EXIT_STOPPED)


def out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out, in the words of Python, C++, torch, OpenCV or of the loader."""
    words = (
        "can't allocate memory",
        "cannot allocate memory",
        "could not create a primitive",
        "failed to map segment",
        "insufficient memory",
        "out of memory",
        "std::bad_alloc",
        "unable to allocate",
    )
    return isinstance(error, MemoryError) or any(part in str(error).lower() for part in words)


def say(text: str) -> None:
    """A line, or several, on standard output; characters that would steer the terminal are written as escapes."""
    sys.stdout.write(harmless(text) + "\n")
    sys.stdout.flush()


def warn(text: str) -> None:
    """One line on standard error, with the program's name in front; what is no plain text is written as escapes."""
    sys.stderr.write(f"synth: {one_line(text)}\n")


@contextmanager
def progress_into(out: Path) -> Iterator[Counter]:
    """A progress bar on standard error; Ctrl-C leaves with a message that says how much is kept in `out`."""
    from synth.core.progress import progress_for

    with progress_for(sys.stderr) as progress:
        try:
            yield progress
        except KeyboardInterrupt:
            kept = f"{progress.done} of {progress.total} {progress.unit} are kept in {out}, " if progress.total else ""
            raise KeyboardInterrupt(f"stopped; {kept}the same command goes on") from None
