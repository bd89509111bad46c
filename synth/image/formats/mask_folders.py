"""Reads pictures beside masks, as repositories have them: no label file says more than names and values do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from synth.core.errors import DataError, Unquoted
from synth.core.geometry import Mask, rle_of
from synth.core.inside import files_inside
from synth.core.labels import Category
from synth.image.formats.coco.records import AnnotationRecord
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.formats.judged import judged
from synth.image.formats.mask_pairs import Pair, pairs_in, pairs_of
from synth.image.formats.mask_values import MOST_CLASSES, Meaning, meaning_of
from synth.image.formats.picture_files import MOST_FILES, looked_at
from synth.image.formats.pixels import read_mask
from synth.image.formats.stream import PictureStream
from synth.image.formats.tally import Counting, Tally

if TYPE_CHECKING:
    from jaxtyping import Int32

_LEAST_SIDE_PX = 2
_SPECK_PX, _SPECK_SHARE = 64, 0.01
"""A region below both the area and the share of the largest one of its class in the picture is a slip of the brush."""

_NEEDED = "files inside the folder of pictures and masks"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """A folder, what values of its masks mean, and the category of each value of a class."""

    folder: Path
    meaning: Meaning
    categories: dict[int, Category]


def has_masks(data: Path) -> bool:
    """Whether a picture in the folder has a mask beside it that could be one: few values, or nearly black and white."""
    if not data.is_dir():
        return False
    pairs = pairs_in(data).pairs
    if not pairs:
        return False
    try:
        values = read_mask(data / pairs[0].masks[0])
    except DataError:
        return False
    found = np.unique(values)
    extreme = ((values < 8) | ((values > 247) & (values < 256))).mean()
    return len(found) <= MOST_CLASSES or len(found) > int(found[-1]) or bool(extreme > 0.8)


def read_mask_folders(data: Path, dropped: Counting | None = None) -> PictureStream:
    """Read such a folder, its masks twice. Regions of a class that do not touch are objects of their own.

    Pictures without a mask and masks without a picture are left out and counted. DataError where there is no pair, and
    for values that mean nothing.
    """
    if not data.is_dir():
        raise DataError(str(data), Unquoted("no folder"), "a folder of pictures and masks")
    found = pairs_of(name for name, _ in files_inside(data, DataError, _NEEDED, most=MOST_FILES))
    if not found.pairs:
        raise DataError(
            str(data), Unquoted("no picture with a mask"), "images/ and masks/ with equal names, or a_mask.png"
        )
    dropped = dropped or Counting(lenient=True)
    for name in found.lone_pictures:
        dropped.drop("maskless", name)
    for name in found.lone_masks:
        dropped.drop("pictureless", name)
    meaning = meaning_of(data, (data / mask for pair in found.pairs for mask in pair.masks))
    names = dict.fromkeys(meaning.names[value] for value in sorted(meaning.names))
    by_name = {name: Category(id=number, name=name) for number, name in enumerate(names, start=1)}
    categories = {value: by_name[name] for value, name in meaning.names.items()}
    changed = () if meaning.assumed is None else (meaning.assumed,)

    def tally() -> Tally:
        return dropped.tally() + Tally(changed=changed)

    source = _Source(folder=data, meaning=meaning, categories=categories)
    pictures = _pictures(source, found.pairs, dropped)
    return PictureStream(name=data.resolve().name, categories=tuple(by_name.values()), pictures=pictures, tally=tally)


def _pictures(source: _Source, pairs: tuple[Pair, ...], dropped: Counting) -> Iterator[AnnotatedImage]:
    before = 0
    for number, pair in enumerate(pairs, start=1):
        masks = [(name, read_mask(source.folder / name)) for name in pair.masks]
        height, width = masks[0][1].shape
        bare = AnnotatedImage(
            id=number,
            file_name=pair.picture,
            name=pair.name,
            path=source.folder / pair.picture,
            width=width,
            height=height,
            annotations=(),
            split=pair.split,
        )
        picture = looked_at(bare, dropped)
        if picture is None:
            continue
        found = list[Annotation]()
        for name, values in masks:
            found += _objects(source, picture, (name, values), before + len(found), dropped)
        before += len(found)
        yield replace(picture, annotations=tuple(found))


def _objects(
    source: _Source,
    picture: AnnotatedImage,
    mask: tuple[str, Int32[np.ndarray, "h w"]],
    before: int,
    dropped: Counting,
) -> list[Annotation]:
    """The objects of a mask; ids go on from `before`. Slivers and specks are left out."""
    name, values = mask
    if values.shape != (picture.height, picture.width):
        got = f"{values.shape[1]} x {values.shape[0]} px"
        raise DataError(str(source.folder / name), got, f"{picture.width} x {picture.height} px, as the others")
    found = list[Annotation]()
    for value, regions in source.meaning.value_maps(values):
        category = source.categories[value]
        parts = list(_regions(regions))
        least = min(_SPECK_PX, _SPECK_SHARE * max((part.area for part in parts), default=0))
        for region in parts:
            where = f"{source.folder / name}: value {value}"
            if region.area < least or min(region.bits.shape) < _LEAST_SIDE_PX:
                dropped.drop("speck" if region.area < least else "sliver", f"{name} value {value}")
                continue
            record = AnnotationRecord(
                id=before + len(found) + 1,
                image_id=picture.id,
                category_id=category.id,
                area=float(region.area),
                segmentation=rle_of(region, picture.width, picture.height),
            )
            one = judged(record, where, category, picture, dropped)
            if one is not None:
                found.append(one)
    return found


def _regions(values: Int32[np.ndarray, "h w"]) -> Iterator[Mask]:
    """Objects of a map: the pixels of each number; where there is but one number, each connected region of it."""
    from scipy import ndimage

    if values.max(initial=0) <= 1:
        values = ndimage.label(values, np.ones((3, 3)))[0]  # pyright: ignore[reportAssignmentType, reportIndexIssue]
    for number, window in enumerate(ndimage.find_objects(values), start=1):
        if window is not None:
            rows, columns = window
            yield Mask.from_array(values[window] == number, columns.start, rows.start)
