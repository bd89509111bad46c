"""Temporary folders that are removed with their process, and after kill -9 by the next run.

Beside each folder in TMPDIR lies a file whose lock (flock) its process holds as long as it lives. The file is made
first and removed last, so that no moment at which a process is killed leaves a folder without one; a folder without
such a file is not ours.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import stat
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from types import TracebackType

from synth.core.errors import SynthError, Unquoted

WITHOUT_TMPDIR = "/tmp"
LOCK = ".lock"

_LOCK_NAME = re.compile(r"synth-[0-9a-f]{16}\.lock")
_MOST_TRIES = 100
_OPEN = os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC


class Scratch:
    """A new empty folder at `path` in TMPDIR, for this user alone. It is removed with this object or with the process.

    SynthError that names TMPDIR where it is missing, full or cannot be written to.
    """

    def __init__(self) -> None:
        folder = temporary_folder()
        with _one_line_errors(folder):
            self.path, handle = _made(folder)
        self.close = weakref.finalize(self, _close, self.path, handle, os.getpid())

    @contextmanager
    def writing(self) -> Iterator[None]:
        """An OSError in the block, which does nothing but write to this folder, becomes a SynthError as above."""
        with _one_line_errors(self.path.parent):
            yield

    def __enter__(self) -> Scratch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def temporary_folder() -> Path:
    """TMPDIR as it is set, whether or not it can be used: no other folder takes its place."""
    return Path(os.environ.get("TMPDIR") or WITHOUT_TMPDIR).absolute()


def sweep() -> None:
    """Remove the folders of processes that have ended. What cannot be removed is left to the next sweep."""
    try:
        with os.scandir(temporary_folder()) as found:
            locks = [entry for entry in found if _LOCK_NAME.fullmatch(entry.name)]
    except OSError:  # a run that needs the folder says what is wrong with it
        return
    for lock in locks:
        with suppress(OSError):
            _sweep_one(Path(lock.path))


def _made(folder: Path) -> tuple[Path, int]:
    """A new folder, and the handle that holds its lock."""
    for _ in range(_MOST_TRIES):
        path = folder / f"synth-{token_hex(8)}"
        lock = _lock_of(path)
        handle = os.open(lock, _OPEN | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            if _locked(handle) and _is_named(lock, handle):
                path.mkdir(0o700)
                return path, handle
        except BaseException:
            lock.unlink(missing_ok=True)
            os.close(handle)
            raise
        os.close(handle)  # another process has swept the file in the moment before it was locked
    raise SynthError(str(folder), Unquoted("files that vanish"), "a folder in which nothing else removes lock files")


def _sweep_one(lock: Path) -> None:
    """Remove a lock file and its folder where both are this user's own and the process has ended."""
    if not _is_own(lock, stat.S_ISREG):
        return
    handle = os.open(lock, _OPEN)
    try:
        if _locked(handle) and _is_named(lock, handle):
            _remove(lock.with_suffix(""))
    finally:
        os.close(handle)


def _close(path: Path, handle: int, owner: int) -> None:
    """Remove a folder of this process; one that was forked from it leaves it alone."""
    if os.getpid() == owner:
        with suppress(OSError):
            _remove(path)
        os.close(handle)


def _remove(path: Path) -> None:
    """The lock file goes last, once nothing of ours is left. A link in the folder's place is not followed."""
    if _is_own(path, stat.S_ISDIR):
        shutil.rmtree(path)
    _lock_of(path).unlink(missing_ok=True)


def _lock_of(path: Path) -> Path:
    return path.with_suffix(LOCK)


def _locked(handle: int) -> bool:
    """Take the lock, if no other process has it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_named(path: Path, handle: int) -> bool:
    """Whether the open file is still the one of that name: another process may have removed it before it was locked."""
    try:
        return os.path.samestat(path.lstat(), os.fstat(handle))
    except FileNotFoundError:
        return False


def _is_own(path: Path, has_type: Callable[[int], bool]) -> bool:
    """Whether the path itself, not what it links to, is of that type and this user's."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return False
    return has_type(found.st_mode) and found.st_uid == os.geteuid()


@contextmanager
def _one_line_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SynthError(
            f"temporary folder {folder}",
            Unquoted(error.strerror or str(error)),
            "it needs a few MB of room and must be writable: see to that, or set TMPDIR to another folder; "
            "what is finished is kept, and the same command goes on",
        ) from error
