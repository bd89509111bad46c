"""Sprites: each object is drawn once, by the picture wing's hand, and laid into frames under its exact mask."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from synth.core.geometry import Box, overlap_slices
from synth.image.generate.backdrop import FOG_RGB
from synth.image.generate.sketch import (
    AIRBORNE,
    BRIGHT,
    EDGE_BLUR_PX,
    FOG_SHARE,
    casts_shadow,
    colour_of,
    distance_of,
    sprite_of,
)
from synth.image.labels import Instance
from synth.image.plan.raster import polygon_bounds, rasterise
from synth.image.records import Plan
from synth.image.scene.schema import ObjectSpec, Scene
from synth.video.draw.stage import Stage, shifted

if TYPE_CHECKING:
    from jaxtyping import Float32, UInt8

LARGEST_PX, LEAST_PX = 320.0, 24.0
"""Longer side of a sprite, at most and at least."""

WARM = np.array((1.0, 0.93, 0.74), np.float32)
HALO_PX, HALO = 5.0, 0.35
"""Width and strength of the glow around lamps in the dark."""

STILL_PX = 0.02
"""A sprite that is stretched by less than this from end to end is only shifted, which takes half the time."""

LEAST_FOG = 0.004
"""Opacity below which fog changes no byte."""

SHADOW_HW, SHADOW = (48, 144), 0.32
"""Size of the drawing of a shadow, and how dark it is in the middle."""


class Cast:
    """The objects of one shot, each as a sprite that is drawn when it is first laid."""

    def __init__(self, scene: Scene, layout: Plan, stage: Stage, shown: Sequence[Instance]) -> None:
        """`shown`: the objects in all frames of the shot, with their tracks' ids."""
        self._scene, self._layout, self._stage = scene, layout, stage
        self._largest: dict[int, Instance] = {}
        for instance in shown:
            known = self._largest.get(instance.id)
            if known is None or instance.requested_box.area > known.requested_box.area:
                self._largest[instance.id] = instance
        self._sprites: dict[int, _Sprite] = {}
        self._shadow = _shadow()
        self._fog = (np.array(FOG_RGB) * stage.tint).astype(np.uint8)

    def lay(self, picture: UInt8[np.ndarray, "h w 3"], instance: Instance, corner_y: float, mirrored: bool) -> None:
        """Draw an object into a frame, in place, under its full mask: shadow, body with fog, soft edge."""
        spec = self._scene.objects[instance.entry]
        if casts_shadow(spec, instance.requested_box):
            self._lay_shadow(picture, instance.requested_box)
        bits, pad = instance.amodal.bits, 2
        hw = (bits.shape[0] + 2 * pad, bits.shape[1] + 2 * pad)
        target, source = overlap_slices(picture.shape, hw, instance.amodal.x0 - pad, instance.amodal.y0 - pad)
        rows, columns = target
        if rows.stop <= rows.start or columns.stop <= columns.start:
            return
        sprite = self._sprites.get(instance.id)
        if sprite is None:
            sprite = self._sprites[instance.id] = self._drawn(self._largest[instance.id], mirrored)
        full = np.zeros(hw, np.float32)
        full[pad:-pad, pad:-pad] = bits
        alpha = cv2.GaussianBlur(full[source], (0, 0), EDGE_BLUR_PX)
        body = sprite.seen(instance.requested_box, (columns.start, rows.start), alpha.shape, mirrored)
        share = self._stage.atmosphere.fog * FOG_SHARE * self._distance(instance, spec, corner_y)
        if share > LEAST_FOG:
            body = cv2.addWeighted(body, 1 - share, np.full_like(body, self._fog), share, 0)
        under = picture[target]
        cv2.blendLinear(body, under, alpha, 1 - alpha, under)

    def _distance(self, instance: Instance, spec: ObjectSpec, corner_y: float) -> float:
        """0 to 1, as `distance_of`."""
        if spec.place.kind != "ground":
            return AIRBORNE
        return min(
            max(distance_of(self._scene, (instance.amodal.box.y1 + corner_y) / self._scene.canvas.height), 0.0), 1.0
        )

    def _drawn(self, instance: Instance, mirrored: bool) -> _Sprite:
        """The sprite as the object is drawn unmirrored, out of the frame in which it is largest."""
        box = instance.requested_box
        side = max(box.width, box.height)
        scale = min(max(side, LEAST_PX), LARGEST_PX) / side
        assert instance.outline is not None
        side_x, turn = (box.x1, -scale) if mirrored else (box.x0, scale)
        outline = (instance.outline - (side_x, box.y0)) * (turn, scale)
        large = replace(
            instance, amodal=rasterise(outline), requested_box=Box(*polygon_bounds(outline)), outline=outline
        )
        spec = self._scene.objects[instance.entry]
        colour = colour_of(self._scene, spec, instance, self._layout.variables)
        drawn = sprite_of(large, spec, colour)
        lit = drawn.body * self._stage.tint
        if self._stage.tint.min() <= BRIGHT:
            halo = cv2.GaussianBlur(drawn.lamps, (0, 0), HALO_PX)
            share = np.clip(drawn.lamps + HALO * halo, 0, 1)[:, :, None]
            lit = lit * (1 - share) + drawn.body * WARM / np.maximum(self._stage.tint, 0.3) * self._stage.tint * share
        return _Sprite(np.asarray(cv2.convertScaleAbs(lit), np.uint8), large.requested_box, (drawn.x0, drawn.y0))

    def _lay_shadow(self, picture: UInt8[np.ndarray, "h w 3"], box: Box) -> None:
        half_w, half_h = 0.62 * box.width, max(0.09 * box.width, 2.0)
        x, y = box.centre_xy[0], box.y1
        left, top = round(x - half_w), round(y - half_h)
        hw = (max(round(2 * half_h), 2), max(round(2 * half_w), 2))
        target, source = overlap_slices(picture.shape, hw, left, top)
        if target[0].stop <= target[0].start or target[1].stop <= target[1].start:
            return
        share, under = cv2.resize(self._shadow, hw[::-1], interpolation=cv2.INTER_AREA)[source], picture[target]
        cv2.blendLinear(np.zeros_like(under), under, share, 1 - share, under)


class _Sprite:
    """A drawn object in halved sizes; `box` is that of its outline, `corner` that of the drawing, in the same px."""

    def __init__(self, body: UInt8[np.ndarray, "h w 3"], box: Box, corner: tuple[int, int]) -> None:
        self._levels, self._box, self._corner = [body], box, corner

    def seen(
        self, box: Box, corner: tuple[int, int], hw: tuple[int, ...], mirrored: bool
    ) -> UInt8[np.ndarray, "h w 3"]:
        """The part of a frame with this corner and size, where the outline of the object has that box."""
        across, down = self._box.width / box.width, self._box.height / box.height
        level = max(0, int(np.floor(np.log2(max(min(across, down), 1e-9)))))
        picture = self._level(level)
        rows, columns = (picture.shape[axis] / self._levels[0].shape[axis] for axis in (0, 1))
        from_x, step_x = (box.x1, -across) if mirrored else (box.x0, across)
        u = self._box.x0 - self._corner[0] + (corner[0] + 0.5 - from_x) * step_x
        v = self._box.y0 - self._corner[1] + (corner[1] + 0.5 - box.y0) * down
        step_x, u, step_y, v = step_x * columns, u * columns - 0.5, down * rows, v * rows - 0.5
        if abs(step_x - 1) * hw[1] < STILL_PX and abs(step_y - 1) * hw[0] < STILL_PX:
            return shifted(picture, (u, v), (hw[1], hw[0]))
        move = np.array([[step_x, 0, u], [0, step_y, v]], np.float64)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return np.asarray(
            cv2.warpAffine(picture, move, (hw[1], hw[0]), flags=flags, borderMode=cv2.BORDER_REPLICATE), np.uint8
        )

    def _level(self, level: int) -> UInt8[np.ndarray, "h w 3"]:
        while len(self._levels) <= level and min(self._levels[-1].shape[:2]) > 2:
            height, width = self._levels[-1].shape[:2]
            smaller = cv2.resize(self._levels[-1], (-(-width // 2), -(-height // 2)), interpolation=cv2.INTER_AREA)
            self._levels.append(np.asarray(smaller, np.uint8))
        return self._levels[min(level, len(self._levels) - 1)]


def _shadow() -> Float32[np.ndarray, "h w"]:
    """A soft dark ellipse."""
    height, width = SHADOW_HW
    cover = np.zeros((height, width), np.float32)
    cv2.ellipse(cover, (width // 2, height // 2), (round(0.42 * width), round(0.3 * height)), 0, 0, 360, 1.0, -1)
    return SHADOW * cv2.GaussianBlur(cover, (0, 0), 3.0)
