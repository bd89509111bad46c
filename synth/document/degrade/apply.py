"""Degrades a printed page, in the physical order: ink, paper, geometry, light, sensor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np

from synth.document.degrade import camera, ink, lens, light, paper, sensor, sheet
from synth.document.degrade.camera import RngOf
from synth.document.degrade.noise import CoarseField, Pixels, coarse, dimmed
from synth.document.degrade.photo import SCENE, Shot, shoot
from synth.document.degrade.warp import Relief, Warp
from synth.document.labels import PageMap, Polygon
from synth.document.records import Degradation

if TYPE_CHECKING:
    from jaxtyping import UInt8

PixelEffect = Callable[[Pixels, float, np.random.Generator, float], Pixels]
SheetEffect = Callable[[sheet.Lattice, float, np.random.Generator], sheet.Offsets]
ViewEffect = Callable[[float, np.random.Generator], camera.Turn]
LightEffect = Callable[[int, int, float, np.random.Generator], CoarseField]

INK: Mapping[str, PixelEffect] = {
    "dot_matrix": ink.dot_matrix,
    "thermal": ink.thermal,
    "bleed": ink.bleed,
    "fading": ink.fading,
}
PAPER: Mapping[str, PixelEffect] = {"ageing": paper.ageing, "stains": paper.stains, "edge_shadow": paper.edge_shadow}
SHEET: Mapping[str, SheetEffect] = {"curl": sheet.curl, "creases": sheet.creases, "crumple": sheet.crumple}
VIEW: Mapping[str, ViewEffect] = {
    "rotation": camera.rotation,
    "perspective": camera.perspective,
    "roll": camera.roll,
}
LIGHT: Mapping[str, LightEffect] = {
    "uneven_light": light.uneven_light,
    "shadow": light.shadow,
    "colour_cast": light.colour_cast,
}
SENSOR: Mapping[str, PixelEffect] = {
    "dust": sensor.dust,
    "blur": sensor.blur,
    "motion": lens.motion,
    "exposure": sensor.exposure,
    "noise": sensor.noise,
    "low_light": sensor.low_light,
    "sharpening": sensor.sharpening,
    "binarise": sensor.binarise,
    "line_noise": sensor.line_noise,
    "jpeg": sensor.jpeg,
}
FRAME = ("backdrop", "distance", "cut_off")
"""Effects on the frame of a photograph: without a backdrop an image has the page's size."""

OWN_STEPS = (*FRAME, *SCENE, "show_through", "holes", "lid", "grey", "lamplight", "mixed_light", "glare", "defocus")
"""Effects that need more than the image so far."""

_LIGHT_STEP_PX = 8
_INCH_MM = 25.4
_LEAST_BACKDROP = 0.02
"""Of a photograph whose scene asks for distance or a cut, not for a backdrop."""


class Degraded(NamedTuple):
    """The degraded image of a page (RGB), and the map from points of the printed page to points of the image.

    `printed` is the page as it was printed, grey, in the image's geometry: what ought to be read. `hidden` (None:
    nothing) is what of it lies under fingers and things or is torn off, 0 to 255.
    """

    image: UInt8[np.ndarray, "h w 3"]
    page_map: PageMap
    printed: UInt8[np.ndarray, "h w"]
    hidden: UInt8[np.ndarray, "h w"] | None


def degrade(
    image: UInt8[np.ndarray, "h w 3"],
    degradation: Degradation,
    rng_of: RngOf,
    *,
    dpi: float,
    behind: UInt8[np.ndarray, "h w 3"] | None = None,
) -> Degraded:
    """The degraded image of a printed page (RGB at `dpi`); `behind` is the page on the other side of the sheet.

    Without effects it is the page itself. An image with a backdrop is larger than the page or shows it smaller, every
    other one has the page's size. Each effect draws from its own generator, so that no effect shifts the draws of
    another. The bytes do not depend on OpenCV's threads.
    """
    severity = {name: strength for name, strength in degradation.severity.items() if strength > 0}
    cv2.setNumThreads(1)  # the processes of a run share the cores already
    printed = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    if not severity:
        return Degraded(image, _same, printed, None)
    if not severity.keys().isdisjoint(FRAME):
        severity = {"backdrop": _LEAST_BACKDROP, **severity}
    is_grey = "grey" in severity or "binarise" in severity
    lamp = light.draw_lamp(rng_of("lamp"))
    warp, shading = make_warp((image.shape[1], image.shape[0]), severity, rng_of, dpi, lamp)
    page = _printed(printed if is_grey else image, severity, rng_of, dpi, behind)
    if shading is not None:
        page = dimmed(page, shading)
    picture, printed, hidden = _laid(page, printed, warp, severity, rng_of, lamp, dpi)
    picture = _lit(picture, severity, rng_of, lamp)
    picture = _seen(picture, warp, (image.shape[1], image.shape[0]), severity, rng_of, dpi)
    picture = _each(SENSOR, picture, severity, rng_of, dpi)
    picture = cv2.cvtColor(picture, cv2.COLOR_GRAY2RGB) if is_grey else picture
    return Degraded(picture, _same if warp is None else warp.page_map, printed, hidden)


def make_warp(
    size: tuple[int, int], severity: Mapping[str, float], rng_of: RngOf, dpi: float, lamp: light.Lamp
) -> tuple[Warp | None, CoarseField | None]:
    """The map of a page of width and height `size` px (None: the identity), and the shading of its relief."""
    views = [effect(severity[name], rng_of(name)) for name, effect in VIEW.items() if name in severity]
    bends = [name for name in SHEET if name in severity]
    if not (views or bends or not severity.keys().isdisjoint((*FRAME, *SCENE, "glare"))):
        return None, None
    turn = np.eye(3)
    for view in views:
        turn = view @ turn
    step = max(2, round(dpi / 40))
    lattice = sheet.Lattice(*size, step, dpi / _INCH_MM)
    offsets = [SHEET[name](lattice, severity[name], rng_of(name)) for name in bends]
    relief = Relief(offsets=sheet.bent(lattice, offsets), step_px=step) if bends else None
    at = camera.camera_at(turn, size)
    if "backdrop" in severity:
        shading = 0.94 * light.lambert(relief.offsets[..., 2], step, lamp) if relief else None
        return camera.framed(at, relief, size, severity, rng_of), shading
    shading = sheet.shading(relief.offsets[..., 2], step, rng_of("relief")) if relief else None
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


def _laid(
    page: Pixels, printed: Pixels, warp: Warp | None, severity: Mapping[str, float], rng_of: RngOf, lamp: light.Lamp,
    dpi: float,
) -> tuple[Pixels, Pixels, Pixels | None]:  # fmt: skip
    """The page and its clean print as the camera sees them, on a desk or under a scanner's lid; what hides the page."""
    if warp is None:
        return page, printed, None
    if severity.keys().isdisjoint(("backdrop", *SCENE)):
        width, height = warp.size
        ground = np.full((height, width, *page.shape[2:]), round(255 - 235 * severity.get("lid", 0)), np.uint8)
        clean = np.full((height, width), 255, np.uint8)
        warp.draw((page, printed), (ground, clean))
        return _smooth_edge(ground, warp.page_map(camera.edge_points((page.shape[1], page.shape[0])))), clean, None
    colour = page if page.ndim == 3 else cv2.cvtColor(page, cv2.COLOR_GRAY2RGB)
    shot: Shot = shoot(colour, printed, warp, severity, rng_of, lamp, dpi / _INCH_MM)
    picture = shot.picture if page.ndim == 3 else cv2.cvtColor(shot.picture, cv2.COLOR_RGB2GRAY)
    return picture, shot.printed, shot.hidden


def _smooth_edge(picture: Pixels, outline: Polygon) -> Pixels:
    """The image with an antialiased edge of the page."""
    edge = np.zeros(picture.shape[:2], np.uint8)
    cv2.polylines(edge, [np.round(outline * 16).astype(np.int32)], True, 255, 3, cv2.LINE_8, 4)
    return cv2.copyTo(cv2.GaussianBlur(picture, (3, 3), 0.9), edge, picture)


def _seen(
    picture: Pixels, warp: Warp | None, size: tuple[int, int], severity: Mapping[str, float], rng_of: RngOf, dpi: float
) -> Pixels:
    """The lit picture as the lens shows it."""
    if "glare" in severity and warp is not None:
        picture = lens.glare(picture, severity["glare"], rng_of("glare"), warp, size)
    if "defocus" in severity:
        depths = np.ones((2, 2), np.float32) if warp is None else warp.depths()
        picture = lens.defocus(picture, severity["defocus"], rng_of("defocus"), dpi, depths)
    return picture


def _lit(picture: Pixels, severity: Mapping[str, float], rng_of: RngOf, lamp: light.Lamp) -> Pixels:
    rows, cols = coarse(picture, _LIGHT_STEP_PX)
    gains = [LIGHT[name](rows, cols, severity[name], rng_of(name)) for name in LIGHT if name in severity]
    if "lamplight" in severity:
        gains.append(light.lamplight(rows, cols, severity["lamplight"], rng_of("lamplight"), lamp))
    if not (gains or "mixed_light" in severity):
        return picture
    if "mixed_light" in severity:
        dimness = np.ones((rows, cols), np.float32)
        for gain in gains:
            dimness = dimness * (gain if gain.ndim == 2 else gain.mean(-1))
        gains.append(light.mixed_light(rows, cols, severity["mixed_light"], rng_of("mixed_light"), dimness))
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
