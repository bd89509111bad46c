"""COCO as a format of data sets: annotations.json, images/ and captions.json; with masks, or with polygons alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from synth.core.canonical import canonical
from synth.core.labels import Category
from synth.folder.coco import join
from synth.image.formats.carries import Carries, Losses
from synth.image.formats.coco.layouts import first_file, is_coco
from synth.image.formats.coco.read import CAPTIONS, stream_coco
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.formats.format import PictureFormat
from synth.image.formats.picture_files import lines_of, put_picture, unpacked
from synth.image.formats.stream import PictureStream

ANNOTATIONS = "annotations.json"


def detect(data: Path) -> bool:
    """Whether there is a COCO file of instances, or one for each split."""
    file = first_file(data)
    return file is not None and is_coco(file, "segments_info", False)


def write_coco(stream: PictureStream, path: Path, losses: Losses) -> None:
    """Write a folder with annotations.json, images/ and, where there are captions, captions.json."""
    path.mkdir()
    with unpacked() as room:
        parts = {name: (room / name).open("wb") for name in ("images", "annotations", "captions")}
        try:
            captions = 0
            for picture in stream.pictures:
                captions = _write_one(picture, stream.categories, path, parts, captions, losses)
        finally:
            for part in parts.values():
                part.close()
        _join(path / ANNOTATIONS, coco_frame(stream.name, stream.categories), room / "images", room / "annotations")
        if captions:
            _join(path / CAPTIONS, captions_frame(stream.name), room / "images", room / "captions")


def placed_name(picture: AnnotatedImage) -> str:
    """The path of a picture below the folder of all pictures: in that of its split, where it has one."""
    return f"{picture.split}/{picture.name}" if picture.split else picture.name


def annotation_record(annotation: Annotation, picture_id: int, points: int) -> dict[str, Any]:
    """The entry of an object; `points` is the largest number of keypoints that a category of the set names."""
    record: dict[str, Any] = {
        **annotation.extra,
        "id": annotation.id,
        "image_id": picture_id,
        "category_id": annotation.category_id,
        "bbox": annotation.box.xywh,
        "area": annotation.area,
        "iscrowd": int(annotation.iscrowd),
        "segmentation": annotation.segmentation or [],
    }
    if annotation.attributes:
        record["attributes"] = annotation.attributes
    if annotation.score is not None:
        record["score"] = annotation.score
    if points:
        found = annotation.keypoints
        record["keypoints"] = [value for point in found for value in point] + [0] * 3 * (points - len(found))
        record["num_keypoints"] = sum(seen > 0 for _, _, seen in found)
    return record


def most_points(categories: tuple[Category, ...]) -> int:
    """The largest number of keypoints that a category names: COCO's readers stack them, so every object has as many."""
    return max((len(category.keypoints) for category in categories), default=0)


def category_record(category: Category, posed: bool) -> dict[str, object]:
    """The entry of a category; `posed` where any of the set has keypoints."""
    record: dict[str, object] = {
        "id": category.id,
        "name": category.name,
        "supercategory": category.supercategory,
    }
    if not posed:
        return record
    return record | {"keypoints": category.keypoints, "skeleton": category.skeleton}


def image_record(picture: AnnotatedImage) -> dict[str, object]:
    """The entry of a picture; its file lies below images/."""
    return {
        **picture.extra,
        "id": picture.id,
        "file_name": placed_name(picture),
        "width": picture.width,
        "height": picture.height,
        **({"split": picture.split} if picture.split else {}),
    }


def _write_one(
    picture: AnnotatedImage,
    categories: tuple[Category, ...],
    path: Path,
    parts: Mapping[str, BinaryIO],
    captions: int,
    losses: Losses,
) -> int:
    """Put the picture and its lines; how many captions there are then, after `captions` before it."""
    put_picture(picture, path / "images" / picture.split, losses)
    points = most_points(categories)
    _add(parts["images"], image_record(picture))
    for annotation in picture.annotations:
        _add(parts["annotations"], annotation_record(annotation, picture.id, points))
    for number, caption in enumerate(picture.captions, start=captions + 1):
        _add(parts["captions"], {"id": number, "image_id": picture.id, "caption": caption})
    return captions + len(picture.captions)


def _add(part: BinaryIO, record: Mapping[str, object]) -> None:
    part.write(canonical(record).encode() + b"\n")


def _join(path: Path, frame: tuple[str, str, str], images: Path, annotations: Path) -> None:
    with path.open("wb") as file:
        for piece in join(frame, lines_of(images), lines_of(annotations)):
            file.write(piece.encode() if isinstance(piece, str) else piece)


def _info(name: str) -> str:
    return canonical({"description": name, "version": "1.0"})


def coco_frame(name: str, categories: tuple[Category, ...]) -> tuple[str, str, str]:
    """What stands before, between and after the images and the annotations of a COCO file."""
    posed = most_points(categories) > 0
    table = canonical([category_record(category, posed) for category in categories])
    head = f'{{"info":{_info(name)},"licenses":[],"categories":{table},"images":[\n'
    return head, '\n],"annotations":[\n', "\n]}\n"


def captions_frame(name: str) -> tuple[str, str, str]:
    """As `coco_frame`, of a file of captions."""
    return f'{{"info":{_info(name)},"licenses":[],"images":[\n', '\n],"annotations":[\n', "\n]}\n"


_ALL = Carries(
    masks=True, polygons="several", keypoints=True, attributes=True, scores=True, captions=True, crowd=True, ids=True,
    picture_ids=True, supercategories=True, skeletons=True, extra=True, splits=True,
)  # fmt: skip
_POLYGONS = Carries(
    polygons="several", keypoints=True, attributes=True, scores=True, captions=True, crowd=True, ids=True,
    picture_ids=True, supercategories=True, skeletons=True, extra=True, splits=True,
)  # fmt: skip

FORMATS = {
    "coco": PictureFormat(
        title="COCO instances: masks as RLE, polygons, keypoints, captions",
        carries=_ALL,
        suffix="-coco",
        write=write_coco,
        detect=detect,
        read=stream_coco,
    ),
    "coco-polygons": PictureFormat(
        title="COCO for readers that take no RLE: every mask as polygons",
        carries=_POLYGONS,
        suffix="-coco-polygons",
        write=write_coco,
    ),
}
