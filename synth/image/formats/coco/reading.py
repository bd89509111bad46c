"""One COCO file: its entries on disk, the pictures that they name, and the count of what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from synth.core.errors import DataError, Unquoted
from synth.image.formats.coco.layouts import Layout, picture_at, root_of, spelled_at
from synth.image.formats.coco.records import ImageRecord
from synth.image.formats.coco.spool import Spool
from synth.image.formats.data_set import AnnotatedImage, Annotation
from synth.image.formats.judged import judged
from synth.image.formats.pixels import read_stored
from synth.image.formats.segmentation import LARGEST_CANVAS
from synth.image.formats.tally import Counting

_IMAGES = "images/"


class Reading:
    """A COCO file that is being read; ids are its own. With `drop_missing` pictures that are not there are counted;
    with `labels_only` none is looked for.
    """

    def __init__(self, layout: Layout, *, drop_missing: bool = False, labels_only: bool = False) -> None:
        self.layout, self.dropped, self._drop_missing = layout, Counting(), drop_missing
        self.spool = Spool(layout.file, self.dropped)
        self._root = None if labels_only else root_of(layout, self._names, some_missing=drop_missing)

    def _names(self) -> Iterator[str]:
        return (record.file_name for record, _ in self.spool.images())

    def bare(self) -> Iterator[AnnotatedImage]:
        """The pictures without their annotations. DataError where two entries are the same file."""
        for record, where in self.spool.images():
            if self._root is None:
                if record.width is None or record.height is None:
                    raise DataError(where, Unquoted("no width and height"), "both are needed where no picture is read")
                yield _picture(record, self.layout.split or record.split, self.layout.file / str(record.id), "")
                continue
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
            yield _picture(record, self.layout.split or record.split, path, name)

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


def _picture(record: ImageRecord, split: str, path: Path, name: str) -> AnnotatedImage:
    width, height = record.width, record.height
    if width is None or height is None:
        width, height = read_stored(path).upright_wh
        if width * height > LARGEST_CANVAS:
            raise DataError(str(path), f"{width} x {height}", f"at most {LARGEST_CANVAS} pixels")
    name = name.removeprefix(_IMAGES)
    return AnnotatedImage(
        id=record.id,
        file_name=record.file_name,
        name=name.removeprefix(f"{split}/") if split else name,
        path=path,
        width=width,
        height=height,
        annotations=(),
        extra=record.extra,
        split=split,
    )
