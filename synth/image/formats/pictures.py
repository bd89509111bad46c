"""A data set in memory: pictures with their annotations; pixels and masks are decoded when asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from synth.core.errors import DataError
from synth.core.geometry import Box, Mask
from synth.core.labels import Category
from synth.core.plain_file import check_plain
from synth.image.formats.segmentation import mask_of_segmentation


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
    """One picture with its annotations in file order; `extra` holds keys that COCO does not define (modality ...)."""

    id: int
    file_name: str
    path: Path
    width: int
    height: int
    annotations: tuple[Annotation, ...]
    extra: Mapping[str, object]

    def load(self) -> NDArray[np.uint8]:
        """The pixels: uint8, h x w x 3, RGB. DataError for a picture that is missing, broken or of another size."""
        from PIL import Image, UnidentifiedImageError

        if self.path.exists():
            check_plain(self.path, DataError, "a picture in a common format")
        try:
            with Image.open(self.path) as image:
                pixels = np.asarray(image.convert("RGB"))
        except FileNotFoundError as error:
            raise DataError(str(self.path), "no such file", "the picture that annotations.json names") from error
        except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as error:
            raise DataError(str(self.path), str(error), "a picture in a common format") from error
        if pixels.shape[:2] != (self.height, self.width):
            size = f"{pixels.shape[1]} x {pixels.shape[0]} px"
            raise DataError(str(self.path), size, f"{self.width} x {self.height} px, as annotations.json says")
        return pixels


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A data set in memory, without its pixels; `categories` and `pictures` are in file order, ids as in the file."""

    folder: Path
    categories: tuple[Category, ...]
    pictures: tuple[AnnotatedImage, ...]
