"""What a run of videos takes beside what every run takes."""

from __future__ import annotations

from pydantic import Field
from pydantic.dataclasses import dataclass

from synth.image.options.generator import GeneratorOptions
from synth.image.options.run import SamplerOptions
from synth.options import CLOSED, Name, RunConfig


@dataclass(frozen=True, slots=True, kw_only=True, config=CLOSED)
class VideoConfig(RunConfig):
    """One data set of videos."""

    device: Name = "auto"
    """`auto`, `cpu`, `cuda` or `cuda:N`."""
    sampler: SamplerOptions = Field(default_factory=SamplerOptions)
    """How the diffusion generators sample: a file of conf/sampler/."""
    generator: GeneratorOptions = Field(default_factory=GeneratorOptions)
    """Who draws the pictures, and how: a file of conf/generator/, or any path: generator=./mine.yaml."""
