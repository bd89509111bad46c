"""A contact sheet of a data set as one PNG, for a README or a quick look."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor

from synth.core.errors import DataError
from synth.core.geometry import Mask
from synth.image.read import PictureSample, open_pictures
from synth.report.colours import palette_of
from synth.report.embed import open_picture, stretched

_CELL_PX = 256
_GAP_PX = 6
_FINE = 3
_LINE_FINE_PX = 4


def contact_sheet(
    folder: Path, out_png: Path, rows: int, cols: int, overlay: bool = True, stretch: bool = True
) -> Path:
    """Write rows x cols pictures, evenly spread over the data set, with transparent gaps; returns `out_png`.

    `overlay` draws each mask's outline in its category's colour, along the pixel edges; `stretch` stretches the
    contrast of dark pictures. A cell is 256 px wide and shaped like the first picture.
    DataError where there is no picture.
    """
    data_set = open_pictures(folder)
    chosen = data_set.spread(rows * cols)
    if not chosen:
        raise DataError(str(folder), "no pictures", "a data set with pictures")
    palette = palette_of([key for key, _ in data_set.categories()])
    width, height = _CELL_PX, round(_CELL_PX * chosen[0].height / chosen[0].width)
    rows = -(-len(chosen) // cols)
    sheet = np.zeros((rows * (height + _GAP_PX) - _GAP_PX, cols * (width + _GAP_PX) - _GAP_PX, 4), np.uint8)
    for place, picture in enumerate(chosen):
        image = np.asarray(open_picture(folder, picture.file))
        image = stretched(image) if stretch else image
        cell = _cell(image, picture, palette if overlay else {}, (height, width))
        top = place // cols * (height + _GAP_PX) + (height - cell.shape[0]) // 2
        left = place % cols * (width + _GAP_PX) + (width - cell.shape[1]) // 2
        sheet[top : top + cell.shape[0], left : left + cell.shape[1], :3] = cell
        sheet[top : top + cell.shape[0], left : left + cell.shape[1], 3] = 255
    Image.fromarray(sheet).save(out_png, "PNG", optimize=True)
    return out_png


def _cell(
    image: NDArray[np.uint8], picture: PictureSample, palette: dict[int, str], cell_hw: tuple[int, int]
) -> NDArray[np.uint8]:
    """The picture fitted into a cell, its outlines drawn three times finer and then averaged."""
    scale = min(cell_hw[0] / picture.height, cell_hw[1] / picture.width)
    size_wh = (round(picture.width * scale), round(picture.height * scale))
    fine_wh = (size_wh[0] * _FINE, size_wh[1] * _FINE)
    drawn = np.asarray(cv2.resize(image, fine_wh, interpolation=cv2.INTER_CUBIC), np.uint8)
    for label in picture.labels if palette else ():
        _draw_outline(drawn, label.mask, ImageColor.getrgb(palette[label.category_id]), picture)
    return np.asarray(cv2.resize(drawn, size_wh, interpolation=cv2.INTER_AREA), np.uint8)


def _draw_outline(drawn: NDArray[np.uint8], mask: Mask, colour: tuple[int, ...], picture: PictureSample) -> None:
    """Colour the pixels of the enlarged mask that lie within the line width of its edge."""
    across, down = drawn.shape[1] / picture.width, drawn.shape[0] / picture.height
    left, top = round(mask.x0 * across), round(mask.y0 * down)
    box = mask.box
    size_wh = (round(box.x1 * across) - left, round(box.y1 * down) - top)
    if min(size_wh) < 1:
        return
    bits = cv2.resize(mask.bits.astype(np.uint8), size_wh, interpolation=cv2.INTER_NEAREST)
    inner = cv2.erode(bits, np.ones((2 * _LINE_FINE_PX + 1,) * 2, np.uint8), borderValue=0)
    part = drawn[top : top + size_wh[1], left : left + size_wh[0]]
    part[(bits > 0) & (inner == 0)] = colour
