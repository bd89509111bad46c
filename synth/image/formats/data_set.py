"""A data set in memory: pictures with their annotations; pixels and masks are decoded when asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from synth.core.errors import DataError
from synth.core.geometry import Box, Mask
from synth.core.labels import AttributeValue, Category
from synth.image.formats.segmentation import mask_of_segmentation
from synth.image.formats.tally import NOTHING, Tally

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import UInt8

    from synth.image.formats.levels import Levels
    from synth.image.formats.pixels import Stored

Point = tuple[float, float, int]
"""A keypoint: x and y in px, and COCO's visibility: 0 not labelled, 1 hidden, 2 visible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One labelled object. `box` is in px; `segmentation` is RLE or polygons as COCO has them, None for a mere box.

    `keypoints` are x, y in px and COCO's visibility (0: not labelled), one for each that its category names; none
    where the object has none. `extra` holds every key of the file that no format defines (visibility, truncation ...).
    """

    id: int
    category_id: int
    category: str
    box: Box
    area: float
    iscrowd: bool
    segmentation: object
    canvas_wh_px: tuple[int, int]
    where: str
    keypoints: tuple[Point, ...] = ()
    score: float | None = None
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)

    @property
    def has_mask(self) -> bool:
        return self.segmentation is not None

    @property
    def polygons(self) -> list[list[float]]:
        """Its polygons as COCO has them; none of a mask or a mere box."""
        return self.segmentation if isinstance(self.segmentation, list) else []

    @property
    def mask(self) -> Mask:
        """The decoded mask, on the picture's canvas. DataError where there is none or it is malformed."""
        return mask_of_segmentation(self.segmentation, *self.canvas_wh_px, f"{self.where}.segmentation")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedImage:
    """One picture with its annotations in file order; `extra` holds keys that COCO does not define (modality ...).

    `file_name` is as in the file; `name` is a relative path that is safe to write to, without the folder of its `split`
    (empty: the data set has none). `width` and `height` (px) are those that its labels refer to. `upright`: the labels
    refer to the picture as its EXIF orientation shows it. `levels` says which stored values become 0 to 255, where a
    value has more than 8 bits. `stored` is what its file says of it; None: not looked at yet.
    """

    id: int
    file_name: str
    name: str
    path: Path
    width: int
    height: int
    annotations: tuple[Annotation, ...]
    extra: Mapping[str, object] = field(default_factory=dict)
    split: str = ""
    captions: tuple[str, ...] = ()
    upright: bool = False
    levels: Levels | None = None
    stored: Stored | None = None

    def load(self) -> UInt8[np.ndarray, "h w 3"]:
        """The pixels, RGB. DataError for a picture that is missing, broken or of another size."""
        from synth.image.formats.pixels import read_rgb, read_stored

        pixels = read_rgb(self.path, self.stored or read_stored(self.path), upright=self.upright, levels=self.levels)
        if pixels.shape[:2] != (self.height, self.width):
            size = f"{pixels.shape[1]} x {pixels.shape[0]} px"
            raise DataError(str(self.path), size, f"{self.width} x {self.height} px, as its labels say")
        return pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A data set in memory, without its pixels; `categories` and `pictures` are in file order, ids as in the file.

    `file` holds the annotations. `tally` counts what was left out, and why.
    """

    file: Path
    categories: tuple[Category, ...]
    pictures: tuple[AnnotatedImage, ...]
    tally: Tally = NOTHING


def file_sha256(data_set: DataSet) -> str:
    """SHA-256 of the file of the labels, or where they are many files of what they say."""
    file = data_set.file
    return sha256(file.read_bytes()).hexdigest() if file.is_file() else labels_sha256(data_set.pictures)


def labels_sha256(pictures: Sequence[AnnotatedImage]) -> str:
    """SHA-256 of what the labels of pictures say, in whichever order and format."""
    whole = sha256()
    for picture in sorted(pictures, key=lambda one: one.file_name):
        said = [(a.category, *a.box, repr(a.segmentation)) for a in picture.annotations]
        whole.update(repr((picture.file_name, picture.width, picture.height, said)).encode())
    return whole.hexdigest()
