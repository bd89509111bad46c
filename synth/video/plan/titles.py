"""Where the lines of a title card stand."""

from __future__ import annotations

from importlib.resources import files
from textwrap import wrap

from PIL import Image, ImageDraw, ImageFont

from synth.core.errors import PlacementError
from synth.core.geometry import Box
from synth.video.records import TitleLine

SIZES = (0.11, 0.085, 0.065, 0.05, 0.04)
"""Heights of the letters in frame heights, of which the largest that fits is taken."""

LEADING = 1.2
"""From one base line to the next, in heights of the letters."""


def title_font(size_px: int) -> ImageFont.FreeTypeFont:
    """Letters of that height. What it lacks is drawn as boxes."""
    path = str(files("font_roboto") / "files" / "Roboto-Medium.ttf")
    return ImageFont.truetype(path, size_px, layout_engine=ImageFont.Layout.BASIC)


def title_lines(text: str, width: int, height: int) -> tuple[TitleLine, ...]:
    """The text broken into lines, in the middle of a card of width x height px; PlacementError where it has no room."""
    for size in SIZES:
        lines = _set(text, max(round(size * height), 6), width, height)
        if _fits(lines, width, height):
            return lines
    raise PlacementError("shots.title", text, f"a title that fits a card of {width} x {height} px")


def _set(text: str, size_px: int, width: int, height: int) -> tuple[TitleLine, ...]:
    font, pen = title_font(size_px), ImageDraw.Draw(Image.new("L", (1, 1)))
    parts = wrap(text, max(int(0.84 * width / max(font.getlength("n"), 1)), 4))
    found = []
    for number, part in enumerate(parts):
        middle = (width / 2, height / 2 + size_px * (0.35 + LEADING * (number - (len(parts) - 1) / 2)))
        box = Box(*map(float, pen.textbbox(middle, part, font=font, anchor="ms")))
        found.append(TitleLine(part, box, size_px, middle))
    return tuple(found)


def _fits(lines: tuple[TitleLine, ...], width: int, height: int) -> bool:
    inside = all(0.05 * width <= line.box.x0 and line.box.x1 <= 0.95 * width for line in lines)
    return inside and all(0.1 * height <= line.box.y0 and line.box.y1 <= 0.9 * height for line in lines)
