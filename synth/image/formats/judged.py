"""An object as any file states it, judged: what has no area or lies outside its picture is left out and counted."""

from __future__ import annotations

from synth.core.errors import DataError
from synth.core.geometry import Box
from synth.core.labels import Category
from synth.image.formats.coco.records import AnnotationRecord
from synth.image.formats.data_set import AnnotatedImage, Annotation, Point
from synth.image.formats.segmentation import extent_of_segmentation, without_stumps
from synth.image.formats.tally import Counting


def judged(
    record: AnnotationRecord, where: str, category: Category, picture: AnnotatedImage, dropped: Counting
) -> Annotation | None:
    """The object; None, and counted, where nothing of it lies in its picture. DataError for a malformed outline."""
    segmentation, stumps = without_stumps(record.segmentation)
    width, height = picture.width, picture.height
    extent = record.box
    if segmentation is not None:
        for _ in range(stumps):
            dropped.drop("corners", where)
        extent = extent_of_segmentation(segmentation, width, height, f"{where}.segmentation")
    if not extent or not extent.area or (stumps and segmentation is None):
        dropped.drop("empty", where)
        return None
    if not extent.intersection(Box(0, 0, width, height)).area:
        dropped.drop("outside", where)
        return None
    box = record.box if record.box and record.box.area else extent
    return Annotation(
        id=record.id,
        category_id=category.id,
        category=category.name,
        box=box,
        area=box.area if record.area is None else record.area,
        iscrowd=record.iscrowd,
        segmentation=segmentation,
        canvas_wh_px=(width, height),
        where=where,
        keypoints=_keypoints(record, category, where, dropped),
        score=record.score,
        attributes=record.attributes,
        extra=record.extra,
    )


def _keypoints(record: AnnotationRecord, category: Category, where: str, dropped: Counting) -> tuple[Point, ...]:
    """As many as the category names; files whose categories differ are filled up with zeros."""
    number = len(category.keypoints)
    if any(seen for _, _, seen in record.keypoints[number:]):
        dropped.drop("points", where)
        return ()
    if not any(seen for _, _, seen in record.keypoints):
        return ()
    if len(record.keypoints) < number:
        raise DataError(f"{where}.keypoints", len(record.keypoints), f"{number} keypoints, as its category names")
    return record.keypoints[:number]
