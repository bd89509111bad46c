"""The card of a pack (`pack.yaml`): its output, its training data and its measured quality."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

PLANES = ("foreground", "boundary", "intensity")
"""The planes of a layout of masks of one category; those of several have `category:NAME` in place of the first."""

POSITION_PLANES = ("x", "y")
"""Where in its picture a pixel is: for pictures that are one composition."""

CATEGORY, BOX = "category:", "box:"
"""What the name of a category's plane begins with: its masks, or its boxes, which are soft."""

MOST_CATEGORIES = 64

COLOURS = ("red", "green", "blue")
BACKGROUND = tuple(f"background_{colour}" for colour in COLOURS)

Regime = Literal["textures", "compositions"]
LabelForm = Literal["masks", "boxes"]

UNSHUFFLE: Mapping[Regime, int] = {"textures": 2, "compositions": 4}

Share = Annotated[float, Field(ge=0, le=1)]


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Variable(_Closed):
    """The scene variable of the pack; its values are in the order of the networks' one-hot code."""

    name: str
    values: Annotated[tuple[str, ...], Field(min_length=1)]
    grey: tuple[str, ...] = ()
    """values whose pictures are grey (one channel)"""

    @model_validator(mode="after")
    def _consistent(self) -> Variable:
        if len(set(self.values)) < len(self.values) or not set(self.grey) <= set(self.values):
            raise ValueError("values that differ are needed, and `grey` names some of them")
        return self


class TrainingSource(_Closed):
    """The training data: name, licence, address, numbers of pictures and instances, SHA-256 of its annotation file. A
    private pack has neither of the last two, which would tell of single pictures.
    """

    name: str
    licence: str
    url: str = ""
    pictures: Annotated[int, Field(ge=0)]
    instances: Annotated[int, Field(ge=0)] | None
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None


class Sampler(_Closed):
    """Default sampling parameters of the generator."""

    steps: Annotated[int, Field(ge=1, le=1000)] = 7
    shift: Annotated[float, Field(gt=0)] = 1.0
    guidance: Annotated[float, Field(ge=0)] = 1.0
    guidance_of: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    """value of the variable: its guidance, where it differs from `guidance`"""
    retry_guidance: Annotated[float, Field(ge=0)] = 1.5
    """least guidance of a draft after a rejected one: more faithful at twice the cost"""
    tries: Annotated[int, Field(ge=1, le=100)] = 3
    """drafts of one layout before another is drawn: 1 where a layout that was misread once is mostly misread again"""


class DetailCard(_Closed):
    """The second stage, which draws pictures `factor` times as large from those of the generator, in `steps`
    evaluations.
    """

    factor: Annotated[int, Field(ge=2, le=8)]
    steps: Annotated[int, Field(ge=1, le=1000)] = 4


class DecodingCard(_Closed):
    """Parameters that turn the annotator's maps into instances (`synth.image.verify.segment.Decoding`)."""

    foreground: Share = 0.5
    rise: Share = 0.15
    least_area_px: Annotated[int, Field(ge=0)] = 12


class Calibration(_Closed):
    """What makes an annotator's raw scores probabilities (`synth.image.verify.calibrate`)."""

    slope: Annotated[float, Field(gt=0, le=100)]
    offsets: dict[str, Annotated[float, Field(ge=-100, le=100)]]
    """of each category"""


class PrivacyCard(_Closed):
    """(epsilon, delta)-differential privacy of what is `covered`, where one `unit` of the training data is added or
    removed. Such a pack has no annotator.

    Noise is Gaussian, in multiples of what one unit can change: `prior_noise` of the two releases of the prior,
    `noise_multiplier` of each of the generator's `steps`, in which a unit is with the chance `sample_rate`.
    """

    epsilon: Annotated[float, Field(gt=0)]
    delta: Annotated[float, Field(gt=0, lt=1)]
    accountant: Literal["rdp"]
    unit: str
    prior_noise: Annotated[float, Field(gt=0)]
    noise_multiplier: Annotated[float, Field(gt=0)]
    max_grad_norm: Annotated[float, Field(gt=0)]
    sample_rate: Annotated[float, Field(gt=0, le=1)]
    steps: Annotated[int, Field(ge=0)]
    covered: tuple[str, ...]
    not_covered: tuple[str, ...]


class PackCard(_Closed):
    """Everything about a pack except its weights and its prior.

    Packs differ in how their networks were trained: on crops, where pictures are textures, or on whole pictures with
    position planes, where each picture is one composition; and in what they label: masks, or boxes alone.
    """

    name: Annotated[str, Field(min_length=1, max_length=100)]
    description: str
    kind: Literal["image"] = "image"
    licence: str
    categories: Annotated[tuple[str, ...], Field(min_length=1)]
    variable: Variable
    planes: tuple[str, ...]
    styles: tuple[str, ...]
    labels: LabelForm = "masks"
    regime: Regime = "textures"
    scale: Annotated[float, Field(gt=0, le=1)] = 1.0
    """working px per canvas px: networks see pictures at this scale, unless `frame_px` is stated"""
    frame_px: Annotated[int, Field(ge=32, le=2048)] | None = None
    """longer side of every picture in working px, whatever the canvas"""
    canvas_wh_px: tuple[Annotated[int, Field(ge=1)], Annotated[int, Field(ge=1)]] | None = None
    """width and height of the usual training picture, in its own px"""
    detail: DetailCard | None = None
    """the stage that adds detail to pictures of `frame_px`; None: there is none"""
    mirrors: bool = False
    """whether a layout's mirror image is as likely as the layout"""
    multiple_px: Annotated[int, Field(ge=2, le=256)] = 16
    """sides in working px are padded up to a multiple of this many while sampling"""
    source: TrainingSource
    sampler: Sampler = Sampler()
    decoding: DecodingCard = DecodingCard()
    apart: tuple[str, ...] = ()
    """categories of masks whose objects hardly ever touch one another: each region is one of them"""
    calibration: Calibration | None = None
    """None: scores are as the network gives them"""
    box_score: Share = 0.3
    """least score of a box that the annotator reads"""
    privacy: PrivacyCard | None = None
    """None: nothing is promised"""
    missed_on_real: dict[str, Share] = Field(default_factory=dict)
    """value of the variable: ninth decile, over held-out real pictures, of the share of instances that the annotator
    misses at IoU 0.5. It is the default limit of missed instances in a draft"""
    offset_on_real: dict[str, Annotated[float, Field(ge=0, le=100)]] = Field(default_factory=dict)
    """value of the variable: ninth decile, over held-out real pictures, of the mean step from annotated centroids to
    those that the annotator reads, in px as it sees them. A draft's labels may be displaced by so much, and by 2 px"""
    training: dict[str, Any] = Field(default_factory=dict)
    """the configuration that the pack was fitted with"""
    scores: dict[str, Any] = Field(default_factory=dict)
    """measured scores, with the command and the data of each"""

    @model_validator(mode="after")
    def _drawable(self) -> PackCard:
        known = [*PLANES, *POSITION_PLANES, *(f"{kind}{name}" for kind in (CATEGORY, BOX) for name in self.categories)]
        if not self.planes or set(self.planes) - set(known) or len(set(self.planes)) < len(self.planes):
            raise ValueError(f"planes are some of {', '.join(known)}")
        if len(self.categories) > MOST_CATEGORIES or len(set(self.categories)) < len(self.categories):
            raise ValueError(f"at most {MOST_CATEGORIES} categories that differ are allowed")
        needed = [*BACKGROUND, "spread"]
        if lacking := [name for name in needed if name not in self.styles]:
            raise ValueError(f"styles hold {', '.join(needed)}: {lacking[0]} is missing")
        if len(object_colours(self.styles)) != len(COLOURS):
            raise ValueError("styles hold the objects' red, green and blue, such as object_red")
        if len(set(self.styles)) < len(self.styles):
            raise ValueError("styles differ")
        return self

    @property
    def unshuffle(self) -> int:
        """Side in px of the squares that are one place of the generator's network."""
        return UNSHUFFLE[self.regime]

    @property
    def attention(self) -> bool:
        """Whether the lowest level of the generator's network attends to all of the picture."""
        return self.regime == "compositions"

    def working_wh(self, width: int, height: int) -> tuple[int, int]:
        """The size in px at which the networks see a canvas of width x height px."""
        factor = self.scale if self.frame_px is None else self.frame_px / max(width, height)
        return max(round(width * factor), 1), max(round(height * factor), 1)


def object_colours(styles: Sequence[str]) -> tuple[str, ...]:
    """The styles that are the objects' mean colour, in the order of COLOURS, whatever a pack calls its objects."""
    return tuple(
        name for colour in COLOURS for name in styles if name.endswith(f"_{colour}") and name not in BACKGROUND
    )


def plane_names(categories: Sequence[str], labels: LabelForm, regime: Regime) -> tuple[str, ...]:
    """The planes that a pack of such labels is conditioned on."""
    position = POSITION_PLANES if regime == "compositions" else ()
    if labels == "boxes":
        return (*(f"{BOX}{name}" for name in categories), *PLANES, *position)
    first = [f"{CATEGORY}{name}" for name in categories] if len(categories) > 1 else PLANES[:1]
    return (*first, *PLANES[1:], *position)
