"""Read YOLO: images/SPLIT/ beside labels/SPLIT/ as Ultralytics has them, SPLIT/images/ as Roboflow has them, or labels
beside their pictures with classes.txt or obj.names as labelImg and Darknet have them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from synth.core.errors import DataError, Unquoted
from synth.core.geometry import Box
from synth.core.inside import files_inside, inside
from synth.core.labels import Category
from synth.core.plain_file import plain_text
from synth.image.formats.coco.records import AnnotationRecord
from synth.image.formats.data_set import AnnotatedImage, Annotation, Point
from synth.image.formats.judged import judged
from synth.image.formats.picture_files import ENDINGS, MOST_FILES, looked_at
from synth.image.formats.stream import PictureStream
from synth.image.formats.tally import Counting
from synth.image.formats.yolo.class_files import CLASSES, PICTURES, class_file, has_labels_beside
from synth.scene.read import read_yaml

DATA = "data.yaml"
SPLITS = ("train", "val", "test")

LARGEST_LABELS = 1 << 26
"""Bytes of the labels of a picture."""

_PX_DECIMALS = 4
_SLACK = 0.01
"""Share of a side by which a tool's rounding may leave the picture."""

_NEEDED = "a path inside the folder of the data set"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A data set: its folder, categories by class number, keypoints as (number, numbers of each), folders of splits."""

    folder: Path
    categories: Mapping[int, Category]
    points: tuple[int, int]
    splits: Mapping[str, str]


def detect(data: Path) -> bool:
    """Whether there is a YAML file with the names of classes, or a file that lists them, beside pictures and labels."""
    return _yaml_of(data) is not None or _has_classes(data)


def read_yolo(data: Path, dropped: Counting | None = None) -> PictureStream:
    """Read a folder, or its YAML file: images/SPLIT/ as Ultralytics has them, SPLIT/images/ as Roboflow has them."""
    file = _yaml_of(data) or (data / DATA if (data / DATA).is_file() else None)
    if file is None and not _has_classes(data):
        allowed = "a YAML file with names, train and val, or classes.txt or obj.names with pictures and their labels"
        raise DataError(str(data), "no data.yaml", allowed)
    dropped = dropped or Counting()
    source = _with_yaml(file, dropped) if file else _with_classes(data)
    return PictureStream(
        name=source.folder.resolve().name,
        categories=tuple(sorted(source.categories.values(), key=lambda category: category.id)),
        pictures=_pictures(source, dropped),
        tally=dropped.tally,
    )


def _has_classes(data: Path) -> bool:
    return class_file(data) is not None and ((data / PICTURES).is_dir() or has_labels_beside(data))


def _yaml_of(data: Path) -> Path | None:
    """The file that describes the set: data.yaml, or the only other one that names classes."""
    if data.is_file():
        found = [data] if data.suffix in (".yaml", ".yml") else []
    else:
        found = [data / DATA] if (data / DATA).is_file() else sorted([*data.glob("*.yaml"), *data.glob("*.yml")])
    named = [path for path in found if path.is_file() and _names_classes(path)]
    return named[0] if len(named) == 1 else None


def _names_classes(path: Path) -> bool:
    try:
        record = read_yaml(path, DataError)
    except DataError:
        return False
    return "names" in record and bool({"train", "val", "test"} & record.keys())


def _with_classes(folder: Path) -> _Source:
    file = class_file(folder) or folder / CLASSES
    lines = plain_text(file, DataError, "the names of classes are needed", most=1 << 20).splitlines()
    names = [line.strip() for line in lines if line.strip()]
    pictures = PICTURES if (folder / PICTURES).is_dir() else "."
    categories = {number: Category(id=number, name=name) for number, name in enumerate(names)}
    return _Source(folder=folder, categories=categories, points=(0, 0), splits={"": pictures})


def _with_yaml(file: Path, dropped: Counting) -> _Source:
    record = read_yaml(file, DataError)
    names = record.get("names")
    numbered = dict(enumerate(names)) if isinstance(names, list) else names
    if not isinstance(numbered, dict) or not all(type(key) is not str and isinstance(key, int) for key in numbered):
        raise DataError(f"{file}: names", names, "a list of names, or names by class number")
    if not all(isinstance(name, str | int | float) and str(name) for name in numbered.values()):
        raise DataError(f"{file}: names", names, "a name for each class")
    shape = record.get("kpt_shape") or [0, 0]
    if not isinstance(shape, list) or len(shape) != 2 or not all(isinstance(n, int) and 0 <= n <= 1000 for n in shape):
        raise DataError(f"{file}: kpt_shape", shape, "[number of keypoints, 2 or 3]")
    if shape[0] and shape[1] not in (2, 3):
        raise DataError(f"{file}: kpt_shape", shape, "[number of keypoints, 2 or 3]")
    ids, points = record.get("category_ids") or {}, record.get("kpt_names") or {}
    if not isinstance(ids, dict) or not all(isinstance(one, int) and one >= 0 for one in ids.values()):
        raise DataError(f"{file}: category_ids", ids, "a whole number for each class")
    categories = {
        int(number): Category(
            id=int(ids.get(number, number)), name=str(name), keypoints=_point_names(points, number, shape[0], file)
        )
        for number, name in numbered.items()
    }
    if len({category.id for category in categories.values()}) != len(categories):
        raise DataError(f"{file}: category_ids", ids, "ids that differ")
    return _Source(
        folder=file.parent,
        categories=categories,
        points=(int(shape[0]), int(shape[1])),
        splits=_splits(record, file, dropped),
    )


def _point_names(names: object, number: object, points: int, file: Path) -> tuple[str, ...]:
    """The keypoints of a class: as data.yaml names them, or numbered."""
    if not points:
        return ()
    if not names:
        return tuple(str(at) for at in range(1, points + 1))
    found = names.get(number, []) if isinstance(names, dict) else None
    if not isinstance(found, list) or len(found) > points or not all(isinstance(name, str) for name in found):
        raise DataError(f"{file}: kpt_names", names, f"a list of at most {points} names for each class")
    return tuple(found)


def _splits(record: Mapping[Any, Any], file: Path, dropped: Counting) -> dict[str, str]:
    """Split -> the folder of its pictures, relative to that of the file. A folder that two splits share, as in a set
    without pictures for validation, is that of the first; one folder for all of them is no split.
    """
    base = record.get("path") or ""
    found: dict[str, str] = {}
    for split in SPLITS:
        stated = record.get(split)
        if stated is None or stated == "":
            continue
        if not isinstance(stated, str):
            raise DataError(f"{file}: {split}", stated, "the folder of its pictures")
        folder = _folder_of(file, str(base), stated)
        if folder is None:
            dropped.drop("split", f"{file}: {split}: {stated}")
        elif folder not in found.values():
            found[split] = folder
    if not found:
        raise DataError(str(file), Unquoted("no folder of pictures"), "train, val or test with a folder that is there")
    return {"": next(iter(found.values()))} if len(found) == 1 else found


def _folder_of(file: Path, base: str, stated: str) -> str | None:
    """A folder that is named relative to `path`, to the file, or, as Roboflow does, to the folder above it."""
    plain = [part for part in stated.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    above = [part for part in base.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    names = ["/".join([*above[start:], *plain]) for start in range(len(above) + 1)]
    names += ["/".join(plain[start:]) for start in range(1, len(plain))]
    for name in names:
        if name and (file.parent / name).is_dir():
            inside(file.parent, name, str(file), DataError, _NEEDED)
            return name
    return None


def _pictures(source: _Source, dropped: Counting) -> Iterator[AnnotatedImage]:
    number = labels = 0
    for split, folder in source.splits.items():
        root = source.folder / folder
        for name, path in files_inside(root, DataError, "a picture", most=MOST_FILES):
            if path.suffix.lower() not in ENDINGS:
                continue
            number += 1
            bare = AnnotatedImage(
                id=number, file_name=name, name=name, path=path, width=0, height=0, annotations=(), split=split
            )
            picture = looked_at(bare, dropped)
            if picture is None:
                continue
            found = tuple(_annotations(source, picture, f"{folder}/{name}", labels, dropped))
            labels += len(found)
            yield replace(picture, annotations=found)


def _annotations(
    source: _Source, picture: AnnotatedImage, name: str, before: int, dropped: Counting
) -> Iterator[Annotation]:
    """The objects of a picture; ids go on from `before`. A line that stands twice is left out, as trainers do."""
    *folders, last = PurePosixPath(name).with_suffix(".txt").parts
    if "images" in folders:
        at = len(folders) - 1 - folders[::-1].index("images")
        folders[at] = "labels"
    path = inside(source.folder, "/".join([*folders, last]), name, DataError, _NEEDED)
    if not path.is_file():  # labelImg writes labels beside their pictures, whatever their folder is called
        path = inside(source.folder, str(PurePosixPath(name).with_suffix(".txt")), name, DataError, _NEEDED)
    if not path.is_file():
        return
    seen: set[str] = set()
    lines = plain_text(path, DataError, "the labels of a picture are needed", most=LARGEST_LABELS).splitlines()
    for place, line in enumerate(lines, start=1):
        where = f"{path}:{place}"
        if not line.strip():
            continue
        if line in seen:
            dropped.drop("duplicate", where)
            continue
        seen.add(line)
        annotation = _annotation(source, picture, _numbers(line, where), before + 1, where, dropped)
        if annotation is not None:
            before += 1
            yield annotation


def _numbers(line: str, where: str) -> list[float]:
    try:
        numbers = [float(word) for word in line.split()]
    except ValueError:
        raise DataError(where, line, "numbers: the class and shares of the picture's sides") from None
    if len(numbers) < 5 or not all(map(math.isfinite, numbers)):
        raise DataError(where, line, "a class and four shares or more")
    return numbers


def _annotation(
    source: _Source, picture: AnnotatedImage, numbers: list[float], number: int, where: str, dropped: Counting
) -> Annotation | None:
    """The object of a line; None where it has no area."""
    category = source.categories.get(int(numbers[0])) if numbers[0].is_integer() else None
    if category is None:
        raise DataError(where, numbers[0], f"a class from 0 to {max(source.categories, default=0)}")
    points, dimensions = source.points
    rest = numbers[1:]
    score = polygon = box = None
    keypoints: tuple[Point, ...] = ()
    if points and len(rest) == 4 + points * dimensions:
        keypoints = _points(rest[4:], dimensions, len(category.keypoints), picture, where)
        rest = rest[:4]
    elif len(rest) % 2:  # predictions end in how sure a model is
        rest, score = rest[:-1], rest[-1]
    if len(rest) == 4:
        x, y, width, height = (_px(share, at, picture, where) for at, share in enumerate(rest))
        sides = (x - width / 2, y - height / 2, x + width / 2, y + height / 2)
        box = Box(*(round(side, _PX_DECIMALS) for side in sides))
    else:
        polygon = [[_px(share, at, picture, where) for at, share in enumerate(rest)]]
    record = AnnotationRecord(
        id=number,
        image_id=picture.id,
        category_id=category.id,
        box=box,
        segmentation=polygon,
        keypoints=keypoints,
        score=score,
    )
    return judged(record, where, category, picture, dropped)


def _px(share: float, at: int, picture: AnnotatedImage, where: str) -> float:
    """A share of the width (even places) or height in px."""
    if not -_SLACK <= share <= 1 + _SLACK:
        raise DataError(where, share, "shares of the picture's sides, from 0 to 1")
    return round(min(max(share, 0), 1) * (picture.height if at % 2 else picture.width), _PX_DECIMALS)


def _points(flat: list[float], dimensions: int, named: int, picture: AnnotatedImage, where: str) -> tuple[Point, ...]:
    """The keypoints that the category names."""
    found = list[Point]()
    for at in range(0, named * dimensions, dimensions):
        seen = flat[at + 2] if dimensions == 3 else 2.0 * any(flat[at : at + 2])
        if seen not in (0, 1, 2):
            raise DataError(where, seen, "0, 1 or 2 as the visibility of a keypoint")
        x, y = (_px(share, place, picture, where) for place, share in enumerate(flat[at : at + 2]))
        found.append((x, y, int(seen)) if seen else (0.0, 0.0, 0))
    return tuple(found)
