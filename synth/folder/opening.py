"""Opening an output folder: one run at a time, for one identity, never over files of other origin."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from synth.core.canonical import canonical_exact, digest
from synth.core.errors import OutputError
from synth.core.strict_json import read_json
from synth.folder.disk import one_line_errors, sync_folder, write_atomic
from synth.folder.staging import STAGING, STATE

ABSENT = "nothing"

LARGEST_IDENTITY = 1 << 24
"""Bytes."""


VERSION = "2"
"""Of what a folder remembers in `.synth`: raised when its files change, so that an older folder is not misread."""


@contextmanager
def opened(path: Path, identity: Mapping[str, object]) -> Iterator[str]:
    """Hold the folder `path` (made when missing) for `identity`; yields the identity's sha256.

    OutputError, with the folder untouched, where it has another identity, is in use or holds files of other origin.
    """
    with ExitStack() as held:
        with one_line_errors(path):
            _refuse_foreign(path)
            (path / STATE).mkdir(parents=True, exist_ok=True)
            held.enter_context(locked(path / STATE / "lock"))
            identity_sha256 = claim(path / STATE / "identity.json", identity)
            shutil.rmtree(path / STATE / STAGING, ignore_errors=True)
        yield identity_sha256


def _refuse_foreign(path: Path) -> None:
    """OutputError where `path` is a file, or a folder of other origin. Hidden entries and logs may be there already."""
    if path.exists() and not path.is_dir():
        raise OutputError(str(path), "a file", "a folder, or a name that is still free")
    if path.is_dir() and not (path / STATE / "identity.json").exists():
        foreign = sorted(p.name for p in path.iterdir() if not p.name.startswith(".") and p.suffix != ".log")
        if foreign:
            raise OutputError(str(path), foreign[0], "an empty folder, or one that this command made")


def claim(path: Path, identity: Mapping[str, object]) -> str:
    """Write `identity` to the file `path`, or compare it with the one that is there; returns its sha256.

    OutputError naming the first dotted key that differs, what this run has there and what the folder was made with.
    """
    mine = json.loads(canonical_exact(identity))
    version, folder = path.with_name("version"), path.parent.parent
    if not path.exists():
        write_atomic(version, (VERSION + "\n").encode())
        write_atomic(path, (canonical_exact(mine) + "\n").encode())
        sync_folder(path.parent)
        return digest(mine)
    made_with = version.read_text().strip() if version.exists() else "1"
    if made_with != VERSION:
        allowed = f"this synth goes on with folders of version {VERSION}: choose another out= or remove the folder"
        raise OutputError(f"{folder}: .synth", f"version {made_with}", allowed)
    try:
        theirs = read_json(path, OutputError, most=LARGEST_IDENTITY)
    except OutputError as error:
        raise OutputError(str(path), "a damaged file", "remove the folder or choose another out=") from error
    found = first_difference(mine, theirs)
    if found is not None:
        key, got, made_with = found
        allowed = f"this folder was made with {made_with!r}: use that again, choose another out= or remove the folder"
        raise OutputError(f"{folder}: {key}" if key else str(folder), got, allowed)
    return digest(mine)


def first_difference(mine: object, theirs: object, key: str = "") -> tuple[str, object, object] | None:
    """(dotted key, mine, theirs) of the first leaf, in key order, where two JSON values differ; None when equal."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for name in sorted(mine.keys() | theirs.keys()):
            found = first_difference(mine.get(name, ABSENT), theirs.get(name, ABSENT), f"{key}.{name}" if key else name)
            if found is not None:
                return found
        return None
    same_type = isinstance(mine, bool) == isinstance(theirs, bool)  # True == 1 in Python, not in a spec
    return None if same_type and mine == theirs else (key, mine, theirs)


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
