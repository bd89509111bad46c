"""The generator `sketch`: a flat drawing of a plan whose edges are the masks' edges. Needs no model."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box, Mask, overlap_slices
from synth.core.labels import AttributeValue
from synth.image.generate.backdrop import (
    FOG_RGB,
    Atmosphere,
    BackdropSpec,
    FloatImage,
    apply_atmosphere,
    atmosphere_of,
    backdrop,
    blend_fog,
)
from synth.image.generate.road import draw_road
from synth.image.labels import Instance
from synth.image.plan.raster import Polygon, rasterise
from synth.image.plan.shapes import silhouette
from synth.image.plan.silhouettes import SILHOUETTES
from synth.image.records import Condition, Plan
from synth.image.scene.load import scene_for
from synth.image.scene.schema import ObjectSpec, Scene
from synth.image.scene.vocabulary import is_color, lone_slot, rgb
from synth.scene.ranges import Choice

if TYPE_CHECKING:
    from jaxtyping import Float32, UInt8

CATEGORY_COLOURS = ("#5b7fa6", "#b8744f", "#6d9a6b", "#a3668f", "#c2a14d", "#5f9ea0", "#8d7aa8", "#a85b5b")
"""Colours of categories without a stated colour, in order of first appearance."""

TONES = {
    "glass": (178, 205, 218), "dark": (58, 60, 66), "light": (238, 235, 224), "bark": (104, 78, 56),
    "skin": (214, 172, 142), "red": (226, 72, 60), "amber": (240, 178, 62), "green": (86, 190, 104),
    "lamp": (246, 236, 196), "window": (178, 205, 218), "pane": (196, 220, 234), "pot": (176, 102, 72),
    "screen": (34, 38, 46),
}  # fmt: skip
SHADES = {"seam": 0.78, "raised": 1.1}
"""Tones that are the colour of the body times this factor."""
GLOWING = frozenset({"red", "amber", "green", "lamp", "window"})
"""Tones that keep their brightness in the dark."""

BRIGHT = 0.75
"""Tint factor above which lamps are not drawn brighter than the rest."""

ROUND = frozenset({"bottle", "can", "jar"})
"""Silhouettes that are shaded as cylinders."""

FLAT = 0.2
"""Height / width up to which an object lies flat on the ground, such as a rug, and casts no shadow."""

LEAST_FIT = 0.97
"""Least IoU of a mask with a named silhouette for the details of the silhouette to be drawn."""

EDGE_BLUR_PX = 0.6
SOFT_PX = 2
"""How far the soft edge of a filled polygon reaches, at most."""

SPRITE_PAD_PX = 3

AIRBORNE, FOG_SHARE = 0.55, 0.8
"""Distance of what stands on no ground, and how much of the fog at its distance an object has."""

Sketch = Callable[[Plan, Condition | None, int], "UInt8[np.ndarray, 'h w 3']"]
"""(plan, condition or None, pixel seed) -> picture, RGB. The condition is not used."""


def make_sketch(scene: Scene) -> Sketch:
    """The function that draws plans of this scene."""

    def sketch(plan: Plan, condition: Condition | None, pixel_seed: int) -> UInt8[np.ndarray, "h w 3"]:
        quota_scene = scene_for(scene, plan.quotas)
        atmosphere = atmosphere_of(plan.variables.values())
        behind = backdrop(plan.width, plan.height, ground_of(quota_scene, plan.variables), atmosphere.snow_cover)
        picture = fog_ground(draw_road(behind, quota_scene), quota_scene, atmosphere)
        glow = np.zeros((plan.height, plan.width, 1), np.float32)
        for instance in sorted(plan.instances, key=lambda instance: (instance.z, instance.id)):
            spec = _entry_of(quota_scene, instance)
            _draw(
                picture,
                glow,
                instance,
                spec,
                colour_of(quota_scene, spec, instance, plan.variables),
                quota_scene,
                atmosphere,
            )
        lights = picture.copy()
        rng = np.random.default_rng(pixel_seed)
        return apply_atmosphere(_relit(picture, lights, glow, atmosphere), atmosphere, rng)

    return sketch


def ground_of(scene: Scene, variables: Mapping[str, AttributeValue]) -> BackdropSpec:
    """What the backdrop of a scene looks like where its variables have these values."""
    background = scene.background
    fill, ground = (_resolve(c, variables) or "gray" for c in (background.fill, background.ground_fill))
    return BackdropSpec(rgb(fill), rgb(ground), background.horizon, background.floor)


def fog_ground(picture: FloatImage, scene: Scene, atmosphere: Atmosphere) -> FloatImage:
    """Fog over the backdrop, thickest at the horizon."""
    height = picture.shape[0]
    if not atmosphere.fog:
        return picture
    distances = [distance_of(scene, (y + 0.5) / height) for y in range(height)]
    share = atmosphere.fog * np.clip(distances, 0.0, 1.0)[:, None, None]
    return picture * (1 - share).astype(np.float32) + np.array(FOG_RGB, np.float32) * share.astype(np.float32)


def distance_of(scene: Scene, lower_edge: float) -> float:
    """Distance of an object by its lower edge: 0 at the lower border of the canvas, 1 at the horizon and above."""
    horizon = scene.background.horizon
    return 0.5 if horizon is None or horizon >= 1 else 1.0 - max(lower_edge - horizon, 0.0) / (1.0 - horizon)


def _relit(picture: FloatImage, lights: FloatImage, glow: FloatImage, atmosphere: Atmosphere) -> FloatImage:
    """The picture with lamps and windows kept bright where the atmosphere darkens the rest."""
    tint = np.array(atmosphere.tint_rgb, np.float32)
    if tint.min() > BRIGHT:
        return picture
    halo = cv2.GaussianBlur(glow, (0, 0), 5.0)[:, :, None] * 0.35
    share = np.clip(glow + halo, 0, 1)
    warm = lights * (1.0, 0.93, 0.74)
    return (picture * (1 - share) + warm / np.maximum(tint, 0.3) * share).astype(np.float32)


def _draw(
    picture: FloatImage,
    glow: FloatImage,
    instance: Instance,
    spec: ObjectSpec,
    colour: tuple[int, int, int],
    scene: Scene,
    atmosphere: Atmosphere,
) -> None:
    """Draw one object into `picture`, in place: shadow, shaded body, details, rim."""
    height, width = picture.shape[:2]
    distance = distance_of(scene, instance.amodal.box.y1 / height) if spec.place.kind == "ground" else AIRBORNE
    if casts_shadow(spec, instance.amodal.box):
        _shadow(picture, instance.amodal.box)
    sprite = sprite_of(instance, spec, colour)
    soft = cv2.GaussianBlur(sprite.alpha, (0, 0), EDGE_BLUR_PX)[:, :, None]
    target, source = overlap_slices((height, width), sprite.alpha.shape, sprite.x0, sprite.y0)
    seen = blend_fog(sprite.body, atmosphere, FOG_SHARE * distance)[source]
    picture[target] += (seen - picture[target]) * soft[source]
    glow[target] += (sprite.lamps[source][:, :, None] - glow[target]) * soft[source]


class Sprite(NamedTuple):
    """One object as it is drawn: `body` (RGB, 0-255) under the full mask `alpha`, both (h, w); `lamps` (0-1) glow in
    the dark. The top-left pixel is (x0, y0); a border of `SPRITE_PAD_PX` px surrounds the mask.
    """

    body: FloatImage
    alpha: NDArray[np.float32]
    lamps: NDArray[np.float32]
    x0: int
    y0: int


def sprite_of(instance: Instance, spec: ObjectSpec, colour: tuple[int, int, int]) -> Sprite:
    """The shaded body of an object with its details and its darker rim."""
    alpha = np.pad(instance.amodal.bits.astype(np.float32), SPRITE_PAD_PX)
    x0, y0 = instance.amodal.x0 - SPRITE_PAD_PX, instance.amodal.y0 - SPRITE_PAD_PX
    inner = cv2.erode(alpha, np.ones((3, 3), np.uint8))
    body = _shaded(np.array(colour, np.float32), alpha.shape, spec.shape)
    lamps = np.zeros(alpha.shape, np.float32)
    for tone, polygon in _details(instance, spec):
        part, cover = _fill(polygon - (x0, y0), alpha.shape)
        painted = body[part] * SHADES[tone] if tone in SHADES else np.array(TONES[tone], np.float32)
        body[part] += (painted - body[part]) * cover[:, :, None]
        lamps[part] = np.maximum(lamps[part], cover) if tone in GLOWING else lamps[part] * (1 - cover)
    body = body.clip(0, 255) * (1.0 - 0.34 * (alpha - inner)[:, :, None])
    return Sprite(body.astype(np.float32), alpha, lamps, x0, y0)


def casts_shadow(spec: ObjectSpec, box: Box) -> bool:
    """Whether an object darkens the ground below it: one that stands there and does not lie flat."""
    return spec.place.kind == "ground" and box.height > FLAT * box.width


def _shaded(colour: NDArray[np.float32], hw: tuple[int, ...], shape: object) -> FloatImage:
    """A colour lit from above left; bottles, cans and jars as cylinders."""
    y = np.linspace(-0.5, 0.5, hw[0], dtype=np.float32)[:, None, None]
    x = np.linspace(-0.5, 0.5, hw[1], dtype=np.float32)[None, :, None]
    if isinstance(shape, str) and shape in ROUND:
        light = 1.08 - 0.55 * (x + 0.12) ** 2 * 2 - 0.05 * y + 0.22 * np.exp(-(((x + 0.2) / 0.07) ** 2))
    else:
        light = 1.04 - 0.24 * y - 0.1 * x
    return (colour * light).clip(0, 255).astype(np.float32)


def _shadow(picture: FloatImage, box: Box) -> None:
    """A soft dark ellipse where an object meets the ground."""
    height, width = picture.shape[:2]
    cover = np.zeros((height, width), np.float32)
    centre = (round(16 * (box.centre_xy[0] - 0.5)), round(16 * (box.y1 - 0.5)))
    axes = (round(16 * 0.52 * box.width), max(round(16 * 0.055 * box.width), 16))
    cv2.ellipse(cover, centre, axes, 0, 0, 360, 1.0, -1, cv2.LINE_AA, 4)
    blurred = cv2.GaussianBlur(cover, (0, 0), max(0.02 * box.width, 0.8))
    picture *= 1.0 - 0.32 * blurred[:, :, None]


def _details(instance: Instance, spec: ObjectSpec) -> list[tuple[str, Polygon]]:
    """The details of a named silhouette in px, where the mask is that silhouette, upright in its box."""
    shapes: Sequence[object] = (spec.shape,) if isinstance(spec.shape, str) else getattr(spec.shape, "choice", ())
    box = instance.requested_box
    size, corner = np.array((box.width, box.height)), np.array((box.x0, box.y0))
    for name in shapes:
        if name not in SILHOUETTES or not isinstance(name, str):
            continue
        outline: Mask = rasterise((silhouette(name) + 0.5) * size + corner)
        if outline.iou(instance.amodal) >= LEAST_FIT:
            low, high = np.min(SILHOUETTES[name].outline, axis=0), np.max(SILHOUETTES[name].outline, axis=0)
            return [
                (detail.tone, (np.array(detail.outline) - low) / (high - low) * size + corner)
                for detail in SILHOUETTES[name].details
            ]
    return []


def _fill(
    polygon_xy_px: Polygon, hw: tuple[int, ...]
) -> tuple[tuple[slice, slice], Float32[np.ndarray, "rows columns"]]:
    """Coverage (0-1) of a polygon, with soft edges, and the part of a picture of h x w px that it covers.

    OpenCV's pixel centres are at integers, ours at integers + 0.5.
    """
    low = np.floor(polygon_xy_px.min(axis=0)).astype(int) - SOFT_PX
    high = np.ceil(polygon_xy_px.max(axis=0)).astype(int) + SOFT_PX
    (x0, y0), (x1, y1) = low.clip(0).tolist(), high.clip(0, hw[1::-1]).tolist()
    cover = np.zeros((max(y1 - y0, 0), max(x1 - x0, 0)), np.float32)
    if cover.size:
        cv2.fillPoly(
            cover, [np.round(16 * (polygon_xy_px - 0.5)).astype(np.int32) - (16 * x0, 16 * y0)], 1.0, cv2.LINE_AA, 4
        )
    return (slice(y0, y0 + cover.shape[0]), slice(x0, x0 + cover.shape[1])), cover


def _entry_of(scene: Scene, instance: Instance) -> ObjectSpec:
    """The entry that an instance was drawn from: of the entries of its category, the one with the same attributes."""
    entries = [spec for name, spec in scene.objects.items() if (spec.category or name) == instance.category]
    return max(entries, key=lambda spec: _attribute_score(spec, instance))


def _attribute_score(spec: ObjectSpec, instance: Instance) -> int:
    """The number of attributes with values that the entry allows, minus those that only one of the two has."""
    shared = spec.attributes.keys() & instance.attributes.keys()
    possible = {name: spec.attributes[name].values() for name in shared}
    fitting = sum(values is None or instance.attributes[name] in values for name, values in possible.items())
    return 2 * fitting - len(spec.attributes) - len(instance.attributes.keys() - {"color"})


def colour_of(
    scene: Scene, spec: ObjectSpec, instance: Instance, variables: Mapping[str, AttributeValue]
) -> tuple[int, int, int]:
    """The entry's colour for this instance, else the default colour of its category; RGB, 0-255."""
    values = {**variables, **instance.attributes}
    stated = values.get("color") if isinstance(spec.color, Choice) else spec.color
    resolved = _resolve(stated, values)
    return rgb(resolved or CATEGORY_COLOURS[list(scene.categories).index(instance.category) % len(CATEGORY_COLOURS)])


def _resolve(colour: object, values: object) -> str | None:
    """A colour, with `{name}` replaced by its value; None where that is no colour."""
    name = lone_slot(colour) if isinstance(colour, str) else None
    found = values.get(name) if name and isinstance(values, dict) else colour
    return found if isinstance(found, str) and is_color(found) else None
