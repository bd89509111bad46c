"""COCO of pictures: the JSON of one picture, its instances and its captions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from synth.core.canonical import DECIMALS, canonical, encode, json_value, rounded
from synth.core.geometry import Box, Mask, rle_of, whole_rle_of
from synth.core.labels import AttributeValue, Category
from synth.folder.coco import annotation_id, coco_info
from synth.folder.sample_files import FilePlace
from synth.image.labels import Instance
from synth.image.records import Plan

IMAGES = FilePlace(folder="images", own_name=re.compile(r"\d{6,}\.png"))


def image_name(sample_id: int) -> str:
    """The file name of a sample's picture, a function of its id alone."""
    return f"{sample_id:06d}.png"


def image_json(plan: Plan) -> str:
    """The `images` entry. The sample's variables are extra keys; one named like a COCO key is in samples.jsonl only."""
    fixed: dict[str, AttributeValue] = {
        "id": plan.sample_id,
        "file_name": image_name(plan.sample_id),
        "width": plan.width,
        "height": plan.height,
    }
    return canonical({**plan.variables, **fixed})


def annotations_json(plan: Plan, instances: Iterable[Instance], categories: Mapping[str, Category]) -> str:
    """The `annotations` entries of one picture, comma-joined; `categories` by name.

    ValueError for an instance that leaves the canvas, of an unknown category, or with the id of another.
    """
    found: dict[int, str] = {}
    points = max((len(category.keypoints) for category in categories.values()), default=0)
    for instance in instances:
        if instance.id in found:
            raise ValueError(f"sample {plan.sample_id}: two instances have the id {instance.id}")
        found[instance.id] = encode(_annotation(plan, instance, categories) | _keypoints(instance, categories, points))
    return ",".join(found.values())


def captions_json(sample_id: int, captions: Sequence[str]) -> str:
    """The `annotations` entries of captions.json for one picture, comma-joined."""
    return ",".join(
        canonical({"id": annotation_id(sample_id, number), "image_id": sample_id, "caption": caption})
        for number, caption in enumerate(captions, start=1)
    )


def captions_frame(name: str) -> tuple[str, str, str]:
    """As `instances_frame`, of captions.json."""
    info = coco_info(name, "captions written from the plans")
    return f'{{"info":{info},"licenses":[],"images":[\n', '\n],"annotations":[\n', "\n]}\n"


def _rounded_xywh(box: Box) -> list[float]:
    x0, y0, x1, y1 = box
    return [rounded(x0), rounded(y0), rounded(x1 - x0), rounded(y1 - y0)]


def _annotation(plan: Plan, instance: Instance, categories: Mapping[str, Category]) -> dict[str, object]:
    """In JSON's own types, rounded here: this runs a million times, and most of its numbers are whole."""
    if instance.category not in categories:
        raise ValueError(f"sample {plan.sample_id}: category {instance.category!r} is not in {sorted(categories)}")
    category = categories[instance.category]
    box, width, height = instance.box, plan.width, plan.height
    if box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height:
        raise ValueError(f"sample {plan.sample_id}: visible mask {tuple(box)} leaves the {width} x {height} canvas")
    record: dict[str, object] = {
        "id": annotation_id(plan.sample_id, instance.id),
        "image_id": plan.sample_id,
        "category_id": category.id,
        "iscrowd": 0,
        "label_source": "plan",
        "attributes": json_value(instance.attributes, DECIMALS),
        "requested_bbox": _rounded_xywh(instance.requested_box),
    } | (_box_place(plan, instance) if instance.box_only else _place(instance, width, height))
    reading = instance.reading
    if reading is not None:
        record |= {"iou": rounded(reading.iou), "score": rounded(reading.score), "confirmed": instance.confirmed}
        if reading.box is not None:
            record["measured_bbox"] = _rounded_xywh(reading.box)
    return record


def _place(instance: Instance, width: int, height: int) -> dict[str, object]:
    """Where an object is, as its masks say."""
    modal = rle_of(instance.mask, width, height)
    whole = _equal(instance.mask, instance.amodal)
    return {
        "segmentation": modal,
        "area": instance.area,
        "bbox": instance.box.xywh,
        "amodal_segmentation": modal if whole else whole_rle_of(instance.amodal, width, height),
        "amodal_bbox": instance.amodal.box.xywh,
        "visibility": rounded(instance.visibility),
        "truncation": rounded(instance.truncation),
    }


def _box_place(plan: Plan, instance: Instance) -> dict[str, object]:
    """Where an object is of which a box is known, and nothing of its outline or of what is hidden. Its area in px."""
    box = instance.box
    if instance.relabelled:
        if instance.reading is None or instance.reading.box is None:
            raise ValueError(f"sample {plan.sample_id}: instance {instance.id} has a detector's box that is nowhere")
        box = instance.reading.box
    place: dict[str, object] = {
        "segmentation": [],
        "area": max(1, round(box.area)),
        "bbox": _rounded_xywh(box),
        "visibility": None,
        "truncation": None,
    }
    return place | {"label_source": "detector"} if instance.relabelled else place


def _keypoints(instance: Instance, categories: Mapping[str, Category], points: int) -> dict[str, object]:
    """x, y, visibility of each keypoint: zeros outside the canvas, and for an object without any.

    Where a category of the file has keypoints, every annotation has as many (`points`), of other categories too:
    `COCOeval` reads `num_keypoints` of every annotation, and torchvision and Detectron2 stack them into one array.
    """
    if not points:
        return {}
    names = categories[instance.category].keypoints
    found = {point.name: point for point in instance.keypoints if point.visibility}
    flat: list[float] = []
    for name in names:
        point = found.get(name)
        flat += [rounded(point.x), rounded(point.y), point.visibility] if point else [0, 0, 0]
    return {"keypoints": flat + [0] * (3 * (points - len(names))), "num_keypoints": len(found)}


def _equal(one: Mask, other: Mask) -> bool:
    return one is other or ((one.x0, one.y0) == (other.x0, other.y0) and np.array_equal(one.bits, other.bits))
