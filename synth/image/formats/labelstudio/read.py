"""Read Label Studio's JSON: rectangles, polygons, ellipses and brushes of finished annotations, else of predictions."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from synth.core.errors import DataError
from synth.core.geometry import Box, Mask, rle_of
from synth.core.json_stream import iter_list
from synth.core.labels import Category
from synth.core.strict_json import check_value
from synth.image.formats.coco.records import SPLIT, AnnotationRecord
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.formats.distinct import Distinct
from synth.image.formats.found_pictures import find_picture
from synth.image.formats.judged import judged
from synth.image.formats.labelstudio.brush import bits_of_brush
from synth.image.formats.labelstudio.write import CONFIG, FULL, TASKS
from synth.image.formats.picture_files import looked_at
from synth.image.formats.segmentation import LARGEST_CANVAS
from synth.image.formats.stream import PictureStream
from synth.image.formats.tally import Counting
from synth.image.formats.turned import turned_corners
from synth.image.formats.xml import iter_elements, root_tag

_CONFIG_ROOT = "View"
_PICTURE_KEYS = ("image", "img", "ocr")
_CORNERS = 64
"""Of an ellipse as a polygon."""

_PX_DECIMALS = 4
_OWN_ID = re.compile(r"0|[1-9]\d{0,17}")

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A file of tasks, the folder that nothing may leave, categories by name.

    `largest` is the largest region id that is a whole number, as ours are: other regions are numbered after it.
    """

    folder: Path
    file: Path
    largest: int
    categories: Mapping[str, Category]


def detect(data: Path) -> bool:
    """Whether there is a JSON list of tasks."""
    return _file_of(data) is not None


def _file_of(data: Path) -> Path | None:
    if data.is_file():
        found = [data] if data.suffix.lower() == ".json" else []
    else:
        found = [data / TASKS] if (data / TASKS).is_file() else sorted(data.glob("*.json"))[:8]
    lists = [path for path in found if _holds_tasks(path)]
    return lists[0] if len(lists) == 1 else None


def _holds_tasks(path: Path) -> bool:
    try:
        first = next(iter_list(path), None)
    except DataError:
        return False
    return isinstance(first, dict) and "data" in first and bool({"annotations", "predictions"} & first.keys())


def read_labelstudio(data: Path) -> PictureStream:
    """Read a JSON export of Label Studio, or the folder that holds it; the pictures lie beside it or in images/.

    Categories are those of label_config.xml, or, where there is none, those of the tasks in the order of their names.
    """
    file = _file_of(data)
    if file is None:
        raise DataError(str(data), "no file of tasks", f"{TASKS}: a JSON list of Label Studio's tasks")
    folder = file.absolute().parent
    dropped = Counting()
    found, largest = _named(file)
    names = _configured(folder / CONFIG) or sorted(found)
    categories = {name: Category(id=at, name=name) for at, name in enumerate(names, start=1)}
    return PictureStream(
        name=folder.resolve().name,
        categories=tuple(categories.values()),
        pictures=_pictures(_Source(folder=folder, file=file, largest=largest, categories=categories), dropped),
        tally=dropped.tally,
    )


def _configured(config: Path) -> list[str]:
    if not config.is_file() or root_tag(config) != _CONFIG_ROOT:
        return []
    labels = (label for control in iter_elements(config, _CONFIG_ROOT) for label in control.below("Label"))
    return [*dict.fromkeys(name for label in labels if (name := label.attributes.get("value", "")))]


def _named(file: Path) -> tuple[set[str], int]:
    """The names of labels, and the largest id of a region."""
    silent, names, largest = Counting(), set[str](), 0
    for task, where in _tasks(file):
        for region, results in _objects(_results(task, where, silent)):
            names.update(_names_of(results))
            largest = max(largest, _own_id(region) or 0)
    return names, largest


def _own_id(region: str) -> int | None:
    """The id of a region that we wrote; Label Studio's own are letters and digits."""
    return int(region) if _OWN_ID.fullmatch(region) else None


def _tasks(file: Path) -> Iterator[tuple[Json, str]]:
    for at, task in enumerate(iter_list(file)):
        where = f"{file}: task[{at}]"
        check_value(task, where, DataError)
        if not isinstance(task, dict) or not isinstance(task.get("data"), dict):
            raise DataError(where, task, "an object with data")
        yield task, where


def _results(task: Json, where: str, dropped: Counting) -> list[Json]:
    """What the first annotator drew who did not give the task up; where nobody did, the first prediction."""
    done = [one for one in _dicts(task, "annotations", where) if not one.get("was_cancelled")]
    for _ in done[1:]:
        dropped.drop("second", where)
    found = done[:1] or _dicts(task, "predictions", where)[:1]
    return [one for source in found for one in _dicts(source, "result", where)]


def _dicts(holder: Json, key: str, where: str) -> list[Json]:
    found = holder.get(key) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise DataError(f"{where}.{key}", found, "a list of objects")
    return found


def _objects(results: Iterable[Json]) -> Iterator[tuple[str, list[Json]]]:
    """The results of each region: its shape and, where the labels are a control of their own, its label."""
    regions: dict[str, list[Json]] = {}
    for at, result in enumerate(results):
        regions.setdefault(str(result.get("id", f"#{at}")), []).append(result)
    yield from regions.items()


def _names_of(results: Sequence[Json]) -> list[str]:
    """The labels of a region."""
    values = [result["value"] for result in results if isinstance(result.get("value"), dict)]
    lists = [found for value in values for key, found in value.items() if key.endswith("labels")]
    return [
        *dict.fromkeys(name for found in lists if isinstance(found, list) for name in found if isinstance(name, str))
    ]


def _pictures(source: _Source, dropped: Counting) -> Iterator[AnnotatedImage]:
    spare, seen, regions = source.largest, Distinct(), Distinct()
    for at, (task, where) in enumerate(_tasks(source.file), start=1):
        picture = _picture(source, task, at, where)
        seen.claim(picture.id, f"{where}.id")
        found = list[Annotation]()
        for region, results in _objects(_results(task, where, dropped)):
            place = f"{where}.result {region}"
            own = _own_id(region)
            for at, (record, category) in enumerate(_records(source, results, picture, place, dropped)):
                spare += own is None or at > 0
                number = spare if own is None or at > 0 else own
                regions.claim(number, place)
                annotation = judged(replace(record, id=number), place, category, picture, dropped)
                if annotation is not None:
                    found.append(annotation)
        yield replace(picture, annotations=tuple(found))


def _picture(source: _Source, task: Json, at: int, where: str) -> AnnotatedImage:
    data = task["data"]
    name = next((data[key] for key in _PICTURE_KEYS if isinstance(data.get(key), str)), None)
    if not name:
        raise DataError(f"{where}.data", sorted(data)[:8], f"the address of a picture: {', '.join(_PICTURE_KEYS)}")
    number, split = task.get("id", at), data.get("split") or ""
    if type(number) is not int or number < 0:
        raise DataError(f"{where}.id", number, "a whole number of 0 or more")
    if not isinstance(split, str) or not SPLIT.fullmatch(split):
        raise DataError(f"{where}.data.split", split, "the name of a part of the data set")
    path, found = find_picture(source.folder, [source.folder, source.folder / "images"], name, f"{where}.data")
    found = found.removeprefix("images/")
    return looked_at(
        AnnotatedImage(
            id=number,
            file_name=name,
            name=found.removeprefix(f"{split}/") if split else found,
            path=path,
            width=0,
            height=0,
            annotations=(),
            split=split,
        )
    )


def _records(
    source: _Source, results: Sequence[Json], picture: AnnotatedImage, where: str, dropped: Counting
) -> Iterator[tuple[AnnotationRecord, Category]]:
    """The object of a region, or one for each of its labels, not numbered yet."""
    shape = next((result for result in results if _kind(result) in _SHAPES), None)
    names = _names_of(results)
    if shape is None or not names:
        dropped.drop("shape", where)
        return
    if shape.get("image_rotation"):
        raise DataError(f"{where}.image_rotation", shape["image_rotation"], "0: turn the picture first")
    score = shape.get("score")
    if score is not None and (isinstance(score, bool) or not isinstance(score, int | float)):
        raise DataError(f"{where}.score", score, "a number")
    box, segmentation = _SHAPES[_kind(shape)](_value_of(shape, where), picture, where)
    for name in names:
        category = source.categories.get(name)
        if category is None:
            raise DataError(f"{where}.value", name, f"a label of {CONFIG}")
        yield (
            AnnotationRecord(
                id=0,
                image_id=picture.id,
                category_id=category.id,
                box=box,
                segmentation=segmentation,
                score=score,
            ),
            category,
        )


def _kind(result: Json) -> str:
    return str(result.get("type", "")).removesuffix("labels")


def _value_of(shape: Json, where: str) -> Json:
    if not isinstance(shape.get("value"), dict):
        raise DataError(f"{where}.value", shape.get("value"), "an object")
    return shape["value"]


def _percent(value: Json, key: str, where: str, least: float = -FULL) -> float:
    """A share of a side in percent; a shape may leave the picture by as much as its size."""
    number = value.get(key, 0 if key == "rotation" else None)
    if isinstance(number, bool) or not isinstance(number, int | float) or not least <= number <= 2 * FULL:
        raise DataError(f"{where}.value.{key}", number, f"percent of the picture's side, from {least} to {2 * FULL}")
    return number


def _px(percent: float, side: int) -> float:
    return round(percent / FULL * side, _PX_DECIMALS)


def _angle_deg(value: Json, where: str) -> float:
    angle = value.get("rotation") or 0
    if isinstance(angle, bool) or not isinstance(angle, int | float):
        raise DataError(f"{where}.value.rotation", angle, "degrees")
    return math.fmod(angle, 360)


def _rectangle(value: Json, picture: AnnotatedImage, where: str) -> tuple[Box | None, object]:
    """A rectangle, turned around its first corner where it is turned."""
    x, y = _percent(value, "x", where), _percent(value, "y", where)
    width, height = (_percent(value, key, where, 0) for key in ("width", "height"))
    x0, y0 = _px(x, picture.width), _px(y, picture.height)
    x1, y1 = _px(x + width, picture.width), _px(y + height, picture.height)
    if angle_deg := _angle_deg(value, where):
        return None, [turned_corners((x0, y0, x1, y1), (x0, y0), angle_deg)]
    return Box(x0, y0, x1, y1), None


def _ellipse(value: Json, picture: AnnotatedImage, where: str) -> tuple[Box | None, object]:
    """An ellipse as a polygon; its radii are percent of the width and of the height."""
    x, y = _px(_percent(value, "x", where), picture.width), _px(_percent(value, "y", where), picture.height)
    rx = _px(_percent(value, "radiusX", where, 0), picture.width)
    ry = _px(_percent(value, "radiusY", where, 0), picture.height)
    turn = math.radians(_angle_deg(value, where))
    angles = [2 * math.pi * at / _CORNERS for at in range(_CORNERS)]
    corners = [(rx * math.cos(angle), ry * math.sin(angle)) for angle in angles]
    cosine, sine = math.cos(turn), math.sin(turn)
    return None, [[side for dx, dy in corners for side in (x + dx * cosine - dy * sine, y + dx * sine + dy * cosine)]]


def _polygon(value: Json, picture: AnnotatedImage, where: str) -> tuple[Box | None, object]:
    points = value.get("points")
    if not isinstance(points, list) or not all(isinstance(point, list) and len(point) == 2 for point in points):
        raise DataError(f"{where}.value.points", points, "a list of [x, y] in percent")
    sides = (picture.width, picture.height)
    return None, [
        [
            _px(_percent({"points": number}, "points", where), side)
            for point in points
            for number, side in zip(point, sides, strict=True)
        ]
    ]


def _brush(value: Json, picture: AnnotatedImage, where: str) -> tuple[Box | None, object]:
    rle = value.get("rle")
    if value.get("format") != "rle" or not isinstance(rle, list):
        raise DataError(f"{where}.value", value.get("format"), "a brush with format 'rle'")
    if picture.width * picture.height > LARGEST_CANVAS // 4:
        raise DataError(where, f"{picture.width} x {picture.height}", f"at most {LARGEST_CANVAS // 4} pixels")
    bits = bits_of_brush(rle, picture.width, picture.height, f"{where}.value.rle")
    return None, rle_of(Mask.from_array(bits), picture.width, picture.height)


_SHAPES = {"rectangle": _rectangle, "ellipse": _ellipse, "polygon": _polygon, "brush": _brush}
"""Type of a region, without `labels` -> its box and its outline, one of them None."""
