"""One run per folder: an advisory lock that the kernel drops when the process ends, however it ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from synth.core.errors import OutputError


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file `path` (made when missing, never removed). OutputError at once when another run holds it.

    A file system without flock is refused with OSError: a lock file that outlives its process would be no such lock.
    """
    lock = FileLock(path, blocking=False, fallback_to_soft=False, preserve_lock_file=True)
    try:
        lock.acquire()
    except Timeout as error:
        folder = path.parent.parent
        raise OutputError(
            str(folder), "a folder that another run is writing", "wait for that run to end or choose another out="
        ) from error
    try:
        yield
    finally:
        lock.release()
