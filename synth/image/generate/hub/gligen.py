"""The generator `gligen`: boxes with phrases for GLIGEN's gated attention (Li et al. 2023, arXiv:2301.07093), as long
as diffusers includes it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from synth.core.errors import SynthError
from synth.image.generate.hub.draw import DrawRequest, Painter, make_painter
from synth.image.generate.hub.load import load_plain
from synth.image.generate.protocol import Generator, Sampling
from synth.image.options.generator import GeneratorOptions
from synth.image.records import Condition, Drawn, Fault, Plan

MOST_BOXES = 30
"""Number of boxes that GLIGEN was trained with. Diffusers would drop any further box silently."""


def make_gligen(options: GeneratorOptions, sampling: Sampling) -> Generator:
    """Load a GLIGEN pipeline."""
    loaded = load_plain(options, sampling)
    return grounder(make_painter(loaded, options, sampling))


def grounder(paint: Painter) -> Generator:
    """The generator that draws with any painter. SynthError, before drawing, for a plan with too many objects."""

    def generate(
        plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]
    ) -> list[Drawn | Fault]:
        for plan in plans:
            if len(plan.instances) > MOST_BOXES:
                allowed = f"{MOST_BOXES} boxes at most for GLIGEN: scene.constraints.count.max={MOST_BOXES}"
                raise SynthError(f"sample {plan.sample_id}", f"{len(plan.instances)} boxes", allowed)
        return paint([_request(c, seed) for c, seed in zip(conditions, pixel_seeds, strict=True)])

    return generate


def _request(condition: Condition, seed: int) -> DrawRequest:
    """The request with the whole prompt, and each object's phrase and box (shares of the canvas), in order."""
    size = np.array([condition.width, condition.height] * 2)
    return DrawRequest(
        parts=condition.parts,
        negative_prompt=condition.negative_prompt,
        seed=seed,
        width=condition.width,
        height=condition.height,
        phrases=condition.phrases,
        boxes_xyxy=tuple(map(tuple, (condition.boxes_xyxy_px / size).tolist())),
    )
