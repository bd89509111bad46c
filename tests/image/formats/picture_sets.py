"""Small annotated picture sets: one with everything, and any that hypothesis can think of."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray
from PIL import Image

from synth.core.geometry import Box, Mask, mask_of_rle, rle_of
from synth.core.labels import Category
from synth.image.formats.carries import Losses, narrowed
from synth.image.formats.data_set import AnnotatedImage, Annotation, Point
from synth.image.formats.stream import PictureStream
from synth.image.formats.table import picture_format

WIDTH, HEIGHT = 24, 18

CATEGORIES = (
    Category(id=7, name="cell & co", supercategory="life"),
    Category(id=0, name="été"),
    Category(id=3, name="person", keypoints=("nose", "left_hip", "right_hip"), skeleton=((1, 2), (1, 3))),
)

RING = np.zeros((6, 7), np.bool_)
RING[1:6, 0:6] = True
RING[2:4, 2:4] = False
RING[0, 6] = True
"""A mask with a hole, and with a part of its own that touches the rest by a corner."""

POINTS: tuple[Point, ...] = ((4.5, 6.25, 2), (0.0, 0.0, 0), (9.0, 8.0, 1))


def object_of(
    number: int,
    category: Category,
    *,
    box: Box | None = None,
    segmentation: Any = None,
    iscrowd: bool = False,
    **stated: Any,
) -> Annotation:
    """An object; its box follows from its outline where it has one."""
    if isinstance(segmentation, list):
        box = _box_of(segmentation)
    elif segmentation is not None:
        box = mask_of_rle(segmentation).box
    assert box is not None
    return Annotation(
        id=number,
        category_id=category.id,
        category=category.name,
        box=box,
        area=box.area,
        iscrowd=iscrowd,
        segmentation=segmentation,
        canvas_wh_px=(WIDTH, HEIGHT),
        where=f"object {number}",
        **stated,
    )


def _box_of(polygons: list[list[float]]) -> Box:
    xs = [x for polygon in polygons for x in polygon[::2]]
    ys = [y for polygon in polygons for y in polygon[1::2]]
    return Box(min(xs), min(ys), max(xs), max(ys))


def everything() -> list[list[Annotation]]:
    """The objects of three pictures: a mask with a hole, polygons, boxes, keypoints, a crowd region, and nothing."""
    cell, summer, person = CATEGORIES
    ring = rle_of(Mask.from_array(RING, 5, 3), WIDTH, HEIGHT)
    crowd = rle_of(Mask.from_array(np.ones((3, 8), np.bool_), 14, 14), WIDTH, HEIGHT)
    first = [
        object_of(41, cell, segmentation=ring, score=0.75, attributes={"stage": "late", "round": True, "n": 3}),
        object_of(42, person, box=Box(2.5, 2.0, 12.25, 12.0), keypoints=POINTS),
        object_of(43, cell, segmentation=crowd, iscrowd=True),
    ]
    second = [
        object_of(50, summer, segmentation=[[1.5, 1, 8, 1.25, 6, 7]], extra={"visibility": 0.5}),
        object_of(51, summer, segmentation=[[12, 1, 16, 1, 16, 5, 12, 5], [18, 9, 20, 9, 20, 11, 18, 11]]),
    ]
    return [first, second, []]


NAMES = ("a.png", "deep/b ü.jpg", "c.x.png")


def stream_of(
    folder: Path, objects: Iterable[list[Annotation]], *, splits: bool = False, captions: bool = False
) -> PictureStream:
    """The pictures of `objects`, whose files are written into `folder`."""
    pictures = list[AnnotatedImage]()
    for number, found in enumerate(objects):
        name = NAMES[number % len(NAMES)]
        path = folder / f"{number}{Path(name).suffix}"
        pixels = np.arange(HEIGHT * WIDTH * 3, dtype=np.uint8).reshape(HEIGHT, WIDTH, 3) + number
        Image.fromarray(pixels).save(path)
        pictures.append(
            AnnotatedImage(
                id=number * 10 + 3, file_name=name, name=name if number < len(NAMES) else f"{number}/{name}", path=path,
                width=WIDTH, height=HEIGHT, annotations=tuple(found), extra={"stain": "red"},
                split=("train", "val")[number % 2] if splits else "",
                captions=("One picture.", "Another line.") if captions else (),
            )
        )  # fmt: skip
    return PictureStream(name="set", categories=CATEGORIES, pictures=iter(pictures))


def written(stream: PictureStream, name: str, path: Path) -> tuple[str, ...]:
    """Write the stream in a format, as `synth convert` does; the lines that say what it cannot hold."""
    target, losses = picture_format(name), Losses()
    target.write(narrowed(stream, target.carries, losses), path, losses)
    return losses.lines(name, target.carries)


def read_back(name: str, path: Path) -> tuple[PictureStream, list[AnnotatedImage], list[NDArray[np.uint8]]]:
    """The stream, its pictures and their pixels, as the format's own reader finds them; of a variant, its module's."""
    read = picture_format(name).read or picture_format(name.split("-")[0]).read
    assert read is not None
    stream = read(path)
    found = [(picture, picture.load()) for picture in stream.pictures]
    return stream, [picture for picture, _ in found], [pixels for _, pixels in found]


def _masks(draw: st.DrawFn) -> Mask:
    bits = draw(arrays(np.bool_, st.tuples(st.integers(1, 8), st.integers(1, 8)), fill=st.nothing()).filter(np.any))
    x0, y0 = draw(st.integers(0, WIDTH - 8)), draw(st.integers(0, HEIGHT - 8))
    return Mask.from_array(bits, x0, y0)


@st.composite
def objects(draw: st.DrawFn, number: int) -> Annotation:
    """An object that every format with its kind of outline can hold."""
    category = draw(st.sampled_from(CATEGORIES[:2]))
    if draw(st.booleans()):
        return object_of(number, category, segmentation=rle_of(_masks(draw), WIDTH, HEIGHT))
    quarters = st.integers(0, 4 * (WIDTH - 9)), st.integers(0, 4 * (HEIGHT - 9)), st.integers(8, 32), st.integers(8, 32)
    x, y, width, height = (draw(quarter) / 4 for quarter in quarters)
    if draw(st.booleans()):
        return object_of(number, category, box=Box(x, y, x + width, y + height))
    corners = [[x, y, x + width, y, x + width, y + height, x, y + height]]
    return object_of(number, category, segmentation=corners)


@st.composite
def sets(draw: st.DrawFn) -> list[list[Annotation]]:
    """The objects of one to four pictures."""
    return [
        [draw(objects(100 * picture + at + 1)) for at in range(draw(st.integers(0, 4)))]
        for picture in range(draw(st.integers(1, 4)))
    ]
