"""A whole layout: the entries of a scene are placed one by one, each after the entries that it refers to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from synth.core.geometry import Mask
from synth.core.labels import AttributeValue
from synth.image.formats.objects import HELD_SHARE
from synth.image.plan.canvas_state import CanvasState, Placed
from synth.image.plan.draws import LayoutBlockedError, NamedDraws
from synth.image.plan.objects import EntryContext, Prior, PriorLayout, draw_attributes, draw_objects
from synth.image.plan.paint import disjoint
from synth.image.plan.place import find_place
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
    fitted: set[str] = set()
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
            if name not in fitted:
                entries = _fitted_together(entry)
                fitted.update(one.name for one in entries)
                style |= _place_fitted(entries, state)
        else:
            links += _place_each(entry, state)
    number = {id(placed): index for index, placed in enumerate(state.placed)}
    placed = state.placed
    if prior is not None:
        placed, looks = _with_looks(placed, fitted, prior, draws, variables, (state.width, state.height))
        style = style or dict(looks)
    style |= {
        name: draws.number(wanted, "style", name)
        for name, wanted in scene.style.items()
        if not isinstance(wanted, Fitted)
    }
    return Layout(
        placed=tuple(placed),
        relations=tuple((number[id(one)], name, number[id(other)]) for one, name, other in links),
        style=style,
    )


def _with_looks(
    placed: Sequence[Placed],
    fitted: Collection[str],
    prior: Prior,
    draws: NamedDraws,
    variables: Mapping[str, AttributeValue],
    canvas_wh_px: tuple[int, int],
) -> tuple[list[Placed], Mapping[str, float]]:
    """The objects with the looks that the prior gives those which it did not place itself, and a style that suits all.

    What lies on another object as a part of it (a tumour on a head) hides nothing of it, nor does a box.
    """
    known = [one for one in placed if not prior.categories or one.category in prior.categories]
    own = {id(one) for one in known if one.entry not in fitted}
    if fitted and not own:
        return list(placed), {}
    areas = [max(one.mask.area, 1) for one in known]
    names = [one.category for one in known]
    style, attributes = prior.draw_looks(variables, names, areas, canvas_wh_px, draws.rng("looks"))
    of_object = dict(zip(map(id, known), attributes, strict=True))
    return [
        replace(
            one,
            attributes={**of_object[id(one)], **one.attributes},
            hides=not (prior.boxes or _is_part(one, placed, prior, variables)),
        )
        if id(one) in own
        else one
        for one in placed
    ], style


def _is_part(one: Placed, placed: Sequence[Placed], prior: Prior, variables: Mapping[str, AttributeValue]) -> bool:
    """Whether it lies on an object of a category that holds such ones."""
    holders = prior.holders(one.category, variables)
    return any(
        other.category in holders and one.mask.intersection_area(other.mask) >= HELD_SHARE * one.mask.area
        for other in placed
        if other is not one
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


def _fitted_together(entry: EntryContext) -> list[EntryContext]:
    """The fitted entries that one layout of the prior serves: all, where it knows several categories, else this one."""
    assert entry.prior is not None
    if not entry.prior.categories:
        return [entry]
    return [
        replace(entry, name=name, spec=spec)
        for name, spec in entry.scene.objects.items()
        if spec.place.kind == "fitted" and when_matches(spec.when, entry.variables)
    ]


def _place_fitted(entries: Sequence[EntryContext], state: CanvasState) -> Mapping[str, float]:
    """Add the prior's layout to the canvas; returns its style. Where no overlap is allowed, later outlines cut earlier.

    Raises LayoutBlockedError where too few objects show after `COUNT_TRIES` layouts.
    """
    first = entries[0]
    assert first.prior is not None
    wanted = {
        entry.category: entry.draws.whole(entry.spec.count, *entry.stage("count"))
        for entry in entries
        if not isinstance(entry.spec.count, Fitted | None)
    }
    requested = dict(wanted)
    for attempt in range(COUNT_TRIES):
        rng = first.draws.rng(*first.stage("layout", attempt))
        layout = first.prior.draw_layout(first.variables, state.width, state.height, rng, requested)
        placed = _fitted_objects(entries, layout, state)
        short = {name: count - sum(p.category == name for p in placed) for name, count in wanted.items()}
        if all(missing <= 0 for missing in short.values()):
            state.add(_last(placed, wanted))
            return layout.style
        requested = {name: requested[name] + short[name] for name in wanted}
    counts = ", ".join(f"{name}: count of {count}" for name, count in wanted.items())
    raise LayoutBlockedError({f"{counts} fitted objects that show": COUNT_TRIES})


def _last(placed: Sequence[Placed], wanted: Mapping[str, int]) -> list[Placed]:
    """The nearest `wanted` objects of each category; all of one whose number nobody states."""
    room, kept = dict(wanted), list[Placed]()
    for one in reversed(placed):
        left = room.get(one.category, 1)
        if one.category in room:
            room[one.category] = left - 1
        if left > 0:
            kept.append(one)
    return kept[::-1]


def _fitted_objects(entries: Sequence[EntryContext], layout: PriorLayout, state: CanvasState) -> list[Placed]:
    """The layout's objects that show at least `min_area` px, far to near; those of categories without an entry are
    left out.

    An entry's own attributes override those of the layout.
    """
    by_category = {entry.category: entry for entry in entries}
    masks: Sequence[Mask] = layout.masks
    number = len(masks)
    owners = [by_category.get(name) for name in layout.categories] or [entries[0]] * number
    hides, attributes = layout.hides or [True] * number, layout.attributes or [{}] * number
    if not layout.hides and entries[0].spec.place.max_overlap == 0.0:
        masks = disjoint(masks)
    found = list[Placed]()
    for index, (entry, box, mask) in enumerate(zip(owners, layout.boxes, masks, strict=True)):
        if entry is None or mask.clipped(state.width, state.height).area < state.min_area:
            continue
        place = entry.spec.place
        found.append(
            Placed(
                entry=entry.name,
                category=entry.category,
                box=box,
                mask=mask,
                z=_level(entries[0]) if place.z is None else entry.draws.number(place.z, *entry.stage(index, "z")),
                attributes={**attributes[index], **draw_attributes(entry, index)},
                max_overlap=place.max_overlap,
                min_visible=place.min_visible,
                hides=hides[index],
            )
        )
    return found
