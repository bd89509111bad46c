"""What stands in a sample before it has a place: how many of each entry, of which size, shape and attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from synth.core.labels import AttributeValue
from synth.image.plan.draws import Draws, LayoutBlockedError
from synth.image.plan.keypoints import Form, draw_form, plain_form
from synth.image.plan.perspective import px_per_metre
from synth.image.plan.raster import Polygon
from synth.image.plan.shapes import normalised, scaled
from synth.image.scene.place import Pairs
from synth.image.scene.schema import (
    LARGEST_COUNT,
    FractionSize,
    MetresSize,
    ObjectSpec,
    PolygonShape,
    RelativeSize,
    Scene,
)
from synth.image.scene.vocabulary import SHAPES
from synth.scene.ranges import Choice, Fitted

DEFAULT_WIDTH = 0.1
"""Width of an object that states no size, in shares of the canvas width."""

DEFAULT_DISTANCE = (0.0, 0.1)
"""Space to the other object of `near` where none is stated, in shares of the canvas width."""

LARGEST_SIDE = 4.0
"""Largest side of an object in sides of the canvas; larger ones would cost memory and show nothing else."""

MOST_TRUNCATED = 0.95


class FittedLayout(Protocol):
    """What a prior draws for a whole sample: appearance factors, outlines in px in painting order, attributes."""

    @property
    def style(self) -> Mapping[str, float]: ...

    @property
    def polygons(self) -> Sequence[Polygon]: ...

    @property
    def attributes(self) -> Sequence[Mapping[str, AttributeValue]]: ...


class Prior(Protocol):
    """What the planner needs of a pack's prior (`synth.image.plan.prior`)."""

    def draw_layout(
        self,
        variables: Mapping[str, AttributeValue],
        width: int,
        height: int,
        rng: np.random.Generator,
        count: int | None = None,
    ) -> FittedLayout: ...

    def draw_outline(self, variables: Mapping[str, AttributeValue], rng: np.random.Generator) -> Polygon: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """One object, or a pair that moves as one: its forms in px about the common box centre (0, 0), and its wishes."""

    parts: tuple[Form, ...]
    z: float | None
    attributes: Mapping[str, AttributeValue]
    truncation: float | None = None
    hidden: float | None = None
    """Wanted share hidden behind `place.occluded_by.category`."""
    relations: tuple[str, ...] = ()
    """Names of the relations that must hold for this one."""
    distance_px: float = 0.0
    """Wanted space to the other object of `near`."""

    @property
    def size_wh_px(self) -> tuple[float, float]:
        """Width and height of the common box."""
        width, height = 2 * np.max(np.concatenate([part.outline for part in self.parts]), axis=0)
        return float(width), float(height)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of `objects` in one sample, and what its draws depend on."""

    name: str
    spec: ObjectSpec
    scene: Scene
    draws: Draws
    variables: Mapping[str, AttributeValue]
    prior: Prior | None
    cell_wh_px: tuple[float, float] | None = None
    """Room in a cell of a grid."""
    relative_px: float | None = None
    """Median width of the objects that `size.to` names."""

    @property
    def category(self) -> str:
        return self.spec.category or self.name

    def stage(self, *names: object) -> tuple[object, ...]:
        return ("objects", self.name, *names)


def draw_things(entry: Entry, count: int) -> tuple[Thing, ...]:
    """`count` objects (or pairs), each leaf drawn under its own name."""
    spec, draws = entry.spec, entry.draws
    if not 0 <= count <= LARGEST_COUNT:
        raise LayoutBlockedError({f"{entry.name}: count of 0 to {LARGEST_COUNT}": 1})
    wanted = spec.place.occluded_by
    hidden = draws.some(wanted.share, count, *entry.stage("occluded_by")) if wanted else frozenset()
    related = {
        name: draws.some(rule.share, count, *entry.stage("relations", name)) for name, rule in spec.relations.rules()
    }
    return tuple(
        _draw_thing(entry, index, index in hidden, tuple(name for name, chosen in related.items() if index in chosen))
        for index in range(count)
    )


def _draw_thing(entry: Entry, index: int, hidden: bool, relations: tuple[str, ...]) -> Thing:
    draws, place = entry.draws, entry.spec.place
    fraction = (
        draws.rng(*entry.stage(index, "hidden")).uniform(*place.occluded_by.fraction)
        if hidden and place.occluded_by
        else None
    )
    truncation = place.truncation and min(
        max(draws.number(place.truncation, *entry.stage(index, "truncation")), 0.0), MOST_TRUNCATED
    )
    return Thing(
        parts=_draw_parts(entry, index),
        z=None if place.z is None else draws.number(place.z, *entry.stage(index, "z")),
        attributes=draw_attributes(entry, index),
        truncation=truncation,
        hidden=fraction,
        relations=relations,
        distance_px=_draw_distance(entry, index) if "near" in relations else 0.0,
    )


def draw_attributes(entry: Entry, index: int) -> dict[str, AttributeValue]:
    """The attributes of one object; a colour that is chosen among several is one of them."""
    ranges = dict(entry.spec.attributes)
    if isinstance(entry.spec.color, Choice):
        ranges.setdefault("color", entry.spec.color)
    return {name: entry.draws.value(wanted, *entry.stage(index, "attributes", name)) for name, wanted in ranges.items()}


def _draw_distance(entry: Entry, index: int) -> float:
    near = entry.spec.relations.near
    stage = entry.stage(index, "distance")
    if near is None or near.distance is None:
        return float(entry.draws.rng(*stage).uniform(*DEFAULT_DISTANCE)) * entry.scene.canvas.width
    return max(entry.draws.number(near.distance, *stage), 0.0) * entry.scene.canvas.width


def _draw_parts(entry: Entry, index: int) -> tuple[Form, ...]:
    """The forms about their common box centre; a pair is mirrored across its long side, then turned as a whole."""
    form = _draw_form(entry, index)
    angle = _draw_angle(entry, index)
    place = entry.spec.place
    if isinstance(place, Pairs):
        gap = max(entry.draws.number(place.gap, *entry.stage(index, "gap")), 0.0)
        forms = _mirrored_pair(form, gap)
    else:
        forms = (form,)
    parts = [form.moved(lambda points: scaled(points, 1.0, 1.0, angle)) for form in forms]
    corners = np.concatenate([part.outline for part in parts])
    centre = (corners.min(axis=0) + corners.max(axis=0)) / 2
    return tuple(part.moved(lambda points: points - centre) for part in parts)


def _mirrored_pair(form: Form, gap: float) -> tuple[Form, Form]:
    """A form, laid down, over its mirror image; `gap` in shares of its thickness."""
    width, height = np.ptp(form.outline, axis=0)
    lying = form if width >= height else form.reflected(lambda points: points[:, ::-1])
    upper = lying.moved(lambda points: points - (0.0, min(width, height) * (1 + gap) / 2))
    return upper, upper.reflected(lambda points: points * (1.0, -1.0))


def _draw_angle(entry: Entry, index: int) -> float:
    wanted, stage = entry.spec.angle_deg, entry.stage(index, "angle_deg")
    if wanted is not None:
        return entry.draws.number(wanted, *stage)
    return float(entry.draws.rng(*stage).uniform(0, 360)) if isinstance(entry.spec.shape, Fitted) else 0.0


def _draw_form(entry: Entry, index: int) -> Form:
    """The form at its size in px, not yet turned."""
    fitted = _draw_fitted(entry, index)
    form, own_aspect = _draw_unit(entry, index, fitted)
    width = _draw_width(entry, index, fitted)
    aspect = entry.spec.aspect
    height = width * (own_aspect if aspect is None else entry.draws.number(aspect, *entry.stage(index, "aspect")))
    if entry.cell_wh_px is not None:
        room = min(entry.cell_wh_px[0] / max(width, 1e-9), entry.cell_wh_px[1] / max(height, 1e-9), 1.0)
        width, height = width * room, height * room
    canvas = entry.scene.canvas
    largest = LARGEST_SIDE * max(canvas.width, canvas.height)
    if not (0 < width <= largest and 0 < height <= largest):
        raise LayoutBlockedError({f"{entry.name}: size above 0 and at most {largest:g} px": 1})
    return form.moved(lambda points: points * (width, height))


def _draw_fitted(entry: Entry, index: int) -> Polygon | None:
    """An outline in px from the prior, where size or shape are fitted."""
    if not (isinstance(entry.spec.size, Fitted) or isinstance(entry.spec.shape, Fitted)):
        return None
    if entry.prior is None:
        raise ValueError(f"objects.{entry.name} is fitted, and no prior was given")
    return entry.prior.draw_outline(entry.variables, entry.draws.rng(*entry.stage(index, "fitted")))


def _draw_unit(entry: Entry, index: int, fitted: Polygon | None) -> tuple[Form, float]:
    """The form in the unit square and its own height / width."""
    shape = entry.spec.shape
    if isinstance(shape, Fitted):
        assert fitted is not None
        width, height = np.ptp(fitted, axis=0)
        return plain_form(normalised(fitted)), float(height / width)
    if isinstance(shape, PolygonShape):
        return plain_form(normalised(shape.polygon)), 1.0
    rng = entry.draws.rng(*entry.stage(index, "shape"))
    name = str(shape.sample(rng)) if isinstance(shape, Choice) else shape
    return draw_form(name, rng), SHAPES[name]


def _draw_width(entry: Entry, index: int, fitted: Polygon | None) -> float:
    """Width in px, before turning; on the ground as at the lower border of the canvas."""
    size, draws, stage = entry.spec.size, entry.draws, entry.stage(index, "size")
    if size is None:
        return DEFAULT_WIDTH * entry.scene.canvas.width if entry.cell_wh_px is None else entry.cell_wh_px[0]
    if isinstance(size, Fitted):
        assert fitted is not None
        return float(np.ptp(fitted[:, 0]))
    if isinstance(size, FractionSize):
        return draws.number(size.fraction, *stage) * entry.scene.canvas.width
    if isinstance(size, RelativeSize):
        assert entry.relative_px is not None
        return draws.number(size.relative, *stage) * entry.relative_px
    if isinstance(size, MetresSize):
        return draws.number(size.metres, *stage) * px_per_metre(entry.scene, entry.scene.canvas.height)
    return draws.number(size, *stage)
