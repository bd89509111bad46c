"""Where tools put a COCO file, and where the pictures that it names lie: plain COCO, Roboflow, CVAT, Label Studio,
COCO-annotator, FiftyOne, and the pages of our documents.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from synth.core.errors import DataError
from synth.core.inside import inside
from synth.core.json_stream import iter_entries
from synth.image.formats.coco.names import spellings
from synth.image.formats.coco.records import SPLIT

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
"""Patterns of COCO files in a folder; the first that anything matches decides.

Several files are the splits of one set.
"""

_ANY_NAME = ("annotations/*.json", "*.json")
"""Patterns that match files of captions or panoptic segments too."""

_KINDS = ("instances_", "person_keypoints_")
_MOST_LISTED = 8
_INSIDE = "a path inside the folder of the data set"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A COCO `file`, the `folder` that nothing may leave, and the folders in which its pictures are sought.

    `split` is what a file is called beside others of its set: `train/_annotations.coco.json`, `instances_train.json`.
    """

    folder: Path
    file: Path
    roots: tuple[Path, ...]
    split: str = ""


def find_layouts(data: Path) -> tuple[Layout, ...]:
    """The layout of a COCO file, or those of the folder that holds one or, for each split, one. DataError for none."""
    if _is_file(data):
        beside = data.absolute().parent
        return (_layout(beside.parent if beside.name == "annotations" else beside, data),)
    if not data.is_dir():
        raise DataError(str(data), "no such folder", "a COCO file, or a folder with one: annotations.json and images/")
    for pattern in PLACES:
        found = sorted(path for path in data.glob(pattern) if path.is_file())
        if len(found) > 1:
            return _splits(data, _of_objects(data, found) if pattern in _ANY_NAME else found)
        if found:
            return (_layout(data, _contained(data, found[0])),)
    raise DataError(str(data), "no JSON file", f"a COCO file at one of {', '.join(PLACES[:5])}")


def first_file(data: Path) -> Path | None:
    """A JSON file at one of the places, where there are one or several."""
    if data.is_file():
        return data if data.suffix.lower() == ".json" else None
    found = (path for pattern in PLACES for path in sorted(data.glob(pattern)) if path.is_file())
    return next(found, None)


def root_of(layout: Layout, names: Callable[[], Iterable[str]], *, some_missing: bool = False) -> Path:
    """The first of the layout's folders that holds the pictures of all names; `names` are asked for again and again.

    With `some_missing` that which lacks the fewest, but not all. DataError where there is none, and for a name that
    leaves the folder.
    """
    for name in names():
        if not spellings(name):
            raise DataError(f"{layout.file}: file_name", name, "a path inside the folder of pictures")
    for root in layout.roots:
        if all(picture_at(layout, root, name) for name in names()):
            return root
    missing = [[name for name in names() if not picture_at(layout, root, name)] for root in layout.roots]
    fewest = min(missing, key=len)
    if some_missing and len(fewest) < sum(1 for _ in names()):
        return layout.roots[missing.index(fewest)]
    sought = ", ".join(_shown(root, layout.folder) for root in layout.roots)
    many = f"{len(fewest)} of {sum(1 for _ in names())} pictures are missing"
    raise DataError(f"{layout.file}: file_name", fewest[0], f"no such file in {sought}; {many}")


def fullest_root(layout: Layout, names: Sequence[str]) -> Path:
    """The first of the layout's folders that holds the most pictures of these names."""
    return max(layout.roots, key=lambda root: sum(spelled_at(root, name) is not None for name in names))


def picture_at(layout: Layout, root: Path, name: str) -> Path | None:
    """The file that `name` means below `root`; None where there is none. DataError where it lies outside the folder."""
    spelled = spelled_at(root, name)
    if spelled is None:
        return None
    below = Path(os.path.relpath(root / spelled, layout.folder)).as_posix()
    return inside(layout.folder, below, str(layout.folder), DataError, _INSIDE)


def spelled_at(root: Path, name: str) -> str | None:
    """The relative path below `root` at which the file that `name` means stands; None where there is none."""
    return next((Path(spelled).as_posix() for spelled in spellings(name) if _is_file(root / spelled)), None)


def is_coco(file: Path, key: str, wanted: bool) -> bool:
    """Whether a file is an object with `images`, whose first annotation has, or has not, the key."""
    seen: set[str] = set()
    try:
        for name, place, value in iter_entries(file):
            seen.add(name)
            if name == "annotations" and place == 0:
                return isinstance(value, dict) and (key in value) is wanted
    except DataError:
        return False
    return not wanted and {"images", "categories"} <= seen


def _of_objects(data: Path, found: Sequence[Path]) -> list[Path]:
    """Those with annotations of categories. DataError where there is none: nothing says which one is meant."""
    kept = [file for file in found if is_coco(file, "category_id", True)]
    if not kept:
        raise DataError(
            str(data), f"{len(found)} JSON files", f"name one, as {found[0]} (found: {_listed(data, found)})"
        )
    return kept


def _splits(data: Path, files: Sequence[Path]) -> tuple[Layout, ...]:
    """Layouts named after their folders, or else their files. DataError where two have one name or a strange one."""
    layouts = tuple(_layout(data, _contained(data, file)) for file in files)
    if len(layouts) == 1:
        return layouts
    folders = [file.parent.relative_to(data).as_posix().split("/")[0] for file in files]
    named = folders if len(set(folders)) == len(files) else [_stem(file) for file in files]
    if len(set(named)) < len(files) or not all(map(SPLIT.fullmatch, named)):
        allowed = f"names of splits that differ, or name one, as {files[0]} (found: {_listed(data, files)})"
        raise DataError(str(data), f"{len(files)} COCO files", allowed)
    return tuple(replace(layout, split=split) for layout, split in zip(layouts, named, strict=True))


def _contained(data: Path, file: Path) -> Path:
    return inside(data, file.relative_to(data).as_posix(), str(data), DataError, _INSIDE)


def _listed(data: Path, files: Sequence[Path]) -> str:
    names = [path.relative_to(data).as_posix() for path in files]
    return ", ".join(names[:_MOST_LISTED]) + (", ..." if len(names) > _MOST_LISTED else "")


def _stem(file: Path) -> str:
    split = file.stem
    for kind in _KINDS:
        split = split.removeprefix(kind)
    return split


def _layout(folder: Path, file: Path) -> Layout:
    split = _stem(file)
    beside = file.parent
    bases = dict.fromkeys((beside.parent if beside.name == "annotations" else beside, beside, folder))
    names = (f"images/{split}", "images", split, "data", "documents", "")
    within = [base / name for base in bases for name in names]
    return Layout(folder=folder, file=file, roots=tuple(_folders(within)))


def _folders(paths: Iterable[Path]) -> list[Path]:
    return list(dict.fromkeys(path for path in paths if path.is_dir()))


def _is_file(path: Path) -> bool:
    """Whether there is such a file; a name that no file system takes is that of none."""
    try:
        return path.is_file()
    except OSError:
        return False


def _shown(root: Path, folder: Path) -> str:
    return f"{root.relative_to(folder).as_posix()}/" if root != folder else "the folder itself"
