"""The schema of a scene file: pydantic models, one for each section. Rules between sections are in `check.py`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from synth.image.scene.limits import Limits
from synth.image.scene.place import AnyPlacement, Relations, Scatter
from synth.scene.model import Flag, Label, Model, Name, Number, SceneModel, Share, Text, Whole
from synth.scene.ranges import (
    Fitted,
    FittedNumberRange,
    NumberChoice,
    NumberLiteral,
    NumberRange,
    Numeric,
    ValueChoice,
    ValueRange,
    range_tag,
)
from synth.scene.when import When

LARGEST_COUNT = 10_000
"""Objects in one sample, at most."""

Color = Annotated[str, Field(strict=True, max_length=64)]


LARGEST_CANVAS_PX = 4096 * 4096
"""A plan and its sketch take about 0.1 KB of memory a pixel, 1.7 GB in all; generators may draw less."""


class Canvas(Model):
    """The picture's size."""

    width: Annotated[Whole, Field(ge=8, le=8192, multiple_of=8)] = 256
    """px, a multiple of 8"""
    height: Annotated[Whole, Field(ge=8, le=8192, multiple_of=8)] = 256
    """px, a multiple of 8; width times height is at most 16,777,216 (4096 x 4096), a pack's 4,194,304 (2048 x 2048)"""

    @model_validator(mode="after")
    def _fits_in_memory(self) -> Canvas:
        if self.width * self.height > LARGEST_CANVAS_PX:
            raise ValueError(f"at most {LARGEST_CANVAS_PX:,} px in all, such as 4096 x 4096")
        return self


class Background(Model):
    """What lies behind the objects, for the generator `sketch`."""

    fill: Color = "#c8d0d4"
    """colour: `#rrggbb`, a colour name, or `{variable}` whose values are colours"""
    horizon: Share | None = None
    """share of the canvas height above the horizon; with it, objects placed on the `ground` shrink with distance"""
    ground_fill: Color = "#807c76"
    """colour of what lies below the horizon, or of the `floor`; as `fill`"""
    floor: Share | None = None
    """share of the canvas height above the floor of a room: there a wall hides the horizon, which lies higher up"""
    eye_m: Annotated[Number, Field(gt=0, le=1000)] = 1.6
    """height of the camera above the ground in metres; with a horizon it gives the scale of everything in metres"""
    road_m: tuple[Number, Number] | None = None
    """[left, right] edge of the road in metres from the middle of the picture; beyond them `sketch` draws pavement"""
    ade20k: Text | None = None
    """ADE20K class of what lies behind the objects, for the map `seg`; default: `wall`, with an open horizon `sky`"""
    ade20k_ground: Text | None = None
    """ADE20K class of what lies below the horizon; default: `road`, with a floor `floor`"""


class FractionSize(Model):
    """Width as a share of the canvas width."""

    fraction: NumberRange
    """share of the canvas width; above 0"""


class RelativeSize(Model):
    """Width relative to other objects of the same sample."""

    relative: NumberRange
    """multiple of the median width of the objects of entry `to`"""
    to: Name
    """an entry of `objects`; where a sample has none of it, this entry is absent too"""


class MetresSize(Model):
    """True width of an object on the ground, from which distance makes px."""

    metres: NumberRange
    """metres, for objects on the `ground` of a scene with `background.horizon`: one metre is
    (lower edge - horizon) / `eye_m` px, both in px from the top"""


class PolygonShape(Model):
    """An outline of one's own."""

    polygon: Annotated[
        tuple[tuple[Share, Share], ...],
        Field(min_length=3, max_length=500, description="[x, y] corners in the object's box: 0..1, x right, y down"),
    ]


Size = Annotated[
    Annotated[NumberLiteral, Tag("<literal>")]
    | Numeric
    | Annotated[NumberChoice, Tag("<choice>")]
    | Annotated[FractionSize, Tag("<fraction>")]
    | Annotated[RelativeSize, Tag("<relative>")]
    | Annotated[MetresSize, Tag("<metres>")]
    | Annotated[Fitted, Tag("<fitted>")],
    Discriminator(range_tag),
]
Shape = Annotated[
    Annotated[Text, Tag("<literal>")]
    | Annotated[ValueChoice, Tag("<choice>")]
    | Annotated[PolygonShape, Tag("<polygon>")]
    | Annotated[Fitted, Tag("<fitted>")],
    Discriminator(range_tag),
]
ColorRange = Annotated[
    Annotated[Color, Tag("<literal>")] | Annotated[ValueChoice, Tag("<choice>")], Discriminator(range_tag)
]


class ObjectSpec(Model):
    """One kind of object: how many, how large, what shape, where."""

    category: Label | None = None
    """the label's category; default: the entry's own name. Several entries may share one category"""
    category_id: Annotated[Whole, Field(ge=0, le=1_000_000)] | None = None
    """the category's id in COCO; default: counted from 1 in the order of the entries"""
    supercategory: Annotated[str, Field(strict=True, max_length=64)] = ""
    """COCO's supercategory"""
    ade20k: Text | None = None
    """the category's ADE20K class, for the control map `seg`; default: its own name, where ADE20K has it"""
    coco: Text | None = None
    """what detectors call the category (COCO's name for it, if it has one); default: its own name"""
    count: FittedNumberRange | None = None
    """objects in a sample; default: 1, every cell of a `grid`, the pack's where place is `fitted`"""
    size: Size | None = None
    """width before rotation, in px; or as `fraction` of the canvas width, `relative` to another entry, in `metres`, or
    `fitted`. Default: the cell of a `grid`, else a tenth of the canvas width"""
    aspect: NumberRange | None = None
    """height / width; default: the shape's own (1 for plain shapes)"""
    shape: Shape = "box"
    """`box`, `ellipse`, `rounded`, `blob`, a silhouette's name, a `choice` of these, a `polygon`, or `fitted`"""
    angle_deg: NumberRange | None = None
    """turn in degrees, clockwise; default: 0 (for `fitted` shapes: any)"""
    color: ColorRange | None = None
    """colour for `sketch`: `#rrggbb`, a name, a `choice`, or `{attribute}` whose values are colours"""
    phrase: Text | None = None
    """what a prompt calls one such object; may use `{attribute}` and `{variable}`; default: the category"""
    when: When = Field(default_factory=dict)
    """the entry is present only in samples whose variables match"""
    attributes: Annotated[dict[Name, ValueRange], Field(max_length=50)] = Field(default_factory=dict)
    """name: range; drawn for each object and written to its label. `brightness` is the packs' z-score of intensity"""
    place: AnyPlacement = Scatter()
    """where the objects stand"""
    relations: Relations = Relations()
    """how they stand to other objects"""


class Quota(Model):
    """A rare case: its share of the whole data set, in whole samples, is met exactly or refused with the reason."""

    share: Share
    """share of all samples; share x count is rounded half to even"""
    when: When = Field(default_factory=dict)
    """variables forced to these values in the members"""
    set: Annotated[dict[Text, Any], Field(max_length=100)] = Field(default_factory=dict)
    """leaf: value, for members only, such as `objects.nucleus.count: {uniform: [60, 90]}`"""
    require: Limits = Limits()
    """must hold for every member; a plan that breaks it is redrawn (bounded)"""
    exclusive: Flag = True
    """true: no other sample may meet `when` and `require`, so the share is exact; false: the share is a lower bound"""

    @model_validator(mode="after")
    def _says_something(self) -> Quota:
        if not (self.when or self.set or self.require.rules()):
            raise ValueError("a quota needs `when`, `set` or `require`")
        return self


class PictureScene(SceneModel):
    """What scenes of pictures and of videos share."""

    canvas: Canvas = Canvas()
    """the picture's size"""
    background: Background = Background()
    """what lies behind the objects"""
    pack: Annotated[str, Field(strict=True, min_length=1, max_length=4096)] | None = None
    """name of a shipped pack, or a folder; needed where something is `fitted`"""
    generator: Literal["pack", "sketch"] | None = None
    """who draws the picture; default: `pack` where a pack is named, else `sketch`. The command's `generator=` wins, and
    is the only way to ask for a hub model"""
    variables: Annotated[dict[Name, ValueRange], Field(max_length=100)] = Field(default_factory=dict)
    """name: range; drawn once for each sample"""
    prompt: Annotated[str, Field(strict=True, max_length=2000)] = ""
    """text for the generator; `{name}` stands for a variable"""
    negative_prompt: Annotated[str, Field(strict=True, max_length=2000)] = ""
    """what the picture must not show, for generators that take one; `{name}` stands for a variable"""
    style: Annotated[dict[Name, FittedNumberRange], Field(max_length=100)] = Field(default_factory=dict)
    """the pack's appearance factors in standard deviations from its training mean, such as `sharpness: -2`;
    those left out are fitted"""
    objects: Annotated[dict[Name, ObjectSpec], Field(min_length=1, max_length=200)]
    """name: what stands in the picture, in painting order: later ones are nearer unless `z` says otherwise"""
    constraints: Limits = Limits()
    """must hold for every sample; a plan that breaks one is redrawn (bounded), then refused"""
    quotas: Annotated[dict[Name, Quota], Field(max_length=50)] = Field(default_factory=dict)
    """name: a rare case and its share of the data set"""
    min_area: Annotated[Whole, Field(ge=1, le=1_000_000)] = 12
    """px; objects with fewer visible pixels are left out of picture and labels"""
    max_redraws: Annotated[Whole, Field(ge=1, le=10_000)] = 100
    """plans drawn for one sample before it is given up"""

    @property
    def categories(self) -> Mapping[str, str]:
        """Category name -> supercategory, in order of first appearance."""
        found: dict[str, str] = {}
        for name, spec in self.objects.items():
            found.setdefault(spec.category or name, spec.supercategory)
        return found

    @property
    def category_ids(self) -> Mapping[str, int]:
        """Category name -> its id: the stated one, else counted from 1 in order of first appearance."""
        stated = {
            spec.category or name: spec.category_id
            for name, spec in self.objects.items()
            if spec.category_id is not None
        }
        return {name: stated.get(name, number) for number, name in enumerate(self.categories, start=1)}

    @property
    def default_generator(self) -> Literal["pack", "sketch"]:
        """The generator used where the command names none."""
        return self.generator or ("pack" if self.pack else "sketch")


class Scene(PictureScene):
    """A scene of kind `image`."""

    kind: Literal["image"]
    """what is made"""
