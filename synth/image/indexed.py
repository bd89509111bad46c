"""Any picture of a finished data set by its place, labels included, without reading the others."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from pathlib import Path

from synth.core.errors import DataError
from synth.folder.held_files import files_in
from synth.folder.line_index import LineIndex
from synth.image.read import ANNOTATIONS, open_pictures
from synth.image.sample import LabelledPicture, picture_sample

_OF_PICTURE = re.compile(rb'"id":\d+,"image_id":(\d+),')
_BEGIN, _END = b'],"annotations":[', b"]"


class IndexedPictures:
    """The pictures of the data set in `folder`. DataError where there is no finished one."""

    def __init__(self, folder: Path) -> None:
        opened = open_pictures(folder)
        self.categories = dict(opened.categories())
        self._lines = LineIndex(opened.finished.path)
        self._labels = _Annotations(opened.finished.part(ANNOTATIONS))
        self._read = files_in(folder)

    def __len__(self) -> int:
        return len(self._lines)

    def __getitem__(self, place: int) -> LabelledPicture:
        """IndexError behind the last one."""
        where = f"{self._lines.path}:{place + 1}"
        return picture_sample(self._lines[place], self._labels.of, self.categories, self._read, where)


class _Annotations:
    """annotations.json as we write it: a line for each picture that has objects, in the order of ids."""

    def __init__(self, path: Path) -> None:
        self._lines = LineIndex(path)
        self._ids, self._numbers = array("Q"), array("Q")
        self._next = 0

    def of(self, picture_id: int) -> bytes:
        """The picture's annotations, comma-joined; nothing where it has none. DataError for another layout."""
        while not self._ids or self._ids[-1] < picture_id:
            if not self._read_on():
                break
        place = bisect_left(self._ids, picture_id)
        if place == len(self._ids) or self._ids[place] != picture_id:
            return b""
        return self._lines[self._numbers[place]].removesuffix(b",")

    def _read_on(self) -> bool:
        """Look at the next line of annotations; False at the end."""
        if not self._next:
            self._next = self._first()
        try:
            line = self._lines[self._next]
        except IndexError:
            return False
        found = _OF_PICTURE.search(line)
        if found is None and line.startswith(_END):
            return False
        if found is None:
            raise self._foreign("another layout")
        picture_id = int(found[1])
        if self._ids and picture_id <= self._ids[-1]:
            raise self._foreign(f"picture {picture_id} after {self._ids[-1]}")
        self._ids.append(picture_id)
        self._numbers.append(self._next)
        self._next += 1
        return True

    def _first(self) -> int:
        """The number of the first line of annotations."""
        number = 0
        while True:
            try:
                if self._lines[number].startswith(_BEGIN):
                    return number + 1
            except IndexError:
                raise self._foreign("another layout") from None
            number += 1

    def _foreign(self, got: str) -> DataError:
        return DataError(str(self._lines.path), got, "a line for each picture, as `synth generate` writes it")
