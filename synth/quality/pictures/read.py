"""Read a picture set of any format for checks: COCO with all its faults, others as their readers understand them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from synth.core.errors import DataError
from synth.core.json_stream import iter_entries
from synth.core.strict_json import check_value
from synth.data.convert import recognised
from synth.image.formats.coco.format import annotation_record, category_record, image_record, most_points
from synth.image.formats.coco.layouts import Layout, find_layouts, fullest_root, picture_at
from synth.image.formats.table import picture_format
from synth.image.formats.tally import Counting, Tally, Unreadable
from synth.quality.pictures.raw import LISTS, Entry, RawSet

COCO = "coco"


class ReadSet(NamedTuple):
    """The entries of a set, where the file of each picture lies (None: it is missing), and what its reader left out.

    `looked_at`: the reader of the format has looked at the files; `faults`: place of an entry -> why its picture cannot
    be read; it found none in all others. `split_of`: the part of the set,
    such as `train`, that a picture is in; empty for none. `label_files` are those of COCO.
    """

    raw: RawSet
    file_of: Callable[[Entry], Path | None]
    split_of: Callable[[Entry], str]
    looked_at: bool = False
    left_out: tuple[str, ...] = ()
    label_files: tuple[Path, ...] = ()
    faults: Mapping[int, Unreadable] = MappingProxyType({})


def read_pictures(data: Path, source: str | None = None) -> ReadSet:
    """Read a set of a format (None: recognised). DataError where nothing can be read of it."""
    name = recognised(data) if source is None else source
    return _read_coco(data) if name == COCO else _read_other(data, name)


def _read_coco(data: Path) -> ReadSet:
    layouts = find_layouts(data)
    raw = RawSet(str(data), tuple(map(_relative, layouts)), editable=True)
    for number, layout in enumerate(layouts):
        _add_file(raw, number, layout.file)
    raw.index()
    names = [
        [name for one in raw.entries("images") if (name := _name(one)) and one.file == n] for n in range(len(layouts))
    ]
    roots = [fullest_root(layout, there) for layout, there in zip(layouts, names, strict=True)]

    def file_of(entry: Entry) -> Path | None:
        name = _name(entry)
        return picture_at(layouts[entry.file], roots[entry.file], name) if name else None

    def split_of(entry: Entry) -> str:
        return layouts[entry.file].split

    return ReadSet(raw, file_of, split_of, label_files=tuple(layout.file for layout in layouts))


def _name(entry: Entry) -> str:
    name = entry.get("file_name")
    return name if isinstance(name, str) else ""


def _add_file(raw: RawSet, number: int, file: Path) -> None:
    """DataError where a list is missing or the file is no JSON object with lists."""
    there = set[str]()
    for key, place, item in iter_entries(file):
        if key not in LISTS:
            continue
        there.add(key)
        if place is None and item != []:
            raise DataError(f"{file}: {key}", item, "a list")
        if place is not None:
            check_value(item, f"{file}: {key}[{place}]", DataError)
            raw.add(Entry(number, key, place, item))
    for key in LISTS:
        if key not in there:
            raise DataError(f"{file}: {key}", None, "a list")


def _read_other(data: Path, name: str) -> ReadSet:
    read = picture_format(name).read
    if read is None:
        raise DataError(str(data), f"a data set of {name}", "a format that can be read: `synth list` names all")
    dropped = Counting(lenient=True)
    stream = read(data, dropped)
    raw = RawSet(str(data), (name,), editable=False)
    points = most_points(stream.categories)
    for place, category in enumerate(stream.categories):
        raw.add(Entry(0, "categories", place, category_record(category, points > 0)))
    objects = 0
    files, splits = list[Path](), list[str]()
    for place, picture in enumerate(stream.pictures):
        files.append(picture.path)
        splits.append(picture.split)
        raw.add(Entry(0, "images", place, image_record(picture), f"picture {picture.name}"))
        for annotation in picture.annotations:
            record = annotation_record(annotation, picture.id, points)
            raw.add(Entry(0, "annotations", objects, record, annotation.where))
            objects += 1
    dropped.refuse_nothing(str(data), len(files))
    faults = dict(enumerate(dropped.unreadable, start=len(files)))
    spare = raw.largest_id("images", 0)
    for number, (place, one) in enumerate(faults.items(), start=1):
        files.append(one.path)
        splits.append("")
        raw.add(Entry(0, "images", place, {"id": spare + number, "file_name": one.name}, f"picture {one.name}"))
    raw.index()

    def file_of(entry: Entry) -> Path | None:
        return files[entry.place] if files[entry.place].is_file() else None  # one out of an archive is gone by now

    def split_of(entry: Entry) -> str:
        return splits[entry.place]

    return ReadSet(raw, file_of, split_of, looked_at=True, left_out=_left_out(stream.tally()), faults=faults)


def _left_out(tally: Tally) -> tuple[str, ...]:
    """What was left out besides the pictures that are findings."""
    return replace(tally, dropped={reason: n for reason, n in tally.dropped.items() if reason != "unreadable"}).lines()


def _relative(layout: Layout) -> str:
    return layout.file.resolve().relative_to(layout.folder.resolve()).as_posix()
