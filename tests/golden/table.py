"""Tables of hashes: made case by case, written, read, compared."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path

from tests.golden.cases import CASES
from tests.golden.room import CaseError, Room

Table = Mapping[str, str]
"""`case/file` -> sha256."""


def make(path: Path, only: str, folder: Path) -> int:
    """Run the cases whose name matches `only` in `folder` and write their table; 1 where a case fails.

    A case that fails leaves no entries, so that a comparison shows them as missing.
    """
    room, table, failed, start = Room(folder), {}, 0, time.monotonic()
    for name, case in CASES.items():
        if not fnmatchcase(name, only):
            continue
        began = time.monotonic()
        try:
            hashes = case(room)
        except CaseError as error:
            failed += 1
            _say(f"{name:32} FAILED: {error}")
            continue
        table |= {f"{name}/{file}": sha256 for file, sha256 in hashes.items()}
        _say(f"{name:32} {time.monotonic() - began:6.1f} s {len(hashes):4} files")
        path.write_text(json.dumps(table, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    _say(f"{len(table)} entries in {time.monotonic() - start:.0f} s; {failed} cases failed")
    return 1 if failed or not table else 0


def read_table(path: Path, only: str = "*") -> Table:
    """The entries of a table whose case matches `only`."""
    table = json.loads(path.read_text(encoding="utf-8"))
    return {key: sha256 for key, sha256 in table.items() if fnmatchcase("/".join(key.split("/")[:2]), only)}


def compare(before: Table, after: Table) -> list[str]:
    """A line for each entry that differs, is missing after, or is new."""
    lines = []
    for key in sorted(before.keys() | after.keys()):
        if key not in after:
            lines.append(f"missing  {key}")
        elif key not in before:
            lines.append(f"new      {key}")
        elif before[key] != after[key]:
            lines.append(f"differs  {key}")
    return lines


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
