"""The generator `inpaint`: it paints a background, then one object after the other into its own mask, from far to near.

Labels hold by construction: a pixel belongs to the object in whose mask it was painted, and no other pixel changes. The
cost is one call of the pipeline for the background and one for every object. Each call sees the result of the earlier
ones, so the rounding noise between different batch sizes (1/255) can grow from object to object.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from synth.core.seeds import seed_for
from synth.image.generate.hub.crop import CropWindow, crop_around, cut_image, cut_mask, paste_crop
from synth.image.generate.hub.draw import DrawRequest, Painter, make_painter
from synth.image.generate.hub.load import load_auto
from synth.image.generate.hub.strength import with_strength
from synth.image.generate.protocol import Generator, Sampling
from synth.image.generate.sketch import Sketch, make_sketch
from synth.image.labels import Instance
from synth.image.options.generator import GeneratorOptions
from synth.image.records import Condition, Drawn, Fault, Plan
from synth.image.scene.schema import Scene

if TYPE_CHECKING:
    from jaxtyping import Bool

INPAINT_STRENGTH = 1.0
"""Default strength: nothing under the mask is kept."""

STRENGTH_OF = {"StableDiffusionXLInpaintPipeline": 0.99}
"""Default strength of single pipelines. The card of SDXL's inpainting model recommends less than 1.0."""


class InpaintStep(NamedTuple):
    """One object to be painted: its crop, its full outline on the canvas, and the request."""

    instance: Instance
    crop: CropWindow
    outline: Bool[np.ndarray, "h w"]
    request: DrawRequest


def make_inpaint(options: GeneratorOptions, scene: Scene, sampling: Sampling) -> Generator:
    """Load an inpainting pipeline. SpecError or PackError where it does not fit the options."""
    loaded = load_auto(options, sampling, "inpaint")
    own = STRENGTH_OF.get(loaded.shape.pipeline, INPAINT_STRENGTH)
    paint = make_painter(loaded, with_strength(options, loaded, sampling, own), sampling)
    return inpainter(paint, make_sketch(scene), options.crop_px, loaded.multiple_px)


def inpainter(paint: Painter, sketch: Sketch, crop_px: int, multiple_px: int) -> Generator:
    """The generator that paints with any painter; one call takes the k-th object of every plan.

    A fault ends its sample.
    """

    def generate(
        plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]
    ) -> list[Drawn | Fault]:
        samples = list(zip(plans, conditions, pixel_seeds, strict=True))
        drawn = paint([_background(sketch, *sample) for sample in samples])
        for turn in range(max((len(plan.instances) for plan in plans), default=0)):
            steps: dict[int, InpaintStep] = {}
            for number, (plan, condition, seed) in enumerate(samples):
                under = drawn[number]
                if isinstance(under, Drawn) and turn < len(plan.instances):
                    index = far_to_near(plan)[turn]
                    crop = _crop(plan, plan.instances[index], crop_px, multiple_px)
                    steps[number] = _inpaint_step(under, plan, condition, seed, index, crop)
            painted = paint([step.request for step in steps.values()]) if steps else []
            for (number, step), patch in zip(steps.items(), painted, strict=True):
                drawn[number] = _over(drawn[number], step, patch)
        return drawn

    return generate


def far_to_near(plan: Plan) -> list[int]:
    """Indices of the instances, in the order in which the plan painted its masks."""
    return sorted(range(len(plan.instances)), key=lambda k: (plan.instances[k].z, plan.instances[k].id))


def _scene(plan: Plan) -> tuple[str, ...]:
    """The part of the prompt that describes the scene without its objects; empty where there is none."""
    return (plan.prompt,) if plan.prompt else ()


def _background(sketch: Sketch, plan: Plan, condition: Condition, seed: int) -> DrawRequest:
    """The request for the background: the whole canvas, painted over the scene's backdrop without objects."""
    return DrawRequest(
        parts=_scene(plan),
        negative_prompt=condition.negative_prompt,
        seed=seed,
        width=plan.width,
        height=plan.height,
        image=sketch(replace(plan, instances=()), None, seed),
        mask=np.ones((plan.height, plan.width), np.bool_),
    )


def _crop(plan: Plan, instance: Instance, crop_px: int, multiple_px: int) -> CropWindow:
    box = instance.amodal.clipped(plan.width, plan.height).box
    return crop_around(box, plan.width, plan.height, crop_px, multiple_px)


def _inpaint_step(
    under: Drawn, plan: Plan, condition: Condition, seed: int, index: int, crop: CropWindow
) -> InpaintStep:
    """The step that paints one instance over the picture so far. The prompt is its phrase, then the scene's.

    The instance is painted whole, also where a nearer one will hide it. If the mask were only the visible part of a
    person, the model would draw a small person.
    """
    instance = plan.instances[index]
    outline = instance.amodal.on_canvas(plan.width, plan.height)
    request = DrawRequest(
        parts=(condition.phrases[index], *_scene(plan)),
        negative_prompt=condition.negative_prompt,
        seed=seed_for(seed, instance.id, "inpaint", bits=56),
        width=crop.model_width,
        height=crop.model_height,
        image=cut_image(under.image, crop),
        mask=cut_mask(outline, crop),
    )
    return InpaintStep(instance, crop, outline, request)


def _over(under: Drawn | Fault, step: InpaintStep, patch: Drawn | Fault) -> Drawn | Fault:
    """The picture with one more object, or the fault of its patch with the object's name."""
    if isinstance(under, Fault):
        return under
    if isinstance(patch, Fault):
        name = f"object {step.instance.id} ({step.instance.category})"
        return patch._replace(detail=f"{name}: {patch.detail}" if patch.detail else name)
    height, width = step.outline.shape
    visible = step.instance.mask.on_canvas(width, height)
    image = paste_crop(under.image, patch.image, step.crop, step.outline, visible)
    return Drawn(image, tuple(dict.fromkeys(under.notes + patch.notes)))
