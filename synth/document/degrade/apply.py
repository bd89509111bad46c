"""Degrades a printed page, in the physical order: ink, paper, geometry, light, sensor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from synth.document.degrade import camera, ink, light, paper, sensor, sheet
from synth.document.degrade.backdrop import draw_backdrop
from synth.document.degrade.noise import CoarseField, Pixels, coarse, dimmed
from synth.document.degrade.warp import Relief, Warp
from synth.document.labels import PageMap, Polygon
from synth.document.records import Degradation

if TYPE_CHECKING:
    from jaxtyping import UInt8

PixelEffect = Callable[[Pixels, float, np.random.Generator, float], Pixels]
SheetEffect = Callable[[sheet.Lattice, float, np.random.Generator], sheet.Offsets]
ViewEffect = Callable[[float, np.random.Generator], camera.Turn]
LightEffect = Callable[[int, int, float, np.random.Generator], CoarseField]
RngOf = Callable[[str], np.random.Generator]
"""Name of an effect -> its own generator, the same for the same name."""

INK: Mapping[str, PixelEffect] = {
    "dot_matrix": ink.dot_matrix,
    "thermal": ink.thermal,
    "bleed": ink.bleed,
    "fading": ink.fading,
}
PAPER: Mapping[str, PixelEffect] = {"ageing": paper.ageing, "stains": paper.stains, "edge_shadow": paper.edge_shadow}
SHEET: Mapping[str, SheetEffect] = {"curl": sheet.curl, "creases": sheet.creases, "crumple": sheet.crumple}
VIEW: Mapping[str, ViewEffect] = {"rotation": camera.rotation, "perspective": camera.perspective}
LIGHT: Mapping[str, LightEffect] = {
    "uneven_light": light.uneven_light,
    "shadow": light.shadow,
    "colour_cast": light.colour_cast,
}
SENSOR: Mapping[str, PixelEffect] = {
    "dust": sensor.dust,
    "blur": sensor.blur,
    "noise": sensor.noise,
    "binarise": sensor.binarise,
    "line_noise": sensor.line_noise,
    "jpeg": sensor.jpeg,
}
OWN_STEPS = ("show_through", "holes", "lid", "backdrop", "grey")
"""Effects that need more than the image so far."""

_LIGHT_STEP_PX = 8
_INCH_MM = 25.4


class Degraded(NamedTuple):
    """The degraded image of a page (RGB), and the map from points of the printed page to points of the image."""

    image: UInt8[np.ndarray, "h w 3"]
    page_map: PageMap


def degrade(
    image: UInt8[np.ndarray, "h w 3"],
    degradation: Degradation,
    rng_of: RngOf,
    *,
    dpi: float,
    behind: UInt8[np.ndarray, "h w 3"] | None = None,
) -> Degraded:
    """The degraded image of a printed page (RGB at `dpi`); `behind` is the page on the other side of the sheet.

    Without effects it is the page itself. An image with a backdrop is larger than the page, every other one has the
    page's size. Each effect draws from its own generator, so that no effect shifts the draws of another.
    """
    severity = {name: strength for name, strength in degradation.severity.items() if strength > 0}
    if not severity:
        return Degraded(image, _same)
    cv2.setNumThreads(1)  # the processes of a run share the cores already
    is_grey = "grey" in severity or "binarise" in severity
    page = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY) if is_grey else image
    warp, shading = make_warp((image.shape[1], image.shape[0]), severity, rng_of, dpi)
    page = _printed(page, severity, rng_of, dpi, behind)
    if shading is not None:
        page = dimmed(page, shading)
    picture = page if warp is None else _laid(page, warp, severity, rng_of)
    picture = _lit(picture, severity, rng_of)
    picture = _each(SENSOR, picture, severity, rng_of, dpi)
    picture = cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB) if is_grey else picture
    return Degraded(picture, _same if warp is None else warp.page_map)


def make_warp(
    size: tuple[int, int], severity: Mapping[str, float], rng_of: RngOf, dpi: float
) -> tuple[Warp | None, CoarseField | None]:
    """The map of a page of width and height `size` px (None: the identity), and the shading of its relief."""
    views = [effect(severity[name], rng_of(name)) for name, effect in VIEW.items() if name in severity]
    bends = [name for name in SHEET if name in severity]
    if not (views or bends or "backdrop" in severity):
        return None, None
    turn = np.eye(3)
    for view in views:
        turn = view @ turn
    step = max(2, round(dpi / 40))
    lattice = sheet.Lattice(*size, step, dpi / _INCH_MM)
    offsets = [SHEET[name](lattice, severity[name], rng_of(name)) for name in bends]
    relief = Relief(offsets=sheet.bent(lattice, offsets), step_px=step) if bends else None
    shading = sheet.shading(relief.offsets[..., 2], step, rng_of("relief")) if relief else None
    at = camera.camera_at(turn, size)
    if "backdrop" in severity:
        return camera.framed(at, relief, size, severity["backdrop"], rng_of("frame")), shading
    return camera.uncut(at, relief, size), shading


def _printed(page: Pixels, severity: Mapping[str, float], rng_of: RngOf, dpi: float, behind: Pixels | None) -> Pixels:
    """Ink and paper."""
    page = _each(INK, page, severity, rng_of, dpi)
    if "show_through" in severity:
        page = paper.show_through(page, severity["show_through"], rng_of("show_through"), dpi, behind)
    page = _each(PAPER, page, severity, rng_of, dpi)
    if "holes" in severity:
        ground = 70 if "backdrop" in severity else round(255 - 215 * severity.get("lid", 0.25))
        page = paper.holes(page, severity["holes"], rng_of("holes"), dpi, ground)
    return page


def _laid(page: Pixels, warp: Warp, severity: Mapping[str, float], rng_of: RngOf) -> Pixels:
    """The page as the camera sees it, on a backdrop or under a scanner's lid, with an antialiased edge."""
    width, height = warp.size
    outline = warp.page_map(camera.edge_points((page.shape[1], page.shape[0])))
    if "backdrop" in severity:
        ground = draw_backdrop(warp.size, outline, rng_of("backdrop"))
        ground = ground if page.ndim == 3 else cv2.cvtColor(ground, cv2.COLOR_RGB2GRAY)
    else:
        ground = np.full((height, width, *page.shape[2:]), round(255 - 235 * severity.get("lid", 0)), np.uint8)
    picture = warp.pixels(page, ground)
    edge = np.zeros((height, width), np.uint8)
    cv2.polylines(edge, [np.round(outline * 16).astype(np.int32)], True, 255, 3, cv2.LINE_8, 4)
    return cv2.copyTo(cv2.GaussianBlur(picture, (3, 3), 0.9), edge, picture)


def _lit(picture: Pixels, severity: Mapping[str, float], rng_of: RngOf) -> Pixels:
    rows, cols = coarse(picture, _LIGHT_STEP_PX)
    gains = [LIGHT[name](rows, cols, severity[name], rng_of(name)) for name in LIGHT if name in severity]
    if not gains:
        return picture
    if any(gain.ndim == 3 for gain in gains):
        gains = [gain if gain.ndim == 3 else gain[..., None] for gain in gains]
    total = np.ones((rows, cols, 3)[: gains[0].ndim], np.float32)
    for gain in gains:
        total = total * gain
    return dimmed(picture, total)


def _each(
    effects: Mapping[str, PixelEffect], image: Pixels, severity: Mapping[str, float], rng_of: RngOf, dpi: float
) -> Pixels:
    for name, effect in effects.items():
        if name in severity:
            image = effect(image, severity[name], rng_of(name), dpi)
    return image


def _same(points: Polygon) -> Polygon:
    return points
