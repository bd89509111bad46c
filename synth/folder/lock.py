"""One run per folder: an advisory lock that the kernel drops when the process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from synth.core.errors import OutputError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path` (made when missing, never removed). OutputError at once when another run holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            folder = path.parent.parent
            raise OutputError(
                str(folder), "a folder that another run is writing", "wait for that run to end or choose another out="
            ) from error
        yield
    finally:
        os.close(handle)
