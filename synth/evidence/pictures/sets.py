"""Sets of annotated pictures in memory: small copies of their pixels, their labels, what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import cv2
import numpy as np

from synth.core.errors import DataError
from synth.data.convert import recognised
from synth.evidence.figures import ComparedData
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.stream import PictureStream
from synth.image.formats.table import picture_format

if TYPE_CHECKING:
    from jaxtyping import Float32, UInt8

T = TypeVar("T")

MOST_PICTURES, LEAST_PICTURES = 1_000, 10
"""Pictures of a set: at most, those that are first by the hash of their name; and at least."""

FRAME_PX = 256
"""Longer side of the copies; smaller pictures stay as they are."""

HELD_SHARE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """`pixels` (h, w, 3) RGB, at most FRAME_PX; `kinds` (h, w): 0 background, k the k-th category of the set's names.

    `boxes` (n, 4) x0, y0, x1, y1 as shares of width and height, `categories` their names; `scale`: pixels of the file
    for one here. `variables`: what the label file says of the picture in one word.
    """

    name: str
    pixels: UInt8[np.ndarray, "h w 3"]
    kinds: UInt8[np.ndarray, "h w"]
    boxes: Float32[np.ndarray, "n 4"]
    categories: tuple[str, ...]
    scale: float
    variables: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSet:
    """Pictures in the order of the hash of their names, so that the first n are a random sample that never changes."""

    role: str
    name: str
    pictures: tuple[Picture, ...]
    notes: tuple[str, ...] = ()

    def described(self) -> ComparedData:
        """What the report says of the set."""
        labels = sum(len(one.categories) for one in self.pictures)
        return ComparedData(
            role=self.role, name=self.name, records=len(self.pictures), labels=labels, kind="pictures", notes=self.notes
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSets:
    """What is compared; `names` are the categories of the real pictures, in whose order `Picture.kinds` counts.

    `given`: the held-out pictures are a set of their own that no generator saw.
    """

    real: PictureSet
    held: PictureSet
    synthetic: PictureSet
    names: tuple[str, ...]
    given: bool

    @property
    def all_real(self) -> tuple[Picture, ...]:
        """The real pictures that a generator may have seen."""
        return self.real.pictures if self.given else (*self.real.pictures, *self.held.pictures)


def read_picture_sets(real: Path, synthetic: Path, holdout: Path | None) -> PictureSets:
    """Read them; without a `holdout` a part of the real pictures, chosen by the hash of their names, is held out.

    DataError for a set that cannot be read or has too few pictures.
    """
    stream = _stream(real)
    names = tuple(category.name for category in stream.categories)
    theirs = _read("real", real, stream, names)
    ours = _read("synthetic", synthetic, _stream(synthetic), names)
    if holdout is not None:
        held = _read("held out", holdout, _stream(holdout), names)
    else:
        cut = round(HELD_SHARE * len(theirs.pictures))
        note = f"{HELD_SHARE:.0%} of the real pictures, by the hash of their names"
        held = replace(theirs, role="held out", pictures=theirs.pictures[:cut], notes=(note,))
        theirs = replace(theirs, pictures=theirs.pictures[cut:])
    for one in (theirs, held, ours):
        if len(one.pictures) < LEAST_PICTURES:
            raise DataError(f"{one.name} ({one.role})", f"{len(one.pictures)} pictures", f"at least {LEAST_PICTURES}")
    return PictureSets(real=theirs, held=held, synthetic=ours, names=names, given=holdout is not None)


def annotated_pictures(data: Path, names: Collection[str]) -> Iterator[AnnotatedImage]:
    """The pictures of those names, at their full size."""
    return (picture for picture in _stream(data).pictures if picture.name in names)


def _stream(data: Path) -> PictureStream:
    name = recognised(data)
    read = picture_format(name).read
    if read is None:
        raise DataError(str(data), f"a data set of {name}", "a format that can be read: `synth list` names all")
    return read(data)


def _read(role: str, data: Path, stream: PictureStream, names: Sequence[str]) -> PictureSet:
    number = 0

    def counted() -> Iterator[AnnotatedImage]:
        nonlocal number
        for picture in stream.pictures:
            number += 1
            yield picture

    kept = first_by_hash(counted(), MOST_PICTURES, lambda picture: small_picture(picture, picture.load(), names))
    notes = list(stream.tally().lines())
    if number > len(kept):
        notes.append(f"{len(kept)} of {number} pictures, chosen by the hash of their names")
    return PictureSet(role=role, name=str(data), pictures=kept, notes=tuple(notes))


def first_by_hash(pictures: Iterable[AnnotatedImage], most: int, make: Callable[[AnnotatedImage], T]) -> tuple[T, ...]:
    """What is made of the pictures that are first by the hash of their names, in that order; of no others, so that only
    few are decoded.
    """
    kept = dict[bytes, T]()
    last = b""
    for picture in pictures:
        key = sha256(f"{picture.split}/{picture.name}".encode()).digest()
        if len(kept) < most or key < last:
            kept[key] = make(picture)
            if len(kept) > most:
                del kept[max(kept)]
            last = max(kept) if len(kept) == most else b""
    return tuple(kept[key] for key in sorted(kept))


def small_picture(picture: AnnotatedImage, pixels: UInt8[np.ndarray, "h w 3"], names: Sequence[str]) -> Picture:
    """A small copy of a picture, whose `pixels` were loaded."""
    height, width = pixels.shape[:2]
    shrink = min(1.0, FRAME_PX / max(height, width))
    size = max(8, round(width * shrink)), max(8, round(height * shrink))
    objects = [one for one in picture.annotations if not one.iscrowd]
    boxes = np.array([one.box for one in objects], np.float32).reshape(-1, 4)
    return Picture(
        name=picture.name,
        pixels=np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8),
        kinds=_kinds(picture, names, size),
        boxes=boxes / np.array([width, height] * 2, np.float32),
        categories=tuple(one.category for one in objects),
        scale=1 / shrink,
        variables=dict(_variables(picture)),
    )


def _kinds(picture: AnnotatedImage, names: Sequence[str], size: tuple[int, int]) -> UInt8[np.ndarray, "h w"]:
    """The map of categories; boxes without a mask are painted whole, small objects over large ones."""
    whole = np.zeros((picture.height, picture.width), np.uint8)
    place = {name: at for at, name in enumerate(names, 1)}
    for one in sorted(picture.annotations, key=lambda one: -one.area):
        if one.iscrowd or one.category not in place:
            continue
        if one.has_mask:
            whole[one.mask.on_canvas(picture.width, picture.height)] = place[one.category]
        else:
            x0, y0, x1, y1 = (max(0, round(side)) for side in one.box)
            whole[y0:y1, x0:x1] = place[one.category]
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_NEAREST), np.uint8)


def _variables(picture: AnnotatedImage) -> Iterator[tuple[str, str]]:
    for name, value in picture.extra.items():
        if isinstance(value, str | bool) and value != "":
            yield name, str(value)
