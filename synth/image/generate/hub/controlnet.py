"""The generator `controlnet`: control maps of a plan and its prompt through a pipeline with ControlNets."""

from __future__ import annotations

from collections.abc import Sequence

from synth.image.generate.hub.draw import DrawRequest, Painter, make_painter
from synth.image.generate.hub.load import load_controlnet
from synth.image.generate.protocol import Generator, Sampling
from synth.image.options.generator import GeneratorOptions
from synth.image.records import Condition, Drawn, Fault, Plan


def make_controlnet(options: GeneratorOptions, sampling: Sampling) -> Generator:
    """Load the pipeline with the nets of `options.controls`. SpecError or PackError where they do not fit."""
    loaded = load_controlnet(options, sampling)
    return conditioned(make_painter(loaded, options, sampling), tuple(options.controls))


def conditioned(paint: Painter, controls: Sequence[str]) -> Generator:
    """The generator that draws the conditions with any painter, with these of their control maps."""

    def generate(
        plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]
    ) -> list[Drawn | Fault]:
        return paint([_request(c, seed, controls) for c, seed in zip(conditions, pixel_seeds, strict=True)])

    return generate


def _request(condition: Condition, seed: int, controls: Sequence[str]) -> DrawRequest:
    return DrawRequest(
        parts=condition.parts or (condition.prompt,),
        negative_prompt=condition.negative_prompt,
        seed=seed,
        width=condition.width,
        height=condition.height,
        controls=tuple(condition.maps[name] for name in controls),
    )
