"""A picture with its labels drawn: outlines along the pixels' edges and names, for a notebook."""

from __future__ import annotations

import cv2
import numpy as np
from PIL import Image, ImageColor

from synth.image.sample import LabelledObject, LabelledPicture
from synth.report.colours import palette_of

SHOWN_PX = 512
"""A picture whose longer side is smaller is shown enlarged, by a whole factor."""

_MOST_NAMED = 40
"""With more objects than this their names would hide them."""


def drawn_labels(picture: LabelledPicture) -> Image.Image:
    """The mask of each object as an outline in its category's colour, keypoints as dots, its category above it."""
    scale = max(1, SHOWN_PX // max(picture.width, picture.height))
    canvas = np.array(picture.image.resize((picture.width * scale, picture.height * scale), Image.Resampling.NEAREST))
    palette = palette_of(list(picture.categories))
    for one in picture.instances:
        colour = ImageColor.getrgb(palette.get(one.category_id, "#ffffff"))
        _outline(canvas, one, scale, colour)
        for x, y, seen in one.keypoints:
            if seen:
                cv2.circle(canvas, (round(x * scale), round(y * scale)), 3, colour, -1 if seen > 1 else 1, cv2.LINE_AA)
    if len(picture.instances) <= _MOST_NAMED:
        for one in picture.instances:
            _name(canvas, one, scale)
    return Image.fromarray(canvas)


def _outline(canvas: np.ndarray, one: LabelledObject, scale: int, colour: tuple[int, ...]) -> None:
    mask = one.label.mask
    bits = np.kron(mask.bits, np.ones((scale, scale), np.bool_)).astype(np.uint8)
    loops, _ = cv2.findContours(bits, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE, offset=(mask.x0 * scale, mask.y0 * scale))
    cv2.drawContours(canvas, loops, -1, colour, 1 + (scale > 1))


def _name(canvas: np.ndarray, one: LabelledObject, scale: int) -> None:
    name = one.category if one.score is None else f"{one.category} {one.score:.2f}"
    place = (round(one.box.x0 * scale) + 2, max(round(one.box.y0 * scale) - 3, 10))
    for colour, width in (((0, 0, 0), 3), ((255, 255, 255), 1)):
        cv2.putText(canvas, name, place, cv2.FONT_HERSHEY_SIMPLEX, 0.4, colour, width, cv2.LINE_AA)
