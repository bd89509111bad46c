"""Opening an output folder: one run at a time, for one identity, never over files of other origin."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from synth.core.canonical import canonical_exact, digest
from synth.core.errors import OutputError
from synth.core.strict_json import read_json
from synth.folder.disk import one_line_errors, sync_folder, write_atomic
from synth.folder.journal import samples_done
from synth.folder.replace import IDENTITY, LOCK, recover, set_aside
from synth.folder.staging import STAGING, STATE
from synth.scene.read import Unquoted

ABSENT = "nothing"
TEXTS = "texts.json"
"""Inside STATE: the texts of the files that the folder was made with, so that a refusal can say what was edited."""

WAYS_ON = "overwrite=true makes it anew, another out= leaves it"
WORDS, WORDS_BEFORE = 80, 24
"""Characters of an edited line that are shown, and those of them before the edit."""

LARGEST_IDENTITY = 1 << 24
"""Bytes."""


VERSION = "4"
"""Of what a folder remembers in `.synth`: raised when its files change, so that an older folder is not misread."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an identity comes from: the scene's file, and name -> text of the files that it has hashes of."""

    scene_file: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)


UNKNOWN = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a run wants of a folder: to make `identity` there; with `overwrite`, another data set makes room for it."""

    identity: Mapping[str, object]
    origin: Origin = UNKNOWN
    overwrite: bool = False


@contextmanager
def opened(path: Path, claim: Claim, count: int) -> Iterator[str]:
    """Hold the folder `path` (made when missing) for a claim to `count` samples; yields the identity's sha256.

    OutputError, with the folder untouched, where it has another identity, is in use or holds files of other origin.
    """
    with ExitStack() as held:
        with one_line_errors(path):
            _refuse_foreign(path)
            (path / STATE).mkdir(parents=True, exist_ok=True)
            held.enter_context(locked(path / STATE / LOCK))
            recover(path)
            mine = json.loads(canonical_exact(claim.identity))
            if (path / STATE / IDENTITY).exists():
                try:
                    _refuse_other(path, mine, claim.origin)
                    other = False
                except OutputError:
                    if not claim.overwrite:
                        raise
                    other = True
                if other or (claim.overwrite and samples_done(path / STATE) > count):
                    set_aside(path)
            if not (path / STATE / IDENTITY).exists():
                _begin(path / STATE, mine, claim.origin)
            shutil.rmtree(path / STATE / STAGING, ignore_errors=True)
        yield digest(mine)


def _refuse_foreign(path: Path) -> None:
    """OutputError where `path` is a file, or a folder of other origin. Hidden entries and logs may be there already."""
    if path.exists() and not path.is_dir():
        raise OutputError(str(path), "a file", "a folder, or a name that is still free")
    if path.is_dir() and not (path / STATE / IDENTITY).exists():
        foreign = sorted(p.name for p in path.iterdir() if not p.name.startswith(".") and p.suffix != ".log")
        if foreign:
            raise OutputError(str(path), foreign[0], "an empty folder, or one that this command made")


def _begin(state: Path, mine: object, origin: Origin) -> None:
    """Write what a new folder remembers, its identity last."""
    write_atomic(state / "version", (VERSION + "\n").encode())
    if origin.texts:
        write_atomic(state / TEXTS, (canonical_exact(origin.texts) + "\n").encode())
    write_atomic(state / IDENTITY, (canonical_exact(mine) + "\n").encode())
    sync_folder(state)


def _refuse_other(folder: Path, mine: dict[str, Any], origin: Origin) -> None:
    """OutputError naming the first thing that differs, what this run has there and what the folder was made with."""
    state = folder / STATE
    version = state / "version"
    made_with = version.read_text().strip() if version.exists() else "1"
    if made_with != VERSION:
        allowed = f"this synth goes on with folders of version {VERSION}: choose another out= or remove the folder"
        raise OutputError(f"{folder}: .synth", f"version {made_with}", allowed)
    try:
        theirs = read_json(state / IDENTITY, OutputError, most=LARGEST_IDENTITY)
    except OutputError as error:
        raise OutputError(
            str(state / IDENTITY), "a damaged file", "remove the folder or choose another out="
        ) from error
    if found := first_difference(mine, theirs, origin, texts_of(state)):
        where, got, made_with = found
        where = f"{folder}: {where}" if where else str(folder)
        raise OutputError(where, got, f"this folder was made with {made_with}: {WAYS_ON}")


def first_difference(
    mine: object, theirs: object, origin: Origin, texts: Mapping[str, str]
) -> tuple[str, object, str] | None:
    """Where two identities differ first, what `mine` has there, and in words what `theirs` has; None: they are equal.

    `origin` says where `mine` comes from, `texts` are those of the files of `theirs`.
    """
    found = list(differences(mine, theirs))
    if not found:
        return None
    keys, got, there = found[0]
    where = ".".join(keys)
    if keys[:1] == ("files",) and len(keys) == 2:
        where, got, there = _edited(keys[1], origin.texts.get(keys[1]), texts.get(keys[1]))
    elif keys[:1] == ("scene",) and origin.scene_file:
        where = f"{where} in {origin.scene_file} or on the command line"
    more = f" and differs in {len(found) - 1} more" if len(found) > 1 else ""
    return where, got, f"{_shown(there)}{more}"


def texts_of(state: Path) -> Mapping[str, str]:
    """The texts that a folder was made with; none where it does not remember them."""
    try:
        found = json.loads((state / TEXTS).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _edited(name: str, mine: object, theirs: object) -> tuple[str, object, object]:
    """Where a file was edited, and the words there, now and before."""
    if not isinstance(mine, str) or not isinstance(theirs, str):
        return name, Unquoted("another text"), Unquoted("an earlier one")
    lines = zip_longest(mine.splitlines(), theirs.splitlines(), fillvalue="")
    for number, (now, before) in enumerate(lines, 1):
        if now != before:
            alike = next((at for at, (one, other) in enumerate(zip(now, before, strict=False)) if one != other), 0)
            start = max(0, alike - WORDS_BEFORE)
            return f"{name}:{number}", now[start : start + WORDS], before[start : start + WORDS]
    return name, Unquoted("other line ends"), Unquoted("an earlier text")


def _shown(value: object) -> str:
    text = " ".join(repr(value).split())
    return text if len(text) <= WORDS else text[: WORDS - 3] + "..."


def differences(
    mine: object, theirs: object, keys: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], object, object]]:
    """(keys, mine, theirs) of every leaf, in key order, where two JSON values differ."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        for name in sorted(mine.keys() | theirs.keys()):
            yield from differences(mine.get(name, ABSENT), theirs.get(name, ABSENT), (*keys, name))
        return
    same_type = isinstance(mine, bool) == isinstance(theirs, bool)  # True == 1 in Python, not in a spec
    if not (same_type and mine == theirs):
        yield keys, mine, theirs


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
