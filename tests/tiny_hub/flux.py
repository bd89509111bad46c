# pyright: reportArgumentType=false, reportPrivateImportUsage=false
"""FLUX: text to picture, with ControlNets, and the two variants that read a picture beside the latents."""

from __future__ import annotations

from pathlib import Path

from diffusers import (
    FluxControlNetModel,
    FluxControlPipeline,
    FluxFillPipeline,
    FluxPipeline,
    FluxTransformer2DModel,
)

from tests.tiny_hub.parts import TEXT_WIDTH, autoencoder, clip_text, enliven, fixed_weights, flow_schedule, t5_text
from tests.tiny_hub.vocabularies import clip_tokenizer, t5_tokenizer

LATENTS = 16
PACKED = 4 * LATENTS
"""Two by two latents are one token."""
FILL_EXTRA = PACKED + 4 * 64
"""Beside the latents, FLUX Fill reads the masked picture's and an 8 x 8 px block of mask per latent."""
HEADS, HEAD_WIDTH = 2, 16
ROPE = (4, 6, 6)
UNION_MODES = 6


def build_flux(folder: Path) -> Path:
    """FLUX.1-dev: guidance is an input of the network; a negative prompt counts only with `true_cfg_scale` above 1.

    Lists of prompts and generators work and alone equals in a batch. Sizes are multiples of 16 px; others are rounded
    down with nothing but a line in the log. This holds for every FLUX pipeline.
    """
    return write_flux(folder, FluxPipeline, seed=41, in_channels=PACKED)


def build_flux_control(folder: Path) -> Path:
    """FLUX.1 Control (Canny, Depth): `control_image=` takes a list; its latents stand beside the latents."""
    return write_flux(folder, FluxControlPipeline, seed=42, in_channels=2 * PACKED)


def build_flux_fill(folder: Path) -> Path:
    """FLUX.1 Fill: inpaints by lists `image=` and `mask_image=`. `DiffusionPipeline` loads it, no AutoPipeline does."""
    return write_flux(folder, FluxFillPipeline, seed=43, in_channels=PACKED + FILL_EXTRA)


def write_flux(
    folder: Path,
    pipeline: type[FluxPipeline | FluxControlPipeline | FluxFillPipeline],
    *,
    seed: int,
    in_channels: int,
) -> Path:
    """Writes one of the pipelines with FLUX's parts."""
    with fixed_weights(seed):
        clip, t5 = clip_tokenizer(), t5_tokenizer()
        transformer = FluxTransformer2DModel(
            in_channels=in_channels,
            out_channels=PACKED,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=HEAD_WIDTH,
            num_attention_heads=HEADS,
            joint_attention_dim=TEXT_WIDTH,
            pooled_projection_dim=TEXT_WIDTH,
            guidance_embeds=True,
            axes_dims_rope=ROPE,
        )
        pipeline(
            scheduler=flow_schedule(dynamic=True),
            vae=autoencoder(LATENTS, scaling_factor=0.3611, shift_factor=0.1159, quant=False),
            text_encoder=clip_text(clip),
            tokenizer=clip,
            text_encoder_2=t5_text(t5, width=TEXT_WIDTH),
            tokenizer_2=t5,
            transformer=enliven(transformer),
        ).save_pretrained(folder, safe_serialization=True)
    return folder


def build_flux_controlnet(folder: Path) -> Path:
    """ControlNet for `flux` with one kind of control picture: `control_image=` takes a list, one per prompt."""
    return write_controlnet(folder, seed=44, num_mode=None)


def build_flux_union(folder: Path) -> Path:
    """ControlNet Union for `flux`: `control_mode=` is one number for the whole batch, else ValueError."""
    return write_controlnet(folder, seed=45, num_mode=UNION_MODES)


def write_controlnet(folder: Path, *, seed: int, num_mode: int | None) -> Path:
    """Writes a ControlNet that reads the control picture's latents."""
    with fixed_weights(seed):
        net = FluxControlNetModel(
            in_channels=PACKED,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=HEAD_WIDTH,
            num_attention_heads=HEADS,
            joint_attention_dim=TEXT_WIDTH,
            pooled_projection_dim=TEXT_WIDTH,
            guidance_embeds=True,
            axes_dims_rope=list(ROPE),
            num_mode=num_mode,
        )
        enliven(net).save_pretrained(folder, safe_serialization=True)
    return folder
