"""Title cards: a line or two of text on a dark ground."""

from __future__ import annotations

from importlib.resources import files
from textwrap import wrap
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from jaxtyping import UInt8

GROUND_RGB, TEXT_RGB = (28, 32, 40), (238, 236, 228)
SIZES = (0.11, 0.085, 0.065, 0.05, 0.04)
"""Heights of the letters in frame heights, of which the largest that fits is taken."""


def title_card(text: str, width: int, height: int) -> UInt8[np.ndarray, "h w 3"]:
    """The card, RGB. Letters that the font lacks are drawn as boxes."""
    picture = Image.new("RGB", (width, height), GROUND_RGB)
    pen = ImageDraw.Draw(picture)
    path = str(files("font_roboto") / "files" / "Roboto-Medium.ttf")
    choices = [_set(pen, text, path, width, size * height) for size in SIZES]
    lines, font = next(
        ((lines, font) for lines, font, wide, tall in choices if wide <= 0.9 * width and tall <= 0.8 * height),
        choices[-1][:2],
    )
    centre = (width / 2, height / 2)
    pen.multiline_text(centre, lines, font=font, fill=TEXT_RGB, anchor="mm", align="center")
    return np.asarray(picture)


def _set(
    pen: ImageDraw.ImageDraw, text: str, path: str, width: int, size_px: float
) -> tuple[str, ImageFont.FreeTypeFont, float, float]:
    """The text broken into lines at this size, its font, and its width and height in px."""
    font = ImageFont.truetype(path, max(round(size_px), 6), layout_engine=ImageFont.Layout.BASIC)
    lines = "\n".join(wrap(text, max(int(0.84 * width / max(font.getlength("n"), 1)), 4)))
    x0, y0, x1, y1 = pen.multiline_textbbox((0, 0), lines, font=font, align="center")
    return lines, font, x1 - x0, y1 - y0
