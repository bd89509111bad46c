"""A page in its surroundings: a surface and things under it, its rim and shadow, things and hands on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import cv2
import numpy as np

from synth.document.degrade import rim
from synth.document.degrade.backdrop import draw_surface, sheet_shadow
from synth.document.degrade.camera import RngOf
from synth.document.degrade.desk import scatter
from synth.document.degrade.desk.sprite import lay
from synth.document.degrade.light import Lamp
from synth.document.degrade.noise import Pixels
from synth.document.degrade.warp import Warp
from synth.document.labels import Polygon

SCENE = ("torn", "things", "fingers")
"""Effects that need the sheet's surroundings, besides `backdrop`."""


class Shot(NamedTuple):
    """A page in its surroundings, RGB or grey; the printed page alone, grey, and what hides it, 0 to 255: same size."""

    picture: Pixels
    printed: Pixels
    hidden: Pixels


def shoot(
    page: Pixels, printed: Pixels, warp: Warp, severity: Mapping[str, float], rng_of: RngOf, lamp: Lamp, mm_px: float
) -> Shot:
    """The page (RGB) and its clean print (grey) through the camera, on what lies around them, before light and lens."""
    size = page.shape[1], page.shape[0]
    edge = rim.torn(size, severity["torn"], rng_of("torn"), mm_px) if "torn" in severity else rim.whole(size, mm_px)
    width, height = warp.size
    if "backdrop" in severity:
        ground = draw_surface(warp, mm_px, rng_of("backdrop"))
    else:
        ground = np.full((height, width, 3), round(255 - 235 * severity.get("lid", 0)), np.uint8)
    outline = warp.page_map(edge.outline)
    view = scatter.View(warp.size, warp.flat, warp.page_map(rim.whole(size, mm_px).outline), mm_px)
    picture_mm = mm_px * float(np.abs(np.linalg.det(_steps(warp, size)))) ** 0.5
    unseen = np.zeros((height, width), np.uint8)
    if "things" in severity:
        for sprite, to_desk in scatter.under(view, severity["things"], rng_of("papers")):
            lay(ground, unseen, sprite, warp.flat @ to_desk, lamp, picture_mm)
    if "backdrop" in severity:
        ground = sheet_shadow(ground, warp, edge.outline, lamp, mm_px)
    sheet, clean = ground.copy(), np.full((height, width), 255, np.uint8)
    warp.draw((page, printed), (sheet, clean))
    paper = np.zeros((height, width), np.uint8)
    cv2.fillPoly(paper, [np.round(outline * 16 - 8).astype(np.int32)], 255, cv2.LINE_AA, 4)
    picture, hidden = _over(sheet, ground, paper, outline, lamp), cv2.bitwise_not(paper)
    for flap in edge.flaps:
        _fold_over(picture, hidden, warp.page_map(flap), picture_mm)
    for name, lays in (("things", scatter.beside), ("fingers", scatter.holding)):
        for sprite, to_desk in lays(view, severity[name], rng_of(name)) if name in severity else ():
            lay(picture, hidden, sprite, warp.flat @ to_desk, lamp, picture_mm)
    return Shot(picture, clean, hidden)


def _steps(warp: Warp, size: tuple[int, int]) -> np.ndarray:
    """How the image moves by a px of the page at its centre, (2, 2)."""
    middle = np.array(size) / 2
    points = middle + np.array([[0, 0], [1, 0], [0, 1]])
    here, right, below = warp.page_map(points.astype(np.float32)).astype(float)
    return np.stack([right - here, below - here])


def _over(sheet: Pixels, ground: Pixels, paper: Pixels, outline: Polygon, lamp: Lamp) -> Pixels:
    """The sheet over the ground, blended along its rim, whose thickness is bright towards the lamp and dark away."""
    band = np.zeros_like(paper)
    cv2.polylines(band, [np.round(outline * 16 - 8).astype(np.int32)], True, 255, 3, cv2.LINE_8, 4)
    picture = cv2.copyTo(sheet, cv2.bitwise_and(paper, cv2.bitwise_not(band)), ground.copy())
    points = cv2.findNonZero(band)
    if points is None:
        return picture
    columns, rows = np.asarray(points, np.intp).reshape(-1, 2).T
    share = paper[rows, columns, None].astype(np.float32) / 255
    across, down = (
        cv2.Sobel(paper, cv2.CV_16S, dx, dy)[rows, columns].astype(np.float32) for dx, dy in ((1, 0), (0, 1))
    )
    facing = -(across * lamp.slope[0] + down * lamp.slope[1]) / (np.hypot(across, down) + 1e-3)
    edge = np.clip(1 + 0.12 * np.clip(facing, -1.5, 0.6), 0.75, 1.06)[:, None]
    blended = ground[rows, columns] * (1 - share) + sheet[rows, columns] * share * edge
    picture[rows, columns] = np.clip(blended, 0, 255).astype(np.uint8)
    return picture


def _fold_over(picture: Pixels, hidden: Pixels, flap: Polygon, mm_px: float) -> None:
    """A corner that is folded over, in place: the back of the paper, bright at the fold, with a shadow beside it."""
    low = np.maximum(np.floor(flap.min(0)) - 12, 0).astype(int)
    high = np.minimum(np.ceil(flap.max(0)) + 12, picture.shape[1::-1]).astype(int)
    if (high - low).min() < 3:
        return
    part = slice(low[1], high[1]), slice(low[0], high[0])
    shape = np.zeros(tuple(high - low)[::-1], np.uint8)
    cv2.fillPoly(shape, [np.round((flap - low) * 16 - 8).astype(np.int32)], 255, cv2.LINE_AA, 4)
    around = cv2.GaussianBlur(shape, (0, 0), max(0.9 * mm_px, 0.6))
    shaded = picture[part] * (1 - around[..., None] * np.float32(0.45 / 255))
    ys, xs = np.indices(shape.shape, np.float32)
    fold, tip = flap[:2].mean(0) - low, flap[2] - low
    way = (tip - fold) / max(float((tip - fold) @ (tip - fold)), 1e-6)
    level = 236 - 34 * np.clip((xs - fold[0]) * way[0] + (ys - fold[1]) * way[1], 0, 1)
    back = level[..., None] * np.array((1.0, 0.99, 0.965), np.float32)
    share = shape[..., None] / np.float32(255)
    picture[part] = (shaded * (1 - share) + back * share).astype(np.uint8)
    hidden[part] = np.maximum(hidden[part], shape)
