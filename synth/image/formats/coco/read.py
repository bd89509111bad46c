"""Read any COCO instance folder: pictures, objects, categories, and a tally of what was left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from synth.core.errors import DataError
from synth.core.labels import Category
from synth.image.formats.coco.layouts import Layout, find_layout, picture_at, root_of, spelled_at
from synth.image.formats.coco.records import ImageRecord
from synth.image.formats.coco.spool import Spool
from synth.image.formats.data_set import AnnotatedImage, Annotation, DataSet
from synth.image.formats.judged import judged
from synth.image.formats.pixels import read_stored
from synth.image.formats.segmentation import LARGEST_CANVAS
from synth.image.formats.stream import PictureStream
from synth.image.formats.survey import follow_viewers, is_upright, readable_of, stored_of, survey
from synth.image.formats.tally import Counting, Tally

CAPTIONS = "captions.json"
_IMAGES = "images/"


def read_coco(data: Path, *, drop_unreadable: bool = False) -> DataSet:
    """Read a COCO file, or a folder that holds one (`layouts.PLACES`), and look at every picture that it names.

    DataError, one line that says where, for whatever is missing, malformed or contradicts itself. What is of no use to
    anyone is left out and counted: duplicates, empty objects, annotations of pictures that are not listed; with
    `drop_unreadable` pictures that are missing, broken or of another size than their labels.
    """
    reading = _Reading(find_layout(data), drop_missing=drop_unreadable)
    with closing(reading.spool):
        bare = reading.bare()
        surveyed = survey(list(readable_of(bare, reading.dropped) if drop_unreadable else bare))
        pictures = tuple(map(reading.labelled, surveyed.pictures))
        reading.count_strays()
        tally = reading.dropped.tally() + Tally(changed=surveyed.changed)
        categories = tuple(reading.spool.categories.values())
    return DataSet(file=reading.layout.file, categories=categories, pictures=pictures, tally=tally)


def stream_coco(data: Path) -> PictureStream:
    """As `read_coco`, one picture at a time, in memory that does not grow with the file.

    A category without an object that is only the supercategory of all others, as Roboflow writes it, is left out and
    counted. Captions come from a captions.json beside the file.
    """
    reading = _Reading(find_layout(data))
    captions = reading.layout.file.with_name(CAPTIONS)
    if captions.is_file() and captions != reading.layout.file:
        reading.spool.add_captions(captions)
    return PictureStream(
        name=reading.layout.folder.resolve().name,
        categories=reading.real_categories(),
        pictures=reading.stream(),
        tally=reading.dropped.tally,
    )


class _Reading:
    """A COCO file, its entries on disk, and the count of what is left out."""

    def __init__(self, layout: Layout, *, drop_missing: bool = False) -> None:
        self.layout, self.dropped, self._drop_missing = layout, Counting(), drop_missing
        self.spool = Spool(layout.file, self.dropped)
        self._root = root_of(layout, self._names, some_missing=drop_missing)

    def _names(self) -> Iterator[str]:
        return (record.file_name for record, _ in self.spool.images())

    def bare(self) -> Iterator[AnnotatedImage]:
        """The pictures without their annotations. DataError where two entries are the same file."""
        for record, _ in self.spool.images():
            path = picture_at(self.layout, self._root, record.file_name)
            name = spelled_at(self._root, record.file_name)
            if path is None and self._drop_missing:
                self.dropped.drop("unreadable", f"{record.file_name} (no such file)")
                continue
            if path is None or name is None:
                raise DataError(f"{self.layout.file}: file_name", record.file_name, "a file that stays there")
            if (owner := self.spool.claim(record.id, path)) != record.id:
                allowed = f"one entry for each picture: image {owner} is the same file"
                raise DataError(f"{self.layout.file}: image {record.id}", record.file_name, allowed)
            yield _picture(record, path, name)

    def stream(self) -> Iterator[AnnotatedImage]:
        """The pictures with all that is known of them."""
        with closing(self.spool):
            viewers = follow_viewers((picture, stored_of(picture)) for picture in self.bare())
            for picture in self.bare():
                stored = stored_of(picture)
                looked_at = replace(picture, stored=stored, upright=is_upright(picture, stored, viewers))
                yield replace(self.labelled(looked_at), captions=self.spool.captions_of(picture.id))
            self.count_strays()

    def labelled(self, picture: AnnotatedImage) -> AnnotatedImage:
        """The picture with its annotations in file order; one that stands there twice is left out."""
        found = list[Annotation]()
        seen: set[str] = set()
        for record, where in self.spool.annotations_of(picture.id):
            category = self.spool.categories[record.category_id]
            annotation = judged(record, where, category, picture, self.dropped)
            if annotation is None:
                continue
            shape = repr((record.category_id, record.iscrowd, annotation.segmentation or record.box))
            if shape in seen:
                self.dropped.drop("duplicate", where)
                continue
            seen.add(shape)
            found.append(annotation)
        return replace(picture, annotations=tuple(found))

    def count_strays(self) -> None:
        """Count the annotations of pictures that are not listed."""
        for where in self.spool.strays():
            self.dropped.drop("stray", where)

    def real_categories(self) -> tuple[Category, ...]:
        """Those of the file but for a phantom."""
        kept = list[Category]()
        for one in self.spool.categories.values():
            others = [other for other in self.spool.categories.values() if other.id != one.id]
            above = bool(others) and all(other.supercategory == one.name for other in others)
            if above and not self.spool.is_used(one.id):
                self.dropped.drop("phantom", f"{self.layout.file}: category {one.id} {one.name!r}")
            else:
                kept.append(one)
        return tuple(kept)


def _picture(record: ImageRecord, path: Path, name: str) -> AnnotatedImage:
    width, height = record.width, record.height
    if width is None or height is None:
        width, height = read_stored(path).upright_wh
        if width * height > LARGEST_CANVAS:
            raise DataError(str(path), f"{width} x {height}", f"at most {LARGEST_CANVAS} pixels")
    name = name.removeprefix(_IMAGES)
    return AnnotatedImage(
        id=record.id,
        file_name=record.file_name,
        name=name.removeprefix(f"{record.split}/") if record.split else name,
        path=path,
        width=width,
        height=height,
        annotations=(),
        extra=record.extra,
        split=record.split,
    )
