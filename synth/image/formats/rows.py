"""A picture with its labels as one row of plain values: what imagefolder, Parquet and WebDataset hold.

`objects` are columns of equal length, as Hugging Face's detection data sets have them: `bbox` is x, y, width, height in
px, `category` the name. Values whose form differs from object to object are JSON texts: `segmentation` as COCO has it
(RLE or polygons), `attributes`, `extra` (with `score`). `text` are the captions, a line each. No column is of nulls
alone in a file: `datasets` guesses types from the first rows, and gives up where two files lead to different ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from synth.core.canonical import canonical, json_value
from synth.core.errors import DataError
from synth.core.json_lines import write_json
from synth.core.labels import Category
from synth.core.strict_json import check_value, parse_json, read_object
from synth.image.formats.coco.format import annotation_record, category_record, image_record, most_points
from synth.image.formats.coco.names import spellings
from synth.image.formats.coco.records import annotation_of, category_of, image_of
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.formats.judged import judged
from synth.image.formats.tally import Counting

CATEGORIES = "categories.json"
"""The categories with ids and keypoints, beside files whose rows only number them."""

_LARGEST_CATEGORIES = 1 << 24
_CATEGORY_KEYS = ("category", "categories", "label", "labels", "class")
_DECIMALS = 6

_PICTURE_KEYS = {"id", "file_name", "width", "height", "split"}
_OBJECT_KEYS = {
    "id", "image_id", "bbox", "area", "iscrowd", "category_id", "segmentation", "keypoints", "num_keypoints", "score",
    "attributes",
}  # fmt: skip

_COLUMNS = _OBJECT_KEYS - {"score"}

Row = Mapping[str, Any]


def row_of(picture: AnnotatedImage, categories: Sequence[Category]) -> dict[str, Any]:
    """The row of a picture, without its pixels and its place; floats are rounded as in COCO files."""
    names = {category.id: category.name for category in categories}
    points = most_points(tuple(categories))
    records = [json_value(annotation_record(a, picture.id, points), _DECIMALS) for a in picture.annotations]
    image = image_record(picture)
    return {
        "image_id": picture.id,
        "width": picture.width,
        "height": picture.height,
        "text": "\n".join(" ".join(caption.split("\n")) for caption in picture.captions),
        "extra": _text({key: value for key, value in image.items() if key not in _PICTURE_KEYS}),
        "objects": _columns(records, names, posed=points > 0),
    }


def _columns(records: Sequence[Any], names: Mapping[int, str], *, posed: bool) -> dict[str, list[Any]]:
    columns = {
        "id": [one["id"] for one in records],
        "bbox": [one["bbox"] for one in records],
        "category": [names[one["category_id"]] for one in records],
        "category_id": [one["category_id"] for one in records],
        "area": [one["area"] for one in records],
        "iscrowd": [one["iscrowd"] for one in records],
        "segmentation": [_text(one["segmentation"]) for one in records],
        "attributes": [_text(one.get("attributes")) for one in records],
        "extra": [_text({key: value for key, value in one.items() if key not in _COLUMNS}) for one in records],
    }
    if posed:
        columns["keypoints"] = [[float(value) for value in one["keypoints"]] for one in records]
    return columns


def _text(value: object) -> str:
    """A JSON text; empty for what is empty."""
    return canonical(value) if value else ""


def write_categories(path: Path, name: str, categories: Sequence[Category]) -> None:
    """Write categories.json."""
    posed = most_points(tuple(categories)) > 0
    record = {"name": name, "categories": [category_record(category, posed) for category in categories]}
    write_json(path / CATEGORIES, record)


def read_categories(folder: Path) -> tuple[Category, ...]:
    """The categories of categories.json in file order; none where there is no such file."""
    file = folder / CATEGORIES
    if not file.is_file():
        return ()
    entries = read_object(file, DataError, "an object with categories is needed", most=_LARGEST_CATEGORIES).get(
        "categories"
    )
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise DataError(f"{file}: categories", entries, "a list of objects")
    found = tuple(category_of(one, f"{file}: categories[{at}]") for at, one in enumerate(entries))
    if len({one.id for one in found}) != len(found):
        raise DataError(f"{file}: categories", [one.id for one in found], "ids that differ")
    return found


def numbered_categories(rows: Iterator[tuple[str, Row]]) -> tuple[Category, ...]:
    """The categories of rows without a categories.json: names in their order, or numbers, named by themselves."""
    names, largest = set[str](), -1
    for where, row in rows:
        for kind in _kinds(_objects(row, where), where):
            if isinstance(kind, str):
                names.add(kind)
            else:
                largest = max(largest, kind)
    if names and largest >= 0:
        raise DataError("objects.category", min(names), "names in all rows, or numbers in all")
    if largest > 100_000:
        raise DataError("objects.category", largest, f"numbers up to 100000, or {CATEGORIES}")
    numbered = (Category(id=at, name=f"class {at}") for at in range(largest + 1))
    return tuple(Category(id=at, name=name) for at, name in enumerate(sorted(names), 1)) or tuple(numbered)


def picture_of_row(
    row: Row, picture: AnnotatedImage, categories: Sequence[Category], before: int, where: str, dropped: Counting
) -> Iterator[Annotation]:
    """The objects of a row, whose ids go on from `before` where it gives none."""
    by_place = dict(enumerate(sorted(categories, key=lambda one: one.id)))
    by_name = {category.name: category for category in categories}
    by_id = {category.id: category for category in categories}
    objects = _objects(row, where)
    ids = objects.get("category_id")
    for at, kind in enumerate(_kinds(objects, where)):
        place = f"{where}: objects[{at}]"
        named = by_name.get(kind) if isinstance(kind, str) else by_place.get(kind)
        category = named if ids is None or type(ids[at]) is not int else by_id.get(ids[at])
        if category is None or (isinstance(kind, str) and kind != category.name):
            raise DataError(f"{place}.category", kind, f"a category of {CATEGORIES}")
        item = {"id": before + at + 1, "image_id": picture.id, "category_id": category.id}
        stated = {key: values[at] for key, values in objects.items() if key in _OBJECT_KEYS and values[at] is not None}
        for key in ("segmentation", "attributes"):
            if isinstance(stated.get(key), str):
                stated[key] = parse_json(stated[key], f"{place}.{key}", DataError) if stated[key] else None
        extra = objects.get("extra", [""] * (at + 1))[at]
        record = annotation_of({**item, **stated, **_further(extra, place), "category_id": category.id}, place)
        annotation = judged(record, place, category, picture, dropped)
        if annotation is not None:
            yield annotation


def _further(text: object, where: str) -> dict[str, Any]:
    """Further keys, which never stand for one of ours."""
    if not text:
        return {}
    found = parse_json(text, f"{where}.extra", DataError) if isinstance(text, str) else text
    if not isinstance(found, dict):
        raise DataError(f"{where}.extra", found, "an object")
    return {key: value for key, value in found.items() if key not in _COLUMNS | _PICTURE_KEYS}


def bare_picture(row: Row, path: Path, name: str, split: str, number: int, where: str) -> AnnotatedImage:
    """The picture of a row without its labels; `number` is its id where the row gives none."""
    check_value(row, where, DataError)
    item = {
        "id": row["image_id"] if row.get("image_id") is not None else number,
        "file_name": name,
        "width": row.get("width"),
        "height": row.get("height"),
        "split": split,
        **_further(row.get("extra"), where),
    }
    record = image_of(item, where)
    text = row.get("text") or ""
    if not isinstance(text, str):
        raise DataError(f"{where}: text", text, "captions, a line each")
    return AnnotatedImage(
        id=record.id,
        file_name=name,
        name=safe_name(name, where),
        path=path,
        width=record.width or 0,
        height=record.height or 0,
        annotations=(),
        extra=record.extra,
        split=record.split,
        captions=tuple(line for line in text.split("\n") if line),
    )


def safe_name(name: str, where: str) -> str:
    """A picture's name as a relative path with slashes. DataError for one that would leave its folder."""
    found = [one for one in spellings(name) if "\\" not in one]
    if not found:
        raise DataError(where, name, "a path inside the folder of pictures")
    return found[0]


def _objects(row: Row, where: str) -> Mapping[str, list[Any]]:
    """The columns of objects; a list of objects is turned into them."""
    objects = row.get("objects") or {}
    if isinstance(objects, list) and all(isinstance(one, dict) for one in objects):
        keys = dict.fromkeys(key for one in objects for key in one)
        objects = {key: [one.get(key) for one in objects] for key in keys}
    if isinstance(objects, dict):
        objects = {key: values for key, values in objects.items() if values is not None}
    if not isinstance(objects, dict) or not all(isinstance(values, list) for values in objects.values()):
        raise DataError(f"{where}: objects", objects, "columns of objects: bbox, category ...")
    if len({len(values) for values in objects.values()}) > 1:
        raise DataError(f"{where}: objects", {key: len(values) for key, values in objects.items()}, "equal lengths")
    return objects


def _kinds(objects: Mapping[str, list[Any]], where: str) -> list[int | str]:
    """The category of each object: a number or a name."""
    key = next((key for key in _CATEGORY_KEYS if key in objects), None)
    if key is None:
        if any(objects.values()):
            raise DataError(
                f"{where}: objects", sorted(objects), f"a column of categories: {', '.join(_CATEGORY_KEYS)}"
            )
        return []
    for kind in objects[key]:
        if not (isinstance(kind, str) or (type(kind) is int and kind >= 0)):
            raise DataError(f"{where}: objects.{key}", kind, "numbers of 0 or more, or names")
    return objects[key]
