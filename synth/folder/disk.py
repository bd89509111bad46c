"""Writing that survives kill -9 and a full disk: temporary name, fsync, rename; an OSError becomes an OutputError."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

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
    with _appearing(path) as file:
        file.write(data)


def copy_atomic(source: Path, path: Path) -> None:
    """As `write_atomic`, of the bytes of another file, in memory that does not grow with it."""
    with source.open("rb") as original, _appearing(path) as file:
        shutil.copyfileobj(original, file)


@contextmanager
def _appearing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes its name `path` when the block ends well; else nothing is left of it."""
    temporary = path.with_name(f".{path.name}{TEMPORARY_SUFFIX}")
    try:
        with temporary.open("wb") as file:
            yield file
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
