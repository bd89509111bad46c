"""Draw the objects of an entry before they are placed: their number, size, shape and attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from synth.core.geometry import Box, Mask
from synth.core.labels import AttributeValue
from synth.image.plan.draws import LayoutBlockedError, NamedDraws
from synth.image.plan.keypoints import Form, draw_named_form, plain_form
from synth.image.plan.perspective import px_per_metre
from synth.image.plan.prior import Looks
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
"""Default distance to the other object of `near`: the range of a uniform draw, in shares of the canvas width."""

LARGEST_SIDE = 4.0
"""Largest side of an object, in multiples of the larger canvas side. Larger objects only cost memory."""

MOST_TRUNCATED = 0.95


class PriorLayout(Protocol):
    """What a prior draws for a whole sample.

    `style` maps appearance factors to standard deviations from the training mean. `masks` and `boxes` (exact, in px)
    are of the objects in painting order. `attributes` holds one mapping per object, or is empty; so do `categories` and
    `hides`: whether it hides what is behind it.
    """

    @property
    def style(self) -> Mapping[str, float]: ...

    @property
    def masks(self) -> Sequence[Mask]: ...

    @property
    def boxes(self) -> Sequence[Box]: ...

    @property
    def attributes(self) -> Sequence[Mapping[str, AttributeValue]]: ...

    @property
    def categories(self) -> Sequence[str]: ...

    @property
    def hides(self) -> Sequence[bool]: ...


class Prior(Protocol):
    """What the planner asks of a pack's prior (`synth.image.plan.load_prior`).

    `categories` that it knows; none where it has one, whatever a scene calls it. `boxes`: objects are boxes, which hide
    nothing. `counts` fixes numbers of objects of a layout, by category. `draw_looks` gives objects that stand already,
    each of a category and an area, the looks of a picture of such objects. `holders` are the categories that one of
    another may lie on as a part of it.
    """

    @property
    def categories(self) -> tuple[str, ...]: ...

    @property
    def boxes(self) -> bool: ...

    def draw_layout(
        self,
        variables: Mapping[str, AttributeValue],
        width: int,
        height: int,
        rng: np.random.Generator,
        counts: Mapping[str, int] = ...,
    ) -> PriorLayout: ...

    def draw_outline(
        self,
        category: str,
        variables: Mapping[str, AttributeValue],
        canvas_wh_px: tuple[int, int],
        rng: np.random.Generator,
    ) -> Polygon: ...

    def draw_looks(
        self,
        variables: Mapping[str, AttributeValue],
        categories: Sequence[str],
        areas_px: Sequence[float],
        canvas_wh_px: tuple[int, int],
        rng: np.random.Generator,
    ) -> Looks: ...

    def holders(self, category: str, variables: Mapping[str, AttributeValue]) -> frozenset[str]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnObject:
    """One object without a place, or a pair of objects that moves as one.

    `parts` are the forms in px; the centre of their common box is (0, 0). `truncation` is the requested share outside
    the canvas, 0 to 0.95. `z` is the stated depth; None: the entry's default depth.
    """

    parts: tuple[Form, ...]
    z: float | None
    attributes: Mapping[str, AttributeValue]
    truncation: float | None = None
    hidden: float | None = None
    """Requested share (0-1) hidden behind `place.occluded_by.category`; None: no request."""
    relations: tuple[str, ...] = ()
    """Names of the relations that must hold for this object."""
    distance_px: float = 0.0
    """Requested distance to the other object of `near`, in px."""

    @property
    def size_wh_px(self) -> tuple[float, float]:
        """Width and height of the common box, in px."""
        width, height = 2 * np.max(np.concatenate([part.outline for part in self.parts]), axis=0)
        return float(width), float(height)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryContext:
    """One entry of `objects` in one sample, with everything that its draws depend on."""

    name: str
    spec: ObjectSpec
    scene: Scene
    draws: NamedDraws
    variables: Mapping[str, AttributeValue]
    prior: Prior | None
    cell_wh_px: tuple[float, float] | None = None
    """Width and height in px that a cell of a grid leaves its object."""
    relative_px: float | None = None
    """Median width in px of the objects that `size.to` names."""

    @property
    def category(self) -> str:
        """The label's category."""
        return self.spec.category or self.name

    def stage(self, *names: object) -> tuple[object, ...]:
        """The full name of a draw of this entry."""
        return ("objects", self.name, *names)


def draw_objects(entry: EntryContext, count: int) -> tuple[DrawnObject, ...]:
    """Draw `count` objects (or pairs). Each leaf of the entry is drawn under its own name.

    Raises LayoutBlockedError for a count or a size outside the allowed range.
    """
    spec, draws = entry.spec, entry.draws
    if not 0 <= count <= LARGEST_COUNT:
        raise LayoutBlockedError({f"{entry.name}: count of 0 to {LARGEST_COUNT}": 1})
    wanted = spec.place.occluded_by
    hidden = draws.some(wanted.share, count, *entry.stage("occluded_by")) if wanted else frozenset()
    related = {
        name: draws.some(rule.share, count, *entry.stage("relations", name)) for name, rule in spec.relations.rules()
    }
    return tuple(
        _draw_object(entry, index, index in hidden, tuple(name for name, chosen in related.items() if index in chosen))
        for index in range(count)
    )


def _draw_object(entry: EntryContext, index: int, hidden: bool, relations: tuple[str, ...]) -> DrawnObject:
    draws, place = entry.draws, entry.spec.place
    fraction = (
        draws.rng(*entry.stage(index, "hidden")).uniform(*place.occluded_by.fraction)
        if hidden and place.occluded_by
        else None
    )
    truncation = place.truncation and min(
        max(draws.number(place.truncation, *entry.stage(index, "truncation")), 0.0), MOST_TRUNCATED
    )
    return DrawnObject(
        parts=_draw_parts(entry, index),
        z=None if place.z is None else draws.number(place.z, *entry.stage(index, "z")),
        attributes=draw_attributes(entry, index),
        truncation=truncation,
        hidden=fraction,
        relations=relations,
        distance_px=_draw_distance(entry, index) if "near" in relations else 0.0,
    )


def draw_attributes(entry: EntryContext, index: int) -> dict[str, AttributeValue]:
    """The attributes of one object. A colour that the entry chooses among several is one of them."""
    ranges = dict(entry.spec.attributes)
    if isinstance(entry.spec.color, Choice):
        ranges.setdefault("color", entry.spec.color)
    return {name: entry.draws.value(wanted, *entry.stage(index, "attributes", name)) for name, wanted in ranges.items()}


def _draw_distance(entry: EntryContext, index: int) -> float:
    near = entry.spec.relations.near
    stage = entry.stage(index, "distance")
    if near is None or near.distance is None:
        return float(entry.draws.rng(*stage).uniform(*DEFAULT_DISTANCE)) * entry.scene.canvas.width
    return max(entry.draws.number(near.distance, *stage), 0.0) * entry.scene.canvas.width


def _draw_parts(entry: EntryContext, index: int) -> tuple[Form, ...]:
    """The forms about their common box centre. A pair is mirrored across its long side, then turned as a whole."""
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
    """A form in horizontal position above its mirror image; `gap` is in shares of the form's height."""
    width, height = np.ptp(form.outline, axis=0)
    lying = form if width >= height else form.reflected(lambda points: points[:, ::-1])
    upper = lying.moved(lambda points: points - (0.0, min(width, height) * (1 + gap) / 2))
    return upper, upper.reflected(lambda points: points * (1.0, -1.0))


def _draw_angle(entry: EntryContext, index: int) -> float:
    wanted, stage = entry.spec.angle_deg, entry.stage(index, "angle_deg")
    if wanted is not None:
        return entry.draws.number(wanted, *stage)
    return float(entry.draws.rng(*stage).uniform(0, 360)) if isinstance(entry.spec.shape, Fitted) else 0.0


def _draw_form(entry: EntryContext, index: int) -> Form:
    """The form at its size in px, before rotation."""
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


def _draw_fitted(entry: EntryContext, index: int) -> Polygon | None:
    """An outline in px from the prior, where size or shape is fitted; else None."""
    if not (isinstance(entry.spec.size, Fitted) or isinstance(entry.spec.shape, Fitted)):
        return None
    if entry.prior is None:
        raise ValueError(f"objects.{entry.name} is fitted, and no prior was given")
    canvas = entry.scene.canvas.width, entry.scene.canvas.height
    rng = entry.draws.rng(*entry.stage(index, "fitted"))
    return entry.prior.draw_outline(entry.category, entry.variables, canvas, rng)


def _draw_unit(entry: EntryContext, index: int, fitted: Polygon | None) -> tuple[Form, float]:
    """The form in the unit square, and the default height / width of its shape."""
    shape = entry.spec.shape
    if isinstance(shape, Fitted):
        assert fitted is not None
        width, height = np.ptp(fitted, axis=0)
        return plain_form(normalised(fitted)), float(height / width)
    if isinstance(shape, PolygonShape):
        return plain_form(normalised(shape.polygon)), 1.0
    rng = entry.draws.rng(*entry.stage(index, "shape"))
    name = str(shape.sample(rng)) if isinstance(shape, Choice) else shape
    return draw_named_form(name, rng), SHAPES[name]


def _draw_width(entry: EntryContext, index: int, fitted: Polygon | None) -> float:
    """Width in px before rotation. For an object on the ground: its width at the lower border of the canvas."""
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
