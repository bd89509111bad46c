"""Patches that were applied in place: what stood there before, so that each can be taken back to the same bytes.

`.synth-patches/0001/` holds the files as they were (`before/`), as they are to be (`after/`) and what was applied. It
appears whole, by one rename; then each file is replaced, and `done` says that all are. A command that finds a folder
without it puts the remaining files in their place first, so that after kill -9 the set is the old or the new one.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from synth.core.errors import OutputError
from synth.core.inside import inside
from synth.folder.disk import copy_atomic, one_line_errors, sync_folder, write_atomic
from synth.folder.opening import locked
from synth.folder.replace import LOCK

FOLDER = ".synth-patches"
PATCH, BEFORE, AFTER, DONE = "patch.jsonl", "before", "after", "done"


def replace_files(folder: Path, files: Mapping[str, bytes], patch: str) -> int:
    """Put the new bytes of label files in place; the number of the patch. OutputError where the disk refuses."""
    with one_line_errors(folder), _held(folder) as journal:
        number = max(_numbers(journal), default=0) + 1
        making = journal / f"{number:04}.tmp"
        for file, data in files.items():
            for kind in (BEFORE, AFTER):
                (making / kind / file).parent.mkdir(parents=True, exist_ok=True)
            copy_atomic(
                inside(folder, file, str(folder), OutputError, "a file inside the data set"), making / BEFORE / file
            )
            write_atomic(making / AFTER / file, data)
        write_atomic(making / PATCH, patch.encode())
        sync_folder(making)
        making.rename(journal / f"{number:04}")
        sync_folder(journal)
        _put(folder, journal / f"{number:04}", AFTER)
        return number


def take_back(folder: Path) -> tuple[int, tuple[str, ...]]:
    """Undo the last patch; its number and the files that are as they were before.

    OutputError where there is none, and where a file was changed since.
    """
    with one_line_errors(folder), _held(folder) as journal:
        number = max(_numbers(journal), default=0)
        if not number:
            raise OutputError(str(folder), "no patch that was applied in place", f"a data set with {FOLDER}/")
        last = journal / f"{number:04}"
        files = _files(last / AFTER)
        for file in files:
            if _digest(folder / file) != _digest(last / AFTER / file):
                raise OutputError(
                    str(folder / file), "a file that was changed since the patch", "the file as the patch left it"
                )
        (last / DONE).unlink()
        _put(folder, last, BEFORE)
        shutil.rmtree(last)
        return number, files


def _put(folder: Path, entry: Path, kind: str) -> None:
    for file in _files(entry / kind):
        copy_atomic(entry / kind / file, folder / file)
        sync_folder((folder / file).parent)
    write_atomic(entry / DONE, f"{kind}\n".encode())


@contextmanager
def _held(folder: Path) -> Iterator[Path]:
    """The journal, for this process alone, once what a killed command left undone is done. OutputError where in use."""
    journal = folder / FOLDER
    journal.mkdir(exist_ok=True)
    with locked(journal / LOCK):
        for left in journal.glob("*.tmp"):
            shutil.rmtree(left)
        for number in _numbers(journal):
            if not (journal / f"{number:04}" / DONE).exists():
                _put(folder, journal / f"{number:04}", AFTER)
        yield journal


def _numbers(journal: Path) -> list[int]:
    return sorted(int(path.name) for path in journal.iterdir() if path.name.isdecimal()) if journal.is_dir() else []


def _files(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
