"""A whole layout: the entries of a scene placed one after the other, each after those it refers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from synth.core.geometry import Box, Mask
from synth.core.labels import AttributeValue
from synth.image.plan.board import Board, Placed
from synth.image.plan.draws import Draws, LayoutBlockedError, matches
from synth.image.plan.paint import disjoint
from synth.image.plan.place import find_place
from synth.image.plan.raster import bounds, rasterise
from synth.image.plan.spots import cell_size, free_cells, proposer_of
from synth.image.plan.things import Entry, Prior, draw_attributes, draw_things
from synth.image.scene.order import placement_order
from synth.image.scene.schema import RelativeSize, Scene
from synth.scene.ranges import Fitted

COUNT_TRIES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Placed objects in painting order among equals, relations as (subject, name, object) indices, and the style."""

    placed: tuple[Placed, ...]
    relations: tuple[tuple[int, str, int], ...]
    style: Mapping[str, float] = field(default_factory=dict)


def draw_layout(scene: Scene, draws: Draws, variables: Mapping[str, AttributeValue], prior: Prior | None) -> Layout:
    """Place every entry whose `when` matches. Raises LayoutBlockedError where a thing finds no place."""
    board = Board(scene.canvas.width, scene.canvas.height, scene.min_area)
    links: list[tuple[Placed, str, Placed]] = []
    style: dict[str, float] = {}
    for name in placement_order(scene):
        spec = scene.objects[name]
        entry = Entry(name=name, spec=spec, scene=scene, draws=draws, variables=variables, prior=prior)
        if not matches(spec.when, variables):
            continue
        if isinstance(spec.size, RelativeSize):
            widths = [placed.box.width for placed in board.of_entry(spec.size.to)]
            if not widths:
                continue
            entry = replace(entry, relative_px=float(np.median(widths)))
        if spec.place.kind == "fitted":
            style |= _place_fitted(entry, board)
        else:
            links += _place_each(entry, board)
    number = {id(placed): index for index, placed in enumerate(board.placed)}
    style |= {
        name: draws.number(wanted, "style", name)
        for name, wanted in scene.style.items()
        if not isinstance(wanted, Fitted)
    }
    return Layout(
        placed=tuple(board.placed),
        relations=tuple((number[id(one)], name, number[id(other)]) for one, name, other in links),
        style=style,
    )


def _place_each(entry: Entry, board: Board) -> list[tuple[Placed, str, Placed]]:
    """Draw the entry's things and find each a place; returns the relations that hold."""
    entry = replace(entry, cell_wh_px=cell_size(entry))
    things = draw_things(entry, _count(entry))
    propose = proposer_of(entry, things)
    level = _level(entry)
    links: list[tuple[Placed, str, Placed]] = []
    for index, thing in enumerate(things):
        found = find_place(entry, index, thing, propose, board, level)
        links += [(member, name, target) for member in found.group for name, target in found.relations]
    return links


def _count(entry: Entry) -> int:
    """Things of the entry: as stated, else every free cell of a grid, else one."""
    cells, wanted = free_cells(entry), entry.spec.count
    if wanted is None or isinstance(wanted, Fitted):
        return 1 if cells is None else len(cells)
    return entry.draws.whole(wanted, *entry.stage("count"))


def _level(entry: Entry) -> float:
    """Default depth: the entry's number in the scene; all entries on the ground share that of the first of them."""
    objects = entry.scene.objects
    grounded = [name for name, spec in objects.items() if spec.place.kind == "ground"]
    return float(list(objects).index(grounded[0] if entry.name in grounded else entry.name))


def _place_fitted(entry: Entry, board: Board) -> Mapping[str, float]:
    """Put the prior's layout on the board; where the entry allows no overlap, later outlines cut earlier ones."""
    if entry.prior is None:
        raise ValueError(f"objects.{entry.name} is fitted, and no prior was given")
    wanted = entry.spec.count
    count = None if wanted is None or isinstance(wanted, Fitted) else entry.draws.whole(wanted, *entry.stage("count"))
    asked = count
    for attempt in range(COUNT_TRIES):
        layout = entry.prior.draw_layout(
            entry.variables, board.width, board.height, entry.draws.rng(*entry.stage("layout", attempt)), asked
        )
        placed = _fitted_objects(entry, layout.polygons, layout.attributes, board)
        if count is None or asked is None or len(placed) >= count:
            board.add(placed if count is None else placed[len(placed) - count :])
            return layout.style
        asked += count - len(placed)
    raise LayoutBlockedError({f"{entry.name}: count of {count} fitted objects that show": COUNT_TRIES})


def _fitted_objects(
    entry: Entry,
    polygons: Sequence[np.ndarray],
    attributes: Sequence[Mapping[str, AttributeValue]],
    board: Board,
) -> list[Placed]:
    """The layout's outlines of which enough shows, far to near. The entry's own attributes win over the layout's."""
    place = entry.spec.place
    masks: Sequence[Mask] = [rasterise(polygon) for polygon in polygons]
    if place.max_overlap == 0.0:
        masks = disjoint(masks)
    level = _level(entry)
    return [
        Placed(
            entry=entry.name,
            category=entry.category,
            box=Box(*bounds(polygon)),
            mask=mask,
            z=level if place.z is None else entry.draws.number(place.z, *entry.stage(index, "z")),
            attributes={**(attributes[index] if attributes else {}), **draw_attributes(entry, index)},
            max_overlap=place.max_overlap,
            min_visible=place.min_visible,
        )
        for index, (polygon, mask) in enumerate(zip(polygons, masks, strict=True))
        if mask.clipped(board.width, board.height).area >= board.min_area
    ]
