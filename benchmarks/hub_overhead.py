"""Our samples a second against the bare diffusers call, with the same model, batch size and steps, in one run.

`python benchmarks/hub_overhead.py [--size small|sd15|sdxl] [--side PX] [--count 24] [--batch-size 4] [--steps 8]`.
The model has random weights (speed does not depend on them) and one ControlNet. First the bare loop: prompts, control
pictures and generators are there already, and the pictures are thrown away. Then a whole run: plans, prompts, control
maps, one pipeline call a batch, verification, PNG, COCO, journal on disk. Both are timed from the end of their first
batch to the end of their last; for ours, when its last sample is on disk. Random weights show no plan, so that what the
judge finds is not acted on: it looks at every picture and keeps it. Target: 0.97. Last, the same run with noise in the
place of the pipeline: what all the rest takes, most of it beside the pipeline where that does not need the processor.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import torch
from diffusers.models.controlnets.controlnet import ControlNetModel
from diffusers.pipelines.auto_pipeline import AutoPipelineForText2Image
from diffusers.utils.logging import disable_progress_bar, set_verbosity_error
from hub_models import SIZES, build
from PIL import Image
from synth.image.run import run

from synth.core.paths import shipped_scenes
from synth.core.progress import Counter
from synth.image.generate.device import device_of
from synth.image.generate.protocol import Generator
from synth.image.generate.table import make_generator
from synth.image.options.generator import ControlOptions, GeneratorOptions
from synth.image.options.run import ImageConfig
from synth.image.records import Condition, Draft, Drawn, Fault, Plan, Verified
from synth.image.scene.load import load_scene
from synth.image.scene.schema import Scene
from synth.image.verify.outline_contrast import outline_contrast
from synth.scene.load import apply_overrides
from synth.scene.read import read_yaml

SCENE, GUIDANCE = "street", 7.5


@dataclass(slots=True, kw_only=True)
class Clock:
    """When the batches of a loop ended, in seconds."""

    ends: list[float] = field(default_factory=list)

    def tick(self) -> None:
        if torch.cuda.is_available():
            torch.cuda.synchronize()
        self.ends.append(time.perf_counter())


class LastOnDisk(Counter):
    """Progress that keeps when the last sample was on disk."""

    moment = 0.0

    def advance(self, count: int = 1, *, refused: int = 0, given_up: int = 0, note: str = "") -> None:
        super().advance(count, refused=refused, given_up=given_up, note=note)
        self.moment = time.perf_counter()


def bare_rate(pipeline: Any, told: argparse.Namespace, side_px: int) -> float:
    """Pictures a second of a loop that does nothing but call the pipeline."""
    clock, batches = Clock(), told.count // told.batch_size
    pixels = np.random.default_rng(0).integers(0, 255, (side_px, side_px, 3), dtype=np.uint8)
    maps = [Image.fromarray(pixels)] * told.batch_size
    prompts = [f"a street, {number} cars" for number in range(told.batch_size)]
    for number in range(batches):
        seeds = [torch.Generator().manual_seed(number * told.batch_size + k) for k in range(told.batch_size)]
        pipeline(
            prompt=prompts,
            image=maps,
            generator=seeds,
            num_inference_steps=told.steps,
            guidance_scale=GUIDANCE,
            width=side_px,
            height=side_px,
        )
        clock.tick()
    return (batches - 1) * told.batch_size / (clock.ends[-1] - clock.ends[0])


def run_rate(
    folder: Path, scene: Scene, options: GeneratorOptions, told: argparse.Namespace, *, idle: bool = False
) -> float:
    """Samples a second of a run, each of them judged and on disk; `idle`: with noise in the place of the pipeline."""
    clock, watch = Clock(), LastOnDisk()

    def timed(*given: Any) -> Generator:
        generate = noise if idle else make_generator(*given)

        def draw(
            plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]
        ) -> list[Drawn | Fault]:
            drawn = generate(plans, conditions, pixel_seeds)
            clock.tick()
            return [p if isinstance(p, Drawn) else Drawn(np.zeros((1, 1, 3), np.uint8)) for p in drawn]

        return draw

    config = ImageConfig(
        scene=SCENE,
        out=folder / "out",
        count=told.count,
        batch_size=told.batch_size,
        device=told.device,
        generator=options,
    )
    with ExitStack() as stack:
        stack.enter_context(patch("synth.image.produce.make_generator", timed))
        stack.enter_context(patch("synth.image.produce.make_judge", lambda *_: keep))
        run(config, scene, watch)
    return (told.count - told.batch_size) / (watch.moment - clock.ends[0])


def noise(plans: Sequence[Plan], conditions: Sequence[Condition], pixel_seeds: Sequence[int]) -> list[Drawn | Fault]:
    """Pictures that cost next to nothing to draw, and as much as any to judge and to store."""
    rngs = map(np.random.default_rng, pixel_seeds)
    return [
        Drawn(rng.integers(0, 255, (plan.height, plan.width, 3), dtype=np.uint8))
        for plan, rng in zip(plans, rngs, strict=True)
    ]


def keep(plan: Plan, draft: Draft) -> Verified:
    """Judge by the edges and keep the draft whatever they say."""
    outline_contrast(plan, draft.image)
    return Verified(plan=plan, draft=draft, instances=plan.instances, checks=())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", choices=sorted(SIZES), default="small")
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--batch-size", type=int, default=4)
    parser.add_argument("--steps", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=2, help="both loops in turn, so often")
    parser.add_argument("--side", type=int, help="canvas side in px (default: the model's own)")
    parser.add_argument("--device", default="auto")
    told = parser.parse_args()
    if told.count % told.batch_size or told.count < 2 * told.batch_size:
        parser.error("--count must be two batches or more, and whole batches")
    disable_progress_bar()
    set_verbosity_error()
    size, device = SIZES[told.size], device_of(told.device)
    side_px = told.side or size.side_px
    dtype = torch.bfloat16 if device.type == "cuda" else torch.float32
    changes = {"canvas.width": side_px, "canvas.height": side_px, "prompt": "a street"}
    scene = load_scene(apply_overrides(read_yaml(shipped_scenes()[SCENE]), changes))
    with tempfile.TemporaryDirectory() as scratch:
        base, control = build(size, Path(scratch), dtype)
        net = ControlNetModel.from_pretrained(control, torch_dtype=dtype)
        pipeline = AutoPipelineForText2Image.from_pretrained(base, controlnet=net, torch_dtype=dtype).to(device)
        for part in (pipeline.unet, pipeline.controlnet, pipeline.vae):
            part.to(memory_format=torch.channels_last)
        pipeline.set_progress_bar_config(disable=True)
        options = GeneratorOptions(
            kind="controlnet",
            model=str(base),
            controls={"seg": ControlOptions(model=str(control))},
            steps=told.steps,
            guidance=GUIDANCE,
        )
        name = torch.cuda.get_device_name() if device.type == "cuda" else f"{torch.get_num_threads()} threads"
        print(f"{told.size}, {side_px} px, {told.steps} steps, batches of {told.batch_size}, {dtype}, {name}")
        bare_rate(pipeline, argparse.Namespace(**vars(told) | {"count": 2 * told.batch_size}), side_px)  # warms up
        for number in range(told.rounds):
            bare = bare_rate(pipeline, told, side_px)
            ours = run_rate(Path(scratch) / f"round{number}", scene, options, told)
            print(f"bare {bare:.3f} pictures/s   synth {ours:.3f} samples/s   ratio {ours / bare:.3f}", flush=True)
        told.count *= 4
        rest = run_rate(Path(scratch) / "idle", scene, options, told, idle=True)
        print(f"all but the pipeline: {1000 / rest:.0f} ms a sample where nothing is drawn meanwhile")
        if device.type == "cuda":
            print(f"peak memory {torch.cuda.max_memory_allocated() / 2**30:.1f} GiB, both pipelines loaded")


if __name__ == "__main__":
    main()
