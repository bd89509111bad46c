"""The state of a canvas during placement: placed objects, their visible pixels, and the rules for new objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from synth.core.geometry import Box, Mask, overlap_slices
from synth.core.labels import AttributeValue
from synth.image.plan.raster import Polygon

if TYPE_CHECKING:
    from jaxtyping import Bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """One object at its place: exact box of its outline in px, full mask, depth, and the limits of its entry.

    For two objects the larger `max_overlap` counts. `min_visible` protects an object from being hidden by others.
    """

    entry: str
    category: str
    box: Box
    mask: Mask
    z: float
    attributes: Mapping[str, AttributeValue]
    keypoints: Sequence[Sequence[float]] = ()
    """x, y in px in the order of `synth.core.labels.KEYPOINT_NAMES`, or none."""
    max_overlap: float = 1.0
    min_visible: float = 0.0
    hides: bool = True
    """Whether it hides what is behind it; a part of another object (a tumour of a head) does not."""
    outline: Polygon | None = None
    """What the mask was rasterised of, in px; None where a prior gave the mask."""


class CanvasState:
    """The placed objects of a canvas of width x height px, in the order of placement.

    Of two at equal depth the later one is nearer, as in `synth.image.plan.paint`. `min_area` is in px.
    """

    def __init__(self, width: int, height: int, min_area: int) -> None:
        self.width, self.height, self.min_area = width, height, min_area
        self.placed: list[Placed] = []
        self._seen: list[NDArray[np.bool_]] = []  # for each mask: its bits that are inside the canvas and not hidden
        self._inside: list[int] = []  # for each mask: its number of pixels inside the canvas
        self._corners = np.zeros((64, 4))  # boxes of the masks, xyxy in px; the array grows by doubling

    def of_category(self, category: str) -> list[Placed]:
        """The placed objects of a category."""
        return [placed for placed in self.placed if placed.category == category]

    def of_entry(self, entry: str) -> list[Placed]:
        """The placed objects of an entry of the scene."""
        return [placed for placed in self.placed if placed.entry == entry]

    def broken_rule(self, group: Sequence[Placed], tolerated: Sequence[Placed] = ()) -> str | None:
        """The name of the rule that adding these objects would break, or None.

        Objects in `tolerated` may overlap them without limit.
        """
        hiding: dict[int, list[Placed]] = {}
        free = {id(other) for other in tolerated}
        for member in group:
            seen = self._inside_bits(member.mask)
            inside = int(seen.sum())
            for index in self._neighbours(member.mask):
                other = self.placed[index]
                common = member.mask.intersection_area(other.mask)
                if not common:
                    continue
                limit = max(member.max_overlap, other.max_overlap) * min(member.mask.area, other.mask.area)
                if common > limit and id(other) not in free:
                    return "max_overlap"
                if member.z >= other.z:
                    hiding.setdefault(index, []).append(member)
                else:
                    erase(seen, member.mask, other.mask)
            if broken := self._unseen(int(seen.sum()), inside, member.min_visible):
                return broken
        return next((rule for index, by in hiding.items() if (rule := self._hidden_too_far(index, by))), None)

    def add(self, group: Sequence[Placed]) -> None:
        """Add objects without any check."""
        for member in group:
            seen = self._inside_bits(member.mask)
            inside = int(seen.sum())
            for index in self._neighbours(member.mask):
                other = self.placed[index]
                if member.z >= other.z:
                    erase(self._seen[index], other.mask, member.mask)
                else:
                    erase(seen, member.mask, other.mask)
            if len(self.placed) == len(self._corners):
                self._corners = np.concatenate([self._corners, np.zeros_like(self._corners)])
            self._corners[len(self.placed)] = member.mask.box
            self.placed.append(member)
            self._seen.append(seen)
            self._inside.append(inside)

    def hidden_share(self, mask: Mask, z: float, occluders: Sequence[Placed]) -> float:
        """Share (0-1) of a mask's part inside the canvas that the nearer ones of `occluders` cover."""
        seen = self._inside_bits(mask)
        inside = int(seen.sum())
        for other in occluders:
            if other.z > z:
                erase(seen, mask, other.mask)
        return 1.0 - int(seen.sum()) / inside if inside else 0.0

    def outside_share(self, mask: Mask) -> float:
        """Share (0-1) of a mask that lies outside the canvas."""
        return 1.0 - int(self._inside_bits(mask).sum()) / mask.area if mask.area else 0.0

    def _inside_bits(self, mask: Mask) -> NDArray[np.bool_]:
        """A copy of a mask's bits, with those outside the canvas cleared."""
        _, source = overlap_slices((self.height, self.width), mask.bits.shape, mask.x0, mask.y0)
        bits = np.zeros_like(mask.bits)
        bits[source] = mask.bits[source]
        return bits

    def _neighbours(self, mask: Mask) -> list[int]:
        """Indices of the placed objects whose boxes meet the mask's box."""
        x0, y0, x1, y1 = self._corners[: len(self.placed)].T
        box = mask.box
        meets = (x0 < box.x1) & (x1 > box.x0) & (y0 < box.y1) & (y1 > box.y0)
        return np.flatnonzero(meets).tolist()

    def _hidden_too_far(self, index: int, by: Sequence[Placed]) -> str | None:
        other, remaining = self.placed[index], self._seen[index].copy()
        for member in by:
            erase(remaining, other.mask, member.mask)
        return self._unseen(int(remaining.sum()), self._inside[index], other.min_visible)

    def _unseen(self, seen: int, inside: int, min_visible: float) -> str | None:
        """`min_area` or `min_visible` where too few of the pixels inside the canvas remain visible."""
        if seen < self.min_area:
            return "min_area"
        return "min_visible" if seen < min_visible * inside else None


def erase(bits: Bool[np.ndarray, "rows cols"], mask: Mask, cover: Mask) -> None:
    """Clear in place, in `bits` of `mask`, the pixels that `cover` has."""
    under, over = overlap_slices(mask.bits.shape, cover.bits.shape, cover.x0 - mask.x0, cover.y0 - mask.y0)
    bits[under] &= ~cover.bits[over]
