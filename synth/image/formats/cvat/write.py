"""Write CVAT for images 1.1: an object of several shapes is a group of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import numpy as np

from synth.core.geometry import Box, Mask
from synth.core.labels import Category
from synth.image.formats.carries import Losses
from synth.image.formats.coco.format import placed_name
from synth.image.formats.data_set import AnnotatedImage, Annotation, Point
from synth.image.formats.picture_files import put_picture
from synth.image.formats.stated_text import plain, text_of
from synth.image.formats.stream import PictureStream
from synth.image.formats.xml import leaf_text, tag_text

FILE, ROOT = "annotations.xml", "annotations"

_COLOURS = ("#e6194b", "#3cb44b", "#4363d8", "#f58231", "#911eb4", "#46f0f0", "#f032e6", "#bcf60c")


def write_cvat(stream: PictureStream, path: Path, losses: Losses) -> None:
    """Write annotations.xml and images/."""
    path.mkdir()
    with (path / FILE).open("w", encoding="utf-8", newline="\n") as file:
        file.write(f'<?xml version="1.0" encoding="utf-8"?>\n<{ROOT}>\n  <version>1.1</version>\n')
        file.write(f"  <meta><task>{leaf_text('name', stream.name)}<labels>\n")
        file.writelines(f"    {line}\n" for one in stream.categories for line in _label_xml(one))
        file.write("  </labels></task></meta>\n")
        for picture in stream.pictures:
            put_picture(picture, path / "images" / picture.split, losses)
            head: dict[str, object] = {
                "id": picture.id, "name": placed_name(picture), "width": picture.width, "height": picture.height,
            }  # fmt: skip
            if picture.split:
                head["subset"] = picture.split
            shapes = chain.from_iterable(
                _shapes_xml(a, _points_of(stream.categories, a), at, picture, losses)
                for at, a in enumerate(picture.annotations, start=1)
            )
            file.write(f"  {tag_text('image', head, ''.join(f'{chr(10)}    {one}' for one in shapes))}\n")
        file.write(f"</{ROOT}>\n")


def _label_xml(category: Category) -> Iterator[str]:
    """A label, and one for each of its keypoints."""
    colour = _COLOURS[category.id % len(_COLOURS)]
    kind = "skeleton" if category.keypoints else "any"
    inner = leaf_text("name", category.name) + leaf_text("color", colour) + leaf_text("type", kind)
    yield f"<label>{leaf_text('id', category.id)}{inner}<attributes></attributes></label>"
    for name in category.keypoints:
        inner = leaf_text("name", name) + leaf_text("type", "points") + leaf_text("parent", category.name)
        yield f"<label>{inner}<attributes></attributes></label>"


def _points_of(categories: Iterable[Category], annotation: Annotation) -> tuple[str, ...]:
    return next(one.keypoints for one in categories if one.id == annotation.category_id)


def _shapes_xml(
    annotation: Annotation, names: tuple[str, ...], number: int, picture: AnnotatedImage, losses: Losses
) -> Iterator[str]:
    """The shapes of an object; `number` is their group's where there are several."""
    polygons = annotation.polygons
    parts = max(len(polygons), 1) + bool(annotation.keypoints)
    attributes = dict(annotation.attributes)
    occluded = attributes.pop("occluded") if isinstance(attributes.get("occluded"), bool) else False
    head: dict[str, object] = {"label": annotation.category, "source": "file", "occluded": int(occluded), "z_order": 0}
    if parts > 1:
        head["group_id"] = number
    inner = "".join(tag_text("attribute", {"name": key}, _escaped(text_of(value))) for key, value in attributes.items())
    if polygons:
        for polygon in polygons:
            yield tag_text("polygon", {**head, "points": _points_text(polygon)}, inner)
    elif annotation.has_mask:
        yield tag_text("mask", {**head, **_mask_attributes(annotation.mask)}, inner)
    else:
        box = annotation.box.intersection(Box(0, 0, picture.width, picture.height))
        if box != annotation.box:
            losses.change("the box is cut at the picture's border")
        sides = dict(zip(("xtl", "ytl", "xbr", "ybr"), map(plain, box), strict=True))
        yield tag_text("box", {**head, **sides}, inner)
    if annotation.keypoints:
        yield tag_text("skeleton", head, "".join(map(_point_xml, names, annotation.keypoints)))


def _escaped(text: str) -> str:
    return leaf_text("a", text)[3:-4]


def _points_text(polygon: list[float]) -> str:
    return ";".join(f"{plain(x)},{plain(y)}" for x, y in zip(polygon[::2], polygon[1::2], strict=True))


def _mask_attributes(mask: Mask) -> dict[str, object]:
    flat = mask.bits.ravel()
    edges = np.flatnonzero(np.diff(flat.astype(np.int8), prepend=0))
    runs = np.diff(edges, prepend=0, append=len(flat))
    height, width = mask.bits.shape
    return {
        "rle": ", ".join(map(str, runs.tolist())),
        "left": mask.x0,
        "top": mask.y0,
        "width": width,
        "height": height,
    }


def _point_xml(name: str, point: Point) -> str:
    x, y, seen = point
    place = f"{plain(x)},{plain(y)}"
    return tag_text("points", {"label": name, "outside": int(not seen), "occluded": int(seen == 1), "points": place})
