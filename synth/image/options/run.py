"""What a run of pictures takes beside what every run takes."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from pydantic.dataclasses import dataclass

from synth.image.options.generator import GeneratorOptions
from synth.image.options.judges import VerifyOptions
from synth.image.options.layout import LayoutOptions
from synth.options import CLOSED, Float, Int, Name, RunConfig


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class SamplerOptions:
    """How the diffusion generators sample."""

    steps: Annotated[Int, Field(ge=1, le=1000)] | None = None
    """Evaluations of the network; None: the choice of the pack or of the generator's file."""
    guidance: Annotated[Float, Field(ge=0, le=50)] | None = None
    """Classifier-free guidance weight; None: the choice of the pack or of the generator's file."""


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class ImageConfig(RunConfig):
    """One data set of pictures."""

    batch_size: Annotated[Int, Field(ge=1, le=1024)] | None = None
    """Pictures per call of the generator; None: what suits the device."""
    device: Name = "auto"
    """`auto`, `cpu`, `cuda` or `cuda:N`."""
    pack: Name | None = None
    """Name of a shipped pack, or a pack's folder, relative to the scene file's folder or else to the working folder;
    None: the scene's own."""
    layout: LayoutOptions = Field(default_factory=LayoutOptions)
    """Where the objects that a scene leaves to its pack lie: a file of conf/layout/."""
    verify: VerifyOptions = Field(default_factory=VerifyOptions)
    """When a picture's labels count as shown by its pixels: a file of conf/verify/."""
    sampler: SamplerOptions = Field(default_factory=SamplerOptions)
    """How the diffusion generators sample: a file of conf/sampler/."""
    generator: GeneratorOptions = Field(default_factory=GeneratorOptions)
    """Who draws the pictures, and how: a file of conf/generator/, or any path: generator=./mine.yaml."""
