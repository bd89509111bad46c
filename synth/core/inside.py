"""The one rule of what lies inside a folder: for scenes, templates, words, packs, data sets and their exports."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from synth.core.errors import SynthError, Unquoted
from synth.core.plain_file import check_plain

LONGEST_PATH, LONGEST_PART = 1000, 255
"""Bytes of a path and of each of its parts."""

_DRIVE = re.compile(r"[A-Za-z]:")
_FORBIDDEN = re.compile(r"[\\\x00-\x1f\x7f\ud800-\udfff]")
"""Backslashes, control characters, halves of characters."""


def inside(folder: Path, name: str, where: str, error: type[SynthError], needed: str) -> Path:
    """The path of the file or folder `name` in `folder`, which need not exist. `error` at `where` for any other place.

    The name itself stays inside (no absolute path, drive, `..`, backslash or control character), and so does what it
    leads to: a link on the way, of a folder or of a file, may not leave the folder. `needed` ends the message.
    """
    parts = PurePosixPath(name).parts
    if not name or name.startswith("/") or ".." in parts or _DRIVE.match(name) or _FORBIDDEN.search(name):
        raise error(where, name, needed)
    sizes = [len(part.encode()) for part in (name, *parts)]
    if sizes[0] > LONGEST_PATH or max(sizes[1:], default=0) > LONGEST_PART:
        raise error(where, name, f"{needed}, with a name that a disk can hold")
    path = folder / name
    if not _stays_inside(folder, path):
        raise error(where, name, f"{needed}, not a link out of it")
    return path


def _stays_inside(folder: Path, path: Path) -> bool:
    """Whether a path below a folder still lies there once its links are followed; most have none."""
    below = path.relative_to(folder)
    steps = [folder / below, *(folder / above for above in below.parents if above.name)]
    if not any(map(os.path.islink, steps)):
        return True
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):  # links in a circle
        return False


def files_inside(folder: Path, error: type[SynthError], needed: str, *, most: int) -> Iterator[tuple[str, Path]]:
    """(name relative to the folder, path) of all files in it and below, sorted; each is a plain file that lies inside.

    `error` for a link that leads out, a linked folder (it may lead anywhere, and in circles), a pipe or a device, and
    for more than `most` files.
    """
    number, open_folders = 0, [folder]
    while open_folders:
        current = open_folders.pop()
        with os.scandir(current) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        below = []
        for entry in entries:
            path = Path(entry.path)
            name = path.relative_to(folder).as_posix()
            if entry.is_dir(follow_symlinks=False):
                below.append(path)
                continue
            number += 1
            if number > most:
                raise error(str(folder), Unquoted("too many files"), f"at most {most} files are allowed")
            inside(folder, name, str(folder), error, needed)
            if entry.is_symlink() and entry.is_dir():
                raise error(str(path), Unquoted("a linked folder"), "plain files and folders are needed")
            check_plain(path, error, "plain files and folders are needed")
            yield name, path
        open_folders += reversed(below)
