"""Pictures with boxes, polygons and masks in COCO, pages of documents among them, for a reviewer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from synth.core.errors import DataError, Unquoted
from synth.core.geometry import Box
from synth.document.read import DOCUMENTS
from synth.image.formats.coco.layouts import find_layouts
from synth.quality.finding import Edit, Place
from synth.quality.pictures.raw import Entry
from synth.quality.pictures.read import read_pictures
from synth.quality.pictures.view import SeenObject
from synth.review.decision import Net, at_path
from synth.review.desk import ChangeStated, Labelled, RefusedError, Signed, differing
from synth.review.pictures.files import picture_bytes, thumbnail
from synth.review.pictures.shapes import drawn, reshaped
from synth.review.pictures.words import PageWords

LABELS = "annotations"

_KEPT_SHAPES = 20_000
"""Shapes of labels that are kept as the page draws them."""


class PictureDesk:
    """See `desk.Desk`. DataError for a set in another format than COCO, whose files edits cannot name."""

    kind = "pictures"

    def __init__(self, data: Path) -> None:
        read = read_pictures(data)
        if not read.raw.editable or read.file_of is None:
            got = Unquoted("a set in another format than COCO")
            raise DataError(str(data), got, "`synth convert DATA --to coco` makes a set whose labels can be edited")
        self._raw, self._file_of = read.raw, read.file_of
        self.name, self.folder = str(data), find_layouts(data)[0].folder
        self._words = PageWords(self.folder)
        self.files: Sequence[Path] = [*(self.folder / name for name in self._raw.files), *self._words.files]
        self._numbers = {name: number for number, name in enumerate(self._raw.files)}
        self._samples, self._page_at = list[tuple[int, int]](), dict[tuple[Any, Any], int]()
        for number, one in enumerate(self._raw.entries("images")):
            self._samples.append((one.file, one.place))
            if self._words.files:
                self._page_at.setdefault((one.get("document"), one.get("page")), number)
        self._sample_at = {at: number for number, at in enumerate(self._samples)}
        categories = [one for one in self._raw.entries("categories") if isinstance(one.get("id"), int | str)]
        self._category_ids = {(one.file, one.get("name")): one.get("id") for one in categories}
        self._names = {(one.file, one.get("id")): str(one.get("name")) for one in categories}
        self.classes: Sequence[str] = list(dict.fromkeys(str(one.get("name")) for one in categories))
        self.values: Mapping[str, Sequence[str]] = {}
        self._shape = lru_cache(_KEPT_SHAPES)(self._shape_in_file)

    def close(self) -> None:
        self._raw.close()

    def labels(self) -> Iterator[Labelled]:
        pictures = dict[tuple[int, Any], tuple[int, str]]()
        for sample, one in enumerate(self._raw.entries("images")):
            if isinstance(one.get("id"), int | str):
                pictures.setdefault((one.file, one.get("id")), (sample, str(one.get("file_name"))))
        for entry in self._raw.entries(LABELS):
            image = entry.get("image_id")
            found = pictures.get((entry.file, image)) if isinstance(image, int | str) else None
            if found is not None:
                score, name = entry.get("score"), self._category(entry.file, entry.get("category_id"))
                yield Labelled(
                    self._place(entry), found[0], name, float(score) if type(score) in (int, float) else None,
                    f"{found[1]}, {name or 'an object'}", self._raw.where(entry),
                )  # fmt: skip

    def sample_of(self, place: Place) -> int | None:
        if place.file == DOCUMENTS.file:
            return self._page_at.get((place.place, place.page or 0))
        entry = self._entry(place)
        if entry is not None and entry.list == LABELS:
            entry = self._raw.picture_of(entry)
        return self._sample_at.get((entry.file, entry.place)) if entry and entry.list == "images" else None

    def category_of(self, place: Place) -> str:
        entry = self._entry(place)
        known = entry is not None and entry.list == LABELS
        return self._category(entry.file, entry.get("category_id")) if entry and known else ""

    def show(self, sample: int, net: Net) -> dict[str, Any]:
        picture = self._picture(sample)
        width, height = self._size(picture)
        labels = [self._label(picture, key, value) for key, value in self._annotations(picture, net).items()]
        return {
            "sample": sample, "name": str(picture.get("file_name")), "width": width, "height": height,
            "has_picture": self._file_of(picture) is not None, "labels": labels,
            "words": self._words.of_page(picture.get("document"), picture.get("page")),
        }  # fmt: skip

    def differing(self, sample: int, before: Net, after: Net) -> dict[str, Any]:
        picture = self._picture(sample)
        old, new = self._annotations(picture, before), self._annotations(picture, after)
        return differing(old, new, partial(self._label, picture))

    def focus(self, place: Place, key: str) -> str:
        return f"b{place.place}" if place.list == LABELS else ""

    def signed(self, edit: Edit) -> Signed | None:
        entry = self._entry(Place(edit.file, edit.list, edit.place)) if edit.list == LABELS else None
        return Signed("attributes", entry.get("attributes")) if entry else None

    def edits(
        self, sample: int, net: Net, changes: Sequence[ChangeStated], new_id: int
    ) -> tuple[list[Edit], list[Edit]]:
        picture = self._picture(sample)
        before = self._annotations(picture, net)
        after = dict(before)
        for change in changes:
            known = after.get(change.label)
            if known is None and (change.gone or not change.label.startswith("new")):
                raise RefusedError(422, f"no label {change.label!r} in this picture")
            if change.gone:
                del after[change.label]
                continue
            value = known or {"id": new_id, "image_id": picture.get("id"), "iscrowd": 0}
            new_id += known is None
            after[change.label] = self._changed(picture, value, change)
        return self._edits_between(picture.file, before, after)

    def largest_id(self) -> int:
        return max((self._raw.largest_id(LABELS, number) for number in range(len(self._raw.files))), default=0)

    def base(self, edit: Edit) -> Any:
        if edit.file == DOCUMENTS.file:
            return at_path(self._words.document(edit.place), edit.key)
        entry = self._entry(Place(edit.file, edit.list, edit.place))
        return at_path(entry.value, edit.key) if entry else None

    def spoiled(self, place: Place, draw: int) -> tuple[tuple[Edit, ...], str] | None:
        entry = self._entry(place)
        picture = self._raw.picture_of(entry) if entry else None
        if entry is None or picture is None:
            return None
        name, file = self._category(entry.file, entry.get("category_id")), self._raw.files[entry.file]
        others = [one for one in self.classes if one != name and (entry.file, one) in self._category_ids]
        if others and (draw % 2 or entry.get("segmentation")):
            wrong = others[draw // 2 % len(others)]
            value = self._category_ids[entry.file, wrong]
            return (Edit("set", file, LABELS, entry.place, "category_id", entry.get("category_id"), value),), wrong
        box = SeenObject(entry=entry, where="", category=name, size_wh=self._size(picture)).box
        if entry.get("segmentation") or box is None:
            return None
        side = box.width / 2 if draw // 2 % 2 else -box.width / 2
        moved = [box.x0 + side, box.y0, box.width, box.height]
        return (Edit("set", file, LABELS, entry.place, "bbox", entry.get("bbox"), moved),), "another box"

    def picture(self, sample: int) -> tuple[bytes, str]:
        entry = self._picture(sample)
        return picture_bytes(self._path(entry), self._size(entry))

    def thumbnail(self, sample: int, place: Place | None) -> bytes:
        picture, entry = self._picture(sample), self._entry(place) if place else None
        box: Box | None = None
        if entry is not None and entry.list == LABELS:
            box = SeenObject(entry=entry, where="", category="", size_wh=self._size(picture)).sound_box
        return thumbnail(self._path(picture), self._size(picture), box)

    def _annotations(self, picture: Entry, net: Net) -> dict[str, dict[str, Any]]:
        """Id in the page -> annotation, as the net of decisions leaves them."""
        file = self._raw.files[picture.file]
        found = {
            f"b{one.place}": net.value(file, LABELS, one.place, one.value)
            for one in self._raw.annotations_of(picture)
            if isinstance(one.value, dict) and not net.is_removed(file, LABELS, one.place)
        }
        for _, edit in net.added:
            if (edit.file, edit.list) == (file, LABELS) and edit.after.get("image_id") == picture.get("id"):
                found[f"n{edit.after['id']}"] = edit.after
        return found

    def _label(self, picture: Entry, key: str, value: dict[str, Any]) -> dict[str, Any]:
        """An annotation as the page gets it."""
        return {
            "id": key, "category": self._category(picture.file, value.get("category_id")), "score": value.get("score"),
            "crowd": value.get("iscrowd") in (1, True), "attributes": value.get("attributes") or {},
            **self._shape_of(picture, key, value),
        }  # fmt: skip

    def _changed(self, picture: Entry, value: dict[str, Any], change: ChangeStated) -> dict[str, Any]:
        if change.category is not None:
            if change.category >= len(self.classes):
                raise RefusedError(422, f"class {change.category}: there are {len(self.classes)}")
            name = self.classes[change.category]
            if (picture.file, name) not in self._category_ids:
                raise RefusedError(422, f"no class {name!r} in {self._raw.files[picture.file]}")
            value = {**value, "category_id": self._category_ids[picture.file, name]}
        value = reshaped(value, change, self._size(picture))
        if "category_id" not in value or "bbox" not in value:
            raise RefusedError(422, f"label {change.label!r} needs a class and a shape")
        return value

    def _edits_between(
        self, number: int, before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]
    ) -> tuple[list[Edit], list[Edit]]:
        file = self._raw.files[number]
        edits, drops = list[Edit](), list[Edit]()
        for key in {**before, **after}:
            old, new = before.get(key), after.get(key)
            if old == new:
                continue
            if not key.startswith("b"):
                drops += [Edit("add", file, LABELS, 0, "", None, old)] if old else []
                edits += [Edit("add", file, LABELS, 0, "", None, new)] if new else []
            elif new is None:
                edits.append(Edit("remove", file, LABELS, int(key[1:]), "", old))
            else:
                was = old or {}
                edits += [
                    Edit("set", file, LABELS, int(key[1:]), name, was.get(name), new.get(name))
                    for name in sorted(was.keys() | new.keys())
                    if was.get(name) != new.get(name)
                ]
        return edits, drops

    def _shape_of(self, picture: Entry, key: str, value: dict[str, Any]) -> dict[str, Any]:
        if key.startswith("b") and (kept := self._shape(picture.file, picture.place, int(key[1:])))[0] == value:
            return kept[1]
        return self._drawn(picture, value)

    def _shape_in_file(self, file: int, picture: int, place: int) -> tuple[Any, dict[str, Any]]:
        """The annotation in the label file, and its shape."""
        entry, image = self._raw.at(LABELS, file, place), self._raw.at("images", file, picture)
        value = entry.value if entry else {}
        return value, self._drawn(image, value) if image else {}

    def _drawn(self, picture: Entry, value: dict[str, Any]) -> dict[str, Any]:
        entry = Entry(picture.file, LABELS, 0, value)
        return drawn(SeenObject(entry=entry, where="", category="", size_wh=self._size(picture)))

    def _size(self, picture: Entry) -> tuple[int, int]:
        width, height = picture.get("width"), picture.get("height")
        if type(width) is int and type(height) is int and min(width, height) > 0:
            return width, height
        raise RefusedError(422, f"{picture.get('file_name')}: no width and height in the label file: the check says so")

    def _path(self, picture: Entry) -> Path:
        path = self._file_of(picture)
        if path is None:
            raise RefusedError(404, f"{picture.get('file_name')}: no such file")
        return path

    def _picture(self, sample: int) -> Entry:
        found = self._raw.at("images", *self._samples[sample]) if sample < len(self._samples) else None
        if found is None:
            raise RefusedError(404, f"no picture {sample}")
        return found

    def _entry(self, place: Place) -> Entry | None:
        number = self._numbers.get(place.file)
        return None if number is None else self._raw.at(place.list, number, place.place)

    def _place(self, entry: Entry) -> Place:
        return Place(self._raw.files[entry.file], entry.list, entry.place)

    def _category(self, file: int, category: object) -> str:
        return self._names.get((file, category), "") if isinstance(category, int | str) else ""
