"""The generator `inpaint`: a background, then one object after the other into its own mask, from far to near.

Labels hold by construction: a pixel belongs to the object in whose mask it was painted, and nothing else is touched. It
costs a call of the pipeline for the background and one for every object. Each call sees the result of those before it:
the float noise by which a picture differs in another batch (1/255) can grow from object to object.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from synth.core.seeds import seed_for
from synth.image.generate.hub.crop import Crop, crop_around, cut, cut_mask, laid
from synth.image.generate.hub.draw import Painter, Request, make_painter
from synth.image.generate.hub.load import load_auto
from synth.image.generate.hub.strength import with_strength
from synth.image.generate.protocol import Generator, Sampling
from synth.image.generate.sketch import Sketch, make_sketch
from synth.image.labels import Instance
from synth.image.options.generator import GeneratorOptions
from synth.image.records import Condition, Fault, Picture, Plan
from synth.image.scene.schema import Scene

STRENGTH = 1.0
"""Nothing of what is under the mask is kept."""

STRENGTH_OF = {"StableDiffusionXLInpaintPipeline": 0.99}
"""As on the card of SDXL's inpainting model, which asks for less than 1.0."""


class Stroke(NamedTuple):
    """One object about to be painted: its crop, its full outline on the canvas (h, w), what is asked for."""

    instance: Instance
    crop: Crop
    outline: NDArray[np.bool_]
    request: Request


def make_inpaint(options: GeneratorOptions, scene: Scene, sampling: Sampling) -> Generator:
    """Load an inpainting pipeline."""
    loaded = load_auto(options, sampling, "inpaint")
    own = STRENGTH_OF.get(loaded.shape.pipeline, STRENGTH)
    paint = make_painter(loaded, with_strength(options, loaded, sampling, own), sampling)
    return inpainter(paint, make_sketch(scene), options.crop_px, loaded.multiple_px)


def inpainter(paint: Painter, sketch: Sketch, crop_px: int, multiple_px: int) -> Generator:
    """Paint with any painter; the k-th objects of all plans go to it in one call. A fault ends its sample."""

    def generate(
        plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]
    ) -> list[Picture | Fault]:
        samples = list(zip(plans, conditions, pixel_seeds, strict=True))
        drawn = paint([_background(sketch, *sample) for sample in samples])
        for turn in range(max((len(plan.instances) for plan in plans), default=0)):
            strokes: dict[int, Stroke] = {}
            for number, (plan, condition, seed) in enumerate(samples):
                under = drawn[number]
                if isinstance(under, Picture) and turn < len(plan.instances):
                    index = far_to_near(plan)[turn]
                    crop = _crop(plan, plan.instances[index], crop_px, multiple_px)
                    strokes[number] = _stroke(under, plan, condition, seed, index, crop)
            painted = paint([stroke.request for stroke in strokes.values()]) if strokes else []
            for (number, stroke), patch in zip(strokes.items(), painted, strict=True):
                drawn[number] = _over(drawn[number], stroke, patch)
        return drawn

    return generate


def far_to_near(plan: Plan) -> list[int]:
    """The numbers of the instances in the order in which the plan painted its masks."""
    return sorted(range(len(plan.instances)), key=lambda k: (plan.instances[k].z, plan.instances[k].id))


def _scene(plan: Plan) -> tuple[str, ...]:
    """The part of a prompt that speaks of the scene alone; none where it says nothing."""
    return (plan.prompt,) if plan.prompt else ()


def _background(sketch: Sketch, plan: Plan, condition: Condition, seed: int) -> Request:
    """The whole canvas anew over the scene's backdrop without objects."""
    return Request(
        parts=_scene(plan),
        negative_prompt=condition.negative_prompt,
        seed=seed,
        width=plan.width,
        height=plan.height,
        image=sketch(replace(plan, instances=()), None, seed),
        mask=np.ones((plan.height, plan.width), np.bool_),
    )


def _crop(plan: Plan, instance: Instance, crop_px: int, multiple_px: int) -> Crop:
    box = instance.amodal.clipped(plan.width, plan.height).box
    return crop_around(box, plan.width, plan.height, crop_px, multiple_px)


def _stroke(under: Picture, plan: Plan, condition: Condition, seed: int, index: int, crop: Crop) -> Stroke:
    """The instance of this index over what is painted so far: its phrase first, then the scene.

    It is painted whole, also where a nearer one will hide it: asked for a person in what is seen of one, a model draws
    a small person.
    """
    instance = plan.instances[index]
    outline = instance.amodal.on_canvas(plan.width, plan.height)
    request = Request(
        parts=(condition.phrases[index], *_scene(plan)),
        negative_prompt=condition.negative_prompt,
        seed=seed_for(seed, instance.id, "inpaint", bits=56),
        width=crop.model_width,
        height=crop.model_height,
        image=cut(under.image, crop),
        mask=cut_mask(outline, crop),
    )
    return Stroke(instance, crop, outline, request)


def _over(under: Picture | Fault, stroke: Stroke, patch: Picture | Fault) -> Picture | Fault:
    """The picture with one more object, or the fault of its patch under the object's name."""
    if isinstance(under, Fault):
        return under
    if isinstance(patch, Fault):
        name = f"object {stroke.instance.id} ({stroke.instance.category})"
        return patch._replace(detail=f"{name}: {patch.detail}" if patch.detail else name)
    height, width = stroke.outline.shape
    visible = stroke.instance.mask.on_canvas(width, height)
    image = laid(under.image, patch.image, stroke.crop, stroke.outline, visible)
    return Picture(image, tuple(dict.fromkeys(under.notes + patch.notes)))
