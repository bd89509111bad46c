"""COCO of videos: an image for each frame, and an annotation for each object in it, with its track's id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from synth.core.canonical import DECIMALS, canonical, encode, json_value, rounded
from synth.core.geometry import rle_of, whole_rle_of
from synth.core.labels import Category
from synth.folder.coco import annotation_id
from synth.image.labels import Instance
from synth.video.records import Frame, VideoPlan

IDS_PER_FRAME = 10_000
"""Annotation id = image id x IDS_PER_FRAME + place in the frame, from 1."""


def video_name(sample_id: int) -> str:
    """The file name of a video, a function of its id alone."""
    return f"{sample_id:06d}.mp4"


def images_json(plan: VideoPlan) -> str:
    """The `images` entries of one video, one for each frame, comma-joined: `frame_index` counts from 0."""
    return ",".join(_images(plan))


def _images(plan: VideoPlan) -> Iterator[str]:
    for number, frame in enumerate(plan.frames):
        record = {
            "id": annotation_id(plan.sample_id, number + 1),
            "video_id": plan.sample_id,
            "frame_index": number,
            "file_name": video_name(plan.sample_id),
            "width": plan.width,
            "height": plan.height,
            "time_s": rounded(number / plan.fps),
        }
        yield canonical(record | _transition(frame))


def _transition(frame: Frame) -> dict[str, object]:
    """What a fade or a dissolve makes of a frame."""
    light: dict[str, object] = {"light": frame.light} if frame.light < 1 else {}
    return light if frame.beside is None else {**light, "dissolves_with": frame.beside}


def annotations_json(plan: VideoPlan, categories: Mapping[str, Category]) -> str:
    """The `annotations` entries of one video, comma-joined; `categories` by name."""
    return ",".join(_annotations(plan, categories))


def _annotations(plan: VideoPlan, categories: Mapping[str, Category]) -> Iterator[str]:
    attributes = {track.id: json_value(track.attributes, DECIMALS) for track in plan.tracks}
    for number, frame in enumerate(plan.frames):
        image_id = annotation_id(plan.sample_id, number + 1)
        for place, instance in enumerate(frame.instances, start=1):
            head: dict[str, object] = {
                "id": image_id * IDS_PER_FRAME + place,
                "image_id": image_id,
                "video_id": plan.sample_id,
                "track_id": instance.id,
                "category_id": categories[instance.category].id,
                "iscrowd": 0,
                "attributes": attributes[instance.id],
            }
            yield encode(head | _place(instance, plan.width, plan.height))


def _place(instance: Instance, width: int, height: int) -> dict[str, object]:
    """Where an object is in a frame, as its masks say."""
    modal = rle_of(instance.mask, width, height)
    full = instance.amodal
    whole = instance.visibility == 1
    return {
        "segmentation": modal,
        "area": instance.area,
        "bbox": instance.box.xywh,
        "amodal_segmentation": modal if whole else whole_rle_of(full, width, height),
        "amodal_bbox": full.box.xywh,
        "visibility": rounded(instance.visibility),
        "truncation": rounded(instance.truncation),
    }
