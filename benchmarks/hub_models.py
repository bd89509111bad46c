# pyright: reportArgumentType=false
"""Pipelines of real size with random weights: speed does not depend on what the weights are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers.models.autoencoders.autoencoder_kl import AutoencoderKL
from diffusers.models.controlnets.controlnet import ControlNetModel
from diffusers.models.unets.unet_2d_condition import UNet2DConditionModel
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import StableDiffusionPipeline
from diffusers.pipelines.stable_diffusion_xl.pipeline_stable_diffusion_xl import StableDiffusionXLPipeline
from diffusers.schedulers.scheduling_ddim import DDIMScheduler
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

CROSS = ("CrossAttnDownBlock2D", "CrossAttnUpBlock2D")
PLAIN = ("DownBlock2D", "UpBlock2D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """The widths of a pipeline and the canvas it is measured at."""

    unet: Mapping[str, Any]
    vae: tuple[int, ...]
    text: tuple[tuple[int, int, int], ...]
    """Width, layers and heads of each text encoder."""
    side_px: int


SIZES = {
    "small": Size(
        unet={
            "block_out_channels": (96, 192, 288, 288),
            "attention_head_dim": 4,
            "cross_attention_dim": 256,
            "layers_per_block": 1,
            "norm_num_groups": 32,
        },
        vae=(32, 64, 64, 64),
        text=((256, 4, 4),),
        side_px=192,
    ),
    "sd15": Size(
        unet={"block_out_channels": (320, 640, 1280, 1280), "attention_head_dim": 8, "cross_attention_dim": 768},
        vae=(128, 256, 512, 512),
        text=((768, 12, 12),),
        side_px=512,
    ),
    "sdxl": Size(
        unet={
            "block_out_channels": (320, 640, 1280),
            "down_block_types": (PLAIN[0], CROSS[0], CROSS[0]),
            "up_block_types": (CROSS[1], CROSS[1], PLAIN[1]),
            "attention_head_dim": (5, 10, 20),
            "transformer_layers_per_block": (1, 2, 10),
            "cross_attention_dim": 2048,
            "use_linear_projection": True,
            "addition_embed_type": "text_time",
            "addition_time_embed_dim": 256,
            "projection_class_embeddings_input_dim": 2816,
        },
        vae=(128, 256, 512, 512),
        text=((768, 12, 12), (1280, 32, 20)),
        side_px=1024,
    ),
}
"""`small` is for the CPU; the others have the widths of Stable Diffusion 1.5 and XL."""


def build(size: Size, folder: Path, dtype: torch.dtype) -> tuple[Path, Path]:
    """Write a pipeline and a ControlNet for it in the layout of a download; returns their folders."""
    torch.manual_seed(0)
    base, control = folder / "pipeline", folder / "controlnet"
    net = UNet2DConditionModel(sample_size=size.side_px // 8, **size.unet)
    ControlNetModel.from_unet(net).to(dtype).save_pretrained(control)
    tokenizer = _tokenizer()
    parts: dict[str, Any] = {
        "unet": net.to(dtype),
        "vae": _vae(size).to(dtype),
        "scheduler": DDIMScheduler(beta_schedule="scaled_linear", steps_offset=1, clip_sample=False),
        "text_encoder": CLIPTextModel(_text_config(tokenizer, *size.text[0])).to(dtype),
        "tokenizer": tokenizer,
    }
    if len(size.text) == 1:
        pipeline: Any = StableDiffusionPipeline(
            **parts, safety_checker=None, feature_extractor=None, requires_safety_checker=False
        )
    else:
        second = CLIPTextModelWithProjection(_text_config(tokenizer, *size.text[1])).to(dtype)
        pipeline = StableDiffusionXLPipeline(**parts, text_encoder_2=second, tokenizer_2=tokenizer)
    pipeline.save_pretrained(base, safe_serialization=True)
    return base, control


def _vae(size: Size) -> AutoencoderKL:
    depth = len(size.vae)
    return AutoencoderKL(
        block_out_channels=size.vae,
        down_block_types=("DownEncoderBlock2D",) * depth,
        up_block_types=("UpDecoderBlock2D",) * depth,
        layers_per_block=2,
        latent_channels=4,
    )


def _text_config(tokenizer: CLIPTokenizer, width: int, layers: int, heads: int) -> CLIPTextConfig:
    return CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        intermediate_size=4 * width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        projection_dim=width,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )


def _tokenizer() -> CLIPTokenizer:
    """Letters only: a prompt has as many tokens as characters, and 77 of them are read like any other 77."""
    letters = [chr(code) for code in range(33, 127)]
    tokens = [*letters, *(f"{letter}</w>" for letter in letters), "<|startoftext|>", "<|endoftext|>"]
    vocabulary = {token: number for number, token in enumerate(tokens)}
    return CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=77)
