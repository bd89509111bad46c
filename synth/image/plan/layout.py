"""A whole layout: the entries of a scene are placed one by one, each after the entries that it refers to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from synth.core.geometry import Box, Mask
from synth.core.labels import AttributeValue
from synth.image.plan.canvas_state import CanvasState, Placed
from synth.image.plan.draws import LayoutBlockedError, NamedDraws
from synth.image.plan.objects import EntryContext, Prior, draw_attributes, draw_objects
from synth.image.plan.paint import disjoint
from synth.image.plan.place import find_place
from synth.image.plan.raster import Polygon, polygon_bounds, rasterise
from synth.image.plan.spots import cell_size, free_cells, proposer_of
from synth.image.scene.order import placement_order
from synth.image.scene.schema import RelativeSize, Scene
from synth.scene.ranges import Fitted
from synth.scene.when import when_matches

COUNT_TRIES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A finished layout.

    `placed` are the objects; of two at equal depth the later one is nearer. `relations` are (subject index, name,
    object index). `style` maps appearance factors to standard deviations.
    """

    placed: tuple[Placed, ...]
    relations: tuple[tuple[int, str, int], ...]
    style: Mapping[str, float] = field(default_factory=dict)


def draw_layout(
    scene: Scene, draws: NamedDraws, variables: Mapping[str, AttributeValue], prior: Prior | None
) -> Layout:
    """Place every entry whose `when` matches. Raises LayoutBlockedError where an object finds no place."""
    state = CanvasState(scene.canvas.width, scene.canvas.height, scene.min_area)
    links: list[tuple[Placed, str, Placed]] = []
    style: dict[str, float] = {}
    for name in placement_order(scene):
        spec = scene.objects[name]
        entry = EntryContext(name=name, spec=spec, scene=scene, draws=draws, variables=variables, prior=prior)
        if not when_matches(spec.when, variables):
            continue
        if isinstance(spec.size, RelativeSize):
            widths = [placed.box.width for placed in state.of_entry(spec.size.to)]
            if not widths:
                continue
            entry = replace(entry, relative_px=float(np.median(widths)))
        if spec.place.kind == "fitted":
            style |= _place_fitted(entry, state)
        else:
            links += _place_each(entry, state)
    number = {id(placed): index for index, placed in enumerate(state.placed)}
    style |= {
        name: draws.number(wanted, "style", name)
        for name, wanted in scene.style.items()
        if not isinstance(wanted, Fitted)
    }
    return Layout(
        placed=tuple(state.placed),
        relations=tuple((number[id(one)], name, number[id(other)]) for one, name, other in links),
        style=style,
    )


def _place_each(entry: EntryContext, state: CanvasState) -> list[tuple[Placed, str, Placed]]:
    """Draw the entry's objects and find a place for each; returns the relations that hold."""
    entry = replace(entry, cell_wh_px=cell_size(entry))
    drawn = draw_objects(entry, _count(entry))
    propose = proposer_of(entry, drawn)
    level = _level(entry)
    links: list[tuple[Placed, str, Placed]] = []
    for index, item in enumerate(drawn):
        found = find_place(entry, index, item, propose, state, level)
        links += [(member, name, target) for member in found.group for name, target in found.relations]
    return links


def _count(entry: EntryContext) -> int:
    """Number of objects of the entry: as stated, else the number of free cells of a grid, else 1."""
    cells, wanted = free_cells(entry), entry.spec.count
    if wanted is None or isinstance(wanted, Fitted):
        return 1 if cells is None else len(cells)
    return entry.draws.whole(wanted, *entry.stage("count"))


def _level(entry: EntryContext) -> float:
    """Default depth: the entry's index in the scene. All entries on the ground share the index of the first of them."""
    objects = entry.scene.objects
    grounded = [name for name, spec in objects.items() if spec.place.kind == "ground"]
    return float(list(objects).index(grounded[0] if entry.name in grounded else entry.name))


def _place_fitted(entry: EntryContext, state: CanvasState) -> Mapping[str, float]:
    """Add the prior's layout to the canvas; returns its style. Where no overlap is allowed, later outlines cut earlier.

    Raises LayoutBlockedError where too few objects show after `COUNT_TRIES` layouts.
    """
    if entry.prior is None:
        raise ValueError(f"objects.{entry.name} is fitted, and no prior was given")
    wanted = entry.spec.count
    count = None if wanted is None or isinstance(wanted, Fitted) else entry.draws.whole(wanted, *entry.stage("count"))
    requested = count
    for attempt in range(COUNT_TRIES):
        layout = entry.prior.draw_layout(
            entry.variables, state.width, state.height, entry.draws.rng(*entry.stage("layout", attempt)), requested
        )
        placed = _fitted_objects(entry, layout.polygons, layout.attributes, state)
        if count is None or requested is None or len(placed) >= count:
            state.add(placed if count is None else placed[len(placed) - count :])
            return layout.style
        requested += count - len(placed)
    raise LayoutBlockedError({f"{entry.name}: count of {count} fitted objects that show": COUNT_TRIES})


def _fitted_objects(
    entry: EntryContext,
    polygons: Sequence[Polygon],
    attributes: Sequence[Mapping[str, AttributeValue]],
    state: CanvasState,
) -> list[Placed]:
    """The layout's outlines that show at least `min_area` px, far to near.

    The entry's own attributes override those of the layout.
    """
    place = entry.spec.place
    masks: Sequence[Mask] = [rasterise(polygon) for polygon in polygons]
    if place.max_overlap == 0.0:
        masks = disjoint(masks)
    level = _level(entry)
    return [
        Placed(
            entry=entry.name,
            category=entry.category,
            box=Box(*polygon_bounds(polygon)),
            mask=mask,
            z=level if place.z is None else entry.draws.number(place.z, *entry.stage(index, "z")),
            attributes={**(attributes[index] if attributes else {}), **draw_attributes(entry, index)},
            max_overlap=place.max_overlap,
            min_visible=place.min_visible,
        )
        for index, (polygon, mask) in enumerate(zip(polygons, masks, strict=True))
        if mask.clipped(state.width, state.height).area >= state.min_area
    ]
