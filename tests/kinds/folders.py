"""What the laws look at in a folder."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.golden.room import PRIVATE, hashes_of


def everything(folder: Path) -> dict[str, bytes]:
    """Every file, hidden ones included."""
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def half_written(folder: Path, whole: Path) -> list[str]:
    """The public files of an interrupted run that are not, to the byte, those of the undisturbed one."""
    public = [file for file in folder.rglob("*") if file.is_file() and not file.name.startswith(".")]
    names = {file.relative_to(folder).as_posix() for file in public if not PRIVATE & set(file.parts)}
    return sorted(
        name for name, digest in hashes_of(folder).items() if name in names and hashes_of(whole).get(name) != digest
    )


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
