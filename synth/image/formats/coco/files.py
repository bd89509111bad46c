"""The COCO files of one data set: mostly one, or one for each split, as Roboflow and COCO itself have them."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce
from hashlib import sha256
from itertools import pairwise
from operator import add

from synth.core.errors import DataError
from synth.core.labels import Category
from synth.image.formats.coco.reading import Reading
from synth.image.formats.data_set import AnnotatedImage
from synth.image.formats.tally import Tally

_PATH_BYTES = 16


class Files:
    """Files that are read as one. Ids stay where no two files have one in common; else those of later files follow on.

    DataError where two files give an id of a category, or its name, to different categories.
    """

    def __init__(self, readings: Sequence[Reading]) -> None:
        self.readings = readings
        self.files = [reading.layout.file for reading in readings]
        self.categories = _joined_categories(readings)
        self._of_split = {reading.layout.split: number for number, reading in enumerate(readings)}
        self._shifts = {table: _shifts(readings, table) for table in ("images", "annotations")}

    def close(self) -> None:
        """Give the disk back."""
        for reading in self.readings:
            reading.spool.close()

    def bare(self) -> Iterator[AnnotatedImage]:
        """The pictures of all files without their annotations. DataError where two entries are the same file."""
        taken = set[bytes]()
        for reading, shift in zip(self.readings, self._shifts["images"], strict=True):
            for picture in reading.bare():
                if len(self.readings) > 1:
                    path = sha256(bytes(picture.path)).digest()[:_PATH_BYTES]
                    if path in taken:
                        where = f"{reading.layout.file}: image {picture.id}"
                        raise DataError(
                            where, picture.file_name, "one entry for each picture: another file names it too"
                        )
                    taken.add(path)
                yield replace(picture, id=picture.id + shift)

    def labelled(self, picture: AnnotatedImage) -> AnnotatedImage:
        """The picture with its annotations, see `Reading.labelled`."""
        number = self._number(picture)
        own = replace(picture, id=picture.id - self._shifts["images"][number])
        found = self.readings[number].labelled(own).annotations
        shift = self._shifts["annotations"][number]
        shifted = tuple(replace(one, id=one.id + shift) for one in found) if shift else found
        return replace(picture, annotations=shifted)

    def captions_of(self, picture: AnnotatedImage) -> tuple[str, ...]:
        """The sentences on a picture."""
        number = self._number(picture)
        return self.readings[number].spool.captions_of(picture.id - self._shifts["images"][number])

    def count_strays(self) -> None:
        """Count the annotations of pictures that are not listed."""
        for reading in self.readings:
            reading.count_strays()

    def tally(self) -> Tally:
        """What was left out so far, and which ids are new."""
        tallies = [reading.dropped.tally() for reading in self.readings]
        changed = [
            f"ids of {table}: new in all files but the first" for table in self._shifts if any(self._shifts[table])
        ]
        return reduce(add, tallies) + Tally(changed=tuple(changed))

    def _number(self, picture: AnnotatedImage) -> int:
        return self._of_split[picture.split] if len(self.readings) > 1 else 0


def real_categories(files: Files) -> tuple[Category, ...]:
    """Those of the files but for a phantom: one that is only the supercategory of all others, without an object."""
    kept = list[Category]()
    for one in files.categories:
        others = [other for other in files.categories if other.id != one.id]
        above = bool(others) and all(other.supercategory == one.name for other in others)
        if above and not any(reading.spool.is_used(one.id) for reading in files.readings):
            files.readings[0].dropped.drop("phantom", f"{files.files[0]}: category {one.id} {one.name!r}")
        else:
            kept.append(one)
    return tuple(kept)


def _joined_categories(readings: Sequence[Reading]) -> tuple[Category, ...]:
    joined = dict[int, Category]()
    owners = dict[str, int]()
    for reading in readings:
        for one in reading.spool.categories.values():
            known = joined.setdefault(one.id, one)
            owner = owners.setdefault(one.name, one.id) if len(readings) > 1 else one.id
            if known != one or owner != one.id:
                where = f"{reading.layout.file}: categories: {one.name!r}"
                other = known.name if known != one else f"{one.name} with id {owner}"
                raise DataError(where, one.id, f"one table for all splits: {readings[0].layout.file} has {other!r}")
    return tuple(joined.values())


def _shifts(readings: Sequence[Reading], table: str) -> list[int]:
    """What is added to the ids of each file."""
    merged = heapq.merge(*(reading.spool.ids(table) for reading in readings))
    if all(before != after for before, after in pairwise(merged)):
        return [0] * len(readings)
    shifts, following = list[int](), 0
    for reading in readings:
        shifts.append(following)
        following += reading.spool.largest_id(table) + 1
    return shifts
