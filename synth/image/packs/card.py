"""The card of a pack (`pack.yaml`): what it makes, what it was made from, and what it was measured to reach."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Variable(_Closed):
    """The scene variable that the pack understands, its values in the order of the networks' one-hot code."""

    name: str
    values: Annotated[tuple[str, ...], Field(min_length=1)]
    grey: tuple[str, ...] = ()
    """values whose pictures have one channel"""


class TrainingSource(_Closed):
    """The training data: where from, under which licence, how much, and the hash of its annotation file."""

    name: str
    licence: str
    url: str = ""
    pictures: int
    instances: int
    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Sampler(_Closed):
    """How the generator samples unless told otherwise."""

    steps: Annotated[int, Field(ge=1, le=1000)] = 10
    shift: Annotated[float, Field(gt=0)] = 1.0
    guidance: Annotated[float, Field(ge=0)] = 1.0
    guidance_of: dict[str, Annotated[float, Field(ge=0)]] = Field(default_factory=dict)
    """values of the variable that ask for another guidance"""
    retry_guidance: Annotated[float, Field(ge=0)] = 1.5
    """for drafts whose first try was refused: more faithful at twice the cost"""


class DecodingCard(_Closed):
    """How the annotator's maps become instances (`synth.image.verify.segment`)."""

    foreground: Share = 0.5
    rise: Share = 0.15
    least_area_px: int = 12


class PackCard(_Closed):
    """Everything about a pack that is not a weight."""

    name: str
    description: str
    kind: Literal["image"] = "image"
    licence: str
    categories: Annotated[tuple[str, ...], Field(min_length=1)]
    variable: Variable
    planes: tuple[str, ...]
    styles: tuple[str, ...]
    multiple_px: int = 16
    """canvas sides are padded up to a multiple of this many px while sampling"""
    source: TrainingSource
    sampler: Sampler = Sampler()
    decoding: DecodingCard = DecodingCard()
    missed_on_real: dict[str, Share] = Field(default_factory=dict)
    """value of the variable: share of a real picture's instances that the annotator misses at IoU 0.5, in three of four
    held-out pictures at most; what drafts are measured by"""
    training: dict[str, Any] = Field(default_factory=dict)
    """the configuration that the pack was fitted with"""
    scores: dict[str, Any] = Field(default_factory=dict)
    """what was measured, by which command, on what"""
