"""Placement of objects: one model for each kind of placement, and the relations to other objects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, Discriminator, Field, Tag, model_validator

from synth.scene.model import Label, Model, Number, Share, Whole
from synth.scene.ranges import NumberRange

RegionShares = tuple[Share, Share, Share, Share]
"""x0, y0, x1, y1 in shares of the canvas."""


class OccludedBy(Model):
    """Objects that must be partly hidden."""

    category: Label
    """category of the object in front"""
    fraction: tuple[Share, Share]
    """[lowest, highest] share of the object that is hidden"""
    share: Share = 1.0
    """share of the entry's objects this holds for"""

    @model_validator(mode="after")
    def _ordered(self) -> OccludedBy:
        if self.fraction[0] > self.fraction[1]:
            raise ValueError("fraction: low must not exceed high")
        return self


class Placement(Model):
    """What every kind of placement shares."""

    region: RegionShares = (0.0, 0.0, 1.0, 1.0)
    """[x0, y0, x1, y1] in shares of the canvas: where the box centre lies (`ground`: the middle of its lower edge)"""
    margin: Annotated[Number, Field(ge=-0.95, le=10)] = 0.0
    """least distance to the canvas border, in the object's own sizes; negative: it may be cut by that share"""
    max_overlap: Share = 0.0
    """largest share of either object's full area that the other may cover"""
    min_visible: Share = 0.0
    """least share of the object that stays visible behind others"""
    truncation: NumberRange | None = None
    """wanted share outside the canvas, 0 to 0.95; needs no `margin`"""
    occluded_by: OccludedBy | None = None
    """objects that must be partly hidden"""
    z: NumberRange | None = None
    """depth: larger is nearer; default: the order of `objects`, for `ground` the lower edge"""
    max_tries: Annotated[Whole, Field(ge=1, le=100_000)] = 200
    """positions tried for one object before the plan is redrawn"""

    @model_validator(mode="after")
    def _not_empty(self) -> Placement:
        x0, y0, x1, y1 = self.region
        if x0 > x1 or y0 > y1:
            raise ValueError("region: x0 must not exceed x1, nor y0 exceed y1")
        return self


class Scatter(Placement):
    """Anywhere in the region."""

    kind: Literal["scatter"] = "scatter"


class Grid(Placement):
    """In the cells of a grid that fills the region, row by row."""

    kind: Literal["grid"]
    rows: NumberRange
    """rows of cells"""
    cols: NumberRange
    """columns of cells"""
    gap: Annotated[Number, Field(ge=0, le=0.95)] = 0.1
    """share of a cell's width and height that is left free; an object larger than the rest is scaled down to fit"""
    jitter: Share = 0.0
    """largest shift from the cell's centre, as a share of the cell"""
    align: Literal["centre", "bottom"] = "centre"
    """whether objects sit in the middle or at the bottom of their cell"""
    vacancy: NumberRange | None = None
    """share of the cells left empty (which: at random); default 0. Not together with `count`"""


class Row(Placement):
    """Side by side, left to right, standing on the lower edge of the region."""

    kind: Literal["row"]
    gap: NumberRange | None = None
    """space to the next object, in its own widths; default 0"""
    jitter: Share = 0.0
    """largest vertical shift, in own heights"""


class Cluster(Placement):
    """Around a few centres."""

    kind: Literal["cluster"]
    clusters: NumberRange
    """number of centres in a sample"""
    spread: Annotated[Number, Field(gt=0, le=10)] = 0.08
    """standard deviation of the distance to the centre, along x and y, in shares of the canvas width"""


class Ground(Placement):
    """Standing on the ground: smaller and farther the higher the lower edge lies (with `background.horizon`)."""

    kind: Literal["ground"]
    across_m: NumberRange | None = None
    """where the middle of its lower edge lies, in metres to the right (negative: left) of the picture's middle, at the
    distance that its lower edge says: a lane. Default: anywhere in the region. Needs `background.horizon`"""


class Pairs(Placement):
    """Two by two: each of `count` pairs is an object and its mirror image across their common long side."""

    kind: Literal["pairs"]
    gap: NumberRange
    """space between the two, in their height; `angle_deg` turns the pair as a whole"""


class FittedPlace(Placement):
    """As the pack's prior places them."""

    kind: Literal["fitted"]


def _kind_tag(value: Any) -> str:
    if isinstance(value, BaseModel):
        return f"<{getattr(value, 'kind', 'scatter')}>"
    kind = value.get("kind", "scatter") if isinstance(value, Mapping) else "scatter"
    return f"<{kind}>"


AnyPlacement = Annotated[
    Annotated[Scatter, Tag("<scatter>")]
    | Annotated[Grid, Tag("<grid>")]
    | Annotated[Row, Tag("<row>")]
    | Annotated[Cluster, Tag("<cluster>")]
    | Annotated[Ground, Tag("<ground>")]
    | Annotated[Pairs, Tag("<pairs>")]
    | Annotated[FittedPlace, Tag("<fitted>")],
    Discriminator(_kind_tag),
]


class Related(Model):
    """The other object of a relation; a bare name is short for `{target: name}`."""

    target: Label
    """category of the other object"""
    share: Share = 1.0
    """share of the entry's objects this holds for"""


class Near(Related):
    """The other object and how far away it is."""

    distance: NumberRange | None = None
    """space between the two boxes, in shares of the canvas width; default: uniform 0 to 0.1"""


def _from_name(value: Any) -> Any:
    return {"target": value} if isinstance(value, str) else value


RelationName = Literal["on", "inside", "left_of", "right_of", "above", "below", "near"]


_Related = Annotated[Related, BeforeValidator(_from_name, json_schema_input_type=Label | Related)]
_Near = Annotated[Near, BeforeValidator(_from_name, json_schema_input_type=Label | Near)]


class Relations(Model):
    """How an object stands to some object of another category in the same sample."""

    on: _Related | None = None
    """its lower edge lies on the other's upper edge"""
    inside: _Related | None = None
    """its box lies inside the other's"""
    left_of: _Related | None = None
    """its box ends, along x, before the other's begins"""
    right_of: _Related | None = None
    """its box begins, along x, after the other's ends"""
    above: _Related | None = None
    """its box ends, along y, before the other's begins"""
    below: _Related | None = None
    """its box begins, along y, after the other's ends"""
    near: _Near | None = None
    """its box is that far from the other's"""

    def rules(self) -> tuple[tuple[RelationName, Related], ...]:
        """The relations stated, in the order above."""
        names: tuple[RelationName, ...] = ("on", "inside", "left_of", "right_of", "above", "below", "near")
        return tuple((name, rule) for name in names if (rule := getattr(self, name)) is not None)
