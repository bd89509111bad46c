"""Errors in the objects of a COCO file: swapped, shifted, scaled, missing, extra, duplicate, merged, split."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

from synth.quality.corrupt.error import Error, Rates, known_rates, shares_of
from synth.quality.corrupt.geometry import Record, box_of, halves, joined, moved
from synth.quality.finding import Edit

SHIFT, GROW, SHRINK = (0.3, 0.6), (1.4, 1.8), (0.5, 0.7)
"""Shares of a side by which boxes are shifted, and factors by which they are scaled."""

CUT = (0.35, 0.65)
"""Share of the longer side at which an object is cut in two."""

JITTER = 0.02
"""Of a side, by which a duplicate differs."""

KINDS = ("missing", "merged", "swapped", "shifted", "scaled", "split", "extra", "duplicate")
"""In the order in which they are put in: those that take objects out first, then the places of the others are known."""

_TRIES = 50
_LIST = "annotations"


class _File(NamedTuple):
    """A label file: its name, what it says, and the draws."""

    name: str
    record: Record
    draws: np.random.Generator

    @property
    def objects(self) -> list[Record]:
        return self.record[_LIST]

    def image_of(self, one: Record) -> Record:
        return next(image for image in self.record["images"] if image["id"] == one["image_id"])

    def subject(self, one: Record) -> str:
        name = next((each["name"] for each in self.record["categories"] if each["id"] == one["category_id"]), "?")
        return f"{self.image_of(one)['file_name']}, {name}"


def corrupt_pictures(name: str, record: Record, rates: Rates, draws: np.random.Generator) -> list[Error]:
    """Put errors into the objects of a COCO file, in place. SynthError for rates that cannot be met."""
    rates = known_rates(rates, KINDS, "pictures")
    file = _File(name, record, draws)
    images = {image["id"]: image for image in record["images"]}
    sound = [
        place
        for place, one in enumerate(file.objects)
        if not one.get("iscrowd") and one.get("image_id") in images and min(one["bbox"][2:]) > 2
    ]
    chosen = dict(shares_of(sound, {kind: rates[kind] for kind in KINDS if kind in rates}, draws))
    gone = {id(file.objects[place]): place for place in chosen.get("missing", ())}
    wanted = {kind: [file.objects[place] for place in places] for kind, places in chosen.items() if kind != "missing"}
    errors = [_missing(file, one) for one in file.objects if id(one) in gone]
    file.objects[:] = [one for one in file.objects if id(one) not in gone]
    touched = {id(one) for ones in wanted.values() for one in ones}
    for one in wanted.pop("merged", ()):
        errors += _merged(file, one, touched)
    place_of = {id(one): place for place, one in enumerate(file.objects)}
    for number, error in enumerate(errors):  # merging took objects out: where the others stand is known only now
        errors[number] = _placed(error, file, place_of)
    for kind, ones in wanted.items():
        for one in ones:
            errors += _ERRORS[kind](file, one, place_of[id(one)])
    return errors


def _missing(file: _File, one: Record) -> Error:
    edits = (Edit("add", file.name, _LIST, 0, "", None, one),)
    return Error("missing", f"{file.name}: images", file.subject(one), one["bbox"], None, edits)


def _merged(file: _File, one: Record, touched: set[int]) -> list[Error]:
    """An object takes in its nearest neighbour of the same class in the same picture, which goes."""
    centre = np.array(box_of(one).centre_xy)
    near = [
        other
        for other in file.objects
        if other["image_id"] == one["image_id"] and other["category_id"] == one["category_id"]
        and id(other) not in touched and not other.get("iscrowd")
    ]  # fmt: skip
    if not near:
        return []
    other = min(near, key=lambda each: float(np.hypot(*(np.array(box_of(each).centre_xy) - centre))))
    new = joined(one, other, file.image_of(one))
    before = {key: one.get(key) for key in new}
    one.update(new)
    file.objects[:] = [each for each in file.objects if each is not other]
    edits = (
        *(Edit("set", file.name, _LIST, 0, key, one[key], value) for key, value in before.items()),
        Edit("add", file.name, _LIST, 0, "", None, other),
    )
    return [Error("merged", str(id(one)), file.subject(one), before["bbox"], one["bbox"], edits)]


def _placed(error: Error, file: _File, place_of: Mapping[int, int]) -> Error:
    """A merged object, whose place is its identity so far, at its place in the file."""
    if error.kind != "merged":
        return error
    place = place_of[int(error.where)]
    edits = tuple(edit._replace(place=place) if edit.op == "set" else edit for edit in error.edits)
    return error._replace(where=_where(file, place), edits=edits)


def _changed(file: _File, one: Record, place: int, kind: str, new: Mapping[str, Any]) -> list[Error]:
    """An annotation gets other values."""
    before = {key: one.get(key) for key in new}
    one.update(new)
    edits = tuple(Edit("set", file.name, _LIST, place, key, new[key], value) for key, value in before.items())
    shown = "bbox" if "bbox" in new else next(iter(new))
    return [Error(kind, _where(file, place), file.subject(one), before[shown], new[shown], edits)]


def _swapped(file: _File, one: Record, place: int) -> list[Error]:
    others = [each["id"] for each in file.record["categories"] if each["id"] != one["category_id"]]
    if not others:
        return []
    return _changed(file, one, place, "swapped", {"category_id": others[int(file.draws.integers(len(others)))]})


def _shifted(file: _File, one: Record, place: int) -> list[Error]:
    box = box_of(one)
    for _ in range(_TRIES):
        share, angle = file.draws.uniform(*SHIFT), file.draws.uniform(0, 2 * np.pi)
        by_xy = float(share * box.width * np.cos(angle)), float(share * box.height * np.sin(angle))
        if (new := moved(one, file.image_of(one), 1.0, by_xy)) is not None:
            return _changed(file, one, place, "shifted", new)
    return []


def _scaled(file: _File, one: Record, place: int) -> list[Error]:
    factor = file.draws.uniform(*(GROW if file.draws.random() < 0.5 else SHRINK))
    new = moved(one, file.image_of(one), float(factor), (0.0, 0.0))
    return _changed(file, one, place, "scaled", new) if new is not None else []


def _duplicate(file: _File, one: Record, place: int) -> list[Error]:
    box = box_of(one)
    by_xy = (float(file.draws.uniform(-JITTER, JITTER) * box.width), float(file.draws.uniform(0, JITTER) * box.height))
    new = moved(one, file.image_of(one), 1.0, by_xy)
    return _added(file, one, "duplicate", new) if new is not None else []


def _extra(file: _File, one: Record, place: int) -> list[Error]:
    """A copy of an object at a place of its picture where nothing is."""
    image, box = file.image_of(one), box_of(one)
    there = [box_of(each) for each in file.objects if each["image_id"] == one["image_id"]]
    for _ in range(_TRIES):
        corner = file.draws.uniform((0, 0), (max(1, image["width"] - box.width), max(1, image["height"] - box.height)))
        new = moved(one, image, 1.0, (float(corner[0] - box.x0), float(corner[1] - box.y0)))
        if new is None:
            continue
        x, y, width, height = new["bbox"]
        if all(box.intersection(type(box)(x, y, x + width, y + height)).area <= 0 for box in there):
            return _added(file, one, "extra", new)
    return []


def _split(file: _File, one: Record, place: int) -> list[Error]:
    """An object becomes two, cut across its longer side."""
    parts = halves(one, file.image_of(one), float(file.draws.uniform(*CUT)))
    if parts is None:
        return []
    (changed,) = _changed(file, one, place, "split", parts[0])
    (added,) = _added(file, one, "split", parts[1])
    return [changed._replace(edits=(*changed.edits, *added.edits))]


def _added(file: _File, one: Record, kind: str, new: Mapping[str, Any]) -> list[Error]:
    further = one | dict(new) | {"id": max(each["id"] for each in file.objects) + 1}
    file.objects.append(further)
    place = len(file.objects) - 1
    edits = (Edit("remove", file.name, _LIST, place, "", further),)
    return [Error(kind, _where(file, place), file.subject(further), None, further["bbox"], edits)]


def _where(file: _File, place: int) -> str:
    return f"{file.name}: {_LIST}[{place}]"


_ERRORS: Mapping[str, Callable[[_File, Record, int], list[Error]]] = {
    "swapped": _swapped, "shifted": _shifted, "scaled": _scaled, "split": _split, "extra": _extra,
    "duplicate": _duplicate,
}  # fmt: skip
