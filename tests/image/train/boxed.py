"""Objects that have boxes alone, for tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synth.core.geometry import Box
from synth.image.formats.objects import PictureObjects, rectangle


def boxed_objects(categories: Sequence[int]) -> PictureObjects:
    """Boxes of 10 px, side by side in a picture of 20 px height."""
    boxes = [Box(12 * k, 4, 12 * k + 10, 14) for k in range(len(categories))]
    width = 12 * len(categories)
    return PictureObjects(
        labels=np.zeros((20, width), np.int32),
        cover=np.zeros((20, width), np.uint64),
        masks=tuple(rectangle(box, width, 20) for box in boxes),
        boxes=np.array(boxes, np.float64),
        categories=np.array(categories, np.int64),
        holders=np.zeros(len(categories), np.int64),
    )
