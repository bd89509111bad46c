"""Rules between the sections of a scene: names must exist, values must be possible, leaves must be in range."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from synth.core.errors import Unquoted, suggest
from synth.image.condition.ade20k import ade20k_problem
from synth.image.scene.order import entry_references, placement_order
from synth.image.scene.schema import (
    LARGEST_COUNT,
    FractionSize,
    MetresSize,
    ObjectSpec,
    PolygonShape,
    RelativeSize,
    Scene,
)
from synth.image.scene.vocabulary import COLORS, SHAPES, is_color, lone_slot, slots
from synth.scene.messages import SceneProblem
from synth.scene.ranges import Fitted
from synth.scene.when import When, when_misfits

KeyPath = tuple[str, ...]
"""The keys from the root of a scene to a leaf."""

NO_PACK = "a scene that uses this names its `pack`"
NO_SCALE = "metres have a size in px only on the `ground` of a scene with `background.horizon`"


def image_problems(scene: Scene) -> Iterator[SceneProblem]:
    """All problems between the sections, in the order of the file's sections."""
    yield from _color(scene, ("background", "fill"), scene.background.fill, scene.variables)
    yield from _ade20k(("background", "ade20k"), scene.background.ade20k)
    yield from _ade20k(("background", "ade20k_ground"), scene.background.ade20k_ground)
    yield from _color(scene, ("background", "ground_fill"), scene.background.ground_fill, scene.variables)
    yield from _ground(scene)
    yield from _pack(scene)
    yield from _template(("prompt",), scene.prompt, scene.variables)
    yield from _template(("negative_prompt",), scene.negative_prompt, scene.variables)
    for name, spec in scene.objects.items():
        yield from _object(scene, ("objects", name), spec)
    yield from _ids(scene)
    yield from _order(scene)
    yield from _limits(scene, ("constraints",), scene.constraints)
    for name, quota in scene.quotas.items():
        yield from _when(scene, ("quotas", name, "when"), quota.when)
        yield from _limits(scene, ("quotas", name, "require"), quota.require)


def _ground(scene: Scene) -> Iterator[SceneProblem]:
    road, floor, horizon = scene.background.road_m, scene.background.floor, scene.background.horizon
    if road is not None and horizon is None:
        yield SceneProblem(("background", "road_m"), list(road), NO_SCALE)
    if road is not None and road[0] >= road[1]:
        yield SceneProblem(("background", "road_m"), list(road), "left must be below right")
    if floor is not None and (horizon is None or floor <= horizon):
        yield SceneProblem(("background", "floor"), floor, "a `horizon` above it is needed: a smaller share")


def _pack(scene: Scene) -> Iterator[SceneProblem]:
    if scene.pack is not None:
        return
    if scene.generator == "pack":
        yield SceneProblem(("generator",), "pack", NO_PACK)
    if scene.style:
        yield SceneProblem(("style",), next(iter(scene.style)), NO_PACK)
    for name, spec in scene.objects.items():
        for leaf in ("count", "size", "shape"):
            if isinstance(getattr(spec, leaf), Fitted):
                yield SceneProblem(("objects", name, leaf), {"fitted": True}, NO_PACK)
        if spec.place.kind == "fitted":
            yield SceneProblem(("objects", name, "place", "kind"), "fitted", NO_PACK)


def _object(scene: Scene, path: KeyPath, spec: ObjectSpec) -> Iterator[SceneProblem]:
    named = {**scene.variables, **spec.attributes}
    other = scene.categories[spec.category or path[-1]]
    if spec.supercategory and spec.supercategory != other:
        yield SceneProblem((*path, "supercategory"), spec.supercategory, f"the category has '{other}' already")
    yield from _ade20k((*path, "ade20k"), spec.ade20k)
    yield from _one_class(scene, path, spec)
    yield from _numbers(path, spec)
    yield from _shape(path, spec)
    yield from _color_range(scene, path, spec)
    yield from _template((*path, "phrase"), spec.phrase or "", named)
    yield from _when(scene, (*path, "when"), spec.when)
    if isinstance(spec.size, RelativeSize) and spec.size.to not in scene.objects:
        yield SceneProblem((*path, "size", "to"), spec.size.to, suggest(spec.size.to, scene.objects))
    for relation, rule in spec.relations.rules():
        yield from _category(scene, (*path, "relations", relation), rule.target)
    if spec.place.occluded_by is not None:
        yield from _category(scene, (*path, "place", "occluded_by", "category"), spec.place.occluded_by.category)
    yield from _place(scene, path, spec)


def _ids(scene: Scene) -> Iterator[SceneProblem]:
    """Problem: entries of one category state different ids, or two categories have the same one."""
    ids, owner = scene.category_ids, dict[int, str]()
    for name, spec in scene.objects.items():
        category = spec.category or name
        if spec.category_id not in (None, ids[category]):
            yield SceneProblem(
                ("objects", name, "category_id"), spec.category_id, f"the category has {ids[category]} already"
            )
        if owner.setdefault(ids[category], category) != category:
            told = f"another number: '{owner[ids[category]]}' has it"
            yield SceneProblem(("objects", name, "category_id"), ids[category], told)


def _ade20k(path: KeyPath, name: str | None) -> Iterator[SceneProblem]:
    wrong = None if name is None else ade20k_problem(name)
    if wrong is not None:
        yield SceneProblem(path, name, wrong)


def _one_class(scene: Scene, path: KeyPath, spec: ObjectSpec) -> Iterator[SceneProblem]:
    """Problem: entries of one category state different ADE20K classes."""
    category = spec.category or path[-1]
    stated = [e.ade20k for name, e in scene.objects.items() if e.ade20k and (e.category or name) == category]
    if spec.ade20k and spec.ade20k != stated[0]:
        yield SceneProblem((*path, "ade20k"), spec.ade20k, f"the category has '{stated[0]}' already")


def _numbers(path: KeyPath, spec: ObjectSpec) -> Iterator[SceneProblem]:
    """Problem: an end of a range is outside the limits of its leaf."""
    size, place = spec.size, spec.place
    leaves: list[tuple[KeyPath, Any, float, float]] = [
        (("count",), spec.count, 0, LARGEST_COUNT),
        (("aspect",), spec.aspect, 0.01, 100),
        (("place", "truncation"), place.truncation, 0, 0.95),
        (("place", "rows"), getattr(place, "rows", None), 1, 1000),
        (("place", "cols"), getattr(place, "cols", None), 1, 1000),
        (("place", "vacancy"), getattr(place, "vacancy", None), 0, 1),
        (("place", "clusters"), getattr(place, "clusters", None), 1, 1000),
        (("place", "across_m"), getattr(place, "across_m", None), -1000, 1000),
    ]
    if isinstance(size, FractionSize):
        leaves.append((("size", "fraction"), size.fraction, 0.001, 10))
    elif isinstance(size, RelativeSize):
        leaves.append((("size", "relative"), size.relative, 0.01, 100))
    elif isinstance(size, MetresSize):
        leaves.append((("size", "metres"), size.metres, 0.01, 1000))
    else:
        leaves.append((("size",), size, 1, 10_000))
    for leaf, found, low, high in leaves:
        if found is None or isinstance(found, Fitted):
            continue
        for end in found.ends():
            if not low <= end <= high:
                yield SceneProblem((*path, *leaf), end, f"{low:g} to {high:g} is allowed")


def _shape(path: KeyPath, spec: ObjectSpec) -> Iterator[SceneProblem]:
    if isinstance(spec.shape, Fitted | PolygonShape):
        return
    for name in (spec.shape,) if isinstance(spec.shape, str) else spec.shape.choice:
        if name not in SHAPES:
            yield SceneProblem((*path, "shape"), name, suggest(str(name), SHAPES))


def _color_range(scene: Scene, path: KeyPath, spec: ObjectSpec) -> Iterator[SceneProblem]:
    if spec.color is None:
        return
    for color in (spec.color,) if isinstance(spec.color, str) else spec.color.choice:
        yield from _color(scene, (*path, "color"), color, {**scene.variables, **spec.attributes})


def _color(scene: Scene, path: KeyPath, color: Any, named: Mapping[str, Any]) -> Iterator[SceneProblem]:
    name = lone_slot(color) if isinstance(color, str) else None
    if name is None:
        if not is_color(color):
            yield SceneProblem(path, color, f"#rrggbb or a colour name; {suggest(str(color), COLORS)}")
    elif name not in named:
        yield SceneProblem(path, color, suggest(name, named))
    else:
        wrong = [value for value in named[name].values() or (math.nan,) if not is_color(value)]
        if wrong:
            yield SceneProblem(
                path, color, f"every value of `{name}` must be a colour; known: {', '.join(sorted(COLORS))}"
            )


def _template(path: KeyPath, text: str, named: Mapping[str, Any]) -> Iterator[SceneProblem]:
    try:
        names = slots(text)
    except ValueError as error:
        yield SceneProblem(path, text, str(error))
        return
    for name in names:
        if name not in named:
            yield SceneProblem(path, "{" + name + "}", suggest(name, named))


def _when(scene: Scene, path: KeyPath, when: When) -> Iterator[SceneProblem]:
    for name, got, allowed in when_misfits(when, scene.variables, scene.gone):
        yield SceneProblem((*path, name), got, allowed)


def _category(scene: Scene, path: KeyPath, name: str) -> Iterator[SceneProblem]:
    if name not in scene.categories:
        yield SceneProblem(path, name, suggest(name, scene.categories))


def _place(scene: Scene, path: KeyPath, spec: ObjectSpec) -> Iterator[SceneProblem]:
    place, horizon = spec.place, scene.background.horizon
    if place.kind == "grid" and place.vacancy is not None and spec.count is not None:
        yield SceneProblem((*path, "place", "vacancy"), "both vacancy and count", "a grid takes one of them")
    ground = horizon if scene.background.floor is None else scene.background.floor
    if place.kind == "ground" and ground is not None and place.region[3] <= ground:
        border = f"the {'horizon' if scene.background.floor is None else 'floor'} ({ground:g})"
        yield SceneProblem((*path, "place", "region"), list(place.region), f"y1 below {border} is needed")
    if isinstance(spec.size, MetresSize) and (place.kind != "ground" or horizon is None):
        yield SceneProblem((*path, "size", "metres"), _written(spec.size.metres), NO_SCALE)
    if place.kind == "ground" and place.across_m is not None and horizon is None:
        yield SceneProblem((*path, "place", "across_m"), _written(place.across_m), NO_SCALE)
    if place.kind == "fitted":
        yield from _fitted(path, spec)
    elif isinstance(spec.count, Fitted):
        yield SceneProblem((*path, "count"), {"fitted": True}, "only with place kind `fitted`")


def _written(part: BaseModel) -> Any:
    """A part of a scene as a plain mapping, as its author wrote it."""
    return part.model_dump(mode="json", exclude_none=True)


def _fitted(path: KeyPath, spec: ObjectSpec) -> Iterator[SceneProblem]:
    """Problem: an entry with place kind `fitted` states a leaf that the prior draws.

    The prior draws sizes, outlines and positions together, so that none of them can be stated alone.
    """
    other = "the pack's layout gives this; choose another place.kind, such as scatter, to state it"
    if not isinstance(spec.size, Fitted | None):
        yield SceneProblem((*path, "size"), spec.size.model_dump(exclude_none=True), other)
    if not isinstance(spec.shape, Fitted):
        shape = spec.shape if isinstance(spec.shape, str) else spec.shape.model_dump(exclude_none=True)
        yield SceneProblem((*path, "shape"), shape, "{fitted: true} is needed with place kind `fitted`")
    stated = {
        "aspect": spec.aspect is not None,
        "angle_deg": spec.angle_deg is not None,
        "relations": bool(spec.relations.rules()),
        "place.truncation": spec.place.truncation is not None,
        "place.occluded_by": spec.place.occluded_by is not None,
    }
    for leaf in (leaf for leaf, found in stated.items() if found):
        yield SceneProblem((*path, *leaf.split(".")), Unquoted("a value"), other)


def _order(scene: Scene) -> Iterator[SceneProblem]:
    placed = placement_order(scene)
    for name in scene.objects:
        if name not in placed:
            leaf, entry = next(found for found in entry_references(scene, name) if found[1] not in placed)
            yield SceneProblem(
                ("objects", name, *leaf.split(".")), entry, f"'{entry}' refers back to '{name}': a circle"
            )
            return


def _limits(scene: Scene, path: KeyPath, limits: Any) -> Iterator[SceneProblem]:
    for rule in limits.rules():
        if rule.category is not None:
            yield from _category(scene, (*path, rule.measure, "of", rule.category), rule.category)
