"""Kinds of placement. Each one proposes spots (box centre and scale) for the objects of one entry."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from synth.image.plan.draws import LayoutBlockedError
from synth.image.plan.objects import DrawnObject, EntryContext
from synth.image.plan.perspective import across_px
from synth.image.scene.place import Cluster, Grid, Ground, Row

NEAREST_HORIZON = 0.02
"""Least distance of a lower edge below the horizon, in shares of the canvas height. On the horizon the size is 0."""


class Spot(NamedTuple):
    """A proposed box centre in px, and the factor by which distance shrinks the object."""

    x: float
    y: float
    scale: float = 1.0


Proposer = Callable[[int, np.random.Generator], Spot]
"""(index, rng) -> a spot for object number `index` of the entry. It is called again for each try."""


def cell_size(entry: EntryContext) -> tuple[float, float] | None:
    """Width and height in px that a cell of a grid leaves its object; None for other kinds of placement."""
    place = entry.spec.place
    if not isinstance(place, Grid):
        return None
    rows, columns = _rows_columns(entry)
    width, height = _region_wh(entry)
    return width / columns * (1 - place.gap), height / rows * (1 - place.gap)


def free_cells(entry: EntryContext) -> tuple[int, ...] | None:
    """Indices of the cells of a grid that are not vacant, row by row; None for other kinds of placement."""
    place = entry.spec.place
    if not isinstance(place, Grid):
        return None
    rows, columns = _rows_columns(entry)
    vacancy = 0.0 if place.vacancy is None else entry.draws.number(place.vacancy, *entry.stage("vacancy"))
    empty = entry.draws.some(max(vacancy, 0.0), rows * columns, *entry.stage("vacant")) if vacancy > 0 else frozenset()
    return tuple(cell for cell in range(rows * columns) if cell not in empty)


def proposer_of(entry: EntryContext, drawn: Sequence[DrawnObject]) -> Proposer:
    """The proposer of an entry's kind of placement. Raises LayoutBlockedError where the objects cannot fit."""
    return _PROPOSERS[entry.spec.place.kind](entry, drawn)


def allowed_centres(entry: EntryContext, size_wh_px: tuple[float, float], free: bool) -> tuple[Spot, Spot]:
    """Lowest and highest allowed box centre in px.

    The centre lies inside the region and, unless `free`, keeps the margin. Where no coordinate meets both, both ends
    are the middle between them.
    """
    canvas, place = entry.scene.canvas, entry.spec.place
    ends: list[tuple[float, float]] = []
    for axis, (side, size) in enumerate(zip((canvas.width, canvas.height), size_wh_px, strict=True)):
        low, high = place.region[axis] * side, place.region[axis + 2] * side
        if not free:
            reach = (0.5 + place.margin) * size
            low, high = max(low, reach), min(high, side - reach)
        ends.append((low, high) if low <= high else ((low + high) / 2, (low + high) / 2))
    return Spot(ends[0][0], ends[1][0]), Spot(ends[0][1], ends[1][1])


def _scatter(entry: EntryContext, drawn: Sequence[DrawnObject]) -> Proposer:
    def propose(index: int, rng: np.random.Generator) -> Spot:
        item = drawn[index]
        low, high = allowed_centres(entry, item.size_wh_px, free=bool(item.truncation))
        return Spot(float(rng.uniform(low.x, high.x)), float(rng.uniform(low.y, high.y)))

    return propose


def _grid(entry: EntryContext, drawn: Sequence[DrawnObject]) -> Proposer:
    place = entry.spec.place
    assert isinstance(place, Grid)
    cells = free_cells(entry) or ()
    if len(drawn) > len(cells):
        raise LayoutBlockedError({f"{entry.name}: cells of the grid": 1})
    _, columns = _rows_columns(entry)
    width, height = _region_wh(entry)
    cell_w, cell_h = width / columns, height / _rows_columns(entry)[0]
    left, top = place.region[0] * entry.scene.canvas.width, place.region[1] * entry.scene.canvas.height

    def propose(index: int, rng: np.random.Generator) -> Spot:
        row, column = divmod(cells[index], columns)
        dx, dy = rng.uniform(-place.jitter, place.jitter, 2) * (cell_w, cell_h)
        y = top + (row + 0.5) * cell_h
        if place.align == "bottom":
            y = top + (row + 1) * cell_h - drawn[index].size_wh_px[1] / 2
        return Spot(left + (column + 0.5) * cell_w + float(dx), y + float(dy))

    return propose


def _row(entry: EntryContext, drawn: Sequence[DrawnObject]) -> Proposer:
    place, canvas = entry.spec.place, entry.scene.canvas
    assert isinstance(place, Row)
    left, end, centres = place.region[0] * canvas.width, place.region[2] * canvas.width, []
    for index, item in enumerate(drawn):
        width = item.size_wh_px[0]
        centres.append(left + width / 2)
        gap = 0.0 if place.gap is None else entry.draws.number(place.gap, *entry.stage(index, "gap"))
        if left + width > end + 1e-6:
            raise LayoutBlockedError({f"{entry.name}: length of the row": 1})
        left += width * (1 + gap)

    def propose(index: int, rng: np.random.Generator) -> Spot:
        height = drawn[index].size_wh_px[1]
        shift = float(rng.uniform(-place.jitter, 0.0)) * height
        return Spot(centres[index], place.region[3] * canvas.height - height / 2 + shift)

    return propose


def _cluster(entry: EntryContext, drawn: Sequence[DrawnObject]) -> Proposer:
    place, canvas = entry.spec.place, entry.scene.canvas
    assert isinstance(place, Cluster)
    number = max(entry.draws.whole(place.clusters, *entry.stage("clusters")), 1)
    region = np.array(place.region) * (canvas.width, canvas.height, canvas.width, canvas.height)
    centres = entry.draws.rng(*entry.stage("centres")).uniform(region[:2], region[2:], (number, 2))
    spread = place.spread * canvas.width

    def propose(index: int, rng: np.random.Generator) -> Spot:
        x, y = centres[int(rng.integers(number))] + rng.normal(0.0, spread, 2)
        return Spot(float(x), float(y))

    return propose


def _ground(entry: EntryContext, drawn: Sequence[DrawnObject]) -> Proposer:
    """Place objects on the ground, as a pinhole camera sees it.

    The drawn size holds at the lower border of the canvas and shrinks linearly to 0 at the horizon.
    """
    place, canvas, horizon = entry.spec.place, entry.scene.canvas, entry.scene.background.horizon
    assert isinstance(place, Ground)
    region = place.region
    top = region[1] if horizon is None else max(region[1], min(horizon + NEAREST_HORIZON, region[3]))
    top = max(top, entry.scene.background.floor or 0.0)

    def propose(index: int, rng: np.random.Generator) -> Spot:
        lower_edge = float(rng.uniform(top, region[3]))
        scale = 1.0 if horizon is None or horizon >= 1 else max(lower_edge - horizon, 1e-6) / (1 - horizon)
        width, height = (side * scale for side in drawn[index].size_wh_px)
        if place.across_m is not None:
            x = across_px(entry.scene, float(place.across_m.sample(rng)), lower_edge * canvas.height)
            return Spot(x, lower_edge * canvas.height - height / 2, scale)
        low, high = region[0] * canvas.width, region[2] * canvas.width
        if not drawn[index].truncation:
            reach = (0.5 + place.margin) * width
            low, high = max(low, reach), min(high, canvas.width - reach)
        x = float(rng.uniform(low, high)) if low <= high else (low + high) / 2
        return Spot(x, lower_edge * canvas.height - height / 2, scale)

    return propose


def _rows_columns(entry: EntryContext) -> tuple[int, int]:
    place = entry.spec.place
    assert isinstance(place, Grid)
    rows = entry.draws.whole(place.rows, *entry.stage("rows"))
    columns = entry.draws.whole(place.cols, *entry.stage("cols"))
    return max(rows, 1), max(columns, 1)


def _region_wh(entry: EntryContext) -> tuple[float, float]:
    canvas, (x0, y0, x1, y1) = entry.scene.canvas, entry.spec.place.region
    return (x1 - x0) * canvas.width, (y1 - y0) * canvas.height


_PROPOSERS: Mapping[str, Callable[[EntryContext, Sequence[DrawnObject]], Proposer]] = {
    "scatter": _scatter,
    "pairs": _scatter,
    "grid": _grid,
    "row": _row,
    "cluster": _cluster,
    "ground": _ground,
}
