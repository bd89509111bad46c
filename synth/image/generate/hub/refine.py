"""The generator `refine`: image-to-image over another generator's picture, weak enough that its labels stay true."""

from __future__ import annotations

from collections.abc import Sequence

from synth.image.generate.hub.draw import DrawRequest, Painter, make_painter
from synth.image.generate.hub.load import load_auto
from synth.image.generate.hub.strength import with_strength
from synth.image.generate.protocol import Generator, Sampling
from synth.image.options.generator import GeneratorOptions
from synth.image.records import Condition, Drawn, Fault, Plan

REFINE_STRENGTH = 0.5
"""Default share of the denoising that is repeated. At 0.5 the base keeps half its amplitude in the latents of SD 1.5
and SDXL (0.77 at 0.3, 0.29 at 0.7). Flow models shift their schedule and keep less: SD3, and FLUX at 1 MP, keep half at
0.25.
"""


def make_refine(options: GeneratorOptions, base: Generator, sampling: Sampling) -> Generator:
    """Load an image-to-image pipeline that repaints the pictures of `base`. SpecError or PackError where it cannot."""
    loaded = load_auto(options, sampling, "image")
    return refiner(make_painter(loaded, with_strength(options, loaded, sampling, REFINE_STRENGTH), sampling), base)


def refiner(paint: Painter, base: Generator) -> Generator:
    """The generator that refines with any painter. Base and refinement use the same pixel seed.

    A fault of the base is returned as it is.
    """

    def generate(
        plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]
    ) -> list[Drawn | Fault]:
        drawn = base(plans, conditions, pixel_seeds)
        whole = {k: picture for k, picture in enumerate(drawn) if isinstance(picture, Drawn)}
        refined = paint([_request(p, conditions[k], pixel_seeds[k]) for k, p in whole.items()]) if whole else []
        for (k, below), over in zip(whole.items(), refined, strict=True):
            drawn[k] = over._replace(notes=below.notes + over.notes) if isinstance(over, Drawn) else over
        return drawn

    return generate


def _request(below: Drawn, condition: Condition, seed: int) -> DrawRequest:
    """The request that paints the whole prompt over a picture."""
    return DrawRequest(
        parts=condition.parts,
        negative_prompt=condition.negative_prompt,
        seed=seed,
        width=condition.width,
        height=condition.height,
        image=below.image,
    )
