"""Load a diffusers pipeline for a generator: class, precision and memory, once."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import diffusers
import torch
from diffusers.pipelines import auto_pipeline
from diffusers.pipelines.pipeline_utils import DiffusionPipeline
from diffusers.utils import logging as diffusers_logging
from transformers.utils import logging as transformers_logging

from synth.errors import PackError, SpecError
from synth.generate.device import device_of
from synth.generate.hub.call import CallShape, call_shape
from synth.generate.hub.fetch import pipeline_folder
from synth.generate.hub.nets import load_nets
from synth.generate.protocol import Sampling
from synth.packs.hub import read_json
from synth.spec.generator import GeneratorOptions

DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}
DENOISERS = ("unet", "transformer")
CONVOLUTIONAL = ("unet", "controlnet", "vae")
SMALLER = "generator.offload=model or sequential, generator.dtype=bfloat16, or a smaller model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A pipeline that is ready to be called, where it runs, and of what its canvas' sides have to be multiples."""

    pipeline: Any
    device: torch.device
    multiple_px: int
    shape: CallShape


def load_controlnet(options: GeneratorOptions, sampling: Sampling) -> Loaded:
    """The pipeline of the model's family that takes `options.controls`, with their nets."""
    folder = pipeline_folder(options)
    own = class_name(folder)
    if not options.controls:
        raise SpecError("generator.controls", {}, "at least one control map: seg, instance, depth, canny or pose")
    device, dtype = device_of(sampling.device), dtype_of(options, device_of(sampling.device))
    if all(control.model is None for control in options.controls.values()):
        return _ready(options, device, _loaded(options, folder, pipeline_class(own), dtype))
    with quietly():
        nets = load_nets(options, folder, own, dtype)
    return _ready(options, device, _loaded(options, folder, nets.pipeline, dtype, controlnet=nets.controlnet))


def load_auto(options: GeneratorOptions, sampling: Sampling, task: Literal["inpaint", "image"]) -> Loaded:
    """The pipeline of the model's family for inpainting or image-to-image; the folder's own class if it does that."""
    folder = pipeline_folder(options)
    device = device_of(sampling.device)
    tables = {
        "inpaint": auto_pipeline.AUTO_INPAINT_PIPELINES_MAPPING,
        "image": auto_pipeline.AUTO_IMAGE2IMAGE_PIPELINES_MAPPING,
    }
    own = class_name(folder)
    kind = tables[task].get(family_of(own), pipeline_class(own))
    return _ready(options, device, _loaded(options, folder, kind, dtype_of(options, device)))


def load_plain(options: GeneratorOptions, sampling: Sampling) -> Loaded:
    """The pipeline of the folder's own class."""
    folder = pipeline_folder(options)
    device = device_of(sampling.device)
    return _ready(
        options, device, _loaded(options, folder, pipeline_class(class_name(folder)), dtype_of(options, device))
    )


def class_name(folder: Path) -> str:
    """The class that a pipeline's index names."""
    index = folder / "model_index.json"
    if not index.is_file():
        allowed = "a folder that a diffusers pipeline was saved to (it holds model_index.json)"
        raise PackError("generator.model", str(folder), allowed)
    return str(read_json(index).get("_class_name"))


def pipeline_class(name: str) -> Any:
    """A class of diffusers by its name."""
    found = getattr(diffusers, name, None)
    if not (isinstance(found, type) and issubclass(found, DiffusionPipeline)):
        raise PackError("generator.model", name, f"a pipeline that diffusers {diffusers.__version__} has")
    return found


def family_of(name: str) -> str:
    """What diffusers calls the family of a pipeline's class, such as `flux`; empty where it names none."""
    for table in (
        auto_pipeline.AUTO_TEXT2IMAGE_PIPELINES_MAPPING,
        auto_pipeline.AUTO_IMAGE2IMAGE_PIPELINES_MAPPING,
        auto_pipeline.AUTO_INPAINT_PIPELINES_MAPPING,
    ):
        for family, kind in table.items():
            if kind.__name__ == name:
                return family
    return ""


def dtype_of(options: GeneratorOptions, device: torch.device) -> torch.dtype:
    """The type of the weights: as asked, else bfloat16 on a GPU that has it, float16 on another, float32 on the CPU."""
    if options.dtype != "auto":
        return DTYPES[options.dtype]
    if device.type != "cuda":
        return torch.float32
    return torch.bfloat16 if torch.cuda.is_bf16_supported() else torch.float16


@contextmanager
def quietly() -> Iterator[None]:
    """Without the libraries' own bars, hints and announcements of what a later version removes."""
    for log in (diffusers_logging, transformers_logging):
        log.set_verbosity_error()
        log.disable_progress_bar()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


def _loaded(options: GeneratorOptions, folder: Path, kind: Any, dtype: torch.dtype, **parts: Any) -> Any:
    """`from_pretrained`, quietly; only safetensors, never the network. PackError where the folder does not fit."""
    place = {"device_map": "balanced"} if options.spread else {}
    try:
        with quietly():
            pipeline = kind.from_pretrained(
                folder,
                torch_dtype=dtype,
                variant=options.variant,
                use_safetensors=True,
                local_files_only=True,
                **place,
                **parts,
            )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise PackError("generator.model", f"{folder}: {error}", f"a folder that {kind.__name__} loads") from error
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def _ready(options: GeneratorOptions, device: torch.device, pipeline: Any) -> Loaded:
    """A loaded pipeline put where it runs. PackError where its call cannot do what the generator needs."""
    shape = call_shape(pipeline)
    if options.kind not in shape.fits:
        can = f"it fits generator.kind={' or '.join(shape.fits)}" if shape.fits else "no generator can call it"
        raise PackError("generator.model", shape.pipeline, f"a model that generator.kind={options.kind} can use; {can}")
    _settle_encoder(pipeline)
    if options.attention_slicing:
        pipeline.enable_attention_slicing()
    if options.vae_tiling:
        pipeline.vae.enable_tiling()
    _into_channels_last(pipeline)
    _place(options, device, pipeline)
    if options.compile:
        for name in DENOISERS:
            if getattr(pipeline, name, None) is not None:
                getattr(pipeline, name).compile()
    return Loaded(pipeline=pipeline, device=device, multiple_px=multiple_px(pipeline), shape=shape)


def multiple_px(pipeline: Any) -> int:
    """What the sides of a picture have to be multiples of: px of a latent, times latents of a patch."""
    transformer = getattr(pipeline, "transformer", None)
    patch = transformer.config.get("patch_size", 1) if transformer is not None else 1
    processor = getattr(pipeline, "image_processor", None)
    packed = processor.config.vae_scale_factor if processor is not None else 1
    return max(int(packed), int(pipeline.vae_scale_factor) * int(patch or 1))


def _place(options: GeneratorOptions, device: torch.device, pipeline: Any) -> None:
    """Whole on the device, or in parts as `offload` and `spread` say, which need a GPU."""
    wanted = f"offload={options.offload}" if options.offload != "none" else "spread=true" if options.spread else ""
    if wanted and device.type != "cuda":
        raise PackError(
            f"generator.{wanted.split('=')[0]}", wanted, "a GPU: this is for its memory, and torch sees none here"
        )
    if options.spread and options.offload != "none":
        raise PackError("generator.spread", wanted, "one of the two: a pipeline that is spread is not offloaded")
    if options.spread:
        return
    offloads: dict[str, Callable[[], Any]] = {
        "none": lambda: pipeline.to(device),
        "model": lambda: pipeline.enable_model_cpu_offload(device=device),
        "sequential": lambda: pipeline.enable_sequential_cpu_offload(device=device),
    }
    try:
        offloads[options.offload]()
    except torch.OutOfMemoryError as error:
        raise PackError("generator.model", "out of memory while it is loaded", SMALLER) from error


def _into_channels_last(pipeline: Any) -> None:
    """The memory format in which 2-D convolutions are fastest; nets with 3-D ones stay as they are."""
    for name in CONVOLUTIONAL:
        net: Any = getattr(pipeline, name, None)
        if isinstance(net, torch.nn.Module) and all(weight.dim() < 5 for weight in net.parameters()):
            net.to(memory_format=torch.channels_last)


def _settle_encoder(pipeline: Any) -> None:
    """Let the VAE encode a picture as the mean of its posterior: some pipelines draw from it with torch's global
    random state, so that a picture would depend on what was drawn before.
    """
    encode = pipeline.vae.encode

    def settled(picture: torch.Tensor, return_dict: bool = True) -> Any:
        encoded = encode(picture, return_dict=return_dict)
        posterior = getattr(encoded, "latent_dist", None)
        if posterior is not None:
            posterior.sample = lambda generator=None: posterior.mode()
        return encoded

    pipeline.vae.encode = settled
