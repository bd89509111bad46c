"""The strength of a generator that paints over a picture: the share of the denoising that is repeated."""

from __future__ import annotations

import inspect
from dataclasses import replace

from synth.core.errors import SpecError
from synth.image.generate.hub.load import LoadedPipeline
from synth.image.generate.protocol import Sampling
from synth.image.options.generator import GeneratorOptions


def with_strength(
    options: GeneratorOptions, loaded: LoadedPipeline, sampling: Sampling, own: float
) -> GeneratorOptions:
    """The options with a strength: as stated, else `own`. SpecError where it leaves less than one step."""
    strength = own if options.strength is None else options.strength
    default = inspect.signature(type(loaded.pipeline).__call__).parameters["num_inference_steps"].default
    steps = sampling.steps or options.steps or default
    if int(steps * strength) < 1:
        raise SpecError("generator.strength", strength, f"of {steps} steps it leaves none: at least {1 / steps:.3g}")
    return replace(options, strength=strength)
