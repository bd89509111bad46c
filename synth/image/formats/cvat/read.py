"""Read CVAT for images 1.1: the shapes of a group are one object; a turned box is a polygon."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from synth.core.errors import DataError
from synth.core.geometry import Box, Mask, rle_of
from synth.core.labels import AttributeValue, Category
from synth.image.formats.coco.records import SPLIT, AnnotationRecord
from synth.image.formats.cvat.write import FILE, ROOT
from synth.image.formats.data_set import AnnotatedImage, Annotation, Point
from synth.image.formats.distinct import Distinct
from synth.image.formats.found_pictures import find_picture
from synth.image.formats.judged import judged
from synth.image.formats.picture_files import looked_at
from synth.image.formats.segmentation import LARGEST_CANVAS
from synth.image.formats.stated_text import number_of, value_of, whole_of
from synth.image.formats.stream import PictureStream
from synth.image.formats.tally import Counting
from synth.image.formats.turned import turned_corners
from synth.image.formats.xml import Element, iter_elements, root_tag

_SHAPES = ("box", "polygon", "mask", "skeleton")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A CVAT file, the folder that nothing may leave, categories by name."""

    folder: Path
    file: Path
    categories: Mapping[str, Category]


def detect(data: Path) -> bool:
    """Whether there is an XML file whose root is <annotations>."""
    return _file_of(data) is not None


def _file_of(data: Path) -> Path | None:
    if data.is_file():
        found = [data] if data.suffix.lower() == ".xml" else []
    else:
        found = [data / FILE] if (data / FILE).is_file() else sorted(data.glob("*.xml"))[:2]
    return found[0] if len(found) == 1 and root_tag(found[0]) == ROOT else None


def read_cvat(data: Path, dropped: Counting | None = None) -> PictureStream:
    """Read a CVAT file, or the folder that holds it: annotations.xml and images/."""
    file = _file_of(data)
    if file is None:
        raise DataError(str(data), "no CVAT file", f"{FILE} with the root <{ROOT}>, beside images/")
    return _stream(file, file.absolute().parent, dropped or Counting())


def read_returned(file: Path, pictures: Path) -> PictureStream:
    """A CVAT file about pictures that lie in another folder. DataError as `read_cvat`."""
    if file.suffix.lower() != ".xml" or root_tag(file) != ROOT:
        raise DataError(str(file), "no CVAT file", f"an XML file with the root <{ROOT}>")
    return _stream(file, pictures, Counting())


def _stream(file: Path, folder: Path, dropped: Counting) -> PictureStream:
    source = _Source(folder=folder, file=file, categories=_categories(file))
    return PictureStream(
        name=source.folder.resolve().name,
        categories=tuple(source.categories.values()),
        pictures=_pictures(source, dropped),
        tally=dropped.tally,
    )


def _categories(file: Path) -> dict[str, Category]:
    """As `meta` lists them; where it lists none, those that the shapes name."""
    for element in iter_elements(file, ROOT):
        labels = [label for group in element.below("labels") for label in group.all("label")]
        if element.tag == "meta" and labels:
            return _listed_categories(file, labels)
    names = dict.fromkeys(
        shape.attributes.get("label", "")
        for image in iter_elements(file, ROOT)
        if image.tag == "image"
        for shape in image.children
    )
    return {name: Category(id=at, name=name) for at, name in enumerate(sorted(filter(None, names)), start=1)}


def _listed_categories(file: Path, labels: Iterable[Element]) -> dict[str, Category]:
    found = dict[str, Category]()
    points = dict[str, list[str]]()
    for at, label in enumerate(labels, start=1):
        where, name = f"{file}: label[{at - 1}]", label.stated("name")
        if not name:
            raise DataError(f"{where}.name", name, "the name of a label")
        if parent := label.stated("parent"):
            points.setdefault(parent, []).append(name)
            continue
        number = whole_of(label.stated("id"), f"{where}.id") if label.child("id") else len(found) + 1
        if name in found or number in {one.id for one in found.values()}:
            raise DataError(where, name, "labels whose names and ids differ")
        found[name] = Category(id=number, name=name)
    return {name: replace(one, keypoints=tuple(points.get(name, ()))) for name, one in found.items()}


def _pictures(source: _Source, dropped: Counting) -> Iterator[AnnotatedImage]:
    labels = 0
    seen = Distinct()
    for at, image in enumerate(one for one in iter_elements(source.file, ROOT) if one.tag == "image"):
        where = f"{source.file}: image[{at}]"
        picture = _picture(source, image, where, dropped)
        if picture is None:
            continue
        seen.claim(picture.id, f"{where}.id")
        found = list[Annotation]()
        for shapes in _objects(image, where, dropped):
            record, category = _record(source, shapes, picture, labels + 1, where)
            annotation = judged(record, where, category, picture, dropped)
            if annotation is not None:
                labels += 1
                found.append(annotation)
        yield replace(picture, annotations=tuple(found))


def _picture(source: _Source, image: Element, where: str, dropped: Counting) -> AnnotatedImage | None:
    stated = image.attributes
    folder, name, subset = source.folder, stated.get("name", ""), stated.get("subset", "")
    is_split = subset.lower() not in ("", "default") and SPLIT.fullmatch(subset) is not None
    roots = [folder / "images", folder, *([folder / "images" / subset] if is_split else [])]
    path, found = find_picture(folder, roots, name, f"{where}.name", dropped)
    split = subset if is_split else ""
    found = found.removeprefix("images/")
    picture = AnnotatedImage(
        id=whole_of(stated.get("id", ""), f"{where}.id"),
        file_name=name,
        name=found.removeprefix(f"{split}/") if split else found,
        path=path,
        width=whole_of(stated.get("width", "0"), f"{where}.width"),
        height=whole_of(stated.get("height", "0"), f"{where}.height"),
        annotations=(),
        split=split,
    )
    return looked_at(picture, dropped)


def _objects(image: Element, where: str, dropped: Counting) -> Iterator[list[Element]]:
    """The shapes of each object: alone, or those of one group and label in the place of the first."""
    groups: dict[object, list[Element]] = {}
    for at, shape in enumerate(image.children):
        if shape.tag not in _SHAPES:
            dropped.drop("shape", f"{where}.{shape.tag}")
            continue
        group = shape.attributes.get("group_id", "0")
        key = (group, shape.attributes.get("label")) if group not in ("", "0") else at
        groups.setdefault(key, []).append(shape)
    for shapes in groups.values():
        boxes = [shape for shape in shapes if shape.tag in ("box", "mask")]
        yield from ([shape] for shape in shapes) if len(boxes) > 1 else (shapes,)


def _record(
    source: _Source, shapes: list[Element], picture: AnnotatedImage, number: int, where: str
) -> tuple[AnnotationRecord, Category]:
    label = shapes[0].attributes.get("label", "")
    category = source.categories.get(label)
    if category is None:
        raise DataError(f"{where}.{shapes[0].tag}.label", label, "a label that the file lists")
    by_tag = {tag: list(found) for tag, found in groupby(sorted(shapes, key=lambda s: s.tag), key=lambda s: s.tag)}
    polygons: list[list[float]] = [_polygon(one, f"{where}.polygon") for one in by_tag.get("polygon", [])]
    segmentation: Any = polygons or None
    box = None
    for one in by_tag.get("box", []):
        box, turned = _box(one, f"{where}.box")
        segmentation = turned or segmentation
    for one in by_tag.get("mask", []):
        segmentation = _rle(one, picture, f"{where}.mask")
    keypoints: tuple[Point, ...] = ()
    for one in by_tag.get("skeleton", []):
        keypoints = _keypoints(one, category, f"{where}.skeleton")
    if segmentation is None and box is None and keypoints:
        box = _box_of_points(keypoints)
    record = AnnotationRecord(
        id=number,
        image_id=picture.id,
        category_id=category.id,
        box=box,
        segmentation=segmentation,
        keypoints=keypoints,
        attributes=_attributes(shapes[0]),
    )
    return record, category


def _box_of_points(keypoints: Iterable[Point]) -> Box | None:
    seen = [(x, y) for x, y, visible in keypoints if visible]
    if not seen:
        return None
    xs, ys = zip(*seen, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def _numbers(shape: Element, names: Iterable[str], where: str) -> list[float]:
    return [number_of(shape.attributes.get(name, ""), f"{where}.{name}") for name in names]


def _box(shape: Element, where: str) -> tuple[Box | None, list[list[float]] | None]:
    """The box; one that is turned is a polygon of its corners."""
    x0, y0, x1, y1 = _numbers(shape, ("xtl", "ytl", "xbr", "ybr"), where)
    if x1 < x0 or y1 < y0:
        raise DataError(where, [x0, y0, x1, y1], "xtl <= xbr and ytl <= ybr")
    angle_deg = number_of(shape.attributes.get("rotation", "0"), f"{where}.rotation")
    if not angle_deg % 360:
        return Box(x0, y0, x1, y1), None
    return None, [turned_corners((x0, y0, x1, y1), ((x0 + x1) / 2, (y0 + y1) / 2), angle_deg)]


def _polygon(shape: Element, where: str) -> list[float]:
    pairs = [pair.split(",") for pair in shape.attributes.get("points", "").split(";")]
    if any(len(pair) != 2 for pair in pairs):
        raise DataError(f"{where}.points", shape.attributes.get("points"), "x,y;x,y;...")
    return [number_of(value, f"{where}.points") for pair in pairs for value in pair]


def _rle(shape: Element, picture: AnnotatedImage, where: str) -> dict[str, object]:
    left, top, width, height = (
        whole_of(shape.attributes.get(name, ""), f"{where}.{name}") for name in ("left", "top", "width", "height")
    )
    if left + width > picture.width or top + height > picture.height or width * height > LARGEST_CANVAS:
        raise DataError(where, [left, top, width, height], "a box inside the picture")
    runs = [whole_of(run.strip(), f"{where}.rle") for run in shape.attributes.get("rle", "").split(",")]
    if sum(runs) != width * height:
        raise DataError(f"{where}.rle", sum(runs), f"runs that add up to {width} x {height} pixels")
    bits = np.repeat(np.arange(len(runs)) % 2 == 1, runs).reshape(height, width)
    return rle_of(Mask.from_array(bits, left, top), picture.width, picture.height)


def _keypoints(shape: Element, category: Category, where: str) -> tuple[Point, ...]:
    found = dict[str, Point]()
    for one in shape.all("points"):
        if one.attributes.get("outside") == "1":
            continue
        x, y = _polygon(one, where)[:2]
        found[one.attributes.get("label", "")] = (x, y, 1 if one.attributes.get("occluded") == "1" else 2)
    unknown = found.keys() - set(category.keypoints)
    if unknown:
        raise DataError(f"{where}.points.label", min(unknown), "a keypoint that the label lists")
    return tuple(found.get(name, (0.0, 0.0, 0)) for name in category.keypoints)


def _attributes(shape: Element) -> dict[str, AttributeValue]:
    found: dict[str, AttributeValue] = {"occluded": True} if shape.attributes.get("occluded") == "1" else {}
    return found | {one.attributes.get("name", ""): value_of(one.text) for one in shape.all("attribute")}
