"""Whose folder is it: a folder belongs to one spec, seed and pack, and says so in `.synth/identity.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from synth.core.canonical import canonical_exact, digest
from synth.core.errors import OutputError
from synth.folder.disk import sync_folder, write_atomic

ABSENT = "nothing"

VERSION = "2"
"""Of what a folder remembers in `.synth`: raised when its files change, so that an older folder is not misread."""


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
        theirs = json.loads(path.read_text())
    except ValueError as error:
        raise OutputError(str(path), "a damaged file", "remove the folder or choose another out=") from error
    found = first_difference(mine, theirs)
    if found is not None:
        key, got, made_with = found
        allowed = f"this folder was made with {made_with!r}: choose another out= or remove the folder"
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
