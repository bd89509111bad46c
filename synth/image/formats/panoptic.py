"""COCO panoptic: images/, panoptic.json and panoptic/ with a PNG a picture, whose pixels are the number of a segment.

The number is R + 256 G + 65536 B; 0 is nobody's. Numbers are of the picture, so ids of annotations are not kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from PIL import Image

from synth.core.canonical import canonical
from synth.core.errors import DataError
from synth.core.geometry import rle_of
from synth.core.inside import inside
from synth.core.json_stream import iter_entries
from synth.core.labels import Category
from synth.core.png import COMPRESSION
from synth.core.strict_json import check_value
from synth.folder.coco import join
from synth.image.formats.carries import Carries, Losses
from synth.image.formats.coco.format import category_record, image_record, is_coco
from synth.image.formats.coco.records import AnnotationRecord, ImageRecord, category_of, image_of
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.formats.format import PictureFormat
from synth.image.formats.found_pictures import find_picture
from synth.image.formats.judged import judged
from synth.image.formats.masks import masks_of
from synth.image.formats.painted import painted
from synth.image.formats.picture_files import lines_of, looked_at, put_picture, unpacked
from synth.image.formats.pixels import read_label_map
from synth.image.formats.stream import PictureStream
from synth.image.formats.tally import Counting

FILE, FOLDER = "panoptic.json", "panoptic"


def write_panoptic(stream: PictureStream, path: Path, losses: Losses) -> None:
    """Write images/, panoptic/ and panoptic.json."""
    path.mkdir()
    table = canonical([{**category_record(one, False), "isthing": 1} for one in stream.categories])
    info = canonical({"description": stream.name, "version": "1.0"})
    frame = (
        f'{{"info":{info},"licenses":[],"categories":{table},"images":[\n', '\n],"annotations":[\n', "\n]}\n",
    )  # fmt: skip
    with unpacked() as room:
        with (room / "images").open("wb") as images, (room / "annotations").open("wb") as annotations:
            for picture in stream.pictures:
                put_picture(picture, path / "images" / picture.split, losses)
                images.write(canonical(image_record(picture)).encode() + b"\n")
                annotations.write(canonical(_write_segments(picture, path, losses)).encode() + b"\n")
        with (path / FILE).open("wb") as file:
            for piece in join(frame, lines_of(room / "images"), lines_of(room / "annotations")):
                file.write(piece.encode() if isinstance(piece, str) else piece)


def _write_segments(picture: AnnotatedImage, path: Path, losses: Losses) -> dict[str, object]:
    """Write the picture's PNG; its entry."""
    canvas, annotations = painted(picture, losses)
    name = PurePosixPath(picture.split, picture.name).with_suffix(".png")
    file = path / FOLDER / name
    if file.exists():
        allowed = "names that differ without their ending, as panoptic PNGs have none of their own"
        raise DataError(f"picture {picture.id}: file name", picture.name, allowed)
    file.parent.mkdir(parents=True, exist_ok=True)
    colours = np.stack([canvas & 255, canvas >> 8 & 255, canvas >> 16], axis=2).astype(np.uint8)
    Image.fromarray(colours).save(file, "PNG", compress_level=COMPRESSION)
    segments = [
        {
            "id": number,
            "category_id": annotations[number - 1].category_id,
            "area": mask.area,
            "bbox": mask.box.xywh,
            "iscrowd": int(annotations[number - 1].iscrowd),
        }
        for number, mask in masks_of(canvas)
    ]
    return {"image_id": picture.id, "file_name": name.as_posix(), "segments_info": segments}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A panoptic file, the folder that nothing may leave, that of its PNGs, categories by id."""

    folder: Path
    file: Path
    pngs: Path
    categories: Mapping[int, Category]


def detect(data: Path) -> bool:
    """Whether there is a panoptic file."""
    return _file_of(data) is not None


def _file_of(data: Path) -> Path | None:
    patterns = (FILE, "panoptic*.json", "annotations/panoptic*.json")
    found = [data] if data.is_file() else [path for pattern in patterns for path in sorted(data.glob(pattern))[:8]]
    there = dict.fromkeys(path for path in found if path.suffix.lower() == ".json" and path.is_file())
    named = [path for path in there if is_coco(path, "segments_info", True)]
    return named[0] if len(named) == 1 else None


def read_panoptic(data: Path, dropped: Counting | None = None) -> PictureStream:
    """Read a panoptic file, or the folder that holds it; annotations stand in the order of images, as COCO has them."""
    file = _file_of(data)
    if file is None:
        raise DataError(str(data), "no panoptic file", f"{FILE} beside images/ and {FOLDER}/")
    beside = file.absolute().parent
    folder = beside.parent if beside.name == "annotations" else beside
    categories = dict[int, Category]()
    for where, item in _entries(file, "categories"):
        one = category_of(item, where)
        if categories.setdefault(one.id, one) != one:
            raise DataError(f"{where}.id", one.id, "ids of categories that differ")
    pngs = next((root / file.stem for root in (beside, folder) if (root / file.stem).is_dir()), folder / FOLDER)
    dropped = dropped or Counting()
    return PictureStream(
        name=folder.resolve().name,
        categories=tuple(categories.values()),
        pictures=_pictures(_Source(folder=folder, file=file, pngs=pngs, categories=categories), dropped),
        tally=dropped.tally,
    )


def _entries(file: Path, wanted: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for key, place, item in iter_entries(file):
        if key == wanted and place is not None:
            where = f"{file}: {key}[{place}]"
            check_value(item, where, DataError)
            if not isinstance(item, dict):
                raise DataError(where, item, "an object")
            yield where, item


def _pictures(source: _Source, dropped: Counting) -> Iterator[AnnotatedImage]:
    annotations = _entries(source.file, "annotations")
    held = next(annotations, None)
    labels = 0
    for where, item in _entries(source.file, "images"):
        stated = image_of(item, where)
        picture = _picture(source, stated, where, dropped)
        own = held if held is not None and held[1].get("image_id") == stated.id else None
        if own is not None:
            held = next(annotations, None)
        if picture is None:
            continue
        found = list[Annotation]()
        for record, category, place in _records(source, *own, picture, labels) if own else ():
            annotation = judged(record, place, category, picture, dropped)
            if annotation is not None:
                labels += 1
                found.append(annotation)
        yield replace(picture, annotations=tuple(found))
    if held is not None:
        raise DataError(f"{held[0]}.image_id", held[1].get("image_id"), "annotations in the order of images")


def _picture(source: _Source, record: ImageRecord, where: str, dropped: Counting) -> AnnotatedImage | None:
    roots = [source.folder / "images", source.folder, source.folder / source.file.stem.removeprefix("panoptic_")]
    roots = [root for root in roots if root != source.pngs]  # labels bear the names of their pictures
    path, name = find_picture(source.folder, roots, record.file_name, f"{where}.file_name", dropped)
    name = name.removeprefix("images/")
    return looked_at(
        AnnotatedImage(
            id=record.id,
            file_name=record.file_name,
            name=name.removeprefix(f"{record.split}/") if record.split else name,
            path=path,
            width=record.width or 0,
            height=record.height or 0,
            annotations=(),
            extra=record.extra,
            split=record.split,
        ),
        dropped,
    )


def _records(
    source: _Source, where: str, item: Mapping[str, Any], picture: AnnotatedImage, before: int
) -> Iterator[tuple[AnnotationRecord, Category, str]]:
    """The segments of a picture, each of which has pixels; what has none is left out."""
    name, segments = item.get("file_name"), item.get("segments_info")
    if not isinstance(name, str) or not isinstance(segments, list) or not all(isinstance(s, dict) for s in segments):
        raise DataError(where, item, "an object with image_id, file_name and segments_info")
    file = inside(source.pngs, name, f"{where}.file_name", DataError, "a path inside the folder of panoptic PNGs")
    colours = read_label_map(file, (picture.width, picture.height))
    if colours.ndim != 3:
        raise DataError(str(file), "grey pixels", "an RGB PNG")
    numbers = colours.astype(np.int64) @ [1, 256, 65536]
    masks = dict(masks_of(numbers))
    stated = {segment.get("id"): segment for segment in segments}
    if not masks.keys() <= stated.keys():
        raise DataError(str(file), min(masks.keys() - stated.keys()), f"segments of {where}.segments_info")
    for number, segment in stated.items():
        place = f"{where}.segments_info id {number}"
        category = source.categories.get(segment.get("category_id"))
        if category is None or segment.get("iscrowd", 0) not in (0, 1):
            raise DataError(place, segment, "a category_id of the file's categories, and iscrowd 0 or 1")
        before += 1
        mask = masks.get(number)
        record = AnnotationRecord(
            id=before,
            image_id=picture.id,
            category_id=category.id,
            area=float(mask.area) if mask else None,
            iscrowd=bool(segment.get("iscrowd", 0)),
            segmentation=rle_of(mask, picture.width, picture.height) if mask else None,
        )
        yield record, category, place


FORMATS = {
    "coco-panoptic": PictureFormat(
        title="COCO panoptic: one PNG of segments a picture",
        carries=Carries(boxes=False, masks=True, crowd=True, picture_ids=True, supercategories=True, splits=True),
        suffix="-panoptic",
        write=write_panoptic,
        detect=detect,
        read=read_panoptic,
    )
}
