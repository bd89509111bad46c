"""The entries of a COCO file sorted by picture, on disk: a file of any size and order is read in flat memory."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from synth.core.errors import DataError, OutputError, Unquoted
from synth.core.json_stream import iter_entries
from synth.core.labels import Category
from synth.core.strict_json import check_value
from synth.image.formats.coco.records import (
    AnnotationRecord,
    ImageRecord,
    Json,
    annotation_of,
    category_of,
    image_of,
)
from synth.image.formats.tally import Counting

_TABLES = """
PRAGMA journal_mode = OFF;
CREATE TABLE images (place INTEGER PRIMARY KEY, id INTEGER UNIQUE, entry TEXT, path TEXT UNIQUE);
CREATE TABLE annotations (place INTEGER PRIMARY KEY, id INTEGER UNIQUE, image INTEGER, category INTEGER, entry TEXT);
CREATE TABLE captions (image INTEGER, caption TEXT);
"""
_INDEXES = """
CREATE INDEX annotations_of_images ON annotations (image);
CREATE INDEX captions_of_images ON captions (image);
"""


class Spool:
    """The entries of `images` and `annotations`, each with its place for messages, and the categories by id.

    An entry that stands twice, word for word, is left out and counted in `dropped`.
    """

    def __init__(self, file: Path, dropped: Counting) -> None:
        self.file, self.categories = file, dict[int, Category]()
        self._dropped = dropped
        self._entries = sqlite3.connect("")  # a file of SQLite's own, which goes with the connection
        self._entries.executescript(_TABLES)
        self._read()
        self._entries.executescript(_INDEXES)
        self._check_categories()

    def close(self) -> None:
        """Give the disk back."""
        self._entries.close()

    def images(self) -> Iterator[tuple[ImageRecord, str]]:
        """In file order."""
        for place, entry in self._do("SELECT place, entry FROM images ORDER BY place"):
            where = self._where("images", place)
            yield image_of(json.loads(entry), where), where

    def annotations_of(self, image_id: int) -> Iterator[tuple[AnnotationRecord, str]]:
        """Those of one picture in file order."""
        found = self._do("SELECT place, entry FROM annotations WHERE image = ? ORDER BY place", (image_id,))
        for place, entry in found:
            where = self._where("annotations", place)
            yield annotation_of(json.loads(entry), where), where

    def captions_of(self, image_id: int) -> tuple[str, ...]:
        """The sentences on one picture in file order."""
        found = self._do("SELECT caption FROM captions WHERE image = ? ORDER BY rowid", (image_id,))
        return tuple(caption for (caption,) in found)

    def claim(self, image_id: int, path: Path) -> int:
        """The id of the picture that has this file: `image_id`, or that of an earlier entry."""
        try:
            self._do("UPDATE images SET path = ? WHERE id = ?", (str(path), image_id))
        except sqlite3.IntegrityError:
            return self._one("SELECT id FROM images WHERE path = ?", str(path))
        return image_id

    def strays(self) -> Iterator[str]:
        """Where annotations of pictures stand that are not listed."""
        found = self._do("SELECT place FROM annotations WHERE image NOT IN (SELECT id FROM images) ORDER BY place")
        return (self._where("annotations", place) for (place,) in found)

    def ids(self, table: str) -> Iterator[int]:
        """Those of `images` or `annotations`, rising."""
        return (number for (number,) in self._do(f"SELECT id FROM {table} ORDER BY id"))

    def largest_id(self, table: str) -> int:
        """Of `images` or `annotations`; -1 where there are none."""
        return self._do(f"SELECT coalesce(max(id), -1) FROM {table}").fetchone()[0]

    def is_used(self, category_id: int) -> bool:
        """Whether any annotation is of this category."""
        found = self._do("SELECT 1 FROM annotations WHERE category = ? LIMIT 1", (category_id,))
        return found.fetchone() is not None

    def add_captions(self, file: Path) -> None:
        """The captions of a COCO file of captions beside this one."""
        for key, place, item in iter_entries(file):
            if key != "annotations" or place is None:
                continue
            where = f"{file}: annotations[{place}]"
            check_value(item, where, DataError)
            image, caption = (item.get("image_id"), item.get("caption")) if isinstance(item, dict) else (None, None)
            if type(image) is not int or not isinstance(caption, str):
                raise DataError(where, item, "an object with image_id and caption")
            self._do("INSERT INTO captions VALUES (?, ?)", (image, caption))

    def _read(self) -> None:
        lists = dict.fromkeys(("images", "annotations", "categories"), False)
        for key, place, item in iter_entries(self.file):
            if key not in lists:
                continue
            if place is None and item != []:
                raise DataError(f"{self.file}: {key}", item, "a list")
            lists[key] = True
            if place is not None:
                self._add(key, place, item)
        for key, is_there in lists.items():
            if not is_there:
                raise DataError(f"{self.file}: {key}", None, "a list")

    def _add(self, key: str, place: int, item: Any) -> None:
        where = self._where(key, place)
        if not isinstance(item, dict):
            raise DataError(where, item, "an object")
        check_value(item, where, DataError)
        if key == "categories":
            self._add_category(category_of(item, where), where)
        elif key == "images":
            one = image_of(item, where)
            self._insert("images", where, one.id, item, (place, one.id, json.dumps(item), None))
        else:
            label = annotation_of(item, where)
            row = (place, label.id, label.image_id, label.category_id, json.dumps(item))
            self._insert("annotations", where, label.id, item, row)

    def _add_category(self, one: Category, where: str) -> None:
        if self.categories.setdefault(one.id, one) != one:
            raise _second("categories", one.id, where)
        if self.categories[one.id] is not one:
            self._dropped.drop("duplicate", where)

    def _insert(self, table: str, where: str, number: int, item: Json, row: tuple[object, ...]) -> None:
        try:
            self._do(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        except sqlite3.IntegrityError:
            if json.loads(self._one(f"SELECT entry FROM {table} WHERE id = ?", number)) != item:
                raise _second(table, number, where) from None
            self._dropped.drop("duplicate", where)

    def _check_categories(self) -> None:
        found = self._do("SELECT min(place), category FROM annotations GROUP BY category ORDER BY 1")
        for place, category in found:
            if category not in self.categories:
                where = f"{self._where('annotations', place)}.category_id"
                raise DataError(where, category, "an id of the file's categories")

    def _do(self, query: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        """Run a query. OutputError where there is no room for its result."""
        try:
            return self._entries.execute(query, values)
        except sqlite3.OperationalError as error:
            allowed = "room for the entries of a COCO file; TMPDIR may name another place"
            raise OutputError("temporary files", Unquoted(str(error)), allowed) from error

    def _one(self, query: str, value: object) -> Any:
        return self._do(query, (value,)).fetchone()[0]

    def _where(self, key: str, place: int) -> str:
        return f"{self.file}: {key}[{place}]"


def _second(key: str, number: int, where: str) -> DataError:
    return DataError(f"{where}.id", number, f"ids of {key} that differ: this one stands there already")
