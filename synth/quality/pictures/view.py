"""One picture with its objects as checks see them: what could be read of each, and what could not."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from synth.core.errors import DataError
from synth.core.geometry import Box, Mask
from synth.image.formats.pixels import Stored, read_rgb, read_stored, turned
from synth.image.formats.segmentation import extent_of_segmentation, mask_of_segmentation, without_stumps
from synth.image.formats.tally import Unreadable
from synth.quality.pictures.raw import Entry, RawSet
from synth.quality.pictures.read import ReadSet

if TYPE_CHECKING:
    from jaxtyping import UInt8

MISSING = "no such file"
"""What readers say of a picture that is not there."""


@dataclass(frozen=True, kw_only=True)
class SeenObject:
    """An annotation. `width` and `height` (px) are those of its picture, None where nothing says them."""

    entry: Entry
    where: str
    category: str
    size_wh: tuple[int, int] | None

    @property
    def iscrowd(self) -> bool:
        return self.entry.get("iscrowd") in (1, True)

    @property
    def segmentation(self) -> object:
        """As it stands; None for none."""
        found = self.entry.get("segmentation")
        return None if found in (None, [], [[]]) else found

    @cached_property
    def box(self) -> Box | None:
        """Half-open, px; None where `bbox` is not four finite numbers."""
        stated = self.entry.get("bbox")
        if not isinstance(stated, list) or len(stated) != 4 or not all(map(_is_number, stated)):
            return None
        x, y, width, height = map(float, stated)
        return Box(x, y, x + width, y + height)

    @cached_property
    def outline_fault(self) -> str:
        """What is wrong with the segmentation; empty: nothing is, or there is none."""
        try:
            self._extent()
        except DataError as error:
            return f"{error.where.rpartition(': ')[2]}: {error.got!r}; {error.allowed}"
        return ""

    @cached_property
    def extent(self) -> Box | None:
        """The box of a sound segmentation."""
        return None if self.outline_fault else self._extent()

    @cached_property
    def mask(self) -> Mask | None:
        """The pixels of a sound segmentation."""
        if self.extent is None or self.size_wh is None:
            return None
        kept, _ = without_stumps(self.segmentation)
        return mask_of_segmentation(kept, *self.size_wh, self.where)

    @property
    def sound_box(self) -> Box | None:
        """A box with an area: the outline's, or else the stated one."""
        found = self.extent or self.box
        return found if found is not None and found.width > 0 and found.height > 0 else None

    def _extent(self) -> Box | None:
        kept, _ = without_stumps(self.segmentation)
        if kept is None or self.size_wh is None:
            return None
        return extent_of_segmentation(kept, *self.size_wh, "segmentation")


@dataclass(frozen=True, kw_only=True)
class View:
    """A picture: its entry, its file, where there is one, and its objects.

    `looked_at`: a reader has looked at what its file says of it before, not at its pixels, and found no fault, or the
    `fault`.
    """

    raw: RawSet
    entry: Entry
    where: str
    path: Path | None
    looked_at: bool
    fault: Unreadable | None
    objects: tuple[SeenObject, ...]

    @property
    def subject(self) -> str:
        """What a person looks at."""
        return str(self.entry.get("file_name"))

    @property
    def stated_wh(self) -> tuple[int, int] | None:
        """Width and height as the label file says, px."""
        return _stated_wh(self.entry)

    @property
    def file_fault(self) -> str:
        """Why the file cannot be read; empty: it can."""
        if self.fault:
            return self.fault.why
        if self.looked_at and (self.path is None or not self.path.is_file()):  # of an archive, which is read once
            return ""
        return self._decoded if isinstance(self._decoded, str) else ""

    @property
    def is_missing(self) -> bool:
        """Whether there is no such file; one of an archive that cannot be read is there."""
        return self.path is None and (self.fault is None or self.fault.why == MISSING)

    @property
    def stored(self) -> Stored | None:
        """What the file says of its picture."""
        return None if self.looked_at or isinstance(self._decoded, str) else self._decoded[0]

    @cached_property
    def pixels(self) -> UInt8[np.ndarray, "h w 3"] | None:
        """RGB, as the labels refer to it; None where the file cannot be read, or has another size than is stated."""
        if isinstance(self._decoded, str):
            return None
        stored, pixels = self._decoded
        if stored.stored_wh == self.stated_wh:
            return pixels
        return np.ascontiguousarray(turned(pixels, stored.orientation)) if stored.upright_wh == self.stated_wh else None

    @cached_property
    def _decoded(self) -> tuple[Stored, UInt8[np.ndarray, "h w 3"]] | str:
        """The file's head and its pixels as they are stored, or why there are none."""
        if self.path is None:
            return MISSING
        try:
            stored = read_stored(self.path)
            return stored, read_rgb(self.path, stored, upright=False, levels=None)
        except DataError as error:
            return str(error.got)


def views(read: ReadSet) -> Iterator[View]:
    """The pictures of a set, each with its objects."""
    return (view_of(read, entry) for entry in read.raw.entries("images"))


def view_of(read: ReadSet, entry: Entry) -> View:
    """A picture, by its entry."""
    raw, size = read.raw, _stated_wh(entry)
    objects = tuple(_object(raw, one, size) for one in raw.annotations_of(entry))
    where = raw.where(entry)
    return View(
        raw=raw,
        entry=entry,
        where=where,
        path=read.file_of(entry),
        looked_at=read.looked_at,
        fault=read.faults.get(entry.place),
        objects=objects,
    )


def _object(raw: RawSet, entry: Entry, size: tuple[int, int] | None) -> SeenObject:
    category = entry.get("category_id")
    known = raw.class_names.get((entry.file, category), "") if isinstance(category, int | str) else ""
    return SeenObject(entry=entry, where=raw.where(entry), category=known, size_wh=size)


def _stated_wh(entry: Entry) -> tuple[int, int] | None:
    width, height = entry.get("width"), entry.get("height")
    sound = all(type(side) is int and 0 < side < 1 << 20 for side in (width, height))
    return (width, height) if sound else None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
