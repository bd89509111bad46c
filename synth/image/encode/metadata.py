"""metadata.jsonl: the pictures with their objects as `datasets.load_dataset` reads a folder of pictures.

It says again what stands in samples.jsonl and annotations.json. That reader takes the columns' types from the first
lines, so every line has the same keys, each with one type and none of them null; what has free keys is a JSON text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from synth.core.canonical import canonical
from synth.core.labels import Category

METADATA = "metadata.jsonl"


def metadata_lines(
    samples: Iterable[bytes], annotations: Iterable[bytes], categories: Sequence[Category]
) -> Iterator[str]:
    """A line for each line of samples.jsonl; `annotations` are the lines of annotations.json, one for each picture that
    has objects, in the same order.
    """
    names = {category.id: category.name for category in categories}
    posed = any(category.keypoints for category in categories)
    waiting = (json.loads(b"[%s]" % line) for line in annotations)
    objects = next(waiting, None)
    for line in samples:
        sample = json.loads(line)
        own: list[dict[str, Any]] = []
        if objects is not None and objects[0]["image_id"] == sample["id"]:
            own, objects = objects, next(waiting, None)
        yield canonical(_record(sample, _columns(own, names, posed))) + "\n"


def _record(sample: Mapping[str, Any], objects: Mapping[str, object]) -> dict[str, object]:
    plan = sample["plan"]
    return {
        "file_name": sample["file"],
        "id": sample["id"],
        "width": plan["width"],
        "height": plan["height"],
        "captions": sample["captions"],
        "variables": canonical(plan["variables"]),
        "objects": objects,
    }


def _columns(objects: Sequence[Mapping[str, Any]], names: Mapping[int, str], posed: bool) -> dict[str, list[object]]:
    """A list for each key. `rle` are the counts of the mask, whose size is the picture's: empty for a box alone."""
    columns: dict[str, list[object]] = {
        "id": [one["id"] for one in objects],
        "category": [names[one["category_id"]] for one in objects],
        "bbox": [one["bbox"] for one in objects],
        "area": [one["area"] for one in objects],
        "rle": [one["segmentation"]["counts"] if one["segmentation"] else "" for one in objects],
        "attributes": [canonical(one["attributes"]) for one in objects],
    }
    if posed:
        columns["keypoints"] = [[float(number) for number in one["keypoints"]] for one in objects]
    return columns
