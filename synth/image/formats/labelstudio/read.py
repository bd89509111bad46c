"""Read Label Studio's JSON: rectangles, polygons, ellipses and brushes of finished annotations, else of predictions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from synth.core.errors import DataError
from synth.core.json_stream import iter_list
from synth.core.labels import AttributeValue, Category
from synth.core.strict_json import check_value
from synth.image.formats.coco.records import SPLIT, AnnotationRecord, attributes_of
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.formats.distinct import Distinct
from synth.image.formats.found_pictures import find_picture
from synth.image.formats.judged import judged
from synth.image.formats.labelstudio.shapes import SHAPES
from synth.image.formats.labelstudio.write import CONFIG, TASKS
from synth.image.formats.picture_files import looked_at
from synth.image.formats.stream import PictureStream
from synth.image.formats.tally import Counting
from synth.image.formats.xml import iter_elements, root_tag

_CONFIG_ROOT = "View"
_PICTURE_KEYS = ("image", "img", "ocr")
_OWN_ID = re.compile(r"0|[1-9]\d{0,17}")

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A file of tasks, the folder that nothing may leave, categories by name.

    `largest` is the largest region id that is a whole number, as ours are: other regions are numbered after it.
    `finished`: only what people have finished counts.
    """

    folder: Path
    file: Path
    largest: int
    categories: Mapping[str, Category]
    finished: bool


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


def read_labelstudio(data: Path, dropped: Counting | None = None) -> PictureStream:
    """Read a JSON export of Label Studio, or the folder that holds it; the pictures lie beside it or in images/.

    Categories are those of label_config.xml, or, where there is none, those of the tasks in the order of their names.
    """
    file = _file_of(data)
    if file is None:
        raise DataError(str(data), "no file of tasks", f"{TASKS}: a JSON list of Label Studio's tasks")
    folder = file.absolute().parent
    return _stream(file, folder, _configured(folder / CONFIG), dropped or Counting(), largest=0, finished=False)


def read_returned(file: Path, pictures: Path, names: Sequence[str], largest: int) -> PictureStream:
    """What people made of pictures that lie in another folder: the tasks that somebody finished, those alone.

    `names` are the categories; regions that are new are numbered from `largest` on. DataError as `read_labelstudio`.
    """
    if not _holds_tasks(file):
        raise DataError(str(file), "no tasks", "a JSON export of Label Studio: a list of tasks")
    return _stream(file, pictures, names, Counting(), largest=largest, finished=True)


def _stream(
    file: Path, folder: Path, names: Sequence[str], dropped: Counting, *, largest: int, finished: bool
) -> PictureStream:
    found, own = _named(file)
    names = names or sorted(found)
    categories = {name: Category(id=at, name=name) for at, name in enumerate(names, start=1)}
    return PictureStream(
        name=folder.resolve().name,
        categories=tuple(categories.values()),
        pictures=_pictures(
            _Source(folder=folder, file=file, largest=max(largest, own), categories=categories, finished=finished),
            dropped,
        ),
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
        for region, results in _objects(_results(task, where, silent) or ()):
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


def _results(task: Json, where: str, dropped: Counting, *, finished: bool = False) -> list[Json] | None:
    """What the first annotator drew who did not give the task up; where nobody did, the first prediction, or None where
    only what is `finished` counts.
    """
    done = [one for one in _dicts(task, "annotations", where) if not one.get("was_cancelled")]
    for _ in done[1:]:
        dropped.drop("second", where)
    if finished and not done:
        return None
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
        drawn = _results(task, where, dropped, finished=source.finished)
        if drawn is None:
            continue
        picture = _picture(source, task, at, where, dropped)
        if picture is None:
            continue
        seen.claim(picture.id, f"{where}.id")
        found = list[Annotation]()
        for region, results in _objects(drawn):
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


def _picture(source: _Source, task: Json, at: int, where: str, dropped: Counting) -> AnnotatedImage | None:
    data = task["data"]
    name = next((data[key] for key in _PICTURE_KEYS if isinstance(data.get(key), str)), None)
    if not name:
        raise DataError(f"{where}.data", sorted(data)[:8], f"the address of a picture: {', '.join(_PICTURE_KEYS)}")
    number, split = task.get("id", at), data.get("split") or ""
    if type(number) is not int or number < 0:
        raise DataError(f"{where}.id", number, "a whole number of 0 or more")
    if not isinstance(split, str) or not SPLIT.fullmatch(split):
        raise DataError(f"{where}.data.split", split, "the name of a part of the data set")
    path, found = find_picture(source.folder, [source.folder, source.folder / "images"], name, f"{where}.data", dropped)
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
        ),
        dropped,
    )


def _records(
    source: _Source, results: Sequence[Json], picture: AnnotatedImage, where: str, dropped: Counting
) -> Iterator[tuple[AnnotationRecord, Category]]:
    """The object of a region, or one for each of its labels, not numbered yet."""
    shape = next((result for result in results if _kind(result) in SHAPES), None)
    names = _names_of(results)
    if shape is None or not names:
        dropped.drop("shape", where)
        return
    if shape.get("image_rotation"):
        raise DataError(f"{where}.image_rotation", shape["image_rotation"], "0: turn the picture first")
    score = shape.get("score")
    if score is not None and (isinstance(score, bool) or not isinstance(score, int | float)):
        raise DataError(f"{where}.score", score, "a number")
    box, segmentation = SHAPES[_kind(shape)](_value_of(shape, where), picture, where)
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
                attributes=_attributes(shape, where),
            ),
            category,
        )


def _attributes(shape: Json, where: str) -> Mapping[str, AttributeValue]:
    """Those that we sent with a region; its `meta` may hold anything else."""
    meta = shape.get("meta")
    found = meta.get("attributes") if isinstance(meta, dict) else None
    return attributes_of(found, f"{where}.meta.attributes") if isinstance(found, dict) else {}


def _kind(result: Json) -> str:
    return str(result.get("type", "")).removesuffix("labels")


def _value_of(shape: Json, where: str) -> Json:
    if not isinstance(shape.get("value"), dict):
        raise DataError(f"{where}.value", shape.get("value"), "an object")
    return shape["value"]
