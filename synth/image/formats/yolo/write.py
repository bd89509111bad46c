"""Write YOLO: a line an object, shares of the picture's sides, and data.yaml."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, Literal

import yaml

from synth.core.errors import DataError
from synth.core.geometry import Box
from synth.core.labels import Category
from synth.image.formats.carries import Losses
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.formats.picture_files import put_picture
from synth.image.formats.stream import PictureStream

Task = Literal["boxes", "polygons", "keypoints"]

DATA = "data.yaml"

DECIMALS = 9
"""Of a share: within 0.0001 px on every picture of up to 100,000 px."""


def writer(task: Task) -> Callable[[PictureStream, Path, Losses], None]:
    """What writes a stream as labels of one task."""

    def write(stream: PictureStream, path: Path, losses: Losses) -> None:
        categories = sorted(stream.categories, key=lambda category: category.id)
        classes = {category.id: number for number, category in enumerate(categories)}
        points = max((len(category.keypoints) for category in categories), default=0) if task == "keypoints" else 0
        path.mkdir()
        splits = dict.fromkeys(_written(picture, classes, points, task, path, losses) for picture in stream.pictures)
        if not {"train", "val"} <= {_role(split, list(splits)) for split in splits}:
            losses.note("the data set is not split: data.yaml names the same pictures for training and validation")
        _write_data_yaml(path / DATA, categories, points, list(splits))

    return write


def _written(
    picture: AnnotatedImage, classes: Mapping[int, int], points: int, task: Task, path: Path, losses: Losses
) -> str:
    """Put the picture and its labels; the folder of its split."""
    split = picture.split or "train"
    name = PurePosixPath(picture.name)
    if "images" in name.parts[:-1]:
        allowed = "no further folder 'images': trainers take the last one for that of all pictures"
        raise DataError(f"picture {picture.id}: file name", picture.name, allowed)
    put_picture(picture, path / "images" / split, losses)
    labels = path / "labels" / split / name.with_suffix(".txt")
    if labels.exists():
        allowed = "names that differ without their ending, as YOLO's label files have none"
        raise DataError(f"picture {picture.id}: file name", picture.name, allowed)
    labels.parent.mkdir(parents=True, exist_ok=True)
    lines = (_line(annotation, picture, classes, points, task, losses) for annotation in picture.annotations)
    labels.write_text("".join(f"{line}\n" for line in lines if line), encoding="ascii", newline="\n")
    return split


def _line(
    annotation: Annotation, picture: AnnotatedImage, classes: Mapping[int, int], points: int, task: Task, losses: Losses
) -> str:
    """The label of an object; empty, and counted, where nothing of it lies in the picture."""
    width, height = picture.width, picture.height
    box = annotation.box.intersection(Box(0, 0, width, height))
    if not box.area:
        losses.drop("", "object outside its picture")
        return ""
    if box != annotation.box:
        losses.change("the box is cut at the picture's border")
    if task == "polygons":
        if not annotation.polygons:
            losses.change("the box is written as a polygon of four corners")
        x0, y0, x1, y1 = box
        [outline] = annotation.polygons or [[x0, y0, x1, y0, x1, y1, x0, y1]]
        numbers = [min(max(value / (height if at % 2 else width), 0), 1) for at, value in enumerate(outline)]
    else:
        x, y = box.centre_xy
        numbers = [x / width, y / height, box.width / width, box.height / height]
        for at in range(points):
            px, py, seen = annotation.keypoints[at] if at < len(annotation.keypoints) else (0.0, 0.0, 0)
            there = seen and 0 <= px <= width and 0 <= py <= height
            numbers += [px / width, py / height, seen] if there else [0, 0, 0]
    return " ".join([str(classes[annotation.category_id]), *map(_share, numbers)])


def _share(value: float) -> str:
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".") or "0"


def _write_data_yaml(path: Path, categories: Sequence[Category], points: int, splits: Sequence[str]) -> None:
    """`val` is `train` where nothing else was set apart: trainers refuse a file without it."""
    first = splits[0] if splits else "train"
    named = {_role(split, splits): f"images/{split}" for split in splits}
    record: dict[str, Any] = {"train": f"images/{first}", "val": f"images/{first}"} | named
    record["nc"] = len(categories)
    record["names"] = {number: category.name for number, category in enumerate(categories)}
    record["category_ids"] = {number: category.id for number, category in enumerate(categories)}
    if points:
        names = max((category.keypoints for category in categories), key=len)
        record["kpt_shape"] = [points, 3]
        record["flip_idx"] = [_mirrored(names, name) for name in names]
        record["kpt_names"] = {
            number: list(category.keypoints) for number, category in enumerate(categories) if category.keypoints
        }
    path.write_text(yaml.safe_dump(record, sort_keys=False, allow_unicode=True), encoding="utf-8", newline="\n")


def _role(split: str, splits: Sequence[str]) -> str:
    """What trainers call a split: `val` for `valid` or `val2017`, where no other split has that part too."""
    for role in ("train", "val", "test"):
        if split.startswith(role) and sum(other.startswith(role) for other in splits) == 1:
            return role
    return split


def _mirrored(names: Sequence[str], name: str) -> int:
    """The place of the keypoint that a mirror makes of this one."""
    swapped = {"left": "right", "right": "left"}
    other = "_".join(swapped.get(part, part) for part in name.split("_"))
    return names.index(other if other in names else name)
