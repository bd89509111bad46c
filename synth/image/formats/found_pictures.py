"""Where the picture lies that a label file names, and to which part of the data set a path belongs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from synth.core.errors import DataError
from synth.core.inside import inside
from synth.image.formats.coco.names import spellings
from synth.image.formats.tally import Counting

SPLIT_FOLDERS = {"train": "train", "val": "val", "valid": "val", "validation": "val", "test": "test"}
"""Folder of a part of a data set -> the name of the part."""


def find_picture(folder: Path, roots: Sequence[Path], name: str, where: str, dropped: Counting) -> tuple[Path, str]:
    """The file that `name` means below one of the roots, and its path below that root.

    DataError for a name that leaves `folder`, and where there is none; a lenient `dropped` gets the place where it
    should be.
    """
    names = spellings(name)
    if not names:
        raise DataError(where, name, "a path inside the folder of pictures")
    for root in roots:
        for spelled in names:
            if _is_file(root / spelled):
                whole = Path(os.path.relpath(root / spelled, folder)).as_posix()
                return inside(folder, whole, where, DataError, "a path inside the folder of pictures"), spelled
    if dropped.lenient:
        return roots[0] / names[0], names[0]
    sought = ", ".join(dict.fromkeys(f"{os.path.relpath(root, folder)}/" for root in roots))
    raise DataError(where, name, f"no such picture in {sought}")


def split_of(name: str) -> tuple[str, str]:
    """The part of the data set that a path's first folder names, and the path below it; empty where it names none."""
    parts = PurePosixPath(name).parts
    if len(parts) > 1 and parts[0] in SPLIT_FOLDERS:
        return SPLIT_FOLDERS[parts[0]], "/".join(parts[1:])
    return "", name


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that no file system takes
        return False
