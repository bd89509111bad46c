"""The layout of a picture as the input of a pack's generator: one float32 array (h, w) for each plane of its card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from synth.image.packs.card import BOX, CATEGORY, MOST_CATEGORIES

if TYPE_CHECKING:
    from jaxtyping import Float32, Int32, Int64, UInt64

COVER = np.uint64
"""One bit for each category of a pack."""

assert np.iinfo(COVER).bits >= MOST_CATEGORIES


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaneLayout:
    """What planes are drawn from, all in working px.

    `labels`: 0 is background, k the k-th object, the nearest one where several share a pixel. `cover` has the bit of
    every category that has an object there, also behind and around others: a tumour's pixels are the head's too.
    `levels` are the grey levels of the objects, relative to those of the others of their picture. `boxes` (n, 4; xyxy)
    belong to `categories`. `position_xy` (2, h, w) goes from -1 to 1 over the whole picture.
    """

    labels: Int32[np.ndarray, "h w"]
    cover: UInt64[np.ndarray, "h w"]
    levels: Float32[np.ndarray, " n"]
    boxes: Float32[np.ndarray, "m 4"]
    categories: Int64[np.ndarray, " m"]
    position_xy: Float32[np.ndarray, "2 h w"]


def draw_planes(
    layout: PlaneLayout, names: Sequence[str], categories: Sequence[str]
) -> Float32[np.ndarray, "planes h w"]:
    """The planes of these names, in their order; `categories` are the pack's.

    A plane of masks is 1 on the objects and -1 elsewhere, so that an all-zero plane can mean "no condition"
    (classifier-free guidance, Ho & Salimans 2022, arXiv:2207.12598). `boundary` marks both pixels of every pair of
    4-neighbours with different labels. `intensity` is the level of each object and 0 in the background.
    """
    return np.stack([_plane(layout, name, categories) for name in names])


def _plane(layout: PlaneLayout, name: str, categories: Sequence[str]) -> NDArray[np.float32]:
    if name.startswith(BOX):
        mine = layout.categories == categories.index(name.removeprefix(BOX))
        return soft_boxes(layout.boxes[mine], *layout.labels.shape)
    if name.startswith(CATEGORY):
        bit = COVER(1 << categories.index(name.removeprefix(CATEGORY)))
        return _signed((layout.cover & bit) > 0)
    match name:
        case "foreground":
            return _signed(layout.labels > 0)
        case "boundary":
            return _signed(_edges(layout.labels))
        case "intensity":
            return np.concatenate([[np.float32(0)], layout.levels])[layout.labels]
        case "x":
            return layout.position_xy[0]
        case "y":
            return layout.position_xy[1]
        case _:
            raise ValueError(f"no plane {name!r}")


def soft_boxes(boxes: Float32[np.ndarray, "n 4"], height: int, width: int) -> Float32[np.ndarray, "h w"]:
    """Boxes (xyxy in px) as one plane: 1 at a box's centre, falling to 0 at its sides, -1 outside; the largest value
    where several share a pixel. A box says nothing of an outline, and so does its plane: it has a centre and an extent.
    """
    plane = np.full((height, width), -1, np.float32)
    for x0, y0, x1, y1 in boxes:
        left, top = max(int(np.floor(x0)), 0), max(int(np.floor(y0)), 0)
        right, bottom = min(int(np.ceil(x1)), width), min(int(np.ceil(y1)), height)
        if right <= left or bottom <= top:
            continue
        across = np.abs(np.arange(left, right) + 0.5 - (x0 + x1) / 2) / max((x1 - x0) / 2, 0.5)
        down = np.abs(np.arange(top, bottom) + 0.5 - (y0 + y1) / 2) / max((y1 - y0) / 2, 0.5)
        rise = 1 - np.minimum(np.maximum(across[None], down[:, None]), 1)
        there = plane[top:bottom, left:right]
        np.maximum(there, rise, out=there, casting="same_kind")
    return plane


def nearest(pixels: NDArray[Any], height: int, width: int) -> NDArray[Any]:
    """A map of labels or bits (h, w) at another size: each pixel takes the value at its centre."""
    if pixels.shape == (height, width):
        return pixels
    rows, columns = (
        np.minimum(((np.arange(wanted) + 0.5) * (have / wanted)).astype(np.intp), have - 1)
        for wanted, have in zip((height, width), pixels.shape, strict=True)
    )
    return pixels[rows[:, None], columns]


def positions(height: int, width: int) -> Float32[np.ndarray, "2 h w"]:
    """x and y of the pixel centres of a whole picture, from -1 to 1."""
    x = (np.arange(width, dtype=np.float32) + 0.5) / width * 2 - 1
    y = (np.arange(height, dtype=np.float32) + 0.5) / height * 2 - 1
    return np.stack(np.broadcast_arrays(x[None], y[:, None])).astype(np.float32)


def _signed(bits: NDArray[np.bool_]) -> NDArray[np.float32]:
    return np.where(bits, np.float32(1), np.float32(-1))


def _edges(labels: NDArray[np.int32]) -> NDArray[np.bool_]:
    edge = np.zeros(labels.shape, np.bool_)
    vertical, horizontal = labels[1:] != labels[:-1], labels[:, 1:] != labels[:, :-1]
    edge[1:] |= vertical
    edge[:-1] |= vertical
    edge[:, 1:] |= horizontal
    edge[:, :-1] |= horizontal
    return edge
