"""A set of annotated pictures as it stands, faults and all, on disk, so that memory stays flat."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from synth.core.canonical import encode

LISTS = ("images", "annotations", "categories")

_TABLES = """
PRAGMA journal_mode = OFF;
CREATE TABLE entries (list TEXT, file INTEGER, place INTEGER, id, image, entry TEXT, source TEXT);
"""
_INDEXES = """
CREATE INDEX of_ids ON entries (list, file, id, place);
CREATE INDEX of_images ON entries (list, file, image, place);
CREATE INDEX of_places ON entries (list, file, place);
"""


class Entry(NamedTuple):
    """An element of a list of a label file: which file, which list, its place from 0, its value, of any type.

    `source` says in words where it comes from, where that is not its place.
    """

    file: int
    list: str
    place: int
    value: Any
    source: str = ""

    def get(self, key: str) -> Any:
        """The value of a key; None where there is none."""
        return self.value.get(key) if isinstance(self.value, dict) else None


class RawSet:
    """The entries of a set, as COCO states them. `name` is the set as it was named, `files` are its label files.

    `editable`: the entries stand in these files as they are here, so that a finding can say how to mend them.
    """

    def __init__(self, name: str, files: tuple[str, ...], *, editable: bool) -> None:
        self.name, self.files, self.editable = name, files, editable
        self._entries = sqlite3.connect("")
        self._entries.executescript(_TABLES)

    def add(self, entry: Entry) -> None:
        """Add an entry; after the last one `index` is to be called."""
        file, name, place, value, source = entry
        row = (name, file, place, _key(entry.get("id")), _key(entry.get("image_id")), encode(value), source)
        self._entries.execute("INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def index(self) -> None:
        """Make the entries quick to find."""
        self._entries.executescript(_INDEXES)

    def close(self) -> None:
        """Give the disk back."""
        self._entries.close()

    def entries(self, name: str) -> Iterator[Entry]:
        """Those of a list, in the order of files and places."""
        return self._found("list = ?", name)

    @cached_property
    def class_names(self) -> Mapping[tuple[int, int | str], str]:
        """(file, id) of a category -> its name."""
        known = ((one.file, _key(one.get("id")), str(one.get("name"))) for one in self.entries("categories"))
        return {(file, number): name for file, number, name in known if number is not None}

    def entry(self, name: str, file: int, place: int) -> Entry:
        """That at a place of a list of a file."""
        return next(self._found("list = ? AND file = ? AND place = ?", name, file, place))

    def annotations_of(self, image: Entry) -> Iterator[Entry]:
        """Those that name the id of a picture, in file order."""
        return self._found("list = 'annotations' AND file = ? AND image = ?", image.file, _key(image.get("id")))

    def at(self, name: str, file: int, place: int) -> Entry | None:
        """The entry at a place of a list; None where the list is shorter."""
        return next(self._found("list = ? AND file = ? AND place = ?", name, file, place), None)

    def picture_of(self, annotation: Entry) -> Entry | None:
        """The first picture that an annotation's `image_id` names; None where it names none."""
        image = _key(annotation.get("image_id"))
        return next(self._found("list = 'images' AND file = ? AND id = ?", annotation.file, image), None)

    def strays(self) -> Iterator[Entry]:
        """Annotations whose picture is not listed in their file."""
        listed = "SELECT 1 FROM entries i WHERE i.list = 'images' AND i.file = e.file AND i.id = e.image"
        return self._found(f"list = 'annotations' AND (image IS NULL OR NOT EXISTS ({listed}))")

    def repeated(self, name: str) -> Iterator[tuple[Entry, Entry]]:
        """(first, later) entries of a list with one id, within a file."""
        twice = "SELECT file, id FROM entries WHERE list = ? AND id IS NOT NULL GROUP BY file, id HAVING count(*) > 1"
        first: Entry | None = None
        for entry in self._found(f"list = ? AND (file, id) IN ({twice})", name, name, order="file, id, place"):
            if first is not None and (first.file, first.get("id")) == (entry.file, entry.get("id")):
                yield first, entry
            else:
                first = entry

    def largest_id(self, name: str, file: int) -> int:
        """Of the whole ids of a list in a file; 0 where there are none."""
        query = "SELECT coalesce(max(id), 0) FROM entries WHERE list = ? AND file = ? AND typeof(id) = 'integer'"
        return self._entries.execute(query, (name, file)).fetchone()[0]

    def count(self, name: str) -> int:
        """How many entries a list has in all files."""
        return self._entries.execute("SELECT count(*) FROM entries WHERE list = ?", (name,)).fetchone()[0]

    def where(self, entry: Entry) -> str:
        """The place of an entry in words."""
        if entry.source and not self.editable:
            return entry.source
        return f"{self.files[entry.file]}: {entry.list}[{entry.place}]"

    def _found(self, condition: str, *values: object, order: str = "file, place") -> Iterator[Entry]:
        query = f"SELECT file, list, place, entry, source FROM entries e WHERE {condition} ORDER BY {order}"
        for file, name, place, value, source in self._entries.execute(query, values):
            yield Entry(file, name, place, json.loads(value), source)


def _key(value: object) -> int | str | None:
    """An id as SQLite keeps it; None for what can be none."""
    return value if isinstance(value, int | str) and not isinstance(value, bool) else None
