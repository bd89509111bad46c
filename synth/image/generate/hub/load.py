"""Load a diffusers pipeline for a generator: the class for its task, the weights, and the device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from safetensors import SafetensorError

from synth.core.errors import PackError, SpecError
from synth.hub.files import read_json
from synth.hub.quiet import quietly
from synth.image.generate.device import device_of, dtype_of
from synth.image.generate.hub.call import CallShape, call_shape
from synth.image.generate.hub.families import class_for, class_name, generator_kinds_of, pipeline_class
from synth.image.generate.hub.fetch import pipeline_folder
from synth.image.generate.hub.memory import apply_memory_options, check_memory_options
from synth.image.generate.hub.nets import load_nets
from synth.image.generate.protocol import Sampling
from synth.image.options.generator import GeneratorOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadedPipeline:
    """A pipeline that is ready to be called, its device, and its call shape.

    The sides of the canvas must be multiples of `multiple_px`.
    """

    pipeline: Any
    device: torch.device
    multiple_px: int
    shape: CallShape


def load_controlnet(options: GeneratorOptions, sampling: Sampling) -> LoadedPipeline:
    """The pipeline of the model's family that takes `options.controls`, with their nets.

    SpecError for options that contradict each other, PackError for a model or net that does not fit.
    """
    folder = pipeline_folder(options)
    if not options.controls:
        raise SpecError("generator.controls", {}, "at least one control map: seg, instance, depth, canny or pose")
    if all(control.model is None for control in options.controls.values()):
        return _load_one_map(options, sampling, folder)
    device = device_of(sampling.device)
    check_memory_options(options, device)
    with quietly():
        nets = load_nets(options, folder, class_name(folder), dtype_of(options.dtype, device))
    shape = call_shape(nets.pipeline, type(nets.controlnet).__name__)
    return _load(options, device, folder, nets.pipeline, shape, {"controlnet": nets.controlnet})


def load_auto(options: GeneratorOptions, sampling: Sampling, task: Literal["inpaint", "image"]) -> LoadedPipeline:
    """The pipeline of the model's family for inpainting or image-to-image. SpecError or PackError as above."""
    folder = pipeline_folder(options)
    pipeline = class_for(task, class_name(folder))
    return _load(options, device_of(sampling.device), folder, pipeline, call_shape(pipeline), {})


def load_plain(options: GeneratorOptions, sampling: Sampling) -> LoadedPipeline:
    """The pipeline of the class that the folder names. SpecError or PackError as above."""
    folder = pipeline_folder(options)
    pipeline = pipeline_class(class_name(folder))
    return _load(options, device_of(sampling.device), folder, pipeline, call_shape(pipeline), {})


def multiple_px(pipeline: Any) -> int:
    """The number of px of which a picture's sides must be multiples: px per latent times latents per patch."""
    transformer = getattr(pipeline, "transformer", None)
    patch = transformer.config.get("patch_size") if transformer is not None else None
    processor = getattr(pipeline, "image_processor", None)
    packed = processor.config.vae_scale_factor if processor is not None else 1
    return max(int(packed), int(getattr(pipeline, "vae_scale_factor", 1)) * int(patch or 1))


def _load_one_map(options: GeneratorOptions, sampling: Sampling, folder: Path) -> LoadedPipeline:
    """A pipeline that takes a control map without a ControlNet."""
    if len(options.controls) > 1:
        raise SpecError("generator.controls", list(options.controls), "one map for a model without a ControlNet")
    return load_plain(options, sampling)


def _load(
    options: GeneratorOptions,
    device: torch.device,
    folder: Path,
    pipeline_type: Any,
    shape: CallShape,
    parts: Mapping[str, Any],
) -> LoadedPipeline:
    """`from_pretrained` without output: only safetensors, never the network.

    Raises PackError, before weights are read, where the pipeline cannot serve the generator.
    """
    _check_fit(options, folder, shape)
    check_memory_options(options, device)
    try:
        with quietly():
            pipeline = pipeline_type.from_pretrained(
                folder,
                torch_dtype=dtype_of(options.dtype, device),
                variant=options.variant,
                device_map="balanced" if options.spread else None,
                use_safetensors=True,
                local_files_only=True,
                **parts,
            )
            apply_memory_options(options, device, pipeline)
    except torch.OutOfMemoryError as error:
        smaller = "generator.offload=model or sequential, generator.dtype=bfloat16, or a smaller model"
        raise PackError("generator.model", "out of memory while it was loaded", smaller) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError, SafetensorError) as error:
        raise PackError(str(folder), str(error), f"a folder that {pipeline_type.__name__} loads") from error
    return LoadedPipeline(pipeline=pipeline, device=device, multiple_px=multiple_px(pipeline), shape=shape)


def _check_fit(options: GeneratorOptions, folder: Path, shape: CallShape) -> None:
    """Raise PackError unless this pipeline and this model serve `options.kind`."""
    own = class_name(folder)
    if options.kind not in shape.fits:
        can = generator_kinds_of(own)
        fits = f"it fits generator.kind={' or '.join(can)}" if can else "no generator can call it"
        raise PackError("generator.model", own, f"a model for generator.kind={options.kind}; {fits}")
    unet, vae = folder / "unet" / "config.json", folder / "vae" / "config.json"
    if shape.mask is not None or not unet.is_file() or not vae.is_file():
        return
    reads, latents = read_json(unet).get("in_channels"), read_json(vae).get("latent_channels")
    if reads != latents:
        got = f"{own} that reads {reads} channels"
        raise PackError("generator.model", got, f"a model that reads {latents}; it fits generator.kind=inpaint")
