"""Boxes, polygons and masks on the pixel grid.

Pixel convention, stated once: the origin is the top-left corner, x grows right, y grows down, pixel (x, y) covers
[x, x+1) x [y, y+1), and boxes are half-open [x0, x1) x [y0, y1) in px. Polygons are float arrays of shape (n, 2) in xy
order in the same continuous coordinates. COCO's `bbox` is (x, y, width, height).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from jaxtyping import Bool


class Box(NamedTuple):
    """A half-open rectangle [x0, x1) x [y0, y1) in px."""

    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        return self.y1 - self.y0

    @property
    def area(self) -> float:
        return max(self.width, 0.0) * max(self.height, 0.0)

    @property
    def centre_xy(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.y0 + self.y1) / 2

    @property
    def xywh(self) -> list[float]:
        """COCO order: x, y, width, height."""
        return [float(self.x0), float(self.y0), float(self.width), float(self.height)]

    def intersection(self, other: Box) -> Box:
        """The common part; its area is 0 where there is none."""
        return Box(max(self.x0, other.x0), max(self.y0, other.y0), min(self.x1, other.x1), min(self.y1, other.y1))

    def iou(self, other: Box) -> float:
        """Intersection over union, 0-1 (Jaccard index)."""
        common = self.intersection(other).area
        return common / (self.area + other.area - common) if common > 0 else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mask:
    """A set of pixels: `bits` (bool, h x w, no empty outer row or column) whose top-left pixel is (x0, y0).

    The corner may be negative and the mask may leave the canvas: an amodal mask does. An empty mask has shape (0, 0).
    """

    x0: int
    y0: int
    bits: Bool[np.ndarray, "h w"]

    @classmethod
    def from_array(cls, bits: Bool[np.ndarray, "h w"], x0: int = 0, y0: int = 0) -> Mask:
        """Crop a bool array (h x w) whose top-left pixel is (x0, y0) to its tight box."""
        if bits.size and bits[0].any() and bits[-1].any() and bits[:, 0].any() and bits[:, -1].any():
            return cls(x0=x0, y0=y0, bits=np.ascontiguousarray(bits))
        if not bits.any():
            return cls(x0=x0, y0=y0, bits=np.zeros((0, 0), np.bool_))
        (height, width), rows, cols = bits.shape, np.asarray(bits.any(axis=1)), np.asarray(bits.any(axis=0))
        top, left = int(rows.argmax()), int(cols.argmax())  # of bools: the first that is set
        bottom, right = height - int(rows[::-1].argmax()), width - int(cols[::-1].argmax())
        return cls(x0=x0 + left, y0=y0 + top, bits=np.ascontiguousarray(bits[top:bottom, left:right]))

    @property
    def area(self) -> int:
        """Number of pixels."""
        return int(np.count_nonzero(self.bits))

    @property
    def box(self) -> Box:
        """The tight half-open box in px."""
        height, width = self.bits.shape
        return Box(float(self.x0), float(self.y0), float(self.x0 + width), float(self.y0 + height))

    @property
    def centroid_xy(self) -> tuple[float, float]:
        """Mean of the pixel centres, in px."""
        ys, xs = np.nonzero(self.bits)
        return self.x0 + float(xs.mean()) + 0.5, self.y0 + float(ys.mean()) + 0.5

    def on_canvas(self, width: int, height: int) -> Bool[np.ndarray, "h w"]:
        """The part inside a canvas of height x width, as a bool array of that shape."""
        canvas = np.zeros((height, width), np.bool_)
        target, source = overlap_slices((height, width), self.bits.shape, self.x0, self.y0)
        canvas[target] = self.bits[source]
        return canvas

    def area_on(self, width: int, height: int) -> int:
        """Number of pixels inside a canvas of height x width."""
        _, source = overlap_slices((height, width), self.bits.shape, self.x0, self.y0)
        return int(np.count_nonzero(self.bits[source]))

    def clipped(self, width: int, height: int) -> Mask:
        """The part inside a canvas of height x width."""
        target, source = overlap_slices((height, width), self.bits.shape, self.x0, self.y0)
        return Mask.from_array(self.bits[source], target[1].start, target[0].start)

    def intersection_area(self, other: Mask) -> int:
        """Number of common pixels."""
        mine, theirs = overlap_slices(self.bits.shape, other.bits.shape, other.x0 - self.x0, other.y0 - self.y0)
        return int((self.bits[mine] & other.bits[theirs]).sum())

    def iou(self, other: Mask) -> float:
        """Intersection over union of the pixel sets, 0-1 (Jaccard index)."""
        common = self.intersection_area(other)
        return common / (self.area + other.area - common) if common else 0.0


def overlap_slices(
    canvas_hw: tuple[int, ...], patch_hw: tuple[int, ...], x0: int, y0: int
) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Slices (rows, cols) into a canvas and into a patch laid on it with its corner at (x0, y0); empty if they miss."""
    top, left = min(max(y0, 0), canvas_hw[0]), min(max(x0, 0), canvas_hw[1])
    bottom = max(min(y0 + patch_hw[0], canvas_hw[0]), top)
    right = max(min(x0 + patch_hw[1], canvas_hw[1]), left)
    rows, cols = max(top - y0, 0), max(left - x0, 0)
    canvas = (slice(top, bottom), slice(left, right))
    return canvas, (slice(rows, rows + bottom - top), slice(cols, cols + right - left))


def rle_of(mask: Mask, width: int, height: int) -> dict[str, object]:
    """COCO compressed RLE of the part inside the canvas: {"size": [h, w], "counts": str}; costs by the mask's size."""
    from pycocotools import mask as coco_mask

    inside = mask if _is_inside(mask, width, height) else mask.clipped(width, height)
    rows, cols = inside.bits.shape
    # COCO counts down the columns. A spare pixel ends each one, but where a run goes on at the next column's top.
    step = rows + (rows < height)
    padded = np.zeros(cols * step + 2, np.bool_)
    padded[1:-1].reshape(cols, step)[:, :rows] = inside.bits.T
    (flips,) = (padded[1:] != padded[:-1]).nonzero()
    flips += flips // step * (height - step) + (inside.x0 * height + inside.y0)
    edges = np.zeros(len(flips) + 2, np.int64)
    edges[1:-1], edges[-1] = flips, width * height
    counts = edges[1:] - edges[:-1]
    counts = counts if counts[-1] else counts[:-1]  # COCO has no empty run at the end
    encoded: Any = coco_mask.frPyObjects({"size": [height, width], "counts": counts.tolist()}, height, width)
    return {"size": [height, width], "counts": encoded["counts"].decode("ascii")}


def whole_rle_of(mask: Mask, width: int, height: int) -> dict[str, object]:
    """As `rle_of`, of the whole mask: one that leaves the canvas is counted in its own box; `origin` is its corner."""
    if _is_inside(mask, width, height):
        return rle_of(mask, width, height)
    rows, cols = mask.bits.shape
    return {**rle_of(Mask(x0=0, y0=0, bits=mask.bits), cols, rows), "origin": [mask.x0, mask.y0]}


def mask_of_rle(rle: dict[str, object]) -> Mask:
    """The inverse of `rle_of` and of `whole_rle_of`."""
    from pycocotools import mask as coco_mask

    x0, y0 = rle.get("origin", (0, 0))  # pyright: ignore[reportGeneralTypeIssues]
    return Mask.from_array(coco_mask.decode(rle).astype(np.bool_), x0, y0)  # pyright: ignore[reportArgumentType]


def _is_inside(mask: Mask, width: int, height: int) -> bool:
    rows, cols = mask.bits.shape
    return mask.x0 >= 0 and mask.y0 >= 0 and mask.x0 + cols <= width and mask.y0 + rows <= height
