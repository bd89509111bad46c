"""A data set in memory: pictures with their annotations; pixels and masks are decoded when asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from synth.core.errors import DataError
from synth.core.geometry import Box, Mask
from synth.core.labels import Category
from synth.image.formats.segmentation import mask_of_segmentation
from synth.image.formats.tally import NOTHING, Tally

if TYPE_CHECKING:
    import numpy as np
    from jaxtyping import UInt8

    from synth.image.formats.levels import Levels
    from synth.image.formats.pixels import Stored


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One labelled object. `box` is in px; `segmentation` is as in the file, None where there are only boxes.

    `extra` holds every key of the file that COCO does not define (visibility, attributes, score ...).
    """

    id: int
    category: str
    box: Box
    area: float
    iscrowd: bool
    segmentation: object
    canvas_wh_px: tuple[int, int]
    where: str
    extra: Mapping[str, object]

    @property
    def has_mask(self) -> bool:
        return self.segmentation is not None

    @property
    def mask(self) -> Mask:
        """The decoded mask, on the picture's canvas. DataError where there is none or it is malformed."""
        return mask_of_segmentation(self.segmentation, *self.canvas_wh_px, f"{self.where}.segmentation")


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedImage:
    """One picture with its annotations in file order; `extra` holds keys that COCO does not define (modality ...).

    `width` and `height` (px) are those that its labels refer to. `upright`: the labels refer to the picture as its
    EXIF orientation shows it. `levels` says which stored values become 0 to 255, where a value has more than 8 bits.
    `stored` is what its file says of it; None: not looked at yet.
    """

    id: int
    file_name: str
    path: Path
    width: int
    height: int
    annotations: tuple[Annotation, ...]
    extra: Mapping[str, object]
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
