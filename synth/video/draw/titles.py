"""Title cards: a line or two of text on a dark ground."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from synth.video.plan.titles import title_font
from synth.video.records import TitleLine

if TYPE_CHECKING:
    from jaxtyping import UInt8

GROUND_RGB, TEXT_RGB = (28, 32, 40), (238, 236, 228)


def title_card(lines: Sequence[TitleLine], width: int, height: int) -> UInt8[np.ndarray, "h w 3"]:
    """The card, RGB."""
    picture = Image.new("RGB", (width, height), GROUND_RGB)
    pen = ImageDraw.Draw(picture)
    for line in lines:
        pen.text(line.middle_xy, line.text, font=title_font(line.size_px), fill=TEXT_RGB, anchor="ms")
    return np.asarray(picture)
