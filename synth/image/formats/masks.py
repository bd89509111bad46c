"""Masks as pictures, like Cityscapes': images/, semantic/ and instances/ with a PNG each, and labels.json.

A category has a value from 1 in the order of ids; 0 is background. semantic/ holds the value of every pixel (8 bits);
instances/ (16 bits) value x 1000 + n for the n-th object of the category in the picture, from 0, and the value alone
for a region of many objects.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from synth.core.errors import DataError
from synth.core.geometry import Mask, rle_of
from synth.core.inside import files_inside, inside
from synth.core.json_lines import write_json
from synth.core.labels import Category
from synth.core.png import COMPRESSION
from synth.core.strict_json import read_object
from synth.image.formats.carries import Carries, Losses
from synth.image.formats.coco.format import category_record
from synth.image.formats.coco.records import SPLIT, AnnotationRecord, category_of
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.formats.format import PictureFormat
from synth.image.formats.judged import judged
from synth.image.formats.mask_folders import read_mask_folders
from synth.image.formats.painted import painted
from synth.image.formats.picture_files import ENDINGS, MOST_FILES, looked_at, put_picture
from synth.image.formats.pixels import read_label_map
from synth.image.formats.stream import PictureStream
from synth.image.formats.tally import Counting

if TYPE_CHECKING:
    from jaxtyping import Shaped

LABELS, PICTURES, SEMANTIC, INSTANCES = "labels.json", "images", "semantic", "instances"

PER_CATEGORY = 1000
MOST_CATEGORIES = 64
"""So that 65535, the largest value of 16 bits, is not passed."""

_LARGEST_LABELS = 1 << 24


def write_masks(stream: PictureStream, path: Path, losses: Losses) -> None:
    """Write the three folders and labels.json."""
    categories = sorted(stream.categories, key=lambda category: category.id)
    if len(categories) > MOST_CATEGORIES:
        raise DataError(
            "--to masks", len(categories), f"at most {MOST_CATEGORIES} categories; coco-panoptic holds more"
        )
    values = {category.id: value for value, category in enumerate(categories, start=1)}
    path.mkdir()
    splits = dict[str, None]()
    for picture in stream.pictures:
        splits[picture.split] = None
        put_picture(picture, path / PICTURES / picture.split, losses)
        semantic, instances = _maps(picture, values, losses)
        stem = PurePosixPath(picture.split, picture.name).with_suffix(".png")
        for folder, pixels in ((SEMANTIC, semantic), (INSTANCES, instances)):
            file = path / folder / stem
            if file.exists():
                allowed = "names that differ without their ending, as mask files have none"
                raise DataError(f"picture {picture.id}: file name", picture.name, allowed)
            file.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(pixels).save(file, "PNG", compress_level=COMPRESSION)
    record = [{**category_record(category, False), "value": values[category.id]} for category in categories]
    write_json(path / LABELS, {"categories": record, "splits": sorted(filter(None, splits)), "background": 0})


def _maps(
    picture: AnnotatedImage, values: Mapping[int, int], losses: Losses
) -> tuple[Shaped[np.ndarray, "h w"], Shaped[np.ndarray, "h w"]]:
    canvas, annotations = painted(picture, losses)
    counts: Counter[int] = Counter()
    semantic, instances = [0], [0]
    for annotation in annotations:
        value = values[annotation.category_id]
        semantic.append(value)
        instances.append(value if annotation.iscrowd else value * PER_CATEGORY + counts[value])
        counts[value] += not annotation.iscrowd
        if counts[value] > PER_CATEGORY:
            allowed = f"at most {PER_CATEGORY} of a category; coco-panoptic holds more"
            raise DataError(f"picture {picture.id}: objects", counts[value], allowed)
    return np.array(semantic, np.uint8)[canvas], np.array(instances, np.uint16)[canvas]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A folder of masks, categories by value, and the names of its splits."""

    folder: Path
    categories: Mapping[int, Category]
    splits: tuple[str, ...]


def detect(data: Path) -> bool:
    """Whether there are labels.json, images/ and instances/."""
    return (data / LABELS).is_file() and (data / PICTURES).is_dir() and (data / INSTANCES).is_dir()


def read_masks(data: Path, dropped: Counting | None = None) -> PictureStream:
    """Read such a folder, whose objects come from instances/ alone, or pictures and masks without labels.json."""
    if not detect(data):
        return read_mask_folders(data, dropped)
    file = data / LABELS
    record = read_object(file, DataError, "an object with categories is needed", most=_LARGEST_LABELS)
    entries, splits = record.get("categories"), record.get("splits", [])
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise DataError(f"{file}: categories", entries, "a list of objects")
    if not isinstance(splits, list) or not all(isinstance(one, str) and SPLIT.fullmatch(one) for one in splits):
        raise DataError(f"{file}: splits", splits, "a list of names")
    categories = {one.get("value"): category_of(one, f"{file}: categories[{at}]") for at, one in enumerate(entries)}
    if len(categories) != len(entries) or not all(type(value) is int and value > 0 for value in categories):
        raise DataError(f"{file}: categories", [*categories], "a value from 1 for each, all of them different")
    if len({one.id for one in categories.values()}) != len(entries):
        raise DataError(f"{file}: categories", [one.id for one in categories.values()], "ids that differ")
    dropped = dropped or Counting()
    return PictureStream(
        name=data.resolve().name,
        categories=tuple(categories.values()),
        pictures=_pictures(_Source(folder=data, categories=categories, splits=tuple(splits)), dropped),
        tally=dropped.tally,
    )


def _pictures(source: _Source, dropped: Counting) -> Iterator[AnnotatedImage]:
    labels = number = 0
    root = source.folder / PICTURES
    for whole, path in files_inside(root, DataError, "a picture", most=MOST_FILES):
        if path.suffix.lower() not in ENDINGS:
            continue
        number += 1
        first, _, rest = whole.partition("/")
        split, name = (first, rest) if rest and first in source.splits else ("", whole)
        bare = AnnotatedImage(
            id=number, file_name=whole, name=name, path=path, width=0, height=0, annotations=(), split=split
        )
        picture = looked_at(bare, dropped)
        if picture is None:
            continue
        found = list[Annotation]()
        for record, category, where in _records(source, picture, labels):
            annotation = judged(record, where, category, picture, dropped)
            if annotation is not None:
                labels += 1
                found.append(annotation)
        yield replace(picture, annotations=tuple(found))


def _records(source: _Source, picture: AnnotatedImage, before: int) -> Iterator[tuple[AnnotationRecord, Category, str]]:
    stem = PurePosixPath(picture.file_name).with_suffix(".png").as_posix()
    file = inside(source.folder / INSTANCES, stem, picture.file_name, DataError, "a path inside the folder of masks")
    pixels = read_label_map(file, (picture.width, picture.height))
    for value, mask in masks_of(pixels):
        where = f"{file}: value {value}"
        kind, is_crowd = (value, True) if value < PER_CATEGORY else (value // PER_CATEGORY, False)
        category = source.categories.get(kind)
        if category is None:
            raise DataError(str(file), value, f"a value of {LABELS}, or {PER_CATEGORY} times one and a number")
        before += 1
        record = AnnotationRecord(
            id=before,
            image_id=picture.id,
            category_id=category.id,
            area=float(mask.area),
            iscrowd=is_crowd,
            segmentation=rle_of(mask, picture.width, picture.height),
        )
        yield record, category, where


def masks_of(pixels: Shaped[np.ndarray, "h w"]) -> Iterator[tuple[int, Mask]]:
    """(value, mask) of every value of a label map but 0, in ascending order."""
    values, inverse = np.unique(pixels, return_inverse=True)
    places = inverse.reshape(pixels.shape).astype(np.int64)
    from scipy.ndimage import find_objects

    for at, window in enumerate(find_objects(places + 1)):
        if values[at] and window is not None:
            rows, columns = window
            yield int(values[at]), Mask.from_array(places[window] == at, columns.start, rows.start)


FORMATS = {
    "masks": PictureFormat(
        title="mask PNGs like Cityscapes': semantic, and instances of 16 bits",
        carries=Carries(boxes=False, masks=True, crowd=True, supercategories=True, splits=True),
        suffix="-masks",
        write=write_masks,
        detect=detect,
        read=read_masks,
    )
}
