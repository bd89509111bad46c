"""The card of a pack (`pack.yaml`): its output, its training data and its measured quality."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

PLANES = ("foreground", "boundary", "intensity")
"""The layout as the input of a pack's generator: one float32 array (h, w) per plane."""

NEEDED_STYLES = (
    *(f"{what}_{colour}" for what in ("background", "nucleus") for colour in ("red", "green", "blue")),
    "spread",
)
"""Styles that the prior and the generator know by name: they bound the contrast of an object."""

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
    """The training data: name, licence, address, numbers of pictures and instances, SHA-256 of its annotation file."""

    name: str
    licence: str
    url: str = ""
    pictures: Annotated[int, Field(ge=0)]
    instances: Annotated[int, Field(ge=0)]
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Sampler(_Closed):
    """Default sampling parameters of the generator."""

    steps: Annotated[int, Field(ge=1, le=1000)] = 10
    shift: Annotated[float, Field(gt=0)] = 1.0
    guidance: Annotated[float, Field(ge=0)] = 1.0
    guidance_of: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    """value of the variable: its guidance, where it differs from `guidance`"""
    retry_guidance: Annotated[float, Field(ge=0)] = 1.5
    """least guidance of a draft after a rejected one: more faithful at twice the cost"""


class DecodingCard(_Closed):
    """Parameters that turn the annotator's maps into instances (`synth.image.verify.segment.Decoding`)."""

    foreground: Share = 0.5
    rise: Share = 0.15
    least_area_px: Annotated[int, Field(ge=0)] = 12


class PackCard(_Closed):
    """Everything about a pack except its weights and its prior."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
    description: str
    kind: Literal["image"] = "image"
    licence: str
    categories: Annotated[tuple[str, ...], Field(min_length=1)]
    variable: Variable
    planes: tuple[str, ...]
    styles: tuple[str, ...]
    multiple_px: Annotated[int, Field(ge=2, le=256)] = 16
    """canvas sides are padded up to a multiple of this many px while sampling"""
    source: TrainingSource
    sampler: Sampler = Sampler()
    decoding: DecodingCard = DecodingCard()
    missed_on_real: dict[str, Share] = Field(default_factory=dict)
    """value of the variable: third quartile, over held-out real pictures, of the share of instances that the annotator
    misses at IoU 0.5. It is the default limit of missed instances in a draft"""
    training: dict[str, Any] = Field(default_factory=dict)
    """the configuration that the pack was fitted with"""
    scores: dict[str, Any] = Field(default_factory=dict)
    """measured scores, with the command and the data of each"""

    @model_validator(mode="after")
    def _drawable(self) -> PackCard:
        if not self.planes or set(self.planes) - set(PLANES) or len(set(self.planes)) < len(self.planes):
            raise ValueError(f"planes are some of {', '.join(PLANES)}")
        if lacking := [name for name in NEEDED_STYLES if name not in self.styles]:
            raise ValueError(f"styles hold {', '.join(NEEDED_STYLES)}: {lacking[0]} is missing")
        if len(set(self.styles)) < len(self.styles):
            raise ValueError("styles differ")
        return self
