"""Objects of a picture on one canvas, where a pixel belongs to one object only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from synth.core.geometry import overlap_slices
from synth.image.formats.carries import Losses
from synth.image.formats.data_set import AnnotatedImage, Annotation

if TYPE_CHECKING:
    from jaxtyping import Int32


def painted(picture: AnnotatedImage, losses: Losses) -> tuple[Int32[np.ndarray, "h w"], Sequence[Annotation]]:
    """Place of the owner of each pixel among the annotations, counted from 1, and the annotations; 0 is nobody's.

    The smaller of two objects owns a pixel of both. What is covered in part is counted as changed, what is covered
    wholly as dropped, and then stands in no pixel.
    """
    canvas = np.zeros((picture.height, picture.width), np.int32)
    masks = [annotation.mask for annotation in picture.annotations]
    order = sorted(range(len(masks)), key=lambda at: (-masks[at].area, at))
    for at in order:
        mask = masks[at]
        target, source = overlap_slices(canvas.shape, mask.bits.shape, mask.x0, mask.y0)
        canvas[target][mask.bits[source]] = at + 1
    left = np.bincount(canvas.ravel(), minlength=len(masks) + 1)[1:]
    for mask, pixels in zip(masks, left.tolist(), strict=True):
        if not pixels:
            losses.drop("", "object hidden by others")
        elif pixels < mask.area:
            losses.change("partly covered: a pixel belongs to one object only, the smaller one")
    return canvas, picture.annotations
