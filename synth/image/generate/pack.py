"""The generator `pack`: the embedded diffusion model, from a plan's condition to a stored picture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np
import torch
from diffusers.schedulers.scheduling_flow_match_euler_discrete import FlowMatchEulerDiscreteScheduler
from diffusers.utils.logging import disable_progress_bar
from numpy.typing import NDArray

from synth.core.errors import PackError, suggest
from synth.core.geometry import Mask, overlap_slices
from synth.core.lanes import checkpoint
from synth.core.seeds import rng_for
from synth.core.strict_json import read_object
from synth.hub.threads import pack_threads
from synth.image.condition.planes import COVER, PlaneLayout, draw_planes, nearest, positions
from synth.image.generate.device import device_of, pack_dtype_of
from synth.image.generate.flow import Inpainting, LayoutFlowPipeline, condition_vector, enlarged, flow_unet
from synth.image.generate.protocol import Generator, Sampling
from synth.image.packs.card import UNSHUFFLE, PackCard
from synth.image.packs.grain import Grain
from synth.image.packs.network import (
    LARGEST_JSON,
    NetworkFiles,
    check_constants,
    detail_files,
    detail_planes,
    generator_files,
    put_weights,
    vector_size,
)
from synth.image.packs.pack import DETAIL, GENERATOR, Pack
from synth.image.packs.tone import FULL_RANGE, Exposure, expose, normalise
from synth.image.plan.composed import ComposedPrior
from synth.image.records import Condition, Drawn, Fault, Plan

STYLE_LIMIT, BRIGHTEST = 4.0, 4.0

_MARGIN = np.ones((9, 9), np.uint8)
"""What is redrawn of a refused draft reaches 4 px beyond what was misread, so that edges can be drawn anew."""


def make_pack_generator(pack: Pack, sampling: Sampling, dtype: str = "auto") -> Generator:
    """Load the pack's pipeline. On the CPU pictures are drawn one by one and several threads may draw at once; a lane
    whose work is called off (`synth.core.lanes`) stops within a layer of the network.

    Raises PackError where the folder has no loadable pipeline; the generator raises it for an unknown domain.
    """
    device = device_of(sampling.device)
    card = pack.card
    disable_progress_bar()
    pipeline = _ready(pack_pipeline(pack), device, dtype)
    detail = _ready(_detail_pipeline(pack), device, dtype) if card.detail else None
    steps = sampling.steps or card.sampler.steps

    prior = ComposedPrior(pack.prior) if card.labels == "boxes" else None

    def draw(plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]) -> list[Drawn | Fault]:
        forms = [
            None if prior is None else _outlines(prior, card, p, seed)
            for p, seed in zip(plans, pixel_seeds, strict=True)
        ]
        each = list(zip(plans, conditions, forms, strict=True))
        planes = torch.stack([_planes(pack, p, c, f) for p, c, f in each])
        vectors = torch.stack([torch.from_numpy(_vector(card, c)) for c in conditions])
        seeds = [torch.Generator().manual_seed(seed % 2**63) for seed in pixel_seeds]
        guidance = [_guidance(card, c, sampling.guidance) for c in conditions]
        known = _inpainting(pack, plans, conditions, (planes.shape[2], planes.shape[3]))
        drawn = pipeline(
            planes, vectors, seeds, steps=steps, shift=card.sampler.shift, guidance=guidance, inpaint=known
        )
        if detail and card.detail:
            factor = card.detail.factor
            fine = torch.stack([_planes(pack, p, c, f, factor) for p, c, f in each])
            drawn = detail(torch.cat([enlarged(drawn, factor), fine], dim=1), vectors, seeds, steps=card.detail.steps)
        finished = zip(plans, conditions, drawn.permute(0, 2, 3, 1).numpy(), pixel_seeds, strict=True)
        return [Drawn(_stored(pack, p, c, d, seed)) for p, c, d, seed in finished]

    def generate(
        plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]
    ) -> list[Drawn | Fault]:
        if device.type != "cpu":
            return draw(plans, conditions, pixel_seeds)
        with pack_threads():
            return [draw([p], [c], [s])[0] for p, c, s in zip(plans, conditions, pixel_seeds, strict=True)]

    return generate


def pack_pipeline(pack: Pack) -> LayoutFlowPipeline:
    """The pipeline of a pack, on the CPU. PackError where the folder has none that loads."""
    card = pack.card
    return _stored_pipeline(pack, GENERATOR, generator_files(pack), len(card.planes), card.unshuffle, card.attention)


def _detail_pipeline(pack: Pack) -> LayoutFlowPipeline:
    return _stored_pipeline(pack, DETAIL, detail_files(pack), detail_planes(pack.card), UNSHUFFLE["textures"], False)


def _stored_pipeline(
    pack: Pack, part: str, files: NetworkFiles, planes: int, unshuffle: int, attention: bool
) -> LayoutFlowPipeline:
    """The pipeline in the pack's folder, of which only the widths and the weights are its own."""
    pack.part(part)
    scheduler = FlowMatchEulerDiscreteScheduler(shift=1.0)
    stated = pack.file(f"{part}/scheduler/scheduler_config.json")
    found = read_object(stated, PackError, "the configuration of a scheduler", most=LARGEST_JSON)
    check_constants(stated, found, {"_class_name": type(scheduler).__name__, **scheduler.config})
    card = pack.card
    unet = flow_unet(planes, vector_size(card), files.widths, files.layers, unshuffle=unshuffle, attention=attention)
    put_weights(unet, files)
    return LayoutFlowPipeline(unet.eval(), scheduler)


def _ready(pipeline: LayoutFlowPipeline, device: torch.device, dtype: str) -> LayoutFlowPipeline:
    pipeline.to(device)
    if pack_dtype_of(dtype, device) == torch.bfloat16:
        pipeline.unet.bfloat16()
    pipeline.unet.to(memory_format=torch.channels_last)
    pipeline.set_progress_bar_config(disable=True)
    for layer in pipeline.unet.modules():
        if isinstance(layer, torch.nn.Conv2d):
            layer.register_forward_pre_hook(lambda *_: checkpoint())
    return pipeline


def _domain(card: PackCard, condition: Condition) -> int:
    if len(card.variable.values) == 1:
        return 0
    value = str(condition.variables.get(card.variable.name))
    if value not in card.variable.values:
        raise PackError(
            f"variables.{card.variable.name}", value, f"pack {card.name} has {suggest(value, card.variable.values)}"
        )
    return card.variable.values.index(value)


def _fitted(pack: Pack, condition: Condition) -> Mapping[str, Any]:
    """The prior's record of the condition's domain."""
    return pack.prior["domains"][pack.card.variable.values[_domain(pack.card, condition)]]


def _guidance(card: PackCard, condition: Condition, requested: float | None) -> float:
    """The requested guidance, else the pack's for the condition's domain; for a retry at least `retry_guidance`."""
    own = card.sampler.guidance_of.get(card.variable.values[_domain(card, condition)], card.sampler.guidance)
    first = own if requested is None else requested
    return max(first, card.sampler.retry_guidance) if condition.attempt else first


def _outlines(prior: ComposedPrior, card: PackCard, plan: Plan, pixel_seed: int) -> list[Mask]:
    """What lies in the boxes of a plan, another in each draft that draws them."""
    alone = None if len(card.categories) > 1 else next(iter(card.categories))
    canvas = (plan.width, plan.height)
    drawn = plan.kept.seeds if plan.kept else [None] * len(plan.instances)
    seeds = [pixel_seed if seed is None else seed for seed in drawn]
    return [
        prior.outline_in(alone or i.category, i.box, plan.variables, canvas, rng_for(seed, number, "outlines"))
        for number, (i, seed) in enumerate(zip(plan.instances, seeds, strict=True))
    ]


def _inpainting(
    pack: Pack, plans: Sequence[Plan], conditions: Sequence[Condition], shape: tuple[int, int]
) -> Inpainting | None:
    """What refused drafts leave, at the working size (`shape`: rows and columns); None where no plan has any."""
    if all(plan.kept is None for plan in plans):
        return None
    known, redrawn = torch.zeros(len(plans), 3, *shape), torch.ones(len(plans), 1, *shape)
    for number, (plan, condition) in enumerate(zip(plans, conditions, strict=True)):
        if plan.kept is None:
            continue
        size = pack.card.working_wh(plan.width, plan.height)
        image = cv2.resize(plan.kept.image, size, interpolation=cv2.INTER_AREA)
        picture = normalise(np.asarray(image, np.uint8), _exposure(pack, condition))
        where = cv2.dilate(nearest(plan.kept.redrawn, size[1], size[0]).astype(np.float32), _MARGIN)
        pad = ((0, shape[0] - size[1]), (0, shape[1] - size[0]))
        known[number] = torch.from_numpy(np.pad(picture.transpose(2, 0, 1), ((0, 0), *pad), mode="symmetric"))
        redrawn[number, 0] = torch.from_numpy(np.pad(where, pad, mode="symmetric"))
    return Inpainting(known, redrawn)


def plan_layout(
    plan: Plan, card: PackCard, level: float, outlines: Sequence[Mask] | None = None, factor: int = 1
) -> PlaneLayout:
    """A plan at `factor` times the pack's working size; `level` is the grey level of a `brightness` of 1. `outlines`:
    what lies in its boxes, of which the smaller hides the larger.
    """
    width, height = (factor * side for side in card.working_wh(plan.width, plan.height))
    cover = np.zeros((plan.height, plan.width), COVER)
    numbers = np.zeros(len(plan.instances), np.int64)
    masks = [i.mask for i in plan.instances] if outlines is None else outlines
    for index, (instance, mask) in enumerate(zip(plan.instances, masks, strict=True)):
        numbers[index] = card.categories.index(instance.category) if len(card.categories) > 1 else 0
        target, source = overlap_slices(cover.shape, mask.bits.shape, mask.x0, mask.y0)
        cover[target] |= mask.bits[source] * COVER(1 << int(numbers[index]))
    brightness = np.array([float(i.attributes.get("brightness", 0.0)) for i in plan.instances], np.float64)
    stretch = np.array([width / plan.width, height / plan.height] * 2, np.float32)
    return PlaneLayout(
        labels=nearest(plan.label_map() if outlines is None else _label_map(plan, outlines), height, width),
        cover=nearest(cover, height, width),
        levels=np.clip(brightness, -BRIGHTEST, BRIGHTEST).astype(np.float32) * level,
        boxes=np.array([i.box for i in plan.instances], np.float32).reshape(-1, 4) * stretch,
        categories=numbers,
        position_xy=positions(height, width),
    )


def _label_map(plan: Plan, outlines: Sequence[Mask]) -> NDArray[np.int32]:
    labels = np.zeros((plan.height, plan.width), np.int32)
    for index in sorted(range(len(outlines)), key=lambda index: -plan.instances[index].box.area):
        labels[outlines[index].on_canvas(plan.width, plan.height)] = index + 1
    return labels


def _planes(
    pack: Pack, plan: Plan, condition: Condition, outlines: Sequence[Mask] | None, factor: int = 1
) -> torch.Tensor:
    """Planes (p, H, W) in the card's order at `factor` times the working size, mirror-padded to as many times the
    pack's multiple; brightness becomes grey levels.
    """
    fitted, card = _fitted(pack, condition), pack.card
    index = card.styles.index("spread")
    z = float(np.clip(condition.style.get("spread", 0.0), -STYLE_LIMIT, STYLE_LIMIT))
    level = math.exp(fitted["style_mean"][index] + z * fitted["style_deviation"][index])
    stack = draw_planes(plan_layout(plan, card, level, outlines, factor), card.planes, card.categories)
    padding = ((0, 0), *((0, -side % (card.multiple_px * factor)) for side in stack.shape[1:]))
    return torch.from_numpy(np.pad(stack, padding, mode="symmetric").astype(np.float32))


def _vector(card: PackCard, condition: Condition) -> NDArray[np.float32]:
    return condition_vector(_style(card, condition), _domain(card, condition), len(card.variable.values))


def _style(card: PackCard, condition: Condition) -> NDArray[np.float32]:
    """The z-scores of the plan's style, in the card's order."""
    style = np.array([condition.style.get(name, 0.0) for name in card.styles], np.float32)
    return np.clip(style, -STYLE_LIMIT, STYLE_LIMIT)


def _stored(
    pack: Pack, plan: Plan, condition: Condition, picture: NDArray[np.float32], pixel_seed: int
) -> NDArray[np.uint8]:
    """The picture cropped and brought to the size of the canvas, with the grain that it lacks if it was enlarged by one
    network alone, and with the exposure that the plan's style gives.
    """
    card = pack.card
    factor = card.detail.factor if card.detail else 1
    width, height = (factor * side for side in card.working_wh(condition.width, condition.height))
    picture = np.ascontiguousarray(picture[:height, :width])
    size = (condition.width, condition.height)
    if (width, height) != size:
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC), np.float32)
    grain = _fitted(pack, condition).get("grain")
    if grain and not card.detail and width < condition.width:
        picture = Grain.of(grain).drawn_on(
            picture,
            _regions(plan, card),
            _style(card, condition),
            max(card.canvas_wh_px) if card.frame_px and card.canvas_wh_px else None,
            rng_for(pixel_seed, 0, "grain"),
        )
    return expose(picture, _exposure(pack, condition), _grey(card, condition))


def _regions(plan: Plan, card: PackCard) -> NDArray[np.int64]:
    """0 beside all objects, k + 1 on one of category k."""
    several = len(card.categories) > 1
    numbers = [card.categories.index(i.category) + 1 if several else 1 for i in plan.instances]
    return np.array([0, *numbers])[plan.label_map()]


def _exposure(pack: Pack, condition: Condition) -> Exposure:
    """The grey levels between which the plan's style stores a grey picture; those of colour pictures are all."""
    low, span = condition.style.get("exposure_low", 0.0), condition.style.get("exposure_range", math.log(255))
    return Exposure(float(low), float(low + math.exp(span))) if _grey(pack.card, condition) else FULL_RANGE


def _grey(card: PackCard, condition: Condition) -> bool:
    return card.variable.values[_domain(card, condition)] in card.variable.grey
