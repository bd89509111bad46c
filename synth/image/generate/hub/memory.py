"""Memory options of a pipeline: device, offloading, attention slices, VAE tiles and memory layout."""

from __future__ import annotations

from typing import Any

import torch

from synth.core.errors import PackError
from synth.image.options.generator import GeneratorOptions

DENOISERS = ("unet", "transformer")
CONVOLUTIONAL = ("unet", "controlnet", "vae")


def check_memory_options(options: GeneratorOptions, device: torch.device) -> None:
    """Raise PackError for a placement that this machine cannot have."""
    if options.spread and options.offload != "none":
        raise PackError("generator.spread", True, f"false with generator.offload={options.offload}: one of the two")
    for name, requested in (("offload", options.offload != "none"), ("spread", options.spread)):
        if requested and device.type != "cuda":
            raise PackError(
                f"generator.{name}", getattr(options, name), "a GPU: this spares its memory; here it is the CPU"
            )


def apply_memory_options(options: GeneratorOptions, device: torch.device, pipeline: Any) -> None:
    """Apply the options of memory and speed. To be called once per pipeline."""
    pipeline.set_progress_bar_config(disable=True)
    _settle_encoder(pipeline)
    if options.attention_slicing:
        pipeline.enable_attention_slicing()
    if options.vae_tiling:
        pipeline.vae.enable_tiling()
    _into_channels_last(pipeline)
    if options.offload == "model":
        pipeline.enable_model_cpu_offload(device=device)
    elif options.offload == "sequential":
        pipeline.enable_sequential_cpu_offload(device=device)
    elif not options.spread:
        pipeline.to(device)
    if options.compile:
        for name in DENOISERS:
            if getattr(pipeline, name, None) is not None:
                getattr(pipeline, name).compile()


def _into_channels_last(pipeline: Any) -> None:
    """Set the memory format in which 2-D convolutions are fastest. Nets with 3-D convolutions are left as they are."""
    for name in CONVOLUTIONAL:
        net = getattr(pipeline, name, None)
        if net is not None and all(weight.dim() < 5 for weight in net.parameters()):
            net.to(memory_format=torch.channels_last)


def _settle_encoder(pipeline: Any) -> None:
    """Make the VAE encode a picture as the mean of its posterior.

    Some pipelines sample the posterior with torch's global random state. A picture would then depend on earlier ones.
    """
    vae = getattr(pipeline, "vae", None)
    if vae is None:
        return
    encode = vae.encode

    def settled(picture: torch.Tensor, return_dict: bool = True) -> Any:
        encoded = encode(picture, return_dict=return_dict)
        posterior = getattr(encoded, "latent_dist", None)
        if posterior is not None:
            posterior.sample = lambda generator=None: posterior.mode()
        return encoded

    vae.encode = settled
