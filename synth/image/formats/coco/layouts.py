"""Where tools put a COCO file, and where the pictures that it names lie: plain COCO, Roboflow, CVAT, Label Studio,
COCO-annotator, FiftyOne.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from synth.core.errors import DataError
from synth.core.inside import inside
from synth.image.formats.coco.names import spellings

PLACES = (
    "annotations.json",
    "_annotations.coco.json",
    "result.json",
    "labels.json",
    "annotations/instances_*.json",
    "annotations/*.json",
    "*/annotations.json",
    "*/_annotations.coco.json",
    "*/result.json",
    "*/labels.json",
    "*/annotations/instances_*.json",
    "*.json",
)
"""Patterns of COCO files in a folder; the first that anything matches decides."""

_KINDS = ("instances_", "person_keypoints_")
_MOST_LISTED = 8
_INSIDE = "a path inside the folder of the data set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A COCO `file`, the `folder` that nothing may leave, and the folders in which its pictures are sought."""

    folder: Path
    file: Path
    roots: tuple[Path, ...]


def find_layout(data: Path) -> Layout:
    """The layout of a COCO file, or of the folder that holds one. DataError where there is none, or several."""
    if _is_file(data):
        beside = data.absolute().parent
        return _layout(beside.parent if beside.name == "annotations" else beside, data)
    if not data.is_dir():
        raise DataError(str(data), "no such folder", "a COCO file, or a folder with one: annotations.json and images/")
    for pattern in PLACES:
        found = sorted(path for path in data.glob(pattern) if path.is_file())
        if len(found) > 1:
            names = [path.relative_to(data).as_posix() for path in found]
            listed = ", ".join(names[:_MOST_LISTED]) + (", ..." if len(names) > _MOST_LISTED else "")
            raise DataError(str(data), f"{len(names)} COCO files", f"name one: data={found[0]} (found: {listed})")
        if found:
            name = found[0].relative_to(data).as_posix()
            return _layout(data, inside(data, name, str(data), DataError, _INSIDE))
    raise DataError(str(data), "no JSON file", f"a COCO file at one of {', '.join(PLACES[:5])}")


def locate(layout: Layout, names: Sequence[str]) -> list[Path]:
    """The file of each picture, all below the same one of the layout's folders: the first that has them all.

    DataError where none has, and for a name that leaves the folder.
    """
    wanted = [spellings(name) for name in names]
    for name, spelled in zip(names, wanted, strict=True):
        if not spelled:
            raise DataError(f"{layout.file}: file_name", name, "a path inside the folder of pictures")
    best: list[Path | None] = [None] * len(names)
    for root in layout.roots:
        found = [_first_file(layout.folder, root, spelled) for spelled in wanted]
        if all(found):
            return [path for path in found if path]
        best = max(best, found, key=lambda paths: sum(path is not None for path in paths))
    missing = [name for name, path in zip(names, best, strict=True) if path is None]
    if not missing:
        return []
    sought = ", ".join(_shown(root, layout.folder) for root in layout.roots)
    many = f"{len(missing)} of {len(names)} pictures are missing"
    raise DataError(f"{layout.file}: file_name", missing[0], f"no such file in {sought}; {many}")


def _layout(folder: Path, file: Path) -> Layout:
    split = file.stem
    for kind in _KINDS:
        split = split.removeprefix(kind)
    beside = file.parent
    bases = dict.fromkeys((beside.parent if beside.name == "annotations" else beside, beside, folder))
    within = [
        root for base in bases for root in (base / "images" / split, base / "images", base / split, base / "data", base)
    ]
    return Layout(folder=folder, file=file, roots=tuple(_folders(within)))


def _folders(paths: Iterable[Path]) -> list[Path]:
    return list(dict.fromkeys(path for path in paths if path.is_dir()))


def _first_file(folder: Path, root: Path, names: Sequence[str]) -> Path | None:
    """The first of the spellings that is a file below `root`. DataError where it lies outside `folder`."""
    found = next((root / name for name in names if _is_file(root / name)), None)
    if not found:
        return None
    return inside(folder, Path(os.path.relpath(found, folder)).as_posix(), str(folder), DataError, _INSIDE)


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file system takes is that of none."""
    try:
        return path.is_file()
    except OSError:
        return False


def _shown(root: Path, folder: Path) -> str:
    return f"{root.relative_to(folder).as_posix()}/" if root != folder else "the folder itself"
