"""Writing that survives kill -9 and a full disk: temporary name, fsync, rename; an OSError becomes an OutputError."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from synth.core.errors import OutputError

TEMPORARY_SUFFIX = ".tmp"


@contextmanager
def one_line_errors(where: Path) -> Iterator[None]:
    """Turn an OSError (disk full, read-only, no permission) into an OutputError that says how to go on."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(
            str(where), reason, "what is finished is kept: make room or the folder writable, then run it again"
        ) from error


def write_atomic(path: Path, data: bytes) -> None:
    """Put `data` under `path`, whole or not at all; a reader never sees a part. OSError when the disk refuses."""
    temporary = path.with_name(f".{path.name}{TEMPORARY_SUFFIX}")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def sync_folder(folder: Path) -> None:
    """Make the names inside `folder` durable (POSIX: renames reach the disk with their folder's fsync)."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
