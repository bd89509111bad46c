"""Lines of text as blocks, by how they stand on the page: close to each other, with nothing drawn between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from synth.document.labels import Graphic, Line, PageOutline, Polygon

if TYPE_CHECKING:
    from jaxtyping import Bool, Float64

_BELOW = 1.4
"""Lines whose gap is below this many heights of their ink are one block of text."""

_BESIDE = 1.5
"""As `_BELOW`, for lines side by side."""

_SHARED = 0.2
"""Blocks that have more than this share of the smaller one in common are one."""

_TOUCH_PX = 1.5
"""A rule counts as standing between two lines that it touches."""

Boxes: TypeAlias = "Float64[np.ndarray, 'n 4']"
"""Upright boxes x0, y0, x1, y1 of (n, 4)."""

Box = tuple[float, ...]


def clusters(
    lines: Sequence[Line],
    kinds: Sequence[object],
    linked: Iterable[tuple[int, int]],
    graphics: Sequence[Graphic],
    others: Sequence[PageOutline] = (),
) -> list[list[int]]:
    """The numbers of the lines of each block, in reading order.

    Lines of different kinds (print and handwriting) are only joined where they are `linked` and side by side, as a
    caption and its answer are; those above and below a rule or a panel's edge never are, nor those whose block would
    reach over one of the `others`, blocks that are known.
    """
    boxes = boxes_of([line.outline.polygon for line in lines])
    pages = np.array([line.outline.page for line in lines])
    groups = _Groups(boxes, pages.tolist(), others)
    same_page = pages[:, None] == pages[None, :]
    beside, below = _neighbours(boxes)
    alike = np.array([[one == other for other in kinds] for one in kinds], np.bool_).reshape(len(lines), len(lines))
    edges = _edges(graphics)
    for one, other in np.argwhere(np.triu((beside | below) & same_page & alike, 1)).tolist():
        if beside[one, other] or not _parted(boxes[one], boxes[other], edges[edges[:, 0] == pages[one], 1:]):
            groups.join(one, other)
    for one, other in linked:
        if same_page[one, other] and _level(boxes[one], boxes[other]):
            groups.join(one, other)
    groups.join_overlapping()
    return groups.members()


class _Groups:
    """Lines in groups that grow; each group is named by its first line."""

    def __init__(self, boxes: Boxes, pages: Sequence[int], others: Sequence[PageOutline]) -> None:
        self._names = list(range(len(pages)))
        self._around = {number: (*box,) for number, box in enumerate(boxes.tolist())}
        self._pages = pages
        known = boxes_of([outline.polygon for outline in others]).tolist()
        self._others = [(outline.page, (*box,)) for outline, box in zip(others, known, strict=True)]

    def join(self, one: int, other: int) -> bool:
        """Make the groups of two lines one; False where they are already, or where it would reach over a block."""
        first, second = sorted((self._names[one], self._names[other]))
        if first == second:
            return False
        a, b = self._around[first], self._around[second]
        union = (min(a[0], b[0]), min(a[1], b[1]), max(a[2], b[2]), max(a[3], b[3]))
        page = self._pages[one]
        if any(
            on == page and _covers(union, box) and not _covers(a, box) and not _covers(b, box)
            for on, box in self._others
        ):
            return False
        self._names = [first if name == second else name for name in self._names]
        self._around[first] = union
        del self._around[second]
        return True

    def join_overlapping(self) -> None:
        """Make groups that reach into each other one, until none do that may be."""
        joined = True
        while joined:
            names = list(self._around)
            pages = np.array([self._pages[name] for name in names])
            shared = overlaps(np.array([self._around[name] for name in names], np.float64).reshape(-1, 4))
            pairs = np.argwhere(np.triu(shared & (pages[:, None] == pages), 1)).tolist()
            joined = sum(self.join(names[one], names[other]) for one, other in pairs) > 0

    def members(self) -> list[list[int]]:
        """The lines of each group, in the order of their first ones."""
        found: dict[int, list[int]] = {}
        for number, name in enumerate(self._names):
            found.setdefault(name, []).append(number)
        return list(found.values())


def _covers(box: Box, known: Box) -> bool:
    """Whether a box has more in common with a known one than blocks may have."""
    across = min(box[2], known[2]) - max(box[0], known[0])
    down = min(box[3], known[3]) - max(box[1], known[1])
    areas = [(one[2] - one[0]) * (one[3] - one[1]) for one in (box, known)]
    return across > 0 and down > 0 and across * down > _SHARED * min(areas)


def boxes_of(polygons: Sequence[Polygon]) -> Boxes:
    """The upright boxes around outlines."""
    return np.array([[*one.min(0), *one.max(0)] for one in polygons], np.float64).reshape(-1, 4)


def overlaps(boxes: Boxes) -> Bool[np.ndarray, "n n"]:
    """Pairs of boxes that have much of the smaller one in common, (n, n); each does with itself."""
    x0, y0, x1, y1 = boxes.T
    across = np.minimum.outer(x1, x1) - np.maximum.outer(x0, x0)
    down = np.minimum.outer(y1, y1) - np.maximum.outer(y0, y0)
    area = (x1 - x0) * (y1 - y0)
    return across.clip(0) * down.clip(0) > _SHARED * np.minimum.outer(area, area)


def _neighbours(boxes: Boxes) -> tuple[Bool[np.ndarray, "n n"], Bool[np.ndarray, "n n"]]:
    """Pairs that stand close side by side, and close one below the other with columns in common, (n, n) each."""
    x0, y0, x1, y1 = boxes.T
    height = y1 - y0
    taller, lower = np.maximum.outer(height, height), np.minimum.outer(height, height)
    across = np.maximum.outer(x0, x0) - np.minimum.outer(x1, x1)
    down = np.maximum.outer(y0, y0) - np.minimum.outer(y1, y1)
    level = -down > 0.5 * lower
    return level & (across < _BESIDE * taller), ~level & (down < _BELOW * taller) & (across < 0)


def _level(one: Float64[np.ndarray, 4], other: Float64[np.ndarray, 4]) -> bool:
    common = min(one[3], other[3]) - max(one[1], other[1])
    return bool(common > 0.5 * min(one[3] - one[1], other[3] - other[1]))


def _edges(graphics: Sequence[Graphic]) -> Float64[np.ndarray, "n 4"]:
    """(page, x0, y, x1) of all level rules and of the upper and lower edges of panels."""
    found = []
    for graphic in graphics:
        if graphic.kind in ("rule", "panel"):
            ((x0, y0, x1, y1),) = boxes_of([graphic.outline.polygon]).tolist()
            if x1 - x0 > y1 - y0 or graphic.kind == "panel":
                found += [(graphic.outline.page, x0, y0, x1), (graphic.outline.page, x0, y1, x1)]
    return np.array(found, np.float64).reshape(-1, 4)


def _parted(one: Float64[np.ndarray, 4], other: Float64[np.ndarray, 4], edges: Float64[np.ndarray, "n 4"]) -> bool:
    """Whether an edge runs between two boxes, below most of what they have in common."""
    upper, lower = (one, other) if one[1] < other[1] else (other, one)
    left, right = max(one[0], other[0]), min(one[2], other[2])
    x0, y, x1 = edges.T
    between = (y > upper[3] - _TOUCH_PX) & (y < lower[1] + _TOUCH_PX)
    return bool((between & (np.minimum(x1, right) - np.maximum(x0, left) > 0.5 * (right - left))).any())
