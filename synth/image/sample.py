"""A picture with its labels as Python gets it: pixels as PIL or numpy, masks as arrays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from synth.core.errors import DataError
from synth.core.geometry import Box
from synth.core.plain_file import decoded
from synth.core.strict_json import parse_json
from synth.folder.batch import Batch
from synth.folder.coco import category_table
from synth.folder.held_files import ReadFile, files_of, picture_of
from synth.folder.stated import checked, stated_line
from synth.image.encode.coco import IMAGES
from synth.image.plan.keypoints import keypoint_categories
from synth.image.read import ObjectLabel, PictureSample, label_of, sample_of
from synth.image.scene.schema import Scene
from synth.image.stated import AnnotationStated, PictureStated

if TYPE_CHECKING:
    from jaxtyping import Bool, UInt8
    from PIL import Image


@dataclass(frozen=True, kw_only=True)
class LabelledObject:
    """One object of a picture of `width` x `height` px."""

    category: str
    label: ObjectLabel
    width: int
    height: int

    @property
    def id(self) -> int:
        """Its id in annotations.json."""
        return self.label.id

    @property
    def category_id(self) -> int:
        return self.label.category_id

    @property
    def box(self) -> Box:
        """x0, y0, x1, y1 of what is visible, px, half-open."""
        return self.label.box

    @property
    def area(self) -> float:
        """Visible pixels."""
        return self.label.area

    @property
    def mask(self) -> Bool[np.ndarray, "h w"]:
        """The visible pixels, in the picture's size; the box's rectangle where only a detector's box is known."""
        return self.label.mask.on_canvas(self.width, self.height)

    @property
    def amodal_box(self) -> Box:
        """As `box`, of the full extent, also behind others and beyond the border."""
        return self.label.amodal_box

    @property
    def visibility(self) -> float | None:
        """Visible share of the full extent, 0-1; None where only a detector's box is known."""
        return self.label.visibility

    @property
    def truncation(self) -> float | None:
        """Share of the full extent outside of the picture, 0-1; None where only a detector's box is known."""
        return self.label.truncation

    @property
    def score(self) -> float | None:
        """An annotator's confidence, 0-1; None where none was asked."""
        return self.label.score

    @property
    def iou(self) -> float | None:
        """IoU of the label with what an annotator read back, 0-1; None where none was asked."""
        return self.label.iou

    @property
    def attributes(self) -> Mapping[str, Any]:
        return self.label.attributes

    @property
    def keypoints(self) -> tuple[tuple[float, float, int], ...]:
        """x, y in px and COCO's visibility of each keypoint."""
        return self.label.keypoints


@dataclass(frozen=True, kw_only=True)
class LabelledPicture:
    """One picture. `stated` is what samples.jsonl and annotations.json say of it."""

    stated: PictureSample
    categories: Mapping[int, str]
    """Id -> name."""
    read: ReadFile

    @property
    def id(self) -> int:
        return self.stated.id

    @property
    def width(self) -> int:
        """px"""
        return self.stated.width

    @property
    def height(self) -> int:
        """px"""
        return self.stated.height

    @property
    def png(self) -> bytes:
        """The picture's file."""
        return self.read(self.stated.file)

    @cached_property
    def image(self) -> Image.Image:
        """RGB. DataError where the file is missing, broken or of another size."""
        picture = picture_of(self.png, self.stated.file)
        if picture.size != (self.width, self.height):
            told = f"{self.width} x {self.height} px, as samples.jsonl says"
            raise DataError(self.stated.file, f"{picture.size[0]} x {picture.size[1]} px", told)
        return picture

    @property
    def array(self) -> UInt8[np.ndarray, "h w 3"]:
        """RGB, a copy."""
        return np.array(self.image)

    @cached_property
    def instances(self) -> tuple[LabelledObject, ...]:
        """The objects, in the order of annotations.json."""
        return tuple(
            LabelledObject(
                category=self.categories.get(label.category_id, str(label.category_id)),
                label=label,
                width=self.width,
                height=self.height,
            )
            for label in self.stated.labels
        )

    @property
    def captions(self) -> tuple[str, ...]:
        return self.stated.captions

    @property
    def prompt(self) -> str:
        return self.stated.prompt

    @property
    def variables(self) -> Mapping[str, Any]:
        """The scene's variables, name -> value."""
        return self.stated.variables

    @property
    def quotas(self) -> tuple[str, ...]:
        """The rare cases that it was made for."""
        return self.stated.quotas

    def drawn(self) -> Image.Image:
        """The picture with its labels drawn, enlarged where it is small."""
        from synth.image.draw import drawn_labels

        return drawn_labels(self)

    def _repr_png_(self) -> bytes:
        from synth.core.png import encode_png

        return encode_png(np.array(self.drawn()))


def picture_sample(
    line: bytes, annotations: Callable[[int], bytes], names: Mapping[int, str], read: ReadFile, where: str
) -> LabelledPicture:
    """The picture of a line of samples.jsonl; `annotations` gives those of an id, comma-joined (empty: none).

    DataError at `where` for what is no such line, and for annotations of another picture.
    """
    record = stated_line(PictureStated, line, where)
    labels = []
    for one in _listed(annotations(record["id"]), f"{where}: annotations"):
        checked(AnnotationStated, one, f"{where}: annotation")
        if one["image_id"] != record["id"]:
            raise DataError(f"{where}: annotation {one['id']}", one["image_id"], f"image_id {record['id']}")
        labels.append(label_of(one))
    return LabelledPicture(stated=sample_of(record, tuple(labels)), categories=names, read=read)


def _listed(annotations: bytes, where: str) -> list[Any]:
    return parse_json(f"[{decoded(annotations, where, DataError)}]", where, DataError)


def pictures_of(scene: Scene, batch: Batch) -> Iterator[LabelledPicture]:
    """The pictures of a batch; those that were given up are left out."""
    names = {
        one.id: one.name for one in category_table(scene.categories, keypoint_categories(scene), scene.category_ids)
    }
    parts = zip(batch.parts["samples"], batch.parts["annotations"], files_of(batch, IMAGES.folder), strict=True)
    for place, (line, own, read) in enumerate(parts):
        if line:
            yield picture_sample(line, lambda _, own=own: own, names, read, f"sample {batch.first + place}")
